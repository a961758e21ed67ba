"""A figure that is hardly meant is asked about and stays; one that may well be meant is not."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.domain.dictionary import sheets
from loaders.raw_cells import IsoDay
from tests.unit.loaders.cells.test_values import codes, read

DAYS = [(s.table, c.field) for s in sheets() for c in s.columns if c.unit == "d" and "max" not in c.rules]


@pytest.mark.parametrize(("table", "field"), DAYS)
def test_a_year_among_days_is_asked_about(table: str, field: str) -> None:
    for cell in (1949, 2023, "2023", "２０２３", "2023年"):
        found = read(table, field, cell)
        assert codes(found) == ["year_as_figure"], cell
        assert found.value == (2023 * 365 if cell == "2023年" else int(cell))


@pytest.mark.parametrize(
    ("table", "field", "cell", "unit", "said"),
    [
        ("supplies", "switch_days", 2023.4, None, ["year_as_figure"]),
        ("supplies", "switch_days", 45017, None, ["implausible"]),  # a date that lost its format
        ("supplies", "switch_days", 202304, None, ["implausible"]),
        ("supplies", "switch_days", "12年", None, ["implausible"]),
        ("supplies", "switch_days", "20-5000", None, ["range", "implausible"]),
        ("supplies", "switch_days", IsoDay("2023-04-01"), None, ["bad_value"]),
        ("supplies", "stock", 2023, None, ["out_of_range"]),  # domain: 0–365
        ("risks", "supplier_count", 2023, None, ["year_as_figure"]),
        ("firms", "employees", 13_812_345_678, None, ["implausible"]),  # a telephone
        ("firms", "revenue", 5e9, None, ["implausible"]),  # 元 in a column of 万元
        ("firms", "profit", -5e9, None, ["implausible"]),
        ("capacities", "utilization", "160%", None, ["implausible"]),
        ("projects", "progress", "107%", None, ["implausible"]),
        # may well be meant
        ("supplies", "switch_days", 1948, None, []),
        ("supplies", "switch_days", 2101, None, []),
        ("supplies", "switch_days", "2023天", None, []),
        ("supplies", "switch_days", "5.5年", None, []),  # 2007.5 days
        ("supplies", "switch_days", 67, "月", []),  # 2010 days
        ("supplies", "switch_days", "10年", None, []),
        ("firms", "employees", 2023, None, []),
        ("firms", "employees", "210万人", None, []),
        ("firms", "revenue", 2023, None, []),
        ("firms", "revenue", "3.6万亿元", None, []),
        ("strengths", "rank", 2023, None, []),
        ("targets", "no", 2023, None, []),
        ("capacities", "utilization", "130%", None, []),
    ],
)
def test_what_is_hardly_meant(table: str, field: str, cell: Any, unit: str | None, said: list[str]) -> None:
    found = read(table, field, cell, unit)
    assert codes(found) == said
    assert (found.value is None) == (said in (["out_of_range"], ["bad_value"]))
