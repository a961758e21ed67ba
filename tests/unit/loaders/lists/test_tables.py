"""Several tables on one sheet: each is read by its own header, whatever the sheet is called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import LoadError
from tests.unit.loaders.books import PLAIN, make_book, read

CAPACITY_HEAD = ["企业名称", "产品名称", "年生产能力", "实际产能", "年产量", "生产状态"]
CAPACITY = ["示例轮胎一厂", "P3", "100吨", "90吨", "80吨", "在产"]
SUPPLY_HEAD = ["供应商", "供应商所在地", "客户", "产品名称", "供货量", "采购占比", "交期", "统计期", "来源"]
SUPPLY = ["示例炭黑一厂", None, "示例轮胎一厂", "P3", "10吨", "100%", "10天", 2023, "需方填报"]
NARROW: list[list[Any]] = [CAPACITY_HEAD, CAPACITY]
WIDE: list[list[Any]] = [SUPPLY_HEAD, SUPPLY]


@pytest.mark.slow  # a workbook for each pair of tables
@pytest.mark.parametrize("name", ["配套表", "产能与本地配套", "06_生产能力", "07_供应关系"])
@pytest.mark.parametrize(
    "rows",
    [
        [*NARROW, [], *WIDE],
        [*WIDE, [], *NARROW],
        [["一、产能"], *NARROW, [], ["二、配套"], *WIDE],
        [["一、配套"], *WIDE, [], ["二、产能"], *NARROW],
        [*NARROW, *[CAPACITY_HEAD], *WIDE],
        [CAPACITY_HEAD, *[[f"示例轮胎{n}厂", *CAPACITY[1:]] for n in range(20)], *NARROW[1:], *WIDE],
        [SUPPLY_HEAD, *[[f"示例炭黑{n}厂", *SUPPLY[1:]] for n in range(20)], *WIDE[1:], *NARROW],
    ],
    ids=["narrow first", "wide first", "narrow titled", "wide titled", "header repeated", "long narrow", "long wide"],
)
def test_both_tables_are_read_by_their_own_headers(tmp_path: Path, name: str, rows: list[list[Any]]) -> None:
    lists = {key: value for key, value in PLAIN.items() if key not in ("06_生产能力", "07_供应关系")}
    staged = read(make_book(tmp_path / "a.xlsx", {**lists, name: rows}))
    made = [row for row in staged.tables.rows("capacities") if row["firm"] == "示例轮胎一厂"]
    bought = [row for row in staged.tables.rows("supplies") if row["supplier"] == "示例炭黑一厂"]
    assert [(row["design_capacity"], row["output"]) for row in made] == [(100.0, 80.0)]
    assert [(row["qty"], row["share_buyer"]) for row in bought] == [(10.0, 1.0)]
    assert not staged.tables.rows("parked")
    codes = [notice.code for notice in staged.notices]
    assert codes.count("another_table") == 1
    assert "row_above_header" not in codes


@pytest.mark.slow  # two workbooks for each
@pytest.mark.parametrize("name", ["配套表", "06_生产能力", "07_供应关系"])
def test_a_unit_line_counts_for_the_table_below_it_alone(tmp_path: Path, name: str) -> None:
    """400 under 单位：万吨 is 4 million t of P3 (t); the 10 of the table above stand in no unit line and are t."""
    lists = {key: value for key, value in PLAIN.items() if key not in ("06_生产能力", "07_供应关系")}
    bare: list[Any] = [*CAPACITY[:2], 400, None, 300, "在产"]
    bought: list[Any] = [*SUPPLY[:4], 10, *SUPPLY[5:]]
    orders: list[list[list[Any]]] = [
        [["单位：万吨"], CAPACITY_HEAD, bare, [], SUPPLY_HEAD, bought],
        [SUPPLY_HEAD, bought, [], ["年度产能情况"], ["单位：万吨"], CAPACITY_HEAD, bare],
        [SUPPLY_HEAD, bought, [None, None, None, "单位：万吨"], CAPACITY_HEAD, bare],
    ]
    for rows in orders:
        staged = read(make_book(tmp_path / "a.xlsx", {**lists, name: rows}))
        assert [row["design_capacity"] for row in staged.tables.rows("capacities")] == [4_000_000.0]
        assert [row["qty"] for row in staged.tables.rows("supplies")] == [10.0]
        assert not staged.tables.rows("parked")


def test_headings_that_offices_write_for_places_and_days_of_stock(tmp_path: Path) -> None:
    """所属区市 is the place of a firm; a stock told in days is one, a bare 库存 may be tonnes and is not read."""
    firms: list[list[Any]] = [
        ["企业名称", "所属区市", "行业小类代码", "年度"],
        ["示例轮胎一厂", "济南市历下区", "2911", 2023],
    ]
    head = ["供方", "需方", "产品", "库存(天)", "库存", "年度", "数据来源"]
    row: list[Any] = ["示例炭黑一厂", "示例轮胎一厂", "炭黑", 6, 300, 2023, "需方填报"]
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, "05_企业名录": firms, "07_供应关系": [head, row]}))
    assert [each["reg_region"] for each in staged.tables.rows("firms")] == ["370102"]
    assert [each["stock"] for each in staged.tables.rows("supplies")] == [6.0]
    assert [n.original for n in staged.notices if n.code == "unknown_heading"] == ["库存"]


@pytest.mark.parametrize(
    ("word", "state"),
    [("试生产", "现状"), ("试运行", "现状"), ("停产检修", "停产"), ("技改停产", "停产"), ("半停产", None)],
)
def test_words_of_state_that_mean_one_thing_alone_are_read(tmp_path: Path, word: str, state: str | None) -> None:
    """半停产 is neither: its row waits for a person."""
    rows: list[list[Any]] = [CAPACITY_HEAD, [*CAPACITY[:5], word]]
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, "06_生产能力": rows}))
    assert [each["state"] for each in staged.tables.rows("capacities")] == ([state] if state else [])
    assert len(staged.tables.rows("parked")) == (0 if state else 1)


DEMAND: list[list[Any]] = [
    ["类型", "企业", "产品", "数量", "有效期", "状态"],
    ["需求", "示例轮胎一厂", "P3", "25吨", "2024-06-30", "待对接"],
]


@pytest.mark.slow  # several workbooks for each
@pytest.mark.parametrize(
    ("above", "below", "columns"),
    [
        (WIDE, DEMAND, ["编号"]),
        (NARROW, DEMAND, ["编号"]),
        (NARROW, [SUPPLY_HEAD[3:], SUPPLY[3:]], ["供方/供方所在地", "需方"]),
        (WIDE, [CAPACITY_HEAD[1:], CAPACITY[1:]], ["企业(信用代码或名称)"]),
    ],
)
def test_a_table_without_its_keys_is_said_and_never_read_under_the_one_above(
    tmp_path: Path, above: list[list[Any]], below: list[list[Any]], columns: list[str]
) -> None:
    lists = {key: value for key, value in PLAIN.items() if key not in ("06_生产能力", "07_供应关系")}
    gaps: list[list[list[Any]]] = [[], [[]], [["三、其他情况"]]]
    for between in gaps:
        rows = [*above, *between, *below]
        staged = read(make_book(tmp_path / "a.xlsx", {**lists, "配套情况": rows}))
        told = [n for n in staged.notices if n.code == "table_without_keys"]
        assert [(n.place.sheet, n.place.row, n.action) for n in told] == [("配套情况", len(rows) - 1, "ignored")]
        assert told[0].facts["columns"] == "、".join(columns)
        n_rows = staged.tables.n_rows()
        assert [n_rows.get(table, 0) for table in ("supplies", "capacities")] == [above is WIDE, above is NARROW]
        assert not staged.tables.rows("parked")
        assert not n_rows.get("demand_offers")


def test_a_table_below_one_without_keys_is_read(tmp_path: Path) -> None:
    lists = {key: value for key, value in PLAIN.items() if key not in ("06_生产能力", "07_供应关系")}
    rows: list[list[Any]] = [*WIDE, [], *DEMAND, [], *NARROW]
    staged = read(make_book(tmp_path / "a.xlsx", {**lists, "情况": rows}))
    assert [row["design_capacity"] for row in staged.tables.rows("capacities")] == [100.0]
    assert [row["qty"] for row in staged.tables.rows("supplies")] == [10.0]
    assert not staged.tables.rows("parked")


@pytest.mark.parametrize(
    ("between", "capacity"),
    [
        ([["单位：吨"], ["企业名称", "产品名称", "年生产能力"]], 0.08),
        ([["企业名称", "产品名称", "年生产能力（吨）"]], 0.08),
        ([["企业名称", "产品名称", "年生产能力"]], 800.0),
        ([["单位：万吨"], ["企业名称", "产品名称", "年生产能力"]], 800.0),
    ],
    ids=["unit line", "heading", "page", "page with its unit line"],
)
def test_a_header_again_with_other_units(tmp_path: Path, between: list[list[Any]], capacity: float) -> None:
    """P1 is counted in 万吨: 800 under 吨 are 0.08."""
    head = ["企业名称", "产品名称", "年生产能力"]
    rows: list[list[Any]] = [["单位：万吨"], head, ["示例轮胎一厂", "P1", 5], [], *between, ["示例炭黑一厂", "P1", 800]]
    lists = {key: value for key, value in PLAIN.items() if key != "06_生产能力"}
    staged = read(make_book(tmp_path / "a.xlsx", {**lists, "06_生产能力": rows}))
    assert [row["design_capacity"] for row in staged.tables.rows("capacities")] == [5.0, capacity]
    assert not staged.tables.rows("parked")


def test_a_header_torn_in_two_is_refused_for_the_column_it_lost(tmp_path: Path) -> None:
    """Neither half holds the key 名称; nothing may be left of the sheet but a refusal that names its place."""
    torn = [["对象类型", "名", "所在地", "对应环节", "对"], ["接阶段", "牵头单位", "责任人", "最近对接日期"]]
    row = ["企业", "示例招商对象有限公司", "110000", "S1-2", "洽谈", "示例局", "示例责任人", "2023-05-04"]
    with pytest.raises(LoadError) as refused:
        read(make_book(tmp_path / "a.xlsx", {**PLAIN, "14_双招双引对象清单": [*torn, row]}))
    (notice,) = refused.value.notices
    assert (notice.code, notice.place.row, notice.place.column) == ("missing_column", 1, "名称")
