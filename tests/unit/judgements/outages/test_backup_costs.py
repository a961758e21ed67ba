"""Costs of reserves by hand: listed, in part, by default, unknown."""

from __future__ import annotations

from math import nan

import pytest

from graphsvc.judgements.outages.backup_costs import Cost, cost_of


def test_what_is_listed_counts() -> None:
    """20 once and 73 a year for 90 days."""
    assert cost_of("实物储备", 20, 73, 1e6, 90) == Cost(38, 38, 38, False)
    assert cost_of("技术储备", 20, 0, nan, 90) == Cost(20, 20, 20, False)


def _ends(cost: Cost | None) -> list[float]:
    assert cost is not None
    assert cost.is_default
    return [cost.value, cost.lower, cost.upper]


def test_a_blank_takes_the_default_of_its_kind() -> None:
    """Goods of 3,650,000 元: a stock is bought for 365 万元 and kept for a fifth of it a year, 18 in 90 days; idle
    capacity costs a twentieth a year, 4.5 in 90 days. Only the default part has bounds, half and twice."""
    whole = cost_of("实物储备", None, None, 3_650_000, 90)
    assert _ends(whole) == pytest.approx([383, 191.5, 766])
    part = cost_of("实物储备", 100, None, 3_650_000, 90)
    assert _ends(part) == pytest.approx([118, 109, 136])
    idle = cost_of("闲置产能", None, None, 3_650_000, 90)
    assert _ends(idle) == pytest.approx([4.5, 2.25, 9])


@pytest.mark.parametrize(
    ("instrument", "worth"), [("实物储备", nan), ("实物储备", 0.0), ("技术储备", 1e6), (None, 1e6)]
)
def test_without_price_or_default_it_is_unknown(instrument: str | None, worth: float) -> None:
    assert cost_of(instrument, 5, None, worth, 90) is None
