"""Plain cells: what must come out of messy input, column by column."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.cells.codes import read_list
from loaders.cells.figures import read_number
from loaders.cells.quantities import Target
from loaders.cells.reading import Read, Reading
from loaders.cells.units import parse_unit
from loaders.cells.values import reader_of
from loaders.raw_cells import Fault, IsoDay


def read(table: str, field: str, cell: Any, unit: str | None = None, percent: str = "share") -> Read:
    return reader_of(Reading(table, sheet_of(table).column(field), unit, percent))(cell)


def codes(found: Read) -> list[str]:
    return [issue.code for issue in found.issues]


def amount(cell: Any, product_unit: str, heading: str | None = None, period: str | None = "年") -> Read:
    reading = Reading("capacities", sheet_of("capacities").column("design_capacity"), heading)
    return read_number(reading, cell, Target(parse_unit(product_unit), period=period))


AMOUNTS = [
    ("12万吨/年", "吨", None, 120_000, {}, []),
    ("12 万t/a", "万吨", None, 12, {}, []),
    ("12万吨", "万吨", None, 12, {}, []),
    ("500kt", "吨", None, 500_000, {}, []),
    ("3万平", "万㎡", None, 3, {}, []),
    ("3万平方", "㎡", None, 30_000, {}, []),
    (12, "万吨", None, 12, {}, []),
    (120_000, "万吨", "吨", 12, {}, []),
    ("1,200", "吨", None, 1200, {}, []),
    ("1，200", "吨", None, 1200, {}, []),
    ("１２００", "吨", None, 1200, {}, []),
    ("三万吨", "吨", None, 30_000, {}, []),
    ("十二条", "条", None, 12, {}, []),
    ("1.2亿", "条", None, 120_000_000, {}, []),
    ("1.2亿条", "万条", None, 12_000, {}, []),
    ("年产12万吨", "万吨", None, 12, {}, []),
    ("3-5万套", "套", None, 40_000, {"_lower": 30_000, "_upper": 50_000, "_flag": "区间"}, ["range"]),
    ("3~5万套", "万套", None, 4, {"_lower": 3, "_upper": 5, "_flag": "区间"}, ["range"]),
    ("3至5万套", "万套", None, 4, {"_lower": 3, "_upper": 5, "_flag": "区间"}, ["range"]),
    ("约500", "吨", None, 500, {"_flag": "约"}, ["approximate"]),
    ("500余", "吨", None, 500, {"_flag": "约"}, ["approximate"]),
    ("500左右", "吨", None, 500, {"_flag": "约"}, ["approximate"]),
    ("≥500", "吨", None, 500, {"_lower": 500, "_flag": "下限"}, ["bounded"]),
    ("不低于500", "吨", None, 500, {"_lower": 500, "_flag": "下限"}, ["bounded"]),
    ("3万吨/月", "万吨", None, 36, {"_flag": "按月折年"}, ["made_yearly"]),
    ("100吨/天", "吨", None, 36_500, {"_flag": "按日折年"}, ["made_yearly"]),
    (3, "万吨", "万吨/月", 36, {"_flag": "按月折年"}, ["made_yearly"]),
    ("2万片/月(8英寸)", "万片(8英寸)", None, 24, {"_flag": "按月折年"}, ["made_yearly"]),
    ("2万片/月(8英寸)", "万片(12英寸)", None, None, {}, ["V11"]),
    ("500吨", "万条", None, None, {}, ["V11"]),
    ("500卷", "万条", None, None, {}, ["unit_mismatch"]),
    ("-5", "吨", None, None, {}, ["out_of_range"]),
    ("1,2", "吨", None, None, {}, ["unit_mismatch"]),
    ("甲", "吨", None, None, {}, ["bad_value"]),
]


@pytest.mark.parametrize(("cell", "unit", "heading", "value", "beside", "issues"), AMOUNTS)
def test_amounts(
    cell: Any, unit: str, heading: str | None, value: float | None, beside: dict[str, Any], issues: list[str]
) -> None:
    found = amount(cell, unit, heading)
    assert found.value == value
    assert {k.removeprefix("design_capacity"): v for k, v in (found.beside or {}).items()} == beside
    assert codes(found) == issues


@pytest.mark.parametrize("word", ["—", "-", "/", "无", "暂无", "未统计", "待定", "保密", "详见附件", "#N/A"])
def test_words_for_nothing(word: str) -> None:
    found = read("firms", "revenue", word)
    assert (found.value, codes(found)) == (None, ["null_word"])
    assert found.issues[0].action == "nulled"


MONEY = [
    ("5.2亿", None, 52_000, []),
    (52_000, None, 52_000, []),
    ("5.2亿元", None, 52_000, []),
    (5.2, "亿元", 5.2e4, []),
    ("520,000,000元", None, 52_000, []),
    ("35万", "亿元", 35, []),
    ("12万美元", None, None, ["unit_mismatch"]),
    (Fault("error", "#REF!"), None, None, ["formula_error"]),
    (Fault("formula", "="), None, None, ["formula_without_value"]),
    (-3, None, None, ["out_of_range"]),
]


@pytest.mark.parametrize(("cell", "unit", "value", "issues"), MONEY)
def test_money(cell: Any, unit: str | None, value: float | None, issues: list[str]) -> None:
    found = read("firms", "revenue", cell, unit)
    assert (found.value, codes(found)) == (value, issues)


def test_profit_may_be_negative_and_investment_is_in_yi() -> None:
    assert read("firms", "profit", -3.5).value == -3.5
    assert read("projects", "invest", 1.5).value == 15_000
    assert read("projects", "invest", "3000万元").value == 3_000


DURATIONS = [(30, 30, []), ("2周", 14, []), ("3个月", 90, []), ("半年", 183, ["rounded"]), ("15天", 15, [])]


@pytest.mark.parametrize(("cell", "value", "issues"), DURATIONS)
def test_durations(cell: Any, value: int, issues: list[str]) -> None:
    found = read("capacities", "ttr_days", cell)
    assert (found.value, codes(found)) == (value, issues)
    assert isinstance(found.value, int)


@pytest.mark.parametrize(("table", "field"), [("capacities", "ttr_days"), ("supplies", "lead")])
@pytest.mark.parametrize("cell", ["10个工作日", "10工作日", "十个工作日", "10 个工作日", "10个工作天"])
def test_working_days_are_five_a_week(table: str, field: str, cell: str) -> None:
    found = read(table, field, cell)
    assert (found.value, codes(found)) == (14, ["working_days"])


def test_middle_of_a_range_of_whole_numbers_is_rounded_up() -> None:
    found = read("capacities", "ttr_days", "10-15天")
    assert (found.value, codes(found)) == (13, ["range"])
    assert read("supplies", "stock", 400).value is None


DATES = [
    ("2023.4", "2023-04-01", "month", ["date_precision"]),
    ("2023年4月", "2023-04-01", "month", ["date_precision"]),
    (45017, "2023-04-01", None, ["date_guessed"]),
    (45017.5, "2023-04-01", None, ["date_guessed"]),
    (10000, None, None, ["bad_value"]),  # five digits outside the days that a spreadsheet counts from 1954 to 2119
    ("90000", None, None, ["bad_value"]),
    (100000000, None, None, ["bad_value"]),
    ("2023/4/1", "2023-04-01", None, []),
    (IsoDay("2023-04-01"), "2023-04-01", None, []),
    (IsoDay("1905-07-11"), "1905-07-11", None, ["number_as_date"]),  # 2019 under a date format
    (IsoDay("1900-01-12"), "1900-01-12", None, ["number_as_date"]),
    ("1905/7/11", "1905-07-11", None, ["number_as_date"]),
    (IsoDay("1903-08-15"), "1903-08-15", None, []),  # a brewery may well be as old
    ("2023年上半年", "2023-01-01", "half-year", ["date_precision"]),
    ("十四五末", "2025-12-31", "plan-period", ["date_guessed"]),
    (2021.1, None, None, ["bad_value"]),
    (2023.4, "2023-04-01", "month", ["date_precision"]),
    ("2023-02-30", None, None, ["bad_value"]),
    ("长期", None, None, ["bad_value"]),
]


@pytest.mark.parametrize(("cell", "iso", "precision", "issues"), DATES)
def test_dates(cell: Any, iso: str | None, precision: str | None, issues: list[str]) -> None:
    found = read("capacities", "start", cell)
    assert (found.value, (found.beside or {}).get("start_precision"), codes(found)) == (iso, precision, issues)


def test_two_dates_in_one_cell() -> None:
    found = read("technologies", "start", "2023.3-2024.12")
    assert (found.value, found.beside and found.beside["end"]) == ("2023-03-01", "2024-12-01")
    assert read("policies", "valid_until", "2023-01-01至2025-12-31").value == "2025-12-31"


@pytest.mark.parametrize("cell", ["是", "√", 1, "1", "Y", "Ｙ", "独家", "唯一", True])
def test_yes(cell: Any) -> None:
    assert read("supplies", "declared_sole", cell) == Read(True)


@pytest.mark.parametrize("cell", ["否", "×", 0, "N", False, "非独家"])
def test_no(cell: Any) -> None:
    assert read("supplies", "declared_sole", cell) == Read(False)


def test_blank_is_not_no() -> None:
    assert read("supplies", "declared_sole", "  ").value is None


def test_values_of_a_list() -> None:
    assert read("products", "base_category", "无") == Read("无")
    assert read("firms", "size", " 大 型 ") == Read("大型")
    found = read("capacities", "state", "在造")
    assert (codes(found), found.issues[0].action) == (["bad_value"], "parked")
    assert read("firms", "size", "巨型").issues[0].action == "nulled"
    assert read("products", "unit", "t").value == "吨"
    assert read("products", "unit", "万片（8英寸）").value == "万片(8英寸)"
    assert codes(read("products", "unit", "桶")) == ["unknown_unit"]


def test_lists() -> None:
    assert read("supplies", "alternates", "甲公司、乙公司；丙公司\n丁公司").value == [
        "甲公司",
        "乙公司",
        "丙公司",
        "丁公司",
    ]
    assert read("supplies", "alternates", "无") == Read([])
    assert read("submissions", "complete_lists", "06、07").value == ["06", "07"]
    assert read("submissions", "complete_lists", 6).value == ["06"]
    assert read("products", "hs", "4011.20.00、40112000").value == ["40112000"]
    tags = read("firms", "tags", "瞪羚(2022)、专精特新小巨人（国家）、某称号")
    assert (tags.value, codes(tags)) == (["瞪羚(2022)", "专精特新小巨人(国家)"], ["bad_value"])


def test_words_between_known_products() -> None:
    column = sheet_of("capacities").column("convertible_to")
    known = Reading("capacities", column, knows=lambda text: text in {"炭黑", "白炭黑", "水及电"})
    assert read_list(known, "炭黑和白炭黑").value == ["炭黑", "白炭黑"]
    assert read_list(known, "水及电").value == ["水及电"]
    assert read_list(known, "和平牌炭黑").value == ["和平牌炭黑"]


PLACES = [
    ("临沂兰山", "371302", None, []),
    ("兰山区", "371302", None, []),
    (371302, "371302", None, []),
    ("山东省临沂市兰山区", "371302", None, []),
    ("市中区", None, None, ["V08"]),
    ("开发区", None, None, ["V08"]),
    ("济南市市中区", "370103", None, []),
    ("济南高新区", "370100", "370176", []),
    ("371371", "371300", "371371", []),
    ("371200", "370100", None, ["former_place"]),
    ("3713", "371300", None, ["place_guessed"]),
    ("某地", None, None, ["unknown_place"]),
]


@pytest.mark.parametrize(("cell", "code", "zone", "issues"), PLACES)
def test_regions(cell: Any, code: str | None, zone: str | None, issues: list[str]) -> None:
    found = read("firms", "reg_region", cell)
    assert (found.value, (found.beside or {}).get("reg_region_zone"), codes(found)) == (code, zone, issues)


COUNTRIES = [
    ("日韩", ["JP", "KR"], ["place_guessed"]),
    ("欧美", ["ZZ"], ["place_guessed"]),
    ("进口", ["ZZ"], []),
    ("国外", ["ZZ"], []),
    ("德国/日本", ["DE", "JP"], []),
    ("泰国", ["TH"], []),
    ("某国", None, ["unknown_place"]),
]


@pytest.mark.parametrize(("cell", "value", "issues"), COUNTRIES)
def test_countries(cell: str, value: list[str] | None, issues: list[str]) -> None:
    found = read("products", "foreign_sources", cell)
    assert (found.value, codes(found)) == (value, issues)


def test_places_of_suppliers() -> None:
    assert read("supplies", "supplier_region", "宁波、无锡等地").value == ["330200", "320200"]
    assert read("supplies", "supplier_region", "泰国").value == ["TH"]
    assert read("outside_resources", "origin", "河北").value == "130000"


INDUSTRIES = [
    ("C3973", "3973", []),
    (3973.0, "3973", []),
    ("3973集成电路制造", "3973", []),
    ("集成电路制造", "3973", []),
    ("610", "0610", ["industry_lost_zero"]),
    ("39", "39", ["industry_short"]),
    ("397", "397", ["industry_short"]),
    ("3963", "3963", []),
    ("3963 无人机", "3963", ["industry_two_meanings"]),
    ("3963集成电路制造", "3973", ["V07"]),
    ("3610", None, ["V07"]),
    ("3150", "3140", ["V07"]),
]


@pytest.mark.parametrize(("cell", "code", "issues"), INDUSTRIES)
def test_industries(cell: Any, code: str | None, issues: list[str]) -> None:
    found = read("firms", "gb4754", cell)
    assert (found.value, codes(found)) == (code, issues)


def test_unknown_industry_parks_only_where_required() -> None:
    assert read("firms", "gb4754", "9999").issues[0].action == "parked"
    assert read("products", "gb4754", "9999").issues[0].action == "nulled"


CREDIT_CODES = [
    ("91370500FAKE010162", "91370500FAKE010162", None, []),
    (" ９１３７０５００fake0101-62", "91370500FAKE010162", None, []),
    ("9137O500FAKE010162", None, "9137O500FAKE010162", ["V03"]),
    ("91370500FAKE010163", None, "91370500FAKE010163", ["V03"]),
    ("91370500FAKE01016", None, "91370500FAKE01016", ["V03"]),
    ("91370900FAKE20039A", "91370900FAKE20039A", None, ["V03b"]),
    ("9.1370100123457E+17", None, "9.1370100123457E+17", ["V04"]),
    (913701001234570000, None, "913701001234570000", ["V04"]),
    (370100200012344, None, "370100200012344", ["other_identity"]),
    ("FAKE0101-6", None, "FAKE01016", ["other_identity"]),
]


@pytest.mark.parametrize(("cell", "code", "other", "issues"), CREDIT_CODES)
def test_credit_codes(cell: Any, code: str | None, other: str | None, issues: list[str]) -> None:
    found = read("firms", "uscc", cell)
    assert (found.value, (found.beside or {}).get("other_id"), codes(found)) == (code, other, issues)


def test_repaired_letter_is_a_proposal() -> None:
    (said,) = read("firms", "uscc", "9137O500FAKE010162").issues
    assert (said.action, said.facts["proposal"]) == ("asked", "91370500FAKE010162")


def test_personal_numbers_are_masked() -> None:
    found = read("issues", "description", "联系张某 13812345678，证件 371302199001011234")
    assert found.value == "联系张某 138****5678，证件 371302********1234"
    assert codes(found) == ["personal_masked"]
    assert read("submissions", "phone", "0531-86012345").value == "0531****2345"
    for table, field, cell in (
        ("firms", "name", "示例厂 138-1234-5678"),
        ("firms", "aliases", "甲厂、乙厂 13812345678"),
        ("supplies", "supplier", "示例商行13812345678"),
        ("issues", "issue_no", 13812345678),
        ("products", "unit", "箱（13812345678）"),
    ):
        found = read(table, field, cell)
        assert "138****5678" in str(found.value)
        assert "personal_masked" in codes(found)
    for table in ("firms", "targets"):
        found = read(table, "uscc", "371302199001011234")
        assert (found.value, found.beside, codes(found)) == (None, None, ["personal_masked"])
    assert read("firms", "revenue", 13812345678.0).value is not None


LONG = "示例" * 251


@pytest.mark.parametrize(
    ("table", "field"),
    [("firms", "name"), ("firms", "uscc"), ("supplies", "supplier"), ("products", "product_code"), ("firms", "year")],
)
def test_a_name_that_is_too_long_is_not_taken_over(table: str, field: str) -> None:
    found = read(table, field, LONG)
    assert found.value is None
    ((code, action, facts, _),) = found.issues
    assert (code, action, dict(facts)) == ("text_too_long", "nulled", {"n": 502, "limit": 500})


def test_an_entry_that_is_too_long_is_left_out() -> None:
    found = read("firms", "aliases", f"甲厂、{LONG}、乙厂")
    assert (found.value, codes(found)) == (["甲厂", "乙厂"], ["text_too_long"])
    assert read("issues", "description", LONG).value == LONG


def test_invisible_characters_and_periods() -> None:
    found = read("firms", "name", "示例\u200b轮胎厂")
    assert (found.value, codes(found)) == ("示例轮胎厂", ["invisible_characters"])
    assert codes(read("firms", "name", "某厂")) == ["short_name"]
    assert read("observations", "period", "2023年7月").value == "2023-07"
    assert read("observations", "period", "2023年第5周").value == "2023-W05"
    assert read("observations", "period", IsoDay("2023-07-01")).value == "2023-07"
    assert codes(read("observations", "period", "上月")) == ["bad_value"]
    assert read("firms", "year", "2023年").value == 2023
    assert read("firms", "year", 23).value is None


@pytest.mark.parametrize("cell", [1e308, 2**63, 10**400, "1E308", "9223372036854775808", "9e99亿", "-1E308", "1-1E300"])
def test_numbers_beyond_any_list_are_refused(cell: object) -> None:
    for table, field in (("firms", "revenue"), ("firms", "employees"), ("supplies", "lead"), ("capacities", "rank")):
        found = read(table, field, cell)
        assert found.value is None
        assert codes(found)[0] in ("out_of_range", "bad_value", "unit_mismatch")


@pytest.mark.parametrize(
    ("table", "field", "cell", "value"),
    [
        ("supplies", "mode_tr", "汽运", "公路"),
        ("supplies", "mode_tr", "海运", "水运"),
        ("supplies", "mode_tr", "空运", "航空"),
        ("supplies", "mode_tr", "中欧班列", "铁路"),
        ("firms", "status", "停产整顿", "停产"),
        ("firms", "chain_role", "“链主”企业", "链主"),
        ("firms", "tags", "专精特新“小巨人”（国家）、“瞪羚”", ["专精特新小巨人(国家)", "瞪羚"]),
        ("capacities", "ttr_days", "90个自然日", 90),
        ("capacities", "ttr_days", "90日历天", 90),
        ("supplies", "lead", "15个自然日", 15),
        ("supplies", "buyer", "〃", None),
        ("supplies", "buyer", "″", None),
    ],
)
def test_words_as_offices_write_them(table: str, field: str, cell: str, value: Any) -> None:
    found = read(table, field, cell)
    assert found.value == value
    assert codes(found) == (["null_word"] if value is None else [])


TICKED = [
    ("supplies", "declared_sole", "■是 □否", True, []),
    ("supplies", "declared_sole", "□是 ☑否", False, []),
    ("supplies", "declared_sole", "□是 □否", None, ["bad_value"]),
    ("supplies", "declared_sole", "是。", True, []),
    ("supplies", "declared_sole", "是（唯一）", True, ["remark_left_out"]),
    ("firms", "above_scale", "规上", True, []),
    ("firms", "above_scale", "规下", False, []),
    ("firms", "size", "□大型 ☑中型 □小型", "中型", []),
    ("firms", "size", "小微", None, ["bad_value"]),
    ("risks", "declared_grade", "红色", "红", []),
    ("firms", "tags", "国家级专精特新“小巨人”企业、瞪羚企业", ["专精特新小巨人(国家)", "瞪羚"], []),
    ("supplies", "alternates", "2家", None, ["bad_value"]),
    ("supplies", "alternates", "有3家", None, ["bad_value"]),
    ("supplies", "alternates", "另有约10余家供应商", None, ["bad_value"]),
    ("supplies", "alternates", "暂无备选供应商", [], []),
    ("supplies", "alternates", "无其他供方", [], []),
    ("supplies", "alternates", "无锡示例厂", ["无锡示例厂"], []),
    ("supplies", "supplier", "示例丙三有限公司*", "示例丙三有限公司", ["footnote_left_out"]),
    ("firms", "name", "示例丙三有限公司（注1）", "示例丙三有限公司", ["footnote_left_out"]),
    ("firms", "name", "★ 示例丙三有限公司", "示例丙三有限公司", ["footnote_left_out"]),
    ("firms", "name", "*示例丙三有限公司", "示例丙三有限公司", ["footnote_left_out"]),
    ("firms", "name", "*ST示例股份有限公司", "*ST示例股份有限公司", []),
    ("supplies", "alternates", "1.示例甲有限公司 2.示例乙有限公司", ["示例甲有限公司", "示例乙有限公司"], []),
    ("supplies", "alternates", "1.5匹示例厂、2.5匹示例厂", ["1.5匹示例厂", "2.5匹示例厂"], []),
    ("capacities", "product", "钢板(Q235)", "钢板(Q235)", []),
    ("technologies", "start", "2023.1-2025.12", "2023-01-01", ["two_dates"]),
    ("supplies", "supplier_region", "日", ["JP"], ["place_guessed"]),
    ("supplies", "supplier_region", "德、日", ["DE", "JP"], ["place_guessed"]),
    ("products", "foreign_sources", "美和日", ["US", "JP"], ["place_guessed"]),
    ("supplies", "supplier_region", "瑞", None, ["unknown_place"]),
    ("firms", "reg_region", "内蒙包头", "150200", []),
]


@pytest.mark.parametrize(("table", "field", "cell", "value", "said"), TICKED)
def test_everyday_words(table: str, field: str, cell: str, value: object, said: list[str]) -> None:
    found = read(table, field, cell)
    assert (found.value, codes(found)) == (value, said)


def test_equal_cells_come_to_the_same_and_lists_are_not_shared() -> None:
    names = reader_of(Reading("firms", sheet_of("firms").column("aliases")))
    one, other = names("示例甲、示例乙"), names("示例甲、示例乙")
    assert one.value == other.value == ["示例甲", "示例乙"]
    assert one.value is not other.value
    days = reader_of(Reading("risks", sheet_of("risks").column("stock_days")))
    assert [days(cell).value for cell in ("12", 12, 12.0, "12", True, 1)][:4] == [12.0] * 4
    assert days(True) != days(1)
