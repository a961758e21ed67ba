"""Files for people: all chains side by side, and the sheet for the chief of a chain."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import MEDIA, pinned, text_of, wish_of
from graphsvc.api.schemas import NAME, REGION, problems
from graphsvc.domain.gap_reviews import state_of
from graphsvc.usecases.chief_sheet import chief_sheet
from graphsvc.usecases.portfolio import portfolio_document, portfolio_file
from graphsvc.wiring import House

router = APIRouter(tags=["chains"])
HTML = "text/html; charset=utf-8"
SHEET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'"


@router.get(
    "/exports/portfolio",
    responses={
        200: {"description": "all chains", "content": {m.split(";")[0]: {} for m in MEDIA.values()}},
        **problems(404, 422, 503),
    },
    openapi_extra={
        "parameters": [
            {"name": "region", "in": "query", "schema": REGION},
            {"name": "format", "in": "query", "schema": {"enum": list(MEDIA), "default": "json"}},
        ]
    },
)
async def portfolio(request: Request) -> Response:
    """Every chain of a version with its figures, least output kept first, as JSON, CSV or Excel."""
    desk: Desk = request.app.state.desk
    wish = wish_of(request)
    shape = wish.format
    region = text_of(request, "region")
    version = await desk.version(wish.at)
    newest = (await desk.version(None)).version_id

    def work() -> Made:
        document = portfolio_document(desk.analyst, region, wish.lang, version.version_id)
        if shape == "json":
            return Made(orjson.dumps(document), MEDIA[shape], pinned(version))
        headers = {"Content-Disposition": f'attachment; filename="portfolio.{shape}"', **pinned(version)}
        return Made(portfolio_file(document, desk.writer, shape, wish.lang), MEDIA[shape], headers)

    about = ("portfolio", version.version_id, version.content_hash, newest, region, shape, wish.lang)
    return (await desk.kept(about, work, "graphsvc ask resilience")).response(request)


@router.get(
    "/exports/chief.html",
    responses={200: {"description": "one page a chain", "content": {"text/html": {}}}, **problems(404, 422, 503)},
    openapi_extra={
        "parameters": [
            {"name": "chain", "in": "query", "schema": NAME},
            {"name": "region", "in": "query", "schema": REGION},
        ]
    },
)
async def chief(request: Request) -> Response:
    """One sheet of A4 for the chief of each chain, or of one, as a page that works offline."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    wish = wish_of(request)
    given = text_of(request, "chain"), text_of(request, "region")
    version = await desk.version(wish.at)
    kept = await desk.look_up(house.store.gap_reviews)

    def work() -> Made:
        body = chief_sheet(desk.analyst, kept, house.painter, *given, wish.lang, version.version_id)
        headers = {"Content-Security-Policy": SHEET_POLICY, **pinned(version)}
        return Made(body, HTML, {**headers, "Content-Disposition": 'attachment; filename="chief.html"'})

    about = ("chief", version.version_id, version.content_hash, given, wish.lang, state_of(kept))
    return (await desk.kept(about, work, "graphsvc report --layout chief --out chief.html")).response(request)
