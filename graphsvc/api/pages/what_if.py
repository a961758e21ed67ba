"""What if something fails: the address is the scenario."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from graphsvc.api.negotiation import checked_text
from graphsvc.api.pages.serving import HANDED_ON, PageAsk, page
from graphsvc.domain.pages import Page
from graphsvc.usecases.pages.map_ground import map_ground
from graphsvc.usecases.pages.scenario_address import WhatIfAsked, read_what_if
from graphsvc.usecases.pages.what_if import what_if

router = APIRouter()
TYPED = frozenset({"kind", "entity", "id", "days", "severity", "into"})
"""What the form adds a failure with; the address does not keep it."""


@router.get("/chains/{chain}/what-if")
async def play(request: Request, chain: str) -> Response:
    """A scenario played; what a form adds becomes part of the one address that is the scenario."""
    given = [(name, str(checked_text(name, value))) for name, value in request.query_params.multi_items()]
    asked = read_what_if(request.url.path, given)
    names = [name for name, _ in given]
    if TYPED.intersection(names) or names.count("s") > 1 or names.count("b") > 1:
        return RedirectResponse(_address(request, asked, dict(given)), status_code=303)

    def make(found: PageAsk) -> Page:
        ground = map_ground(found.analyst, found.chain or "", found.region, found.at)
        own = replace(asked, path=f"/chains/{found.chain}/what-if")
        return what_if(found.analyst, ground, own, found.at, found.lang)

    return await page(request, make, chain)


def _address(request: Request, asked: WhatIfAsked, given: dict[str, str]) -> str:
    told = [(name, str(value)) for name, value in asked.query(day=None).items() if value is not None]
    told += [(name, given[name]) for name in HANDED_ON if given.get(name)]
    text = urlencode(told, quote_via=quote)
    return quote(request.url.path) + (f"?{text}" if text else "")
