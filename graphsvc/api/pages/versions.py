"""Versions, and two of them side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.versions import compared, version_list
from graphsvc.wiring import House

router = APIRouter()


@router.get("/versions")
async def listed(request: Request) -> Response:
    """All versions."""
    return await page(request, lambda a: version_list(a.analyst, a.region, a.query, a.is_file))


@router.get("/versions/{pair}")
async def side_by_side(request: Request, pair: str) -> Response:
    """What changed from one version to another."""
    house: House = request.app.state.house
    return await page(request, lambda a: compared(a.analyst, house.store, pair, a.region, a.query))
