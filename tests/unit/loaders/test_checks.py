"""Every check finds what it is for, at its place, and nothing in a sound chain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graphsvc.domain.notices import Lang, Notice, message, message_codes
from graphsvc.domain.submission import Resolved
from graphsvc.domain.tables import Row
from loaders.checks.registry import CHECKS
from loaders.resolve import resolve
from tests.unit.loaders.staging import BLACK, CORD, TYRES, Tables, small, stage, supply

LANGS: tuple[Lang, Lang] = ("zh", "en")
Spoil = Callable[[Tables], object]


def _set(table: str, row: int, **values: object) -> Spoil:
    return lambda tables: tables.setdefault(table, [{}])[row].update(values)


def _add(table: str, *rows: Row) -> Spoil:
    return lambda tables: tables.setdefault(table, []).extend(rows)


def _both(first: Spoil, second: Spoil) -> Spoil:
    return lambda tables: (first(tables), second(tables))


def _supplies(*rows: Row) -> Spoil:
    return lambda tables: tables.update(supplies=list(rows))


def _firms_of(revenue: tuple[float, ...]) -> Spoil:
    """Four firms of 1,000 people each."""
    own = {"reg_region": "370500", "year": 2023, "employees": 1000}
    told = enumerate(revenue)
    return lambda tables: tables.update(firms=[{"name": f"示例{n}厂有限公司", "revenue": r, **own} for n, r in told])


_ISSUE = {
    "issue_no": "W1",
    "opened": "2023-05-01",
    "due": "2023-06-01",
    "raised_by": TYRES,
    "status": "已销号",
    "closed": "2023-05-20",
    "closing_basis": "示例依据",
}

_INPUT = {"to_product": "P4", "from_product": "P2", "coefficient": 0.5, "necessity": "必需", "year": 2023}

CASES: list[tuple[str, Spoil, list[tuple[str, int, str | None]]]] = [
    (
        "V05",
        _add("firms", {"uscc": TYRES, "name": "示例胎业有限公司", "year": 2022}),
        [("05", 2, "企业名称"), ("05", 5, "企业名称")],
    ),
    ("V05b", _set("firms", 2, name="示例轮胎有限公司"), [("05", 2, "统一社会信用代码"), ("05", 4, "统一社会信用代码")]),
    ("V06", _add("firms", {"name": "示例五金有限公司", "year": 2023}), [("05", 5, "企业名称")]),
    ("firm_by_name", _add("firms", {"name": "示例轮胎有限公司", "year": 2022}), [("05", 5, "企业名称")]),
    ("V09", _set("supplies", 0, share_buyer=1.03), [("07", 2, "占需方采购比重")]),
    ("V09", _set("supplies", 0, share_buyer=0.89), [("07", 2, "占需方采购比重")]),
    ("V09", _set("supplies", 0, share_buyer=None), [("07", 2, "占需方采购比重")]),
    (
        "V09",
        _supplies(supply("泰国", share_buyer=0.6), supply("越南", share_buyer=0.5)),
        [("07", 2, "占需方采购比重"), ("07", 3, "占需方采购比重")],
    ),
    ("V11", _set("capacities", 0, output=881.0), [("06", 2, "产量")]),
    ("V11", _set("capacities", 0, design_capacity=600.0), [("06", 2, "有效产能")]),
    ("V11", _set("capacities", 0, utilization=0.94), [("06", 2, "产能利用率")]),
    ("magnitude_doubt", _set("capacities", 0, output=8_000_000.0), [("06", 2, "产量")]),
    ("magnitude_doubt", _set("firms", 0, revenue=35.0, output_value=350_000.0), [("05", 2, "营业收入")]),
    ("magnitude_doubt", _firms_of(revenue=(90.0, 500_000.0, 650_000.0, 900_000.0)), [("05", 2, "营业收入")]),
    ("magnitude_doubt", _set("firms", 0, revenue=3_024.0, output_value=36.57), [("05", 2, "营业收入")]),
    (  # revenue and people swapped: 1,000 万元 by 160,000 people, beside an output of 160,100 万元
        "magnitude_doubt",
        _both(
            _firms_of(revenue=(1.0, 160_000.0, 180_000.0, 150_000.0)),
            _set("firms", 0, revenue=1_000.0, employees=160_000, output_value=160_100.0),
        ),
        [("05", 2, "营业收入")],
    ),
    (
        "magnitude_doubt",
        _both(_set("firms", 0, revenue=3_600.0), _set("supplies", 0, amount=12_600_000.0)),  # 1260 under 亿元
        [("07", 2, "年供应额")],
    ),
    ("V12", _set("capacities", 1, output=6.0), [("06", 3, "产量")]),
    ("V12", _set("supplies", 2, qty=4.8), [("07", 4, "年供应量")]),
    ("V13", _set("stages", 2, level=3), [("02", 4, "层级")]),
    ("V13", _set("products", 2, stage_code="骨架"), [("03", 4, "所属环节编码")]),
    ("V13", _set("product_inputs", 0, from_product="P4"), [("04", 2, "上游产品编码")]),
    (
        "V13",
        _add("product_inputs", {"to_product": "P1", "from_product": "P4", "year": 2023}),
        [("04", 2, "上游产品编码")],
    ),
    (
        "coefficient_by_route",
        _add("product_inputs", {**_INPUT, "route": "甲"}),
        [("04", 5, "单耗")],
    ),
    ("year_as_figure", _set("product_inputs", 0, coefficient=2023.0, year=None), [("04", 2, "单耗")]),
    ("V14", _set("products", 1, nature="中间产品"), [("03", 3, "产品编码")]),
    ("V16", _set("firms", 1, status="注销"), [("06", 3, "企业(信用代码或名称)"), ("07", 2, "供方")]),
    ("V17", _set("firms", 0, year=2022), [("05", 2, "年度")]),
    ("V17", _set("supplies", 1, year=2022), [("07", 3, "年度")]),
    ("V17", _set("capacities", 0, start="2024-03-01"), [("06", 2, "投产日期")]),
    ("V17", _add("observations", {"firm": TYRES, "product": "P4", "period": "2024-01"}), [("22", 2, "期别")]),
    ("V19", _add("issues", {**_ISSUE, "closing_basis": None}), [("16", 2, "销号依据")]),
    ("V19", _add("issues", {**_ISSUE, "closed": None}), [("16", 2, "办结日期")]),
    ("V19", _add("issues", {**_ISSUE, "due": "2023-04-30"}), [("16", 2, "办理时限")]),
    ("region_differs", _set("chains", 0, region_code="371300"), [("01", 2, "适用区划代码")]),
    ("no_final_products", _set("chains", 0, final_products=["没有"]), [("01", 2, "终端产品编码")]),
    ("position_differs", _set("stages", 2, position="中游"), [("02", 4, "链位")]),
    ("absence_without_reason", _set("stages", 0, may_be_absent=True), [("02", 2, "空缺原因")]),
    (
        "sales_shares_sum",
        _set("capacities", 0, local_share=0.5, province_share=0.3, export_share=0.3),
        [("06", 2, "出口销售比例")],
    ),
    ("dates_out_of_order", _set("capacities", 0, start="2020-01-01", end="2019-01-01"), [("06", 2, "退出日期")]),
]


def _resolved(spoil: Spoil) -> Resolved:
    tables = small()
    spoil(tables)
    return resolve(stage(tables), [])


def _said(resolved: Resolved, code: str) -> list[Notice]:
    return [notice for notice in resolved.notices if notice.code == code]


@pytest.mark.parametrize(("code", "spoil", "places"), CASES)
def test_each_check_speaks_at_its_place(code: str, spoil: Spoil, places: list[tuple[str, int, str | None]]) -> None:
    said = _said(_resolved(spoil), code)
    assert [(n.place.sheet, n.place.row, n.place.column) for n in said] == places
    for notice in said:
        for lang in LANGS:
            sentences = message(notice.code, {**notice.facts, "original": notice.original}, lang)
            assert "?" not in sentences.text
            assert str(notice.place.row) in sentences.text


def test_a_sound_chain_passes_every_check() -> None:
    assert _resolved(lambda tables: None).notices == ()


def test_every_check_is_tried_and_has_its_sentences() -> None:
    tried = {code for code, _, _ in CASES} | {"national_share_sum"}
    assert {code for check in CHECKS for code in check.codes} == tried
    assert tried <= set(message_codes())


def test_every_code_of_resolving_belongs_to_a_check_or_to_a_step() -> None:
    steps = {"V02", "V10", "V18"}
    checks = {code for check in CHECKS for code in check.codes if code.startswith("V")}
    asked = "V02 V05 V05b V06 V09 V10 V11 V12 V13 V14 V16 V17 V18 V19"
    assert checks | steps == set(asked.split())


def test_national_shares_of_one_product_are_summed_over_firms() -> None:
    def spoil(tables: Tables) -> None:
        tables["capacities"][0]["national_share"] = 0.6
        tables["capacities"].append({"firm": BLACK, "product": "P4", "national_share": 0.5, "state": "现状"})

    (notice,) = _said(_resolved(spoil), "national_share_sum")
    assert notice.facts["total"] == "110.0%"


def test_two_rows_of_one_input_count_as_the_fuller_one_and_are_said() -> None:
    def resolved(source: str | None, position: int) -> Resolved:
        return _resolved(lambda tables: tables["product_inputs"].insert(position, {**_INPUT, "source": source}))

    for source, counts in (("示例出处", [0.5]), (None, None)):
        first, last = resolved(source, 0), resolved(source, 3)
        assert _of_pair(first) == _of_pair(last) == (counts or _of_pair(last))
        assert len(_of_pair(last)) == 1
        for each in (first, last):
            (notice,) = _said(each, "input_differs")
            assert {notice.original, notice.facts["ours"]} == {"0.01", "0.5"}
            assert notice.place.row != notice.facts["first"]
            (told,) = each.tables.rows("reports")
            assert (told["table"], told["differs"]) == ("product_inputs", ["coefficient"])


def _of_pair(resolved: Resolved) -> list[float | None]:
    return [row["coefficient"] for row in resolved.tables.rows("product_inputs") if row["from_product"] == "P2"]


@pytest.mark.parametrize(
    ("spoil", "table", "parked"),
    [
        (_supplies(supply("泰国", share_buyer=0.6), supply("泰国", share_buyer=0.5)), "supplies", ["V09", "V09"]),
        (_supplies(supply("泰国", share_buyer=0.6), supply("越南", share_buyer=0.42)), "supplies", []),
        (_supplies(supply("泰国", share_buyer=0.6), supply("泰国", share_buyer=0.5, year=2022)), "supplies", []),
        (_set("product_inputs", 0, from_product="P4"), "product_inputs", ["V13"]),
        (_add("issues", {**_ISSUE, "closed": None}), "issues", ["V19"]),
    ],
)
def test_what_an_error_parks(spoil: Spoil, table: str, parked: list[str]) -> None:
    rows = _resolved(spoil).tables.rows("parked")
    assert [(row["table"], row["code"]) for row in rows] == [(table, code) for code in parked]


def test_a_stage_cycle_is_parked_whole_and_what_hangs_on_it_dangles() -> None:
    cycle = _add(
        "stages",
        {"stage_code": "X1", "stage_name": "甲", "parent_code": "X2", "level": 2},
        {"stage_code": "X2", "stage_name": "乙", "parent_code": "X1", "level": 3},
        {"stage_code": "X3", "stage_name": "丙", "parent_code": "X1", "level": 3},
        {"stage_code": "X4", "stage_name": "丁", "parent_code": "X3", "level": 4},
    )
    rows = _resolved(cycle).tables.rows("parked")
    assert [(row["row"], row["code"]) for row in rows] == [(6, "V13"), (7, "V13"), (8, "dangling"), (9, "dangling")]


def test_balances_are_judged_only_where_everything_is_known() -> None:
    def spoil(tables: Tables) -> None:
        tables["supplies"][2]["qty"] = 1.0
        tables["capacities"][0]["output"] = None

    assert not _said(_resolved(spoil), "V12")


def test_other_years_do_not_add_to_a_balance() -> None:
    resolved = _resolved(_add("supplies", supply(CORD, "P3", qty=7.0, share_buyer=1.0, year=2022)))
    assert not _said(resolved, "V12")
    assert [notice.place.row for notice in _said(resolved, "V17")] == [5]


def test_planned_dates_are_no_facts() -> None:
    resolved = _resolved(_add("projects", {"project_code": "X1", "phase": "谋划", "start": "2025-01-01"}))
    assert resolved.notices == ()
