"""What may be decided about a chain."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.decisions import decisions

router = APIRouter()


@router.get("/chains/{chain}/decisions")
async def listed(request: Request, chain: str) -> Response:
    """Backups, white list, extensions, suppliers outside."""
    return await page(request, lambda a: decisions(a.analyst, a.chain or chain, a.region, a.at), chain)
