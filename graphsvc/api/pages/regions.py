"""Places."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.regions import regions
from graphsvc.wiring import House

router = APIRouter()


@router.get("/regions")
async def shown(request: Request) -> Response:
    """Firms, output, sole sources and loss by place."""
    house: House = request.app.state.house
    chain = request.query_params.get("chain") or None
    return await page(request, lambda a: regions(a.analyst, a.chain, a.region, a.at, a.query, house.outline), chain)
