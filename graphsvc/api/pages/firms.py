"""Firms: found, shown, and their rows."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.evidence import firm_rows
from graphsvc.usecases.pages.firm_list import firm_list
from graphsvc.usecases.pages.firm_page import firm_page
from graphsvc.wiring import House

router = APIRouter()


@router.get("/firms")
async def listed(request: Request) -> Response:
    """Firms that fit."""
    chain = request.query_params.get("chain") or None
    return await page(request, lambda a: firm_list(a.analyst, a.chain, a.region, a.at, a.query, a.is_file), chain)


@router.get("/firms/{firm_id}")
async def firm(request: Request, firm_id: str) -> Response:
    """One firm."""
    chain = request.query_params.get("chain") or None
    return await page(request, lambda a: firm_page(a.analyst, firm_id, a.chain, a.region, a.at), chain)


@router.get("/firms/{firm_id}/rows")
async def rows(request: Request, firm_id: str) -> Response:
    """The rows that tell of a firm."""
    house: House = request.app.state.house
    return await page(request, lambda a: firm_rows(a.analyst, house.store, house.loader, firm_id, a.at))
