"""The gap list of a chain, and conclusions saved from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from graphsvc.api.desk import Desk
from graphsvc.api.forms import posted_form
from graphsvc.api.negotiation import checked_text
from graphsvc.api.pages.serving import PageAsk, page, page_ask, page_language, page_now
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.gap_reviews import GapReview, state_of
from graphsvc.domain.pages import Goto
from graphsvc.usecases.gap_reviews import Change, keep_each, known_gaps, read_change, reviewer, together
from graphsvc.usecases.pages.gaps import PAGE, gaps, gaps_outrun
from graphsvc.usecases.pages.weak_links import weak_links
from graphsvc.wiring import House

router = APIRouter()
WORDS = ("conclusion", "note", "owner")
OF_A_ROW = re.compile(r"(?:row|conclusion|note|owner|chosen)\.(\d{1,6})", re.ASCII)
"""A field about a row of the list."""
SEEN = re.compile(r"(?P<gap_kind>[^|]*)\|(?P<revision>[^|]*)\|(?P<mark>[0-9a-f]{8})\|(?P<product>.+)")
"""Which gap a row is, and what of it was seen."""


@router.get("/chains/{chain}/gaps")
async def listed(request: Request, chain: str) -> Response:
    """All gaps by priority, with what is concluded about them."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    kept = await desk.look_up(house.store.gap_reviews)
    return await page(
        request, lambda a: gaps(a.analyst, kept, a.chain or chain, a.region, a.at, a.query), chain, state_of(kept)
    )


@router.get("/chains/{chain}/weak-links")
async def weak(request: Request, chain: str) -> Response:
    """All weak links, those that the gap list leaves out as well."""
    return await page(request, lambda a: weak_links(a.analyst, a.chain or chain, a.region, a.at, a.query), chain)


@router.post("/chains/{chain}/gaps")
async def saved(request: Request, chain: str) -> Response:
    """Save what was changed and what was chosen; what somebody else changed meanwhile comes back beside his words."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    query = {name: str(checked_text(name, value)) for name, value in request.query_params.items()}
    version = await desk.version(query.get("at"))
    form = await posted_form(request)

    def keep() -> tuple[PageAsk, str, list[tuple[Change, GapReview]]]:
        asked = page_ask(desk, version, chain, query, page_language(request))
        info = asked.analyst.workspace(asked.at).snapshot.chains[str(asked.chain)]
        who = reviewer(form.get("who"))
        changes = _changes(form, info.code, asked.region or info.region or "")
        known_gaps(asked.analyst, changes, asked.at)
        return asked, who, keep_each(house.store, changes, who)

    asked, who, outrun = await desk.finished(keep)
    own: dict[str, str | int | float | None] = {**asked.query, "who": who}
    if outrun:
        space = asked.analyst.workspace(asked.at)
        names = {change.about.product: space.ground.names.product(change.about.product) for change, _ in outrun}
        about = space.snapshot.chains[str(asked.chain)].name
        back = Goto(request.url.path, own)
        return await page_now(request, lambda a: gaps_outrun(outrun, who, back, names, about), asked, 409)
    told = [(name, str(value)) for name, value in {**query, "who": who}.items() if value]
    return RedirectResponse(f"{quote(request.url.path)}?{urlencode(told, quote_via=quote)}", status_code=303)


def _changes(form: Mapping[str, str], chain: str, region: str) -> list[Change]:
    """Rows whose words differ from those seen; with the button of chosen rows those as well, with one conclusion.

    Raises
    ------
    ParameterError
        ``bad_parameter`` with the name of the field: a row that is none, or a word of it; nothing is left out.
    """
    changed = []
    common = form.get("together", "") if form.get("save") == "chosen" else ""
    for n in _rows(form):
        seen = form.get(f"row.{n}", "")
        row = SEEN.fullmatch(seen)
        if row is None or n >= PAGE:
            raise ParameterError(
                "bad_parameter", name=f"row.{n}", value=seen[:40] or "-",
                expected_zh="这一行不是短板清单页面给出的，请重新打开页面再填",
                expected_en="no row as the gap page gives it; open the page again and fill it in there",
            )  # fmt: skip
        told: dict[str, object] = {name: form.get(f"{name}.{n}") for name in WORDS}
        change = read_change(chain, region, {**told, **row.groupdict()}, f".{n}")
        mine = GapReview(change.about, change.conclusion, change.note, change.owner)
        if common and form.get(f"chosen.{n}"):
            asked = read_change(chain, region, {**row.groupdict(), "conclusion": common}, f".{n}")
            changed += together([change], asked.conclusion)
        elif mine.mark != row["mark"]:
            changed.append(change)
    return changed


def _rows(form: Mapping[str, str]) -> list[int]:
    """Numbers of the rows that any field of a form is about."""
    return sorted({int(found[1]) for found in map(OF_A_ROW.fullmatch, form) if found})
