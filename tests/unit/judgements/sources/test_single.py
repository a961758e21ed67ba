"""Single sources where a firm makes its own input: a part of untold size is not the whole."""

from __future__ import annotations

from typing import Any

import pytest

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

MAKER = fake_code(1, "370100")


def asked(qty: float | None, output: float | None, complete: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """One firm makes 10 a year of a product that takes one unit of a part, and ``qty`` of the part itself."""
    chain = PlainChain(
        products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1")),
        inputs=(PlainInput("P0", "P1", 1.0),),
        firms=(PlainFirm(MAKER, "370100"),),
        capacities=(
            PlainCapacity(MAKER, "P0", effective=12.0, output=output),
            PlainCapacity(MAKER, "P1", effective=9.0),
        ),
        supplies=(PlainSupply(MAKER, MAKER, "P1", qty=qty),),
        finals=("P0",),
        complete=frozenset(complete),
    )
    return Engine(chain).ask("single-sources")[0]


@pytest.mark.parametrize("qty", [10.0, 5.0])
def test_own_production_of_half_or_more_has_no_row(qty: float) -> None:
    """Whoever else supplies holds half at most."""
    assert asked(qty, 10.0) == []


def test_a_list_declared_complete_tells_that_it_is_all() -> None:
    assert asked(None, 10.0, complete=("07",)) == []


@pytest.mark.parametrize(("qty", "output", "known"), [(3.0, 10.0, 0.3), (None, 10.0, 0.0), (3.0, None, 0.0)])
def test_what_is_not_told_is_unknown(qty: float | None, output: float | None, known: float) -> None:
    """3 of 10 are told; without the quantity, or without what is needed, nothing is."""
    [row] = asked(qty, output)
    assert (row["kind"], row["known_share"], row["share"]) == ("unknown", pytest.approx(known), None)
