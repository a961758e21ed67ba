"""Random scenarios on random chains: what fails and how, and the rules it is played by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_scenarios import Hit, Rules
from tests.oracles.twins_steady import losses_of
from tests.oracles.twins_structure import entities
from tests.properties.strategies import chains

CORRIDOR = "示例海峡"
DAYS = 15.0


@dataclass(frozen=True, eq=False)
class Told:
    """A chain, and one scenario on it: as the question takes it, and as the twin does."""

    chain: PlainChain
    scenario: Mapping[str, Any]
    hits: tuple[Hit, ...]
    rules: Rules


@st.composite
def told_chains(draw: st.DrawFn, /, **options: Any) -> PlainChain:
    """A chain whose lists also tell what scenarios ask: transit, alternatives, times to switch, a white list."""
    chain = draw(chains(**options))
    ids = [firm.id for firm in chain.firms]
    some = st.none() | st.lists(st.sampled_from(ids), max_size=2, unique=True).map(tuple)
    supplies = [
        replace(
            row,
            stock=draw(st.sampled_from((None, 0.0, 0.0, 1.0, 2.5, 4.3))),
            switch_days=draw(st.sampled_from((None, 0.0, 2.0, 5.5))),
            transit=draw(st.sampled_from((None, 0.0, 0.5, 3.0))),
            difficulty=draw(st.sampled_from((None, None, 1, 5))),
            alternates=draw(some),
            corridor=draw(st.sampled_from((None, None, CORRIDOR))),
        )
        for row in chain.supplies
    ]
    inputs = [
        replace(row, switch_days=draw(st.sampled_from((None, 0, 3))), sub_loss=draw(st.sampled_from((None, 0.0, 0.25))))
        for row in chain.inputs
    ]
    firms = [replace(firm, whitelist=draw(st.sampled_from((None, True, False)))) for firm in chain.firms]
    return replace(chain, supplies=tuple(supplies), inputs=tuple(inputs), firms=tuple(firms))


@st.composite
def told_scenarios(draw: st.DrawFn, *, known: bool = False) -> Told:
    """A scenario of one to three shocks, by rules of any kind. ``known``: on a tidy chain, and no corridor is cut."""
    chain = draw(told_chains(known=known, unidentified=True, self_supply=not known, max_products=6, max_firms=10))
    members = {kind: entities(chain, kind) for kind in ("firm", "group")}
    shocks, hits = [], []
    for _ in range(draw(st.integers(1, 3))):
        shock, hit = _shock(draw, chain, members, known)
        shocks.append(shock)
        hits.append(hit)
    scenario: dict[str, Any] = {"shocks": shocks, "horizon": DAYS}
    mode = draw(st.sampled_from(("off", "qualified", "all")))
    wait = draw(st.sampled_from((0.0, 2.0)))
    policy = draw(st.sampled_from(("listed", "told", "none")))
    transit = draw(st.booleans())
    first = _first(draw, chain)
    scenario |= {"substitution": mode, "qualify_days": wait, "stock_policy": policy, "in_transit": transit, "seed": 7}
    if first is not None:
        named, listed = first
        scenario["ration"] = "priority"
        if not listed:
            scenario["priority"] = sorted(named)
    return Told(
        chain, scenario, tuple(hits), Rules(mode, wait, None if first is None else frozenset(first[0]), policy, transit)
    )


def _shock(
    draw: st.DrawFn, chain: PlainChain, members: Mapping[str, Mapping[str, frozenset[str]]], known: bool
) -> tuple[dict[str, Any], Hit]:
    start, days = draw(st.sampled_from((0.0, 1.0, 3.3))), draw(st.sampled_from((2.0, 6.0, 1000.0)))
    points = draw(
        st.sampled_from((((0.0, 1.0),), ((0.0, 0.4),), ((0.0, 0.0), (4.0, 1.0)), ((1.0, 0.9), (2.0, 0.2), (9.0, 0.6))))
    )
    severity: Any = points[0][1] if len(points) == 1 else [list(point) for point in points]
    shock = {"start_day": start, "duration": days, "severity": severity}
    cuts = [row for row in chain.supplies if row.corridor]
    if cuts and not known and draw(st.integers(0, 3)) == 3:
        own = frozenset(((row.supplier, row.product), (row.buyer, row.product)) for row in cuts)
        return {**shock, "entity_type": "corridor", "entity_id": CORRIDOR}, Hit({}, start, days, points, own)
    kind = draw(st.sampled_from(("firm", "group")))
    name = draw(st.sampled_from(sorted(members[kind])))
    return {**shock, "entity_type": kind, "entity_id": name}, Hit(
        losses_of(chain, members[kind][name]), start, days, points
    )


def _first(draw: st.DrawFn, chain: PlainChain) -> tuple[set[str], bool] | None:
    """Firms served first, and whether they are those of the white list; None for all alike."""
    way = draw(st.sampled_from(("pro_rata", "listed", "named")))
    listed = {firm.id for firm in chain.firms if firm.whitelist}
    known = {firm.id for firm in chain.firms}
    if way == "pro_rata" or (way == "listed" and not listed):
        return None
    if way == "listed":
        return listed, True
    return set(draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=3))), False
