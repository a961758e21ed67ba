"""One sheet for the chief of a chain."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Desk
from graphsvc.api.pages.serving import page
from graphsvc.domain.gap_reviews import state_of
from graphsvc.usecases.pages.chief import chief
from graphsvc.wiring import House

router = APIRouter()


@router.get("/chains/{chain}/chief")
async def sheet(request: Request, chain: str) -> Response:
    """State, worst five, what runs out first, decisions asked."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    kept = await desk.look_up(house.store.gap_reviews)
    return await page(
        request, lambda a: chief(a.analyst, kept, [a.chain or chain], a.region, a.at), chain, state_of(kept)
    )
