"""The choke points of a chain and the card of one."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.choke_card import choke_card
from graphsvc.usecases.pages.choke_list import choke_list

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
