"""Pages for people: the start page and the offline description of the interface."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from graphsvc.api.desk import Desk
from graphsvc.api.negotiation import language_of
from graphsvc.domain.errors import NotFound
from graphsvc.domain.reference import region_name

ASSETS = Path(__file__).parent / "assets"
router = APIRouter(include_in_schema=False)
_pages = Environment(loader=PackageLoader("graphsvc.api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@router.get("/")
async def start(request: Request) -> Response:
    """Chains with their maps and lists, and where everything else is."""
    desk: Desk = request.app.state.desk
    lang = language_of(request)

    def work() -> dict[str, object]:
        try:
            version = desk.analyst.version()
        except NotFound:
            return {"version": None, "chains": []}
        snapshot = desk.analyst.workspace(version.version_id).snapshot
        chains = [
            {"code": c.code, "name": c.name, "region": region_name(c.region) or c.region, "as_of": c.as_of,
             "n_listed": len(c.product_codes)}
            for c in snapshot.chains.values()
        ]  # fmt: skip
        return {"version": version, "chains": chains}

    found = await desk.look_up(work)
    body = _pages.get_template("start.html").render(lang=lang, zh=lang == "zh", **found)
    return Response(body, media_type="text/html; charset=utf-8")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The interface described, to be tried out in the browser; nothing is fetched from elsewhere."""
    body = _pages.get_template("docs.html").render(lang=language_of(request))
    return Response(body, headers={"Content-Security-Policy": DOCS_POLICY}, media_type="text/html; charset=utf-8")
