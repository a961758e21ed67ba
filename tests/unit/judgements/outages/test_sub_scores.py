"""Diagnostic sub-scores stand within their own ends."""

from __future__ import annotations

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

FIRMS = tuple(fake_code(i, "370100") for i in range(1, 5))


@pytest.mark.parametrize(
    ("shares", "scores"),
    [
        ((0.3, 0.3, 0.2), (100, 100, 100)),  # 1 / ((0.3 + 0.2)^2 + 0.3^2 + 0.2^2) = 2.63, whoever has the rest
        ((0.4, 0.4), (0, 0, 100)),  # 1 / (0.6^2 + 0.4^2) = 1.92, or 3.1 where it is many small ones
        ((0.7, 0.3), (0, 0, 0)),  # 1 / (0.7^2 + 0.3^2) = 1.72
    ],
)
def test_diversity_where_a_part_is_not_told(shares: tuple[float, ...], scores: tuple[float, float, float]) -> None:
    """Two effective sources or more: for sure, perhaps, or not."""
    maker, *sellers = FIRMS
    supplies = tuple(PlainSupply(f, maker, "P1", share=s, stock=5.0) for f, s in zip(sellers, shares, strict=False))
    chain = PlainChain(
        products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1")),
        inputs=(PlainInput("P0", "P1", 1.0),),
        firms=tuple(PlainFirm(f, "370100") for f in FIRMS),
        capacities=(PlainCapacity(maker, "P0", output=10.0), *(PlainCapacity(f, "P1", output=9.0) for f in sellers)),
        supplies=supplies,
        finals=("P0",),
    )
    _, summary = Engine(chain).ask("resilience")
    assert tuple(summary[f"score_diversity{end}"] for end in ("", "_lower", "_upper")) == scores
