"""All chains side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.portfolio import portfolio

router = APIRouter()


@router.get("/portfolio")
async def listed(request: Request) -> Response:
    """Every chain, worst first; ``wall=1`` for a wall screen."""
    return await page(request, lambda a: portfolio(a.analyst, a.region, a.at, a.query.get("wall") == "1"))
