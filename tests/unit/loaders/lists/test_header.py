"""Layouts of sheets: headers in several rows, several tables, sections, totals, merges, names of sheets, units."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from graphsvc.domain.submission import Staged
from loaders.lists.sheet_names import identify
from tests.unit.loaders.books import (
    CAPACITIES,
    FIRMS,
    HEAD,
    PLAIN,
    PRODUCTS,
    SUPPLIES,
    make_book,
    read,
    said,
    with_list,
)

Rows = list[list[Any]]


def staged_with(folder: Path, name: str, rows: Rows, merged: tuple[str, ...] = ()) -> Staged:
    path = make_book(folder / "a.xlsx", with_list(name, rows))
    book = load_workbook(path)
    for area in merged:
        book[name].merge_cells(area)
    book.save(path)
    return read(path)


def firms(staged: Staged, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(dict(row)[field] for field in fields) for row in staged.tables.rows("firms")]


FIRM = ["91370500FAKE010162", "示例轮胎一厂", "370500", "2911", 2023]


def test_three_header_rows_with_merged_groups_and_a_year(tmp_path: Path) -> None:
    rows: Rows = [
        ["基本情况", None, None, None, None, "经营情况", None],
        ["统一社会信用代码", "企业名称", "注册地区划代码", "行业小类代码", "年度", "2023年", None],
        [None, None, None, None, None, "营业收入(亿元)", "利润总额"],
        [*FIRM, 5.2, 300],
    ]
    merged = ("A1:E1", "F1:G1", "F2:G2", *(f"{letter}2:{letter}3" for letter in "ABCDE"))
    staged = staged_with(tmp_path, "05_企业名录", rows, merged)
    assert firms(staged, "name", "revenue", "profit") == [("示例轮胎一厂", 52_000.0, 300.0)]
    assert staged.notices == ()


def test_a_title_over_part_of_the_columns_is_no_group(tmp_path: Path) -> None:
    rows = [["2021年重点企业清单", *[None] * 6], [*FIRMS[0], "营业收入"], [*FIRM, 7]]
    staged = staged_with(tmp_path, "05_企业名录", rows, ("A1:D1",))
    assert firms(staged, "name", "revenue", "year") == [("示例轮胎一厂", 7.0, 2023)]
    assert staged.notices == ()


DIVIDED = [
    (["本月", "本年累计", "去年同期"], ["产量/本月", "本年累计", "去年同期"]),
    (["本年计划", "上年实际", "增减"], ["产量/本年计划", "上年实际", "增减"]),
    (["一季度", "二季度", None], ["产量/一季度", "二季度"]),
    (["计划", None, "实际"], ["产量/计划", "实际"]),
]


@pytest.mark.slow  # a workbook for each heading
@pytest.mark.parametrize(("parts", "unread"), DIVIDED)
@pytest.mark.parametrize("merged", [(), ("C1:E1",), ("A1:A2", "B1:B2", "C1:E1", "F1:F2")])
def test_parts_of_a_wide_heading_are_never_read_as_the_whole(
    tmp_path: Path, parts: list[str | None], unread: list[str], merged: tuple[str, ...]
) -> None:
    """Output of a month or a plan is no output of the year: the columns are said, the rows stay."""
    rows: Rows = [
        ["企业名称", "产品名称", "产量", None, None, "状态"],
        [None, None, *parts, None],
        ["示例轮胎一厂", "P2", *(5 if part else None for part in parts), "在产"],
        ["示例轮胎二厂", "P2", *(6 if part else None for part in parts), "在产"],
    ]
    staged = staged_with(tmp_path, "06_生产能力", rows, merged)
    made = [(row["firm"], row["output"], row["state"]) for row in staged.tables.rows("capacities")]
    assert made == [("示例轮胎一厂", None, "现状"), ("示例轮胎二厂", None, "现状")]
    said_of = [n.place.column or "" for n in staged.notices if n.code == "unknown_heading"]
    assert [text.rpartition("/")[2] for text in said_of] == [text.rpartition("/")[2] for text in unread]
    assert not staged.tables.rows("parked")


def test_a_first_row_of_texts_below_a_wide_heading_stays_a_row(tmp_path: Path) -> None:
    rows: Rows = [
        ["企业名称", "产品名称", "产量", None, "状态"],
        ["示例轮胎一厂", "P2", "约5", "含代工", "在产"],
        ["示例轮胎二厂", "P2", "6", None, "在产"],
    ]
    staged = staged_with(tmp_path, "06_生产能力", rows)
    assert [row["output"] for row in staged.tables.rows("capacities")] == [5.0, 6.0]


def test_a_group_with_its_unit_over_unmerged_headings(tmp_path: Path) -> None:
    rows = [
        [*FIRMS[0], "经营指标（亿元）", None],
        [None, None, None, None, None, "营业收入", "利润总额"],
        [*FIRM, 1.5, 0.2],
    ]
    assert firms(staged_with(tmp_path, "05_企业名录", rows), "revenue", "profit") == [(15_000.0, 2_000.0)]


def test_rows_of_units_and_of_column_numbers_belong_to_the_header(tmp_path: Path) -> None:
    rows = [
        [*FIRMS[0], "营业收入", "从业人数"],
        [None, None, None, None, None, "亿元", "人"],
        ["甲", "乙", "丙", "丁", "1", "2", "3"],
        [*FIRM, 1.5, 80],
    ]
    staged = staged_with(tmp_path, "05_企业名录", rows)
    assert firms(staged, "revenue", "employees") == [(15_000.0, 80)]
    assert staged.notices == ()


def test_a_table_of_another_list_below(tmp_path: Path) -> None:
    rows = [*FIRMS, [], ["二、产能"], *CAPACITIES]
    lists = {**PLAIN, "05_企业名录": rows}
    del lists["06_生产能力"]
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    assert len(staged.tables.rows("firms")) == 2
    assert [(r["firm"], r["design_capacity"]) for r in staged.tables.rows("capacities")] == [
        ("示例轮胎一厂", 800.0), ("示例炭黑一厂", 10.0),
    ]  # fmt: skip
    assert [code for code, _, _ in said(staged)] == ["another_table", "section_row"]


def test_a_repeated_header_begins_no_table(tmp_path: Path) -> None:
    staged = staged_with(tmp_path, "07_供应关系", [*SUPPLIES, SUPPLIES[0], [*SUPPLIES[1][:3], 7, 2022, "供方填报"]])
    assert [r["qty"] for r in staged.tables.rows("supplies")] == [6.0, 7.0]
    assert said(staged) == [("repeated_header", 3, None)]


@pytest.mark.slow  # a workbook for each word
@pytest.mark.parametrize("word", ["汇总", "全市合计", "总 计", "平均值", "占比", "合计（2家）", "共2家企业", "小计："])
def test_rows_that_sum_up_are_no_firms(tmp_path: Path, word: str) -> None:
    staged = staged_with(tmp_path, "05_企业名录", [*FIRMS, [word, None, None, None, None]])
    assert [name for (name,) in firms(staged, "name")] == ["示例轮胎一厂", "示例炭黑一厂"]
    assert said(staged) == [("footer_row", 4, None)]


def test_a_total_above_the_data_ends_nothing(tmp_path: Path) -> None:
    staged = staged_with(tmp_path, "05_企业名录", [FIRMS[0], ["合计", None, None, None, 2023], *FIRMS[1:]])
    assert len(staged.tables.rows("firms")) == 2


def test_a_row_above_the_header_is_said(tmp_path: Path) -> None:
    staged = staged_with(tmp_path, "05_企业名录", [["示例名录"], FIRMS[2], FIRMS[0], FIRM])
    assert [name for (name,) in firms(staged, "name")] == ["示例轮胎一厂"]
    assert said(staged) == [("row_above_header", 2, None)]


def test_a_row_above_a_wide_header_is_said_where_it_fills_what_every_row_must(tmp_path: Path) -> None:
    more = [
        "供方所在地",
        "年供应额",
        "占需方采购比重",
        "供应方式",
        "交货周期",
        "替代难度",
        "备选供方",
        "合同到期日",
        "可信度",
    ]
    staged = staged_with(tmp_path, "07_供应关系", [SUPPLIES[1], [*SUPPLIES[0], *more], SUPPLIES[1]])
    assert len(staged.tables.rows("supplies")) == 1
    assert said(staged) == [("row_above_header", 1, None)]


def test_a_row_of_texts_above_a_wide_header_is_no_group_of_headings(tmp_path: Path) -> None:
    """Its last text would otherwise stretch over the optional columns that it leaves blank."""
    more = ["行业小类代码", "HS编码", "国产化率", "主要国外来源", "参考单价", "产品别名"]
    heads = ["产品编码", "产品名称", "所属环节编码", "计量单位", "产品性质", *more]
    row = ["P009", "示例轴承", "S1", "万条", "原材料"]
    rows: Rows = [row, heads, *([*kept[:5]] for kept in PRODUCTS[1:])]
    staged = staged_with(tmp_path, "03_环节产品", rows)
    assert len(staged.tables.rows("products")) == len(PRODUCTS) - 1
    assert said(staged) == [("row_above_header", 1, None)]


@pytest.mark.parametrize(
    "line",
    [
        ["填报单位", "示例厅", "填报日期", "2023-12-31"],
        ["填报单位：示例厅", None, "密级：内部", None, "单位：万元"],
        ["示例市重点企业名录", "示例市重点企业名录", "示例市重点企业名录"],
    ],
)
def test_titles_and_labels_above_the_header_are_no_rows(tmp_path: Path, line: list[Any]) -> None:
    assert staged_with(tmp_path, "05_企业名录", [line, *FIRMS]).notices == ()


@pytest.mark.parametrize("title", ["一、省内", "（二）外省供方", "第三部分"])
def test_titles_of_sections_are_no_rows(tmp_path: Path, title: str) -> None:
    staged = staged_with(tmp_path, "07_供应关系", [SUPPLIES[0], [title], *SUPPLIES[1:]])
    assert len(staged.tables.rows("supplies")) == 1
    assert said(staged) == [("section_row", 2, None)]


def test_what_lies_beneath_a_merge_is_said(tmp_path: Path) -> None:
    path = make_book(
        tmp_path / "a.xlsx", with_list("05_企业名录", [[*FIRMS[0], "营业收入"], [*FIRM, 5], [*FIRMS[2], 9]])
    )
    book = load_workbook(path)
    page = book["05_企业名录"]
    page.merge_cells("F2:F3")
    book.save(path)
    _hide_below(path, "F3", 9)
    staged = read(path)
    assert firms(staged, "revenue") == [(5.0,), (None,)]
    assert ("beneath_merged", 3, "营业收入") in said(staged)


def _hide_below(path: Path, cell: str, value: float) -> None:
    """Write a value behind the last cell of a sheet, beneath a merge, as a spreadsheet program can keep it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if b"<mergeCell " in data:
                hidden = f'<c r="{cell}"><v>{value}</v></c></row></sheetData>'
                data = data.replace(b"</row></sheetData>", hidden.encode())
            archive.writestr(name, data)


