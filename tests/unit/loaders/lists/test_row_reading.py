"""One line of a sheet: the rows it comes to and what is said of it, before anything is written."""

from __future__ import annotations

from pathlib import Path

import orjson

from graphsvc.domain.dictionary import sheet_of
from loaders.files.sheets import RawSheet
from loaders.lists.header import find_header
from loaders.lists.learned import Learned
from loaders.lists.plans import SheetPlan, plan_sheet
from loaders.lists.row_reading import LineRead, read_line
from loaders.raw_cells import Cell
from loaders.report import Report
from tests.unit.loaders.books import make_book, with_list
from tests.unit.loaders.books import read as read_book

HEAD: list[Cell] = ["企业(信用代码或名称)", "产品编码或名称", "设计产能", "产量", "状态"]


def learned() -> Learned:
    told = Learned()
    told.learn("products", [{"product_code": "P1", "product_name": "炭黑", "unit": "万吨"}])
    told.learn("products", [{"product_code": "P2", "product_name": "钢帘线", "unit": "吨"}])
    return told


def plan_of(head: list[Cell], line: list[Cell], told: Learned) -> SheetPlan:
    raw = RawSheet("a.xlsx", "06_生产能力", rows=[(1, head), (2, line)])
    header = find_header(raw, sheet_of("capacities"))
    assert header is not None
    return plan_sheet(raw, sheet_of("capacities"), header, [(2, line)], Report(), told)


def read(*line: Cell) -> LineRead:
    told = learned()
    return read_line(plan_of(HEAD, list(line), told), 2, list(line), told)


def test_a_plain_line_is_one_row_without_a_word() -> None:
    found = read("示例炭黑一厂", "P1", 800, "700万吨", "现状")
    (row,) = found.rows
    assert row.values == {
        "firm": "示例炭黑一厂",
        "product": "P1",
        "state": "现状",
        "design_capacity": 800.0,
        "output": 700.0,
    }
    assert (found.remarks, row.parked, row.quality) == ([], None, "A")


def test_a_capacity_under_construction_is_a_row_of_its_own() -> None:
    line: list[Cell] = ["示例炭黑一厂", "P1", "500(在建300)", None, None]
    told = learned()
    found = read_line(plan_of(HEAD, line, told), 2, line, told)
    now, planned = found.rows
    assert (now.values["design_capacity"], now.values["state"]) == (500.0, "现状")
    assert planned.values == {"firm": "示例炭黑一厂", "product": "P1", "state": "在建", "design_capacity": 300.0}
    assert [notice.code for notice in found.remarks] == ["states_split"]
    assert line[2] == "500(在建300)"  # the line itself is as it was
    assert [row.cells[2] for row in found.rows] == ["500", "300"]


def test_figures_of_two_products_are_told_but_belong_to_neither() -> None:
    found = read("示例炭黑一厂", "炭黑、钢帘线", 800, None, "现状")
    assert [row.values["product"] for row in found.rows] == ["炭黑", "钢帘线"]
    assert all("design_capacity" not in row.values for row in found.rows)
    assert found.remarks[0].code == "products_split"
    assert found.remarks[0].facts["figures"] == "设计产能 800"


def test_a_line_without_its_key_waits_and_is_said_at_its_place() -> None:
    found = read(None, "P1", 800, None, "现状")
    (row,) = found.rows
    assert (row.parked, row.is_bad, row.is_short) == ("missing_value", True, True)
    said = found.remarks[0]
    assert (said.code, said.action, said.place.row, said.place.column) == ("missing_value", "parked", 2, HEAD[0])


def test_rows_of_two_states_that_wait_keep_their_own_figures(tmp_path: Path) -> None:
    lines: list[list[object]] = [["企业", "产品", "设计产能", "产量"], ["示例轮胎一厂", None, "500(在建300)", 450]]
    staged = read_book(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", lines)))
    waiting = [(row["state"], orjson.loads(row["cells"])) for row in staged.tables.rows("parked")]
    assert waiting == [
        ("现状", {"企业": "示例轮胎一厂", "设计产能": "500", "产量": "450", "状态": "现状"}),
        ("在建", {"企业": "示例轮胎一厂", "设计产能": "300", "状态": "在建"}),
    ]


def test_units_in_a_column_behind_each_figure(tmp_path: Path) -> None:
    """4000 吨 of what is counted in 万吨 are 0.4."""
    rows: list[list[object]] = [
        ["企业名称", "产品名称", "设计产能", "单位", "产量", "单位", "状态"],
        ["示例轮胎一厂", "P1", 0.5, "万吨", 4000, "吨", "现状"],
    ]
    staged = read_book(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    made = [(row["design_capacity"], row["output"]) for row in staged.tables.rows("capacities")]
    assert made == [(0.5, 0.4)]
    assert staged.notices == ()
