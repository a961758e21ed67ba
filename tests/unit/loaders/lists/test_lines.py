"""Rows that hold no data: totals, sections, notes, examples, units beneath the header."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.loaders.books import FIRMS, make_book, read, with_list

HEADINGS = ["企业名称", "产品名称", "设计产能", "状态"]
MADE = ["示例轮胎一厂", "P1", 8, "现状"]
LEFT_OUT = [
    (["Total", None, 805], "footer_row"),
    (["其中：规上企业合计", None, 805], "footer_row"),
    (["其中：规上", None, 805], "footer_row"),
    (["比上年增长（%）", None, 5.2], "footer_row"),
    (["第1页"], "footer_row"),
    (["※数据截至2024年底，按三班制计。"], "footer_row"),
    (["1.产能按三班制计算；"], "footer_row"),
    (["青岛市"], "section_row"),
    (["例：某某公司", "某某产品", 5, "现状"], "example_row"),
]


@pytest.mark.slow  # a workbook for each row
@pytest.mark.parametrize(("row", "said"), LEFT_OUT)
def test_rows_between_those_of_data(tmp_path: Path, row: list[Any], said: str) -> None:
    last = ["示例炭黑一厂", "P1", 10, "现状"]
    rows: list[list[Any]] = [HEADINGS, MADE, row, last] if said != "footer_row" else [HEADINGS, MADE, last, row]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    assert [each["design_capacity"] for each in staged.tables.rows("capacities")] == [8, 10]
    assert [notice.code for notice in staged.notices] == [said]


def test_a_text_merged_over_the_table_is_a_title(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADINGS, ["沿海片区"], MADE]
    path = make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows))
    book = load_workbook(path)
    book["06_生产能力"].merge_cells("A2:D2")
    book.save(path)
    staged = read(path)
    assert len(staged.tables.rows("capacities")) == 1
    assert "section_row" in [notice.code for notice in staged.notices]
    assert not staged.tables.rows("parked")


@pytest.mark.parametrize(("text", "n"), [("淄博市", 2), ("规上企业", 2), ("示例新轮胎有限公司", 3)])
def test_a_title_among_firms_is_no_firm(tmp_path: Path, text: str, n: int) -> None:
    rows: list[list[Any]] = [FIRMS[0], FIRMS[1], [None, text], FIRMS[2]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert len(staged.tables.rows("firms")) == n


def test_sections_with_their_number_in_the_column_of_numbers(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序号", *FIRMS[0]],
        ["一", None, "沿海企业（1家）"],
        [1, *FIRMS[1]],
        ["（二）", None, "内陆企业（1家）"],
        [1, *FIRMS[2]],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("05_企业名录", rows)))
    assert [row["name"] for row in staged.tables.rows("firms")] == ["示例轮胎一厂", "示例炭黑一厂"]
    assert [notice.code for notice in staged.notices] == ["section_row", "section_row"]


def test_a_unit_line_beneath_the_header(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["企业名称", "产品名称", "设计产能", "状态"],
        ["单位：吨"],
        ["示例轮胎一厂", "P1", 800, "现状"],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    assert [each["design_capacity"] for each in staged.tables.rows("capacities")] == [0.08]
    assert staged.notices == ()


def test_a_row_of_units_with_strokes_in_it(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADINGS, ["/", "/", "吨", "-"], ["示例轮胎一厂", "P1", 800, "现状"]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    assert [each["design_capacity"] for each in staged.tables.rows("capacities")] == [0.08]
    assert staged.notices == ()
