"""Weak links at other thresholds than the usual ones, by hand: the verdicts kept for a scope are those at the usual."""

from __future__ import annotations

from graphsvc.judgements.links.weak import DEFAULT_THETAS, weak_links
from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, fake_code
from tests.properties.engine import Engine

MAKER = fake_code(1, "370100")
CHAIN = PlainChain(
    products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1")),
    inputs=(PlainInput("P0", "P1", 2.0),),
    firms=(PlainFirm(MAKER, "370100"),),
    capacities=(
        PlainCapacity(MAKER, "P0", effective=12.0, output=10.0),
        PlainCapacity(MAKER, "P1", effective=16.0, output=16.0),
    ),
    supplies=(),
    finals=("P0",),
    complete=frozenset({"06", "07"}),
)
"""10 of P0 need 20 of P1, of which 16 are made here: SSR 0.8."""


def test_other_thresholds_are_not_those_that_were_kept() -> None:
    facts = Engine(CHAIN).facts
    assert "W1" not in weak_links(facts)["P1"].reasons
    assert "W1" in weak_links(facts, {**DEFAULT_THETAS, "theta1": 0.9})["P1"].reasons
    assert "W1" not in weak_links(facts)["P1"].reasons
