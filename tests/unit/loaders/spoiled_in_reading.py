"""One small book per code that reading says: what is done to the plain book, and where it is said."""

from __future__ import annotations

import datetime

from tests.corpus.pages import Styled
from tests.unit.loaders.books import FIRMS
from tests.unit.loaders.spoiling import (
    TRADE,
    TYRES,
    Spoiled,
    add,
    attributes,
    both,
    cell,
    column,
    drop,
    name,
    new,
    put,
    rows,
)

_SHEETS = (
    Spoiled("V01", lambda book: book.pop("supplies"), "07_供应关系"),
    Spoiled("no_cutoff_date", rows("submissions", lambda rows: rows.pop(5)), None),
    Spoiled("unknown_sheet", new("firms", [["示例"], ["随笔"]], "示例随笔"), "示例随笔"),
    Spoiled("leftover_sheet", new("firms", FIRMS, "企业名录 (2)"), "企业名录 (2)"),
    Spoiled("sheet_by_header", name("capacities", "各厂产能"), "各厂产能"),
    Spoiled("sheet_guessed", name("capacities", "附件六"), "附件六"),
    Spoiled(
        "lists_merged",
        new("firms", [FIRMS[0], ["91370600FAKE01067F", "示例帘线一厂", "370600", "2911", 2023]], "重点企业名录"),
        "重点企业名录",
    ),
    Spoiled("hidden_sheet", attributes("firms", state="hidden"), "firms"),
    Spoiled("hidden_row", attributes("firms", hidden_rows={2}), "firms", 2),
    Spoiled("hidden_column", attributes("firms", hidden_columns={2}), "firms", 1, "企业名称"),
    Spoiled("far_cells", rows("firms", lambda rows: rows[1].extend([*[None] * 600, "示例"])), "firms"),
    cell("cell_comment", "firms", "name", Styled("示例轮胎一厂", comment="示例批注")),
    Spoiled("footer_row", add("firms", ["合计"]), "firms", 4),
    Spoiled("rows_after_end", add("firms", ["合计"], TYRES), "firms", 5),
    Spoiled("row_above_header", rows("firms", lambda rows: rows.insert(0, rows[1])), "firms", 1),
    Spoiled("section_row", rows("firms", lambda rows: rows.insert(1, ["一、省内"])), "firms", 2),
    Spoiled("another_table", add("firms", [], FIRMS[0][::-1], TYRES[::-1]), "firms", 5),
    Spoiled(
        "table_without_keys", add("firms", [], ["产品名称", "年产能", "产量", "状态"], ["P1", 5, 4, "现状"]), "firms", 5
    ),
    Spoiled(
        "turned_sheet",
        rows("firms", lambda rows: rows.__setitem__(slice(None), map(list, zip(*rows, strict=True)))),
        "firms",
    ),
    Spoiled("repeated_header", rows("firms", lambda rows: rows.insert(2, rows[0])), "firms", 3),
    Spoiled(
        "merged_filled",
        both(
            put("supplies", 2),
            add("supplies", [None, *TRADE[1:3], 7, 2022, "推断"]),
            attributes("supplies", merged=[(2, 1, 3, 1)]),
        ),
        "supplies",
        2,
        "供方",
    ),
    Spoiled(
        "merged_kept",
        both(column("firms", "营业收入", 5), attributes("firms", merged=[(2, 6, 3, 6)])),
        "firms",
        2,
        "营业收入",
    ),
)

_HEADINGS = (
    Spoiled("column_without_heading", column("firms", None, "示例甲", "示例乙"), "firms", 1),
    Spoiled("unknown_heading", column("firms", "甲乙丙丁", "示例"), "firms", 1, "甲乙丙丁"),
    Spoiled("missing_heading", lambda book: drop(book["stages"], "链位"), "stages", 1, "链位"),
    Spoiled("column_missing", lambda book: drop(book["capacities"], "状态"), "capacities", 1, "状态"),
    Spoiled("unit_not_understood", column("firms", "营业收入(亿标箱)", 5), "firms", 1, "营业收入(亿标箱)"),
    Spoiled("duplicate_heading", both(column("firms", "营业收入", 5), column("firms", "营收", 5)), "firms", 1, "营收"),
    Spoiled("conflicting_cells", both(column("firms", "营业收入", 5), column("firms", "营收", 6)), "firms", 2, "营收"),
    Spoiled(
        "other_year",
        both(column("firms", "2022年营业收入", 5), column("firms", "2023年营业收入", 5)),
        "firms",
        1,
        "2022年营业收入",
    ),
    Spoiled(
        "code_name_mismatch",
        both(column("supplies", "产品编码", "P1"), put("supplies", 2, product="热轧钢板")),
        "supplies",
        2,
        "产品",
    ),
    Spoiled("percent_heading", column("supplies", "占需方采购比重(%)", 0.95), "supplies", 1, "占需方采购比重(%)"),
)

