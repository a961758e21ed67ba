"""The choke points of a chain, the card of one, and why the chain breaks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.choke_card import choke_card
from graphsvc.usecases.pages.choke_list import choke_list
from graphsvc.usecases.pages.why import why

router = APIRouter()


@router.get("/chains/{chain}/choke-points")
async def listed(request: Request, chain: str) -> Response:
    """All choke points, worst first."""
    return await page(
        request, lambda a: choke_list(a.analyst, a.chain or chain, a.region, a.at, a.query, whole=a.is_file), chain
    )


@router.get("/chains/{chain}/choke-points/{kind}/{entity_id}")
async def card(request: Request, chain: str, kind: str, entity_id: str) -> Response:
    """Everything about one of them."""
    return await page(
        request, lambda a: choke_card(a.analyst, a.chain or chain, a.region, a.at, kind, entity_id), chain
    )


@router.get("/chains/{chain}/why")
async def reasons(request: Request, chain: str) -> Response:
    """Which combinations stop a product, which pair costs most, how sure the ranking is."""
    return await page(request, lambda a: why(a.analyst, a.chain or chain, a.region, a.at), chain)
