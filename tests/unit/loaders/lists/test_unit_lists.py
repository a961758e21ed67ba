"""Several units in a title, a line or a heading: of each product the one that measures it; else it is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loaders.lists.unit_lists import units_in
from tests.unit.loaders.books import PLAIN, make_book, read, said

HEADING = ["企业名称", "产品名称", "设计产能", "状态"]


def capacity(folder: Path, unit: str, line: str | None, heading: str, value: Any) -> tuple[Any, list[str]]:
    """(Design capacity of a product in a unit, what is said) for one figure below a unit line and a heading."""
    products = [[*PLAIN["03_环节产品"][0]], *([*row] for row in PLAIN["03_环节产品"][1:])]
    at = products[0].index("计量单位")
    for row in products[1:]:
        row[at] = unit
    above = [["生产能力表"], [line]] if line else []
    rows = [*above, [*HEADING[:2], heading, "状态"], ["示例轮胎一厂", "P2", value, "现状"]]
    staged = read(make_book(folder / "a.xlsx", {**PLAIN, "03_环节产品": products, "06_生产能力": rows}))
    return next(iter(staged.tables.rows("capacities")))["design_capacity"], [code for code, _, _ in said(staged)]


@pytest.mark.slow  # a workbook for each unit
@pytest.mark.parametrize(
    ("unit", "line", "value", "expected"),
    [
        ("吨", "单位：万吨/台", 200, 2_000_000.0),  # the list names 万吨 for what is weighed
        ("台", "单位：万吨/台", 200, 200.0),
        ("台", "单位：吨、台、套", 200, 200.0),
        ("套", "单位：吨、台、套", 200, 200.0),
        ("万台", "单位：吨、台、套", 200, 0.02),
        ("万吨", "单位：吨、台", 20, 0.002),  # 20 吨 as the list has it
        ("万吨", "单位：吨、台", "20万吨", 20.0),
        ("万吨", "单位：吨、台", "20万", 20.0),
        ("万吨", "单位：万元、吨、人", 20_000, 2.0),
        ("吨", "单位：万吨/月", 2, 240_000.0),
        ("万元", "单位：吨、台", "20万元", 20.0),
    ],
)
def test_the_unit_of_its_dimension_counts(tmp_path: Path, unit: str, line: str, value: Any, expected: float) -> None:
    found, codes = capacity(tmp_path, unit, line, "设计产能", value)
    assert found == pytest.approx(expected)
    assert "unit_of_several" not in codes


@pytest.mark.parametrize(
    ("unit", "line", "value"),
    [
        ("辆", "单位：吨、台", 200),
        ("辆", "单位：吨、台", "2万"),
        ("吨", "单位：吨、万吨、台", 200),
        ("万吨", "单位：吨、万吨", 200),
    ],
)
def test_none_or_several_that_fit_are_said(tmp_path: Path, unit: str, line: str, value: Any) -> None:
    found, codes = capacity(tmp_path, unit, line, "设计产能", value)
    assert found is None
    assert codes.count("unit_of_several") == 1


@pytest.mark.parametrize("heading", ["设计产能(万吨/台)", "设计产能（万吨、台）"])
@pytest.mark.parametrize(("unit", "expected"), [("吨", 2_000_000.0), ("台", 200.0), ("辆", None)])
def test_a_heading_with_several_units(tmp_path: Path, heading: str, unit: str, expected: float | None) -> None:
    found, codes = capacity(tmp_path, unit, None, heading, 200)
    assert found == expected
    assert codes.count("unit_of_several") == (expected is None)
    assert "unit_not_understood" not in codes


def test_two_units_of_money_are_said(tmp_path: Path) -> None:
    firms = PLAIN["05_企业名录"]
    rows = [["单位：万元、亿元、人"], [*firms[0], "营业收入"], *([*row, 5] for row in firms[1:])]
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, "05_企业名录": rows}))
    assert {row["revenue"] for row in staged.tables.rows("firms")} == {None}
    assert [code for code, _, _ in said(staged)] == ["unit_of_several"] * (len(firms) - 1)


def test_where_a_line_points_elsewhere_it_names_no_unit() -> None:
    assert units_in("见各栏") == ((), ())
    assert units_in("详见表头、万元") == (("万元",), ())
    assert units_in("吨、筐") == (("吨",), ("筐",))
