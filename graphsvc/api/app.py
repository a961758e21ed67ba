"""The application: routes, problem documents, request ids, metrics, limits. It binds to loopback only."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version as version_of
from pathlib import Path

import fastapi_offline
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from graphsvc.api import manual, pages
from graphsvc.api.arriving import Arriving
from graphsvc.api.desk import Desk
from graphsvc.api.heads import Heads
from graphsvc.api.job_book import JobBook
from graphsvc.api.leftovers import sweep
from graphsvc.api.negotiation import language_of
from graphsvc.api.origins import Origins
from graphsvc.api.pages.serving import refused_page, wants_page
from graphsvc.api.problems import problem, status_of
from graphsvc.api.routes import (
    chains,
    gap_reviews,
    graph_files,
    jobs,
    questions,
    review,
    service,
    sheets,
    submissions,
    versions,
    workbooks,
)
from graphsvc.api.schemas import answer_schemas
from graphsvc.api.watching import METHODS, Watching, request_id
from graphsvc.domain.errors import GraphsvcError, InputError, NotFound
from graphsvc.domain.values import Document
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.usecases.projection.following import Follower
from graphsvc.wiring import House

ASSETS = Path(fastapi_offline.__file__).parent / "static"
"""Swagger UI as its package brings it: nothing is fetched from elsewhere."""
OWN_ASSETS = Path(__file__).parent / "assets"
"""Style and scripts of the pages."""
TAGS = {
    "submissions": "装载文件 · files in",
    "review": "复核建议与决定 · review: proposals and decisions",
    "versions": "版本和规范表 · versions and their tables",
    "workbooks": "填报工作簿：空白的、写回的 · workbooks to fill in and written back",
    "chains": "产业链、图谱、招商清单、证据 · chains, maps, gap lists, evidence",
    "questions": "问题目录 · the catalogue",
    "jobs": "分析任务：算得久的问题 · jobs: questions that take long",
    "service": "关于服务 · about the service",
}
"""What the parts of the interface are about."""
_log = logging.getLogger(__name__)


def create_app(house: House) -> FastAPI:
    """The application over one house; the desk is opened and closed with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.house = house
        sweep()
        app.state.desk = Desk(house.analyst, house.writer, house.settings)
        app.state.desk.warm_up()
        app.state.jobs = JobBook(app.state.desk, house.store, house.settings.job_seconds)
        app.state.loading = asyncio.Lock()
        app.state.follower = None if house.graph is None else Follower(house.analyst, house.graph)
        if app.state.follower is not None:
            app.state.follower.start()
        yield
        await app.state.jobs.close()
        app.state.desk.close()
        if app.state.follower is not None:
            app.state.follower.close()

    app = FastAPI(
        title="graphsvc",
        version=version_of("graphsvc"),
        summary="产业链韧性分析 · supply-chain resilience analytics",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        openapi_url="/openapi.json",
        openapi_tags=[{"name": name, "description": about} for name, about in TAGS.items()],
    )
    asking = questions.router(has_graph=house.graph is not None)
    routers = (
        submissions.router,
        review.router,
        workbooks.router,
        versions.router,
        chains.router,
        gap_reviews.router,
        graph_files.router,
        sheets.router,
        asking,
        jobs.router,
        service.router,
    )
    for router in routers:
        app.include_router(router, prefix="/api/v1")
    app.include_router(service.root)
    app.include_router(pages.router)
    app.include_router(manual.router)
    app.mount("/assets/docs", StaticFiles(directory=ASSETS), name="docs-assets")
    app.mount("/assets", StaticFiles(directory=OWN_ASSETS), name="assets")
    app.add_exception_handler(GraphsvcError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)
    app.add_middleware(Heads)
    app.add_middleware(Arriving, settings=house.settings)
    app.add_middleware(Origins, hosts=house.settings.host_names())
    app.add_middleware(Watching)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _document(app: FastAPI) -> Document:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=app.openapi_tags
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas.pop("HTTPValidationError", None)
        schemas |= answer_schemas(CATALOGUE.values())
        questions.show_examples(schema)
        app.openapi_schema = schema
    return app.openapi_schema


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, GraphsvcError)
    return _told(request, error)


def _told(request: Request, error: GraphsvcError) -> Response:
    """A refusal as a page where a person asked for one, else as a problem document."""
    if wants_page(request):
        return refused_page(request, error, status_of(error))
    return problem(error, language_of(request), request_id(request))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return _told(request, InputError("bad_request", place=place, reason=first["msg"]))


def _methods_at(request: Request) -> set[str]:
    """Methods that the address answers, whichever route does: the router names those of the first one alone."""
    if isinstance(request.scope.get("endpoint"), StaticFiles):
        return {"GET", "HEAD"}
    routes = request.app.routes
    found = {
        method
        for method in METHODS - {"HEAD", "OPTIONS"}
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    }
    return found | ({"HEAD"} if "GET" in found else set())


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, GraphsvcError):  # a body that was refused while it was read
        told: GraphsvcError = error.__cause__
    elif error.status_code == 405:
        told = InputError("method_not_allowed", method=request.method)
    elif error.status_code == 404:
        told = NotFound("unknown_route", path=request.url.path)
    else:
        told = InputError("bad_request", place=request.url.path, reason=str(error.detail))
    response = _told(request, told)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    if error.status_code == 405:
        response.headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return response


async def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("unforeseen error", exc_info=error)
    return _told(request, InputError("internal_error", reason=type(error).__name__))
