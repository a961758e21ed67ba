"""Failures in an outlook some of whose dates nobody tells, by hand.

T makes 10 a year of P0 and needs P1, 6 from A and 4 from B, and P2, all from D; nothing is in stock. A and B are back
after 60 days, D after 30: 36, 24 and 30 days of 90 are lost.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graphsvc.domain.outlook import Outlook
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.workspace import Facts, Workspace
from tests.asked import asked_of_chain, summary_of
from tests.oracles.plain_chain import (
    CHAIN_CODE,
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
    tables,
)

T, A, B, C, D = FIRMS = tuple(fake_code(i, "370100") for i in range(1, 6))
LATER = Outlook(True, date(2027, 6, 30))
CHAIN = PlainChain(
    products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1"), PlainProduct("P2")),
    inputs=(PlainInput("P0", "P1", 1.0), PlainInput("P0", "P2", 1.0)),
    firms=tuple(PlainFirm(f, "370100") for f in FIRMS),
    capacities=(
        PlainCapacity(T, "P0", effective=10.0, output=10.0, ttr=30),
        PlainCapacity(A, "P1", effective=6.0, output=6.0, ttr=60),
        PlainCapacity(B, "P1", effective=4.0, output=4.0, ttr=60),
        PlainCapacity(D, "P2", effective=10.0, output=10.0, ttr=30),
        PlainCapacity(C, "P1", effective=5.0, ttr=60, state="在建"),
    ),
    supplies=(
        PlainSupply(A, T, "P1", qty=6.0, stock=0.0), PlainSupply(B, T, "P1", qty=4.0, stock=0.0),
        PlainSupply(D, T, "P2", qty=10.0, stock=0.0),
    ),
    finals=("P0",),
    complete=frozenset({"06", "07"}),
)  # fmt: skip
ALL_SURE = {A: ("yes", 36.0, 36.0), B: ("yes", 24.0, 24.0), D: ("yes", 30.0, 30.0)}


def seen(outlook: Outlook, told: dict[str, dict[str, Any]], *more: PlainSupply) -> Facts:
    """The chain in an outlook; ``told``: more of the capacity of a firm, ``more`` trade."""
    rows = tables(replace(CHAIN, supplies=(*CHAIN.supplies, *more)))
    for row in rows["capacities"]:
        row |= told.get(row["firm"], {})
    lists = ChainTables({name: arrow_table(name, table) for name, table in rows.items()})
    space = Workspace(GraphSnapshot("plain", "sha256:plain", lists)).seen(outlook)
    return space.facts(space.scope(CHAIN_CODE))


def choke_points(facts: Facts) -> dict[str, tuple[str, float | None, float | None]]:
    """Verdict and ends of the loss of the firms that are upstream."""
    found = asked_of_chain(facts, "choke-points", {"entity": "firm"}).findings
    rows = {f.values["entity_id"]: f.values for f in found}
    ends = ("is_choke_point", "loss_days_lower", "loss_days_upper")
    return {firm: tuple(rows[firm][name] for name in ends) for firm in (A, B, D)}


def resilience(facts: Facts) -> tuple[Any, ...]:
    found = summary_of(asked_of_chain(facts, "resilience", {"entity": "firm"}))
    return tuple(found[f"{name}{end}"] for name in ("rs", "rs_min") for end in ("", "_lower", "_upper"))


def test_today() -> None:
    facts = seen(Outlook(), {})
    assert choke_points(facts) == ALL_SURE
    assert resilience(facts) == pytest.approx((200 / 3, 200 / 3, 200 / 3, 60, 60, 60)), "100 less 40, 26.7 and 33.3"


def test_who_starts_by_then_is_there() -> None:
    """C sells to nobody: of four failures one costs nothing. Nobody states how long it takes to switch to it, maybe no
    day: it could bring all that B does, not what A does."""
    facts = seen(LATER, {C: {"start": "2027-01-01"}})
    assert choke_points(facts) == {**ALL_SURE, B: ("unknown", 24.0, 24.0)}
    assert resilience(facts) == pytest.approx((75, 75, 75, 60, 60, 60))


def test_a_start_not_told_opens_what_it_might_stand_in_for() -> None:
    """C may make P1 then or not: A and B are open, D is not; RS is over three or four failures, three of them open."""
    facts = seen(LATER, {})
    assert choke_points(facts) == {A: ("unknown", 0.0, 90.0), B: ("unknown", 0.0, 90.0), D: ALL_SURE[D]}
    least, most = (200 / 3) / 4, (100 + 100 + 200 / 3 + 100) / 4
    assert resilience(facts) == pytest.approx((200 / 3, least, most, 60, 0, 200 / 3))
    rows = {f.values["entity_id"]: f.values for f in asked_of_chain(facts, "choke-points", {"entity": "firm"}).findings}
    assert (rows[A]["kept_l1plus"], rows[D]["kept_l1plus"]) == (None, 0.0)


def test_a_year_in_the_midst_of_which_it_is_asked() -> None:
    """B leaves some day in 2027: whether its buyer has a source then nobody knows. Before and after that year it is
    told: then A's 0.6 is lost for sure, and the 0.4 of a source nobody knows perhaps."""
    leaves = {B: {"end": "2027-01-01", "end_precision": "year"}}
    assert choke_points(seen(Outlook(as_of=date(2026, 12, 31)), leaves)) == ALL_SURE
    during = choke_points(seen(Outlook(as_of=date(2027, 6, 30)), leaves))
    assert during == {A: ("unknown", 0.0, 90.0), B: ("unknown", 0.0, 90.0), D: ALL_SURE[D]}
    facts = seen(Outlook(as_of=date(2027, 12, 31)), leaves)
    rows = {f.values["entity_id"]: f.values for f in asked_of_chain(facts, "choke-points", {"entity": "firm"}).findings}
    assert (rows[A]["is_choke_point"], rows[A]["impact_lower"], rows[A]["impact_upper"]) == ("yes", 0.6, 1.0)
    assert B not in rows


def test_a_final_plant_of_untold_start_opens_everything() -> None:
    """What is lost is weighed by final output."""
    facts = seen(LATER, {C: {"product": "P0"}})
    assert {verdict for verdict, _, _ in choke_points(facts).values()} == {"unknown"}


def test_places_and_owners_take_it_along() -> None:
    """A region and the country of a plant that may be there, its park and its group; another region does not."""
    facts = seen(LATER, {C: {"product": "P2", "site_region": "370200", "park": "K1"}})
    hanging = {
        kind: dict(zip(found.ids, facts.undated.hanging(found).tolist(), strict=True))
        for kind in ("firm", "product", "country")
        for found, _ in [facts.outages.entities(kind)]
    }
    assert hanging["firm"] == {T: False, A: False, B: False, D: True}
    assert hanging["product"] == {"P0": False, "P1": False, "P2": True}
    assert hanging["country"] == {"CN": True}


def test_who_sells_to_a_firm_that_may_close() -> None:
    """D may close in the course of the year: what it buys abroad and how long it takes to switch may count no more."""
    sold = PlainSupply("ext:DE:P1", D, "P1", qty=1.0, switch_days=80.0, origin="DE")
    facts = seen(Outlook(as_of=date(2027, 6, 30)), {D: {"end": "2027-01-01", "end_precision": "year"}}, sold)
    found, _ = facts.outages.entities("firm")
    assert dict(zip(found.ids, facts.undated.hanging(found).tolist(), strict=True))["ext:DE:P1"]