def test_figures_below_no_heading_are_said(tmp_path: Path) -> None:
    rows = [[*FIRMS[0], None], [*FIRM, 120], [*FIRMS[2], 340]]
    assert said(staged_with(tmp_path, "05_企业名录", rows)) == [("column_without_heading", 1, None)]


@pytest.mark.parametrize(
    ("name", "table", "kind"),
    [
        ("7、供应关系", "supplies", "list"),
        ("附件7-供应关系", "supplies", "list"),
        ("（七）供应关系", "supplies", "list"),
        ("附表 3 产品清单", "products", "list"),
        ("企业名录(2025年)", "firms", "list"),
        ("2025年企业名录", "firms", "list"),
        ("供应关系表", "supplies", "list"),
        ("表七", "supplies", "unknown"),
        ("附件六", "capacities", "unknown"),
        ("济南市企业名录", "firms", "unknown"),
        ("企业名录（作废）", "firms", "copy"),
        ("供应关系 (2)", "supplies", "copy"),
    ],
)
def test_names_of_sheets(name: str, table: str, kind: str) -> None:
    sheet, found = identify(name)
    assert (sheet.table if sheet else None, found) == (table, kind)


def test_a_sheet_is_known_by_its_headings(tmp_path: Path) -> None:
    lists = {("各厂产能" if name.startswith("06") else name): rows for name, rows in PLAIN.items()}
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    assert len(staged.tables.rows("capacities")) == 2
    assert said(staged) == [("sheet_by_header", None, None)]