_CELLS = (
    cell("V03", "firms", "uscc", "91370500FAKE010163"),
    cell("V03b", "firms", "uscc", "91370500FAKE01011J"),
    cell("V04", "firms", "uscc", 913705001234567000),
    cell("other_identity", "firms", "uscc", "370500123456789"),
    cell("V07", "products", "gb4754", "9999"),
    cell("industry_two_meanings", "firms", "gb4754", "3620 改装车"),
    cell("industry_several", "firms", "gb4754", "2911、2915"),
    cell("industry_lost_zero", "firms", "gb4754", "610"),
    cell("industry_short", "firms", "gb4754", "397"),
    cell("V08", "firms", "reg_region", "市中区"),
    cell("unknown_place", "firms", "reg_region", "示例乌有县"),
    cell("former_place", "firms", "reg_region", "370282"),
    cell("place_guessed", "supplies", "supplier_region", "东南亚"),
    Spoiled(
        "region_from_address",
        both(put("firms", 2, reg_region=None), column("firms", "生产地址", "山东省东营市广饶县示例路1号")),
        "firms",
        2,
        "生产地址",
    ),
    cell("suppliers_split", "supplies", "supplier", "示例丙三有限公司、示例丁四有限公司"),
    cell("figures_in_order", "supplies", "supplier", "示例丙三有限公司（70%）；示例丁四有限公司（30%）"),
    Spoiled("example_row", add("firms", ["【示例】别的", "示例厂有限公司", "370600", "2911", 2023]), "firms", 4),
    cell("bad_value", "firms", "employees", "很多"),
    cell("hs_lost_zero", "products", "hs", "2071200"),
    cell("bad_pattern", "products", "stat_code", "123"),
    cell("null_word", "firms", "employees", "未统计"),
    cell("formula_error", "firms", "employees", "#REF!"),
    cell("formula_without_value", "firms", "employees", "=1+1"),
    cell("struck_cell", "firms", "employees", Styled(5, is_struck=True)),
    cell("footnote_left_out", "firms", "employees", "80①"),
    cell("format_applied", "firms", "revenue", Styled(123456, '0!.0,"万"')),
    cell("remark_left_out", "firms", "employees", "120(含劳务派遣30)"),
    cell("remark_year", "firms", "employees", "120(2022年)"),
    cell("letter_read", "firms", "employees", "0.3W人"),
    Spoiled("unit_of_several", column("capacities", "有效产能(吨、台)", 5), "capacities", 2, "有效产能(吨、台)"),
    cell("sign_read", "firms", "profit", "(120)"),
    cell("working_days", "capacities", "ttr_days", "10个工作日"),
    cell("invisible_characters", "firms", "address", "示例路\u200b1号"),
    cell("personal_masked", "firms", "address", "示例路1号 13812345678"),
    cell("text_too_long", "capacities", "site", "示" * 501),
    Spoiled(
        "short_name", add("firms", ["91370600FAKE01067F", "示例厂", "370600", "2911", 2023]), "firms", 4, "企业名称"
    ),
    cell("missing_value", "capacities", "state", None),
    cell("range", "capacities", "design_capacity", "700-900"),
    cell("approximate", "capacities", "design_capacity", "约800"),
    cell("bounded", "capacities", "design_capacity", "不低于800"),
    cell("rounded", "firms", "employees", 80.5),
    cell("made_yearly", "capacities", "design_capacity", "60万条/月"),
    cell("out_of_range", "firms", "lon", 20),
    cell("year_as_figure", "capacities", "ttr_days", 2023),
    cell("implausible", "firms", "employees", 13_812_345_678),
    cell("unit_mismatch", "capacities", "design_capacity", "800箩筐"),
    cell("unknown_unit", "products", "unit", "箩筐", 4),
    Spoiled("mixed_percent", column("capacities", "产能利用率", 0.5, 90), "capacities", 2, "产能利用率"),
    Spoiled(
        "share_settled",
        both(column("capacities", "产能利用率", 0.5, 90), column("capacities", "产量", 400, 9)),
        "capacities",
        2,
        "产能利用率",
    ),
    Spoiled("part_of_year", column("firms", "营业收入（1-11月）", 5), "firms", 1, "营业收入（1-11月）"),
    cell("number_as_date", "capacities", "start", datetime.date(1905, 7, 11)),
    cell("date_guessed", "supplies", "contract_end", "十四五末"),
    cell("date_precision", "capacities", "start", "2019年5月"),
    cell("two_dates", "capacities", "start", "2015.3-2016.12"),
    cell("products_split", "capacities", "product", "热轧钢板、冷轧钢板"),
    cell("states_split", "capacities", "design_capacity", "500(在建300)"),
    cell("state_in_cell", "capacities", "design_capacity", "0(未投产)"),
    Spoiled(
        "default_used",
        new("product_inputs", [["下游产品编码", "上游产品编码", "必需性"], ["P2", "P1", None]]),
        "product_inputs",
        2,
        "必需性",
    ),
)

READING = (*_SHEETS, *_HEADINGS, *_CELLS)
"""Every case."""
