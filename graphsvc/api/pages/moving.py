"""From one chain to another: the choice in the top bar leads to the same kind of page about the chain chosen."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from graphsvc.api.negotiation import checked_text
from graphsvc.api.pages.serving import HANDED_ON

router = APIRouter()
SUFFIXES = {
    "panorama": "", "choke-points": "/choke-points", "what-if": "/what-if", "gaps": "/gaps", "decisions": "/decisions",
}  # fmt: skip
NARROWED = frozenset({"firms", "regions"})


@router.get("/go")
async def go(request: Request) -> Response:
    """Forward to the page of a chain."""
    query = {name: str(checked_text(name, value)) for name, value in request.query_params.items()}
    chain = query.get("chain", "")
    room = query.get("room", "")
    path = f"/chains/{quote(chain, safe='')}{SUFFIXES.get(room, '')}" if chain else "/"
    own = []
    if chain and room in NARROWED:
        path, own = f"/{room}", [("chain", chain)]
    kept = urlencode([*own, *((name, query[name]) for name in HANDED_ON if query.get(name))], quote_via=quote)
    return RedirectResponse(f"{path}?{kept}" if kept else path, status_code=303)
