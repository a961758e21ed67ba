"""What stands in brackets behind a figure is said, whether the figure has a unit or not."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.cells.figures import with_unit
from tests.unit.loaders.cells.test_values import amount, codes, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("500（含税）", 500),
        ("500万元（含税）", 500),
        ("5亿元[含税]", 50_000),
        ("500(含税)万元", 500),
        ("5亿（含税）", 50_000),
    ],
)
def test_money_with_a_remark(text: str, value: float) -> None:
    found = read("firms", "revenue", text)
    assert (found.value, codes(found)) == (value, ["remark_left_out"])


@pytest.mark.parametrize(
    ("text", "unit", "value", "said"),
    [
        ("300台(2班)", "台", 300, ["remark_left_out"]),
        ("2万吨（一期）", "吨", 20_000, ["remark_left_out"]),
        ("2万吨/年（一期）", "吨", 20_000, ["remark_left_out"]),
        ("2万片(8英寸)", "万片(8英寸)", 2, []),
        ("2万片(8英寸)", "万片", 2, ["remark_left_out"]),
        ("2.5万吨(2023年)", "万吨", 2.5, ["remark_year"]),
        ("2.5（2023年度）", "万吨", 2.5, ["remark_year"]),
        ("2.5(万吨)", "吨", 25_000, []),
        ("3-5万吨(含外协)", "万吨", 4, ["remark_left_out", "range"]),
    ],
)
def test_amounts_with_a_remark(text: str, unit: str, value: float, said: list[str]) -> None:
    found = amount(text, unit)
    assert (found.value, codes(found)) == (value, said)


def test_a_year_is_told_as_a_year() -> None:
    assert amount("2.5万吨(2023年)", "万吨").issues[0].facts["year"] == 2023


@pytest.mark.parametrize("text", ["500吨（约）", "500（约）", "500吨(估计)", "500吨(左右)", "约500吨"])
def test_about_in_brackets_is_about(text: str) -> None:
    found = amount(text, "吨")
    assert (found.value, codes(found)) == (500, ["approximate"])
    assert (found.beside or {})["design_capacity_flag"] == "约"


def test_about_in_brackets_of_a_duration() -> None:
    found = read("capacities", "ttr_days", "10天（约）")
    assert (found.value, codes(found)) == (10, ["approximate"])


def test_a_state_behind_a_bare_figure_is_not_read() -> None:
    assert read("firms", "revenue", "500(在建)").value is None


@pytest.mark.parametrize(
    ("cell", "text"), [("5（一期）", "5万吨（一期）"), ("5吨(一期)", "5吨(一期)"), ("2万5", "2万5吨"), (5, "5万吨")]
)
def test_the_unit_of_the_heading_stands_before_a_remark(cell: Any, text: str) -> None:
    assert with_unit(cell, "万吨") == text
