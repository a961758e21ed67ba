"""Figures whose value is easily worked out by hand and was easily missed: nothing, shares above the whole, degrees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from loaders.cells.spoken_numbers import parse_number
from tests.unit.loaders.cells.test_values import codes, read


@pytest.mark.parametrize("text", ["0万吨", "0.0亿元", "零万", "0万亿", "0千万"])
def test_nothing_of_a_magnitude_is_nothing(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == 0


@pytest.mark.parametrize(
    ("text", "value"), [("1万亿", 10**12), ("十万", 10**5), ("1亿2万", 100_020_000), ("两千万", 2 * 10**7)]
)
def test_magnitudes_upon_magnitudes(text: str, value: int) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    ("table", "field", "cell", "value", "said"),
    [
        ("products", "localization", "100%", 1.0, []),
        ("products", "localization", "150%", None, ["out_of_range"]),
        ("capacities", "utilization", "120%", 1.2, []),  # a plant may run beyond what it was built for
        ("capacities", "utilization", "12000%", None, ["out_of_range"]),
        ("supplies", "share_buyer", "110%", 1.1, []),  # judged with the other sellers of the product (V09)
    ],
)
def test_shares_above_the_whole(table: str, field: str, cell: Any, value: float | None, said: list[str]) -> None:
    found = read(table, field, cell)
    assert (found.value, codes(found)) == (value, said)


def test_only_degrees_end_in_a_letter() -> None:
    assert read("firms", "lon", "118.3°E").value == 118.3
    assert read("technologies", "trl", "7级").value == 7
    assert codes(read("technologies", "trl", "7e")) == ["bad_value"]
