"""About the service itself: limits, who asks, health, readiness, metrics."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import DEFAULT_ROWS, MEDIA, MOST_ROWS, language_of
from graphsvc.api.schemas import COUNT, MAYBE_TEXT, TEXT, documents, listing, problems, record
from graphsvc.wiring import House, reading_limits

router = APIRouter(tags=["service"])
root = APIRouter(tags=["service"])
_FIGURES = listing({"type": ["string", "number", "null"]})
_CHECK = record(
    {
        "check": TEXT, "about": MAYBE_TEXT, "label": TEXT, "source": TEXT, "expected": _FIGURES, "got": _FIGURES,
        "within": listing({"type": "number"}), "passed": {"type": "boolean"},
    }
)  # fmt: skip
CHECKED = record({"passed": {"type": "boolean"}, "n_checks": COUNT, "checks": listing(_CHECK)})


@router.get("/limits", responses=documents({"type": "object"}))
async def limits(request: Request) -> Response:
    """Limits of this service with their units."""
    settings = request.app.state.house.settings
    found = {
        "interactive_seconds": settings.interactive_seconds,
        "answer_bytes": settings.answer_bytes,
        "upload_bytes": settings.upload_bytes,
        "upload_total_bytes": settings.upload_total_bytes,
        "upload_seconds": settings.upload_seconds,
        "upload_idle_seconds": settings.upload_idle_seconds,
        "upload_files": settings.upload_files,
        "rows_default": DEFAULT_ROWS,
        "rows_most": MOST_ROWS,
        "queue": settings.queue,
        "jobs": settings.jobs,
        "job_seconds": settings.job_seconds,
        **reading_limits(),
    }
    return Response(orjson.dumps(found), media_type=MEDIA["json"])


@router.get("/me", responses=documents(record({"name": TEXT, "login": {"type": "boolean"}})))
async def me(request: Request) -> Response:
    """Who asks: the one local user, without login."""
    return Response(orjson.dumps({"name": "local", "login": False}), media_type=MEDIA["json"])


@root.get("/healthz", responses=documents(record({"status": TEXT})))
async def healthz(request: Request) -> Response:
    """The process answers."""
    return Response(b'{"status":"ok"}', media_type=MEDIA["json"])


@root.get("/readyz", responses={**documents(record({"status": TEXT, "store": TEXT, "engine": TEXT})), **problems(503)})
async def readyz(request: Request) -> Response:
    """The store answers; whether the engine is still compiled, and the projection, never make the service unready."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    latest = await desk.look_up(house.store.latest)
    follower = request.app.state.follower
    projection = None if follower is None else follower.now.document(language_of(request))
    found = {
        "status": "ok",
        "store": "ok",
        "engine": "ready" if desk.is_warm else "compiling",
        "version_id": latest.version_id if latest else None,
        "projection": projection,
    }
    return Response(orjson.dumps(found), media_type=MEDIA["json"])


@root.get("/selfcheck", responses={**documents(CHECKED), **problems(500, 503)})
async def selfcheck(request: Request) -> Response:
    """Published figures worked out anew on this machine, once in a process: 200 where each comes out as printed."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    lang = language_of(request)

    def work() -> Made:
        return Made(orjson.dumps(house.self_check(lang)), MEDIA["json"], {"Content-Language": lang})

    kept = await desk.kept(("selfcheck", lang), work, "graphsvc selfcheck")
    return kept.response(request)


@root.get("/metrics", responses={200: {"description": "Prometheus text", "content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Measurements in the text format of Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
