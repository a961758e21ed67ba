"""The manual as one site, as ``make docs`` builds it: static files, nothing fetched from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import RedirectResponse, Response

from graphsvc.domain.errors import NotFound
from graphsvc.wiring import MANUAL

router = APIRouter(include_in_schema=False)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@router.get("/manual")
async def manual() -> Response:
    """The site by its short name: links inside it are relative."""
    return RedirectResponse("/manual/index.html")


@router.get("/manual/{path:path}")
async def page(request: Request, path: str) -> Response:
    """A file of the site; NotFound (``manual_not_built``) where there is none yet."""
    if not (MANUAL / "index.html").is_file():
        raise NotFound("manual_not_built")
    response = await StaticFiles(directory=MANUAL).get_response(path or "index.html", request.scope)
    response.headers["Content-Security-Policy"] = POLICY
    return response
