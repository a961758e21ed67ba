"""Money and quantities as pages say them."""

from __future__ import annotations

import pytest

from graphsvc.usecases.amounts import decimals, loss_money, money, quantity


def test_a_loss_is_days_times_the_value_of_a_day() -> None:
    """47.1 days of 32,681 万元 are 1,539,275.1 万元, which people call 153.9 亿元."""
    row = {"loss_days": 47.1, "loss_days_lower": 47.1, "loss_days_upper": 47.2}
    told = loss_money(row, 32_681.0)
    assert (told.unit, round(told.value or 0.0, 4), round(told.upper or 0.0, 4)) == ("亿元", 153.9275, 154.2543)


def test_unknown_stays_unknown() -> None:
    assert loss_money({"loss_days": 3.0, "loss_days_lower": 0.0, "loss_days_upper": 3.0}, None).value is None
    assert money(None).value is None


def test_small_sums_stay_in_ten_thousands() -> None:
    assert (money(9_999.0).value, money(9_999.0).unit) == (9_999.0, "万元")
    assert (money(10_000.0).value, money(10_000.0).unit) == (1.0, "亿元")


def test_a_quantity_has_the_decimals_its_size_needs() -> None:
    assert [quantity(v, "吨").digits for v in (1_500.5, 15.5, 15.0, 0.06)] == [0, 1, 0, 3]


@pytest.mark.parametrize(
    ("value", "unit", "digits"),
    [(0.125, "share", 1), (0.29, "share", 0), (1.0, "share", 0), (0.00035, "share", 3), (0.0004, "万吨", 5)],
)
def test_shares_are_read_in_percent(value: float, unit: str, digits: int) -> None:
    assert decimals(value, unit) == digits
