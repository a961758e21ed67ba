"""The gap list of a chain, and conclusions saved from it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from graphsvc.api.desk import Desk
from graphsvc.api.negotiation import checked_text
from graphsvc.api.pages.serving import PageAsk, page, page_ask, page_language, page_now
from graphsvc.domain.gap_reviews import GapReview, state_of
from graphsvc.domain.pages import Goto
from graphsvc.usecases.gap_reviews import Change, keep_each, known_gaps, read_change, reviewer, together
from graphsvc.usecases.pages.gaps import PAGE, gaps, gaps_outrun
from graphsvc.wiring import House

router = APIRouter()


@router.get("/chains/{chain}/gaps")
async def listed(request: Request, chain: str) -> Response:
    """All gaps by priority, with what is concluded about them."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    kept = await desk.look_up(house.store.gap_reviews)
    return await page(
        request, lambda a: gaps(a.analyst, kept, a.chain or chain, a.region, a.at, a.query), chain, state_of(kept)
    )


@router.post("/chains/{chain}/gaps")
async def saved(request: Request, chain: str) -> Response:
    """Save what was changed and what was chosen; what somebody else changed meanwhile comes back beside his words."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    query = {name: str(checked_text(name, value)) for name, value in request.query_params.items()}
    version = await desk.version(query.get("at"))
    form = await request.form()

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


def _changes(form: FormData, chain: str, region: str) -> list[Change]:
    """Rows whose words differ from those seen; with the button of chosen rows those as well, with one conclusion."""
    changed = []
    common = str(form.get("together") or "") if form.get("save") == "chosen" else ""
    for n in range(PAGE):
        parts = str(form.get(f"row.{n}", "")).split("|", 3)
        if len(parts) < 4:
            continue
        kind, revision, mark, product = parts
        told = {name: form.get(f"{name}.{n}") for name in ("conclusion", "note", "owner")}
        change = read_change(chain, region, {**told, "gap_kind": kind, "revision": revision, "product": product})
        mine = GapReview(change.about, change.conclusion, change.note, change.owner)
        if common and form.get(f"chosen.{n}"):
            asked = read_change(chain, region, {"conclusion": common, "gap_kind": kind, "product": product})
            changed += together([change], asked.conclusion)
        elif mine.mark != mark:
            changed.append(change)
    return changed
