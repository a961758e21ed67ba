"""The offline description of the interface."""

from __future__ import annotations

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from graphsvc.api.negotiation import language_of

router = APIRouter()
_pages = Environment(loader=PackageLoader("graphsvc.api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The interface described, to be tried out in the browser; nothing is fetched from elsewhere."""
    body = _pages.get_template("docs.html").render(lang=language_of(request))
    return Response(body, headers={"Content-Security-Policy": DOCS_POLICY}, media_type="text/html; charset=utf-8")