@pytest.mark.slow  # a workbook for each unit
@pytest.mark.parametrize(
    ("heading", "value", "revenue"),
    [
        ("营业收入(亿)", 1.5, 15_000.0),
        ("营业收入【亿元】", 1.5, 15_000.0),
        ("营业收入，亿元", 1.5, 15_000.0),
        ("营业收入（单位：元）", 15_000_000, 1_500.0),
        ("营业收入(千万)", 3, 3_000.0),
        ("营业收入(亿)", "300万", 300.0),
        ("营业收入(亿)", "1.2亿元", 12_000.0),
        ("营业收入", "人民币500万元", 500.0),
    ],
)
def test_units_in_headings_and_cells(tmp_path: Path, heading: str, value: Any, revenue: float) -> None:
    staged = staged_with(tmp_path, "05_企业名录", [[*FIRMS[0], heading], [*FIRM, value]])
    assert firms(staged, "revenue") == [(revenue,)]
    assert staged.notices == ()


def test_a_unit_that_is_none_is_said(tmp_path: Path) -> None:
    staged = staged_with(tmp_path, "05_企业名录", [[*FIRMS[0], "营业收入(亿标箱)"], [*FIRM, 5]])
    assert said(staged) == [("unit_not_understood", 1, "营业收入(亿标箱)")]


