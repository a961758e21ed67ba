"""Figures whose value is easily worked out by hand and was easily missed: nothing, shares above the whole, degrees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from loaders.cells.spoken_numbers import parse_number
from tests.unit.loaders.cells.test_values import amount, codes, read


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


@pytest.mark.parametrize(
    ("table", "field", "text", "value", "said"),
    [
        ("firms", "power", "320万千瓦时", 320, []),
        ("firms", "power", "320万度", 320, []),
        ("firms", "power", "三千千瓦时", 0.3, []),
        ("firms", "revenue", "3个亿", 30_000, []),
        ("firms", "revenue", "两个亿", 20_000, []),
        ("firms", "revenue", "3.5个亿元", 35_000, []),
        ("firms", "revenue", "500万元整", 500, []),
        ("firms", "revenue", "人民币伍佰万元整", 500, []),
        ("firms", "revenue", "3亿整", 30_000, []),
        ("firms", "revenue", "500W元", 500, ["letter_read"]),
        ("firms", "employees", "0.3w人", 3000, ["letter_read"]),
        ("supplies", "lead", "2个礼拜", 14, []),
        ("supplies", "lead", "两星期", 14, []),
        ("supplies", "lead", "2个星期", 14, []),
        ("supplies", "stock", "零库存", 0, []),
    ],
)
def test_everyday_writing(table: str, field: str, text: str, value: float, said: list[str]) -> None:
    found = read(table, field, text)
    assert (found.value, codes(found)) == (value, said)


@pytest.mark.parametrize(
    ("table", "field", "text"),
    [
        ("firms", "employees", "四百来人"),
        ("firms", "revenue", "3个多亿"),
        ("firms", "revenue", "2.5W"),
        ("supplies", "lead", "两三天"),
        ("supplies", "lead", "零库存"),
    ],
)
def test_what_is_only_about_a_figure_is_said(table: str, field: str, text: str) -> None:
    found = read(table, field, text)
    assert found.value is None
    assert len(found.issues) == 1


TOLD = [
    ("firms", "employees", "三四百", 350, 300, 400, "区间"),
    ("firms", "employees", "三五百人", 400, 300, 500, "区间"),
    ("firms", "employees", "近千人", 1000, None, None, "约"),
    ("firms", "employees", "上千人", 1000, None, None, "约"),
    ("firms", "revenue", "不足1亿", 10_000, None, 10_000, "上限"),
    ("firms", "revenue", "逾3亿元", 30_000, 30_000, None, "下限"),
    ("firms", "revenue", "最高3亿元", 30_000, None, 30_000, "上限"),
]


@pytest.mark.parametrize(("table", "field", "text", "value", "low", "high", "flag"), TOLD)
def test_what_is_only_about_a_figure_has_its_bounds(
    table: str, field: str, text: str, value: float, low: float | None, high: float | None, flag: str
) -> None:
    found = read(table, field, text)
    beside = dict(found.beside or {})
    assert found.value == value
    assert [beside.get(field + end) for end in ("_lower", "_upper", "_flag")] == [low, high, flag]
    assert len(found.issues) == 1


PLAIN = [
    ("firms", "profit", "亏损120万元", -120, ["sign_read"]),
    ("firms", "profit", "负120", -120, ["sign_read"]),
    ("firms", "revenue", "1'200", 1200, []),
    ("firms", "revenue", "800，其中出口200", 800, ["remark_left_out"]),
    ("firms", "revenue", "○", None, ["bad_value"]),
    ("firms", "year", "2024-12-31", 2024, []),
]


@pytest.mark.parametrize(("table", "field", "text", "value", "said"), PLAIN)
def test_signs_and_parts_of_figures(table: str, field: str, text: str, value: float | None, said: list[str]) -> None:
    found = read(table, field, text)
    assert (found.value, codes(found)) == (value, said)


def test_w_between_a_figure_and_its_unit() -> None:
    found = amount("2.5W吨", "万吨")
    assert (found.value, codes(found)) == (2.5, ["letter_read"])


def test_the_first_of_a_month_in_speech() -> None:
    assert read("capacities", "start", "2019年10月1号").value == "2019-10-01"
