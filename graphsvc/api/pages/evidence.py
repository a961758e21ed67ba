"""What a finding rests on."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.evidence import evidence
from graphsvc.wiring import House

router = APIRouter()


@router.get("/evidence/{evidence_id}")
async def shown(request: Request, evidence_id: str) -> Response:
    """The rows behind one finding."""
    house: House = request.app.state.house
    return await page(request, lambda a: evidence(a.analyst, house.store, house.loader, evidence_id))