@pytest.mark.parametrize(
    "line", ["填报单位：示例厅      单位：亿元、人", "（金额单位：亿元）", "示例市重点企业（亿元）"]
)
def test_units_anywhere_in_a_line_above(tmp_path: Path, line: str) -> None:
    staged = staged_with(tmp_path, "05_企业名录", [[line], [*FIRMS[0], "营业收入"], [*FIRM, 1.5]])
    assert firms(staged, "revenue") == [(15_000.0,)]


def test_units_of_sheet_00_stand_back_behind_those_of_the_sheet(tmp_path: Path) -> None:
    lists = {**PLAIN, "00_填报说明": [*HEAD, ["金额单位", "亿元"]]}
    lists["05_企业名录"] = [[*FIRMS[0], "营业收入", "利润总额(万元)"], [*FIRM, 1.5, 30]]
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    assert firms(staged, "revenue", "profit") == [(15_000.0, 30.0)]
    assert staged.notices == ()


def test_the_unit_column_of_a_row_counts_before_its_heading(tmp_path: Path) -> None:
    rows = [
        [*CAPACITIES[0][:2], "设计产能(万条)", "计量单位", "状态"],
        ["示例轮胎一厂", "P2", 8_000_000, "条", "现状"],
        ["示例炭黑一厂", "P1", 10, None, "现状"],
        ["示例炭黑一厂", "P1", 10, "筐", "规划"],
    ]
    rows[2][2], rows[3][2] = "10万吨", "12万吨"
    staged = staged_with(tmp_path, "06_生产能力", rows)
    assert [r["design_capacity"] for r in staged.tables.rows("capacities")] == [800.0, 10.0, 12.0]
    assert [code for code, _, _ in said(staged)] == ["unit_not_understood"]
