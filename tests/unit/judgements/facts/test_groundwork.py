"""What follows from a version whatever the scope: who makes a product, in which order, by hand."""

from __future__ import annotations

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

T, A, B, C = FIRMS = tuple(fake_code(i, "370100") for i in range(1, 5))
CHAIN = PlainChain(
    products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1")),
    inputs=(PlainInput("P0", "P1", 1.0),),
    firms=tuple(PlainFirm(f, "370100") for f in FIRMS),
    capacities=(
        PlainCapacity(T, "P0", effective=10.0, output=10.0, ttr=30),
        PlainCapacity(A, "P1", effective=6.0, output=6.0, ttr=60),
        PlainCapacity(B, "P1", effective=8.0, output=3.0, ttr=60),
        PlainCapacity(C, "P1", effective=9.0, output=4.0, ttr=60),
    ),
    supplies=(PlainSupply(A, T, "P1", qty=10.0, stock=0.0),),
    finals=("P0",),
    complete=frozenset({"06", "07"}),
)


def test_makers_stand_with_most_spare_first_and_the_larger_of_equals() -> None:
    """Spare 5, 5 and 0 a year; of the two the one that could make 9."""
    ground = Engine(CHAIN).facts.ground
    n = ground.network
    product = n.product_index["P1"]
    assert [n.firm_ids[n.node_firm[v]] for v in ground.other_makers[product]] == [C, B, A]
    assert [n.firm_ids[f] for f in ground.firms_making[product]] == [C, B, A]
    assert [n.firm_ids[f] for f in ground.firms_making[n.product_index["P0"]]] == [T]
