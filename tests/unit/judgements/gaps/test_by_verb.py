"""What each product of a chain calls for, by hand: one product for each verb."""

from __future__ import annotations

from dataclasses import replace

from graphsvc.judgements.gaps.by_verb import VERBS, counts_by_verb, products_by_verb
from graphsvc.judgements.gaps.found import found_gaps
from graphsvc.judgements.links.missing import missing_links
from tests.oracles.plain_chain import (
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
)
from tests.properties.engine import Engine

T, A, B, C, D, E, F = (fake_code(i, "370100") for i in range(1, 8))
X, Y, Z = (fake_code(i, "130100") for i in range(8, 11))
LONG = 400.0
"""Days of stock that outlast any recovery."""
CHAIN = PlainChain(
    products=(PlainProduct("P0", nature="终端产品"), *(PlainProduct(f"P{i}") for i in range(1, 6))),
    inputs=(*(PlainInput("P0", f"P{i}", 1.0) for i in range(1, 5)), PlainInput("P5", "P2", 1.0)),
    firms=(*(PlainFirm(f, "370100") for f in (T, A, B, C, D, E, F)), *(PlainFirm(f, "130100") for f in (X, Y, Z))),
    capacities=(
        PlainCapacity(T, "P0", effective=12.0, output=10.0),
        *(PlainCapacity(f, "P2", effective=10.0, output=8.0) for f in (A, B, C)),
        PlainCapacity(D, "P3", effective=12.0, output=10.0),
        *(PlainCapacity(f, "P4", effective=6.0, output=5.0) for f in (E, F)),
    ),
    supplies=(
        PlainSupply(Z, T, "P1", qty=10.0, stock=LONG),
        *(PlainSupply(f, T, "P2", qty=5.0, stock=LONG) for f in (X, Y)),
        PlainSupply(D, T, "P3", qty=10.0, stock=1.0),
        *(PlainSupply(f, T, "P4", qty=5.0, stock=LONG) for f in (E, F)),
    ),
    finals=("P0",),
    complete=frozenset({"06", "07"}),
)
"""T needs P1 to P4. P1 nobody here makes; P2 three make here and T buys it elsewhere; P3 has one maker and a day of
stock; P4 has two, and stock that outlasts either; of P2 there is more than enough, and P5 would be made of it."""


def verbs(chain: PlainChain) -> dict[str, str]:
    facts = Engine(chain).facts
    return products_by_verb(facts, found_gaps(facts, 90.0, "A"), missing_links(facts))


def test_one_verb_each() -> None:
    assert verbs(CHAIN) == {"P1": "fill", "P2": "bind", "P3": "stabilise", "P4": "strengthen", "P5": "extend"}


def test_a_missing_product_without_stock_is_stabilised_first() -> None:
    short = tuple(replace(s, stock=1.0) if s.product == "P1" else s for s in CHAIN.supplies)
    assert verbs(replace(CHAIN, supplies=short))["P1"] == "stabilise"


def test_what_is_missing_of_a_chain_that_hardly_exists_is_built() -> None:
    """P0 alone of six is made here: CP is a sixth."""
    bare = replace(CHAIN, capacities=CHAIN.capacities[:1], supplies=(PlainSupply(Z, T, "P1", qty=10.0, stock=LONG),))
    found = verbs(bare)
    assert found["P1"] == "build"
    assert set(found.values()) <= {"build", "stabilise"}


def test_every_verb_is_counted() -> None:
    assert counts_by_verb(["fill", "extend", "fill"]) == {f"n_{v}": {"fill": 2, "extend": 1}.get(v, 0) for v in VERBS}
