"""Figures as they are spoken: 万 or 亿 anywhere in a figure makes it a full number, whatever the column is kept in."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from loaders.cells.spoken_numbers import parse_number
from tests.unit.loaders.cells.test_values import amount, codes, read

DIGITS = {"1": 1, "2": 2, "3": 3, "5": 5, "9": 9, "一": 1, "两": 2, "三": 3, "五": 5, "九": 9}
LEVELS = {"万": 10**4, "亿": 10**8}
MONEY_UNITS = {"元": 1, "万元": 10**4, "亿元": 10**8}
PRODUCT_UNITS = {"吨": 1, "万吨": 10**4}
SPOKEN = [
    (f"{head}{level}{tail}", (DIGITS[head] + Fraction(DIGITS[tail], 10)) * LEVELS[level])
    for head, level, tail in product(DIGITS, LEVELS, DIGITS)
    if tail != "两" and head.isascii() == tail.isascii()
]
"""一亿二 is 1.2亿: the digit behind the magnitude counts in tenths of it."""


@pytest.mark.parametrize("unit", MONEY_UNITS)
def test_a_spoken_tail_is_money_in_whatever_unit_the_column_is(unit: str) -> None:
    for text, value in SPOKEN:
        found = read("firms", "revenue", text, unit)
        assert found.value == pytest.approx(float(value / 10**4)), (text, unit)  # kept in 万元
        assert codes(found) == []


@pytest.mark.parametrize(("product_unit", "heading"), [*product(PRODUCT_UNITS, [None, *PRODUCT_UNITS])])
def test_a_spoken_tail_is_an_amount_in_whatever_unit_the_product_is(product_unit: str, heading: str | None) -> None:
    for text, value in SPOKEN:
        found = amount(text, product_unit, heading)
        assert found.value == pytest.approx(float(value / PRODUCT_UNITS[product_unit])), (text, product_unit, heading)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一亿二", 12_000),
        ("3亿2", 32_000),
        ("三亿二", 32_000),
        ("1亿3", 13_000),
        ("人民币1亿2", 12_000),
        ("2万5", 2.5),
        ("2万5千", 2.5),
        ("12万", 12),
        ("一万二千三百", 1.23),
        ("1亿2千万", 12_000),
        ("3亿2元", 32_000),
        ("2万-2万5", 2.25),
    ],
)
def test_money_in_a_column_of_ten_thousands(text: str, value: float) -> None:
    assert read("firms", "revenue", text, "万元").value == value


@pytest.mark.parametrize("text", ["1亿2000", "一亿二千", "3亿50", "2-3万5", "3千-5千万", "3百-5百亿"])
def test_a_tail_that_may_mean_two_things_is_not_read(text: str) -> None:
    assert parse_number(text) is None
    assert codes(read("firms", "revenue", text, "万元")) == ["bad_value"]


@pytest.mark.parametrize(
    ("text", "value"), [("一亿零二千", 100_002_000), ("一亿零五十", 100_000_050), ("2万500", 20_500)]
)
def test_a_tail_that_says_its_size_is_read(text: str, value: int) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == value
