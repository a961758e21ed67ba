"""Figures of cells: units of products and columns, percent, dates, ratios that others settle."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.loaders.books import (
    CAPACITIES,
    PLAIN,
    PRODUCTS,
    SUPPLIES,
    make_book,
    read,
    said,
    with_list,
)


def test_several_products_and_states_in_one_cell(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        CAPACITIES[0],
        ["示例轮胎一厂", "热轧、冷轧钢板", 5, "现状"],
        ["示例轮胎一厂", "P1和P2", 5, "现状"],
        ["示例轮胎一厂", "P2", "500(在建300)", None],
        ["示例轮胎一厂", "P1", "现有5万吨、在建3万吨", "现状"],
        ["示例轮胎一厂", "P1", "0(未投产)", None],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    got = [(r["source_row"], r["product"], r["design_capacity"], r["state"]) for r in staged.tables.rows("capacities")]
    assert got == [
        (2, "热轧钢板", None, "现状"),
        (2, "冷轧钢板", None, "现状"),
        (3, "P1", None, "现状"),
        (3, "P2", None, "现状"),
        (4, "P2", 500.0, "现状"),
        (4, "P2", 300.0, "在建"),
        (5, "P1", 5.0, "现状"),
        (5, "P1", 3.0, "在建"),
        (6, "P1", 0.0, "规划"),
    ]
    assert [code for code, _, _ in said(staged)] == ["products_split"] * 2 + ["states_split"] * 2 + ["state_in_cell"]
    assert "5" in str(staged.notices[0].facts["figures"])


def test_prices_and_coefficients_follow_the_units_of_products(tmp_path: Path) -> None:
    products: list[list[object]] = [[*PRODUCTS[0], "参考单价(元/吨)"], *([*row, 4500] for row in PRODUCTS[1:])]
    products[2][-1] = "90万元/万条"
    inputs: list[list[object]] = [
        ["下游产品编码", "上游产品编码", "单耗", "必需性"],
        ["P2", "P1", "15千克/条", "必需"],
        ["P2", "P3", 0.5, None],
    ]
    lists = {**with_list("03_环节产品", products), "04_产品投入产出": inputs}
    staged = read(make_book(tmp_path / "a.xlsx", lists))
    assert [p["ref_price"] for p in staged.tables.rows("products")] == [45_000_000.0, 900_000.0, 4500.0, 4500.0]
    rows = staged.tables.rows("product_inputs")
    assert [(r["coefficient"], r["necessity"]) for r in rows] == [(0.015, "必需"), (0.5, "必需")]
    assert said(staged) == [("default_used", 3, "必需性")]


def test_quantities_with_a_unit_column(tmp_path: Path) -> None:
    reserves: list[list[object]] = [
        ["编号", "产品", "方式", "承担企业", "区划", "数量", "数量单位", "启动时间"],
        ["B1", "P1", "实物储备", "示例炭黑一厂", "370800", 5000, "吨", 1],
        ["B2", "P1", "闲置产能", "示例炭黑一厂", "370800", 100, "吨/天", 1],
    ]
    offers: list[list[object]] = [
        ["编号", "类型", "企业", "产品", "数量", "数量单位", "数量周期", "有效期"],
        ["D1", "需求", "示例轮胎一厂", "P1", 100, "吨", "月", "2024-06-30"],
        ["D2", "需求", "示例轮胎一厂", "P1", "500吨", None, "一次性", date(2024, 6, 30)],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, "18_备份储备清单": reserves, "19_供需对接清单": offers}))
    assert [(r["quantity"], r["quantity_unit"]) for r in staged.tables.rows("reserves")] == [
        (0.5, "万吨"),
        (0.01, "万吨/天"),
    ]
    got = staged.tables.rows("demand_offers")
    assert [(r["quantity"], r["quantity_unit"], r["quantity_period"], r["valid_until"]) for r in got] == [
        (0.12, "万吨/年", "月", "2024-06-30"),
        (0.05, "万吨", "一次性", "2024-06-30"),
    ]
    assert said(staged) == [("made_yearly", 2, "数量")]


def test_percent_and_date_cells_speak_for_themselves(tmp_path: Path) -> None:
    make_book(tmp_path / "a.xlsx", PLAIN)
    book = load_workbook(tmp_path / "a.xlsx")
    page = book["07_供应关系"]
    page["G1"], page["H1"], page["I1"] = "占需方采购比重", "合同到期日", "占供方销售比重"
    page["G2"], page["H2"], page["I2"] = 0.5, date(2025, 3, 1), "=1/2"
    page["G2"].number_format = "0.0%"
    book.save(tmp_path / "b.xlsx")
    staged = read(tmp_path / "b.xlsx")
    (row,) = staged.tables.rows("supplies")
    assert (row["share_buyer"], row["contract_end"], row["share_seller"]) == (0.5, "2025-03-01", None)
    assert said(staged) == [("formula_without_value", 2, "占供方销售比重")]


def test_mixed_percent_blanks_a_share_that_quantities_settle(tmp_path: Path) -> None:
    rows = [[*SUPPLIES[0], "占需方采购比重"], *([*SUPPLIES[1], share] for share in (40, 0.6, "55%"))]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("07_供应关系", rows)))
    assert [r["share_buyer"] for r in staged.tables.rows("supplies")] == [0.4, None, 0.55]
    assert [r["qty"] for r in staged.tables.rows("supplies")] == [6.0, 6.0, 6.0]
    assert staged.tables.rows("parked") == ()
    assert [n.action for n in staged.notices if n.code == "mixed_percent"] == ["nulled"]


def test_mixed_percent_parks_a_row_that_has_nothing_but_the_share(tmp_path: Path) -> None:
    head, row = [*SUPPLIES[0], "占需方采购比重"], SUPPLIES[1]
    rows = [head, *([*row[:3], qty, *row[4:], share] for qty, share in ((6, 40), (None, 0.6), (None, 55)))]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("07_供应关系", rows)))
    assert [r["share_buyer"] for r in staged.tables.rows("supplies")] == [0.4, 0.55]
    (parked,) = staged.tables.rows("parked")
    assert (parked["code"], parked["row"], parked["products"], parked["firms"]) == (
        "mixed_percent", 3, ["炭黑"], ["示例轮胎一厂"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("capacity", "output", "written", "value", "code"),
    [
        (9000, 4500, 0.5, 0.5, "share_settled"),  # 4500/9000 is 50 %
        (9000, 45, 0.5, 0.005, "share_settled"),  # 45/9000 is half a percent
        (9000, None, 0.5, None, "mixed_percent"),
        (9000, 7200, 0.5, None, "mixed_percent"),  # 80 % is neither
        (9000, 270, 0.04, None, "mixed_percent"),  # 3 % lies within 5 points of both 4 % and 0.04 %
    ],
)
def test_a_utilization_is_settled_by_output_over_capacity(
    tmp_path: Path, capacity: float, output: float | None, written: float, value: float | None, code: str
) -> None:
    rows: list[list[object]] = [
        ["企业(信用代码或名称)", "产品编码或名称", "设计产能", "产量", "产能利用率", "状态"],
        ["示例轮胎一厂", "P2", 800, 720, 90, "现状"],
        ["示例炭黑一厂", "P1", capacity, output, written, "现状"],
    ]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    first, row = staged.tables.rows("capacities")
    assert (first["utilization"], row["utilization"]) == (0.9, value)
    assert [n.code for n in staged.notices if n.place.column == "产能利用率"] == [code]
    assert staged.tables.rows("parked") == ()


@pytest.mark.parametrize(("heading", "table"), [("全国市占率", "capacities"), ("本地销售比例", "capacities")])
def test_no_optional_ratio_parks_a_row(tmp_path: Path, heading: str, table: str) -> None:
    rows = [[*CAPACITIES[0], heading], [*CAPACITIES[1], 30], [*CAPACITIES[2], 0.3]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    assert (len(staged.tables.rows(table)), staged.tables.rows("parked")) == (2, ())
    assert [n.action for n in staged.notices if n.code == "mixed_percent"] == ["nulled"]


def test_a_place_that_cannot_be_read_is_not_the_default(tmp_path: Path) -> None:
    rows = [[*CAPACITIES[0], "基地区划"], [*CAPACITIES[1], "某某地方"], [*CAPACITIES[2], None]]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("06_生产能力", rows)))
    found = [(row["site_region"], row["site_region_flag"]) for row in staged.tables.rows("capacities")]
    assert found == [(None, "unread"), (None, None)]
