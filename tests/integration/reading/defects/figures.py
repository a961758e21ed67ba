"""Rows 5–14: units, separators, ranges, bounds, spoken numbers, states, periods, words for nothing, shares, dates."""

from __future__ import annotations

from typing import Any

from tests.integration.reading.defects.case import Case, Said
from tests.unit.loaders.spoiling import add, both, put

DESIGN = "设计产能"


def _design(product: str, written: Any) -> Any:
    """The design capacity of 示例轮胎一厂 (P2, 万条) or 示例炭黑一厂 (P1, 万吨)."""
    return put("capacities", 2 if product == "P2" else 3, design_capacity=written)


def _tyres(value: float | None, **more: Any) -> dict[str, Any]:
    return {"capacities": [{"design_capacity": value, **more}, {"design_capacity": 10.0, **dict.fromkeys(more)}]}


def _black(value: float | None, **more: Any) -> dict[str, Any]:
    return {"capacities": [{"design_capacity": 800.0, **dict.fromkeys(more)}, {"design_capacity": value, **more}]}


def _firm(**cells: Any) -> Any:
    return put("firms", 2, **cells)


def _firms(**values: Any) -> dict[str, Any]:
    return {"firms": [values, dict.fromkeys(values)]}


def _at_design(code: str, original: str, action: str, row: int = 2) -> Said:
    return Said(code, "capacities", row, DESIGN, original, action)


FIGURES = (
    Case(5, "with its unit and period", _design("P1", "7.5万吨/年"), _black(7.5)),
    Case(5, "in a smaller unit, 每年 as a", _design("P1", "86,000 t/a"), _black(8.6)),
    Case(5, "in pieces", _design("P2", "6400000条/年"), _tyres(640.0)),
    Case(6, "a full-width comma", _firm(revenue="12，750"), _firms(revenue=12_750.0)),
    Case(6, "full-width digits and commas", _firm(employees="３，４０６"), _firms(employees=3_406)),
    Case(
        7,
        "with ～",
        _design("P2", "60～80万条"),
        _tyres(70.0, design_capacity_lower=60.0, design_capacity_upper=80.0, design_capacity_flag="区间"),
        (_at_design("range", "60～80万条", "repaired"),),
    ),
    Case(
        7,
        "with 到 and a smaller unit",
        _design("P1", "20000到40000吨"),
        _black(3.0, design_capacity_lower=2.0, design_capacity_upper=4.0, design_capacity_flag="区间"),
        (_at_design("range", "20000到40000吨", "repaired", 3),),
    ),
    Case(
        8,
        "大约",
        _design("P2", "大约640"),
        _tyres(640.0, design_capacity_lower=None, design_capacity_flag="约"),
        (_at_design("approximate", "大约640", "repaired"),),
    ),
    Case(
        8,
        "以上",
        _design("P1", "7.5万吨以上"),
        _black(7.5, design_capacity_lower=7.5, design_capacity_upper=None, design_capacity_flag="下限"),
        (_at_design("bounded", "7.5万吨以上", "repaired", 3),),
    ),
    Case(
        8,
        "不超过",
        _firm(employees="不超过300"),
        _firms(employees=300, employees_lower=None, employees_upper=300, employees_flag="上限"),
        (Said("bounded", "firms", 2, "从业人数", "不超过300", "repaired"),),
    ),
    Case(9, "a weight", _design("P1", "八万吨"), _black(8.0)),
    Case(
        9,
        "people, and money in 亿",
        _firm(employees="二百五十六", revenue="2.35亿"),
        _firms(employees=256, revenue=23_500.0),
    ),
    Case(
        10,
        "扩建 in brackets",
        _design("P2", "640(在建160)"),
        {
            "capacities": [
                {"product": "P2", "state": "现状", "design_capacity": 640.0, "source_row": 2},
                {"product": "P2", "state": "在建", "design_capacity": 160.0, "source_row": 2},
                {"product": "P1", "state": "现状", "design_capacity": 10.0, "source_row": 3},
            ]
        },
        (_at_design("states_split", "640(在建160)", "repaired"),),
    ),
    Case(
        10,
        "现有 and 规划",
        _design("P1", "现有6.5万吨，规划3万吨"),
        {
            "capacities": [
                {"product": "P2", "state": "现状", "design_capacity": 800.0, "source_row": 2},
                {"product": "P1", "state": "现状", "design_capacity": 6.5, "source_row": 3},
                {"product": "P1", "state": "规划", "design_capacity": 3.0, "source_row": 3},
            ]
        },
        (_at_design("states_split", "现有6.5万吨，规划3万吨", "repaired", 3),),
    ),
    Case(
        11,
        "per month",
        _design("P2", "55万条/月"),
        _tyres(660.0, design_capacity_flag="按月折年"),
        (_at_design("made_yearly", "55万条/月", "repaired"),),
    ),
    Case(
        11,
        "per day: 365 days",
        _design("P1", "200吨/日"),
        _black(7.3, design_capacity_flag="按日折年"),
        (_at_design("made_yearly", "200吨/日", "repaired", 3),),
    ),
    Case(
        11,
        "the wafer size stays with the unit",
        both(
            put("products", 2, unit="万片(12英寸)"),
            put("product_inputs", 2, coefficient=0.5),
            _design("P1", "1.5万片/月(12英寸)"),
        ),
        _black(18.0, design_capacity_flag="按月折年"),
        (_at_design("made_yearly", "1.5万片/月(12英寸)", "repaired", 3),),
    ),
    Case(
        12,
        "不详 and an error are no zero",
        _firm(revenue="不详", employees="#DIV/0!"),
        _firms(revenue=None, employees=None),
        (
            Said("null_word", "firms", 2, "营业收入", "不详", "nulled"),
            Said("formula_error", "firms", 2, "从业人数", "#DIV/0!", "nulled"),
        ),
    ),
    Case(
        12,
        "没有 is no alternate, and no known figure",
        both(put("supplies", 2, alternates="没有"), put("capacities", 2, output="没有")),
        {"supplies": [{"alternates": []}], "capacities": [{"output": None}, {"output": None}]},
        (Said("null_word", "capacities", 2, "产量", "没有", "nulled"),),
    ),
    Case(
        12,
        "0(在建) tells the state",
        both(put("capacities", 3, state=None), _design("P1", "0(在建)")),
        {"capacities": [{"state": "现状", "design_capacity": 800.0}, {"state": "在建", "design_capacity": 0.0}]},
        (_at_design("state_in_cell", "0(在建)", "repaired", 3),),
    ),
    Case(
        13,
        "a percent, a bare share and tenths",
        both(
            put("capacities", 2, national_share="4.5%"), put("capacities", 3, national_share=0.12, export_share="四成")
        ),
        {
            "capacities": [
                {"national_share": 0.045, "export_share": None},
                {"national_share": 0.12, "export_share": 0.4},
            ]
        },
    ),
    Case(
        13,
        "bare numbers above 1 are percent, a range has bounds",
        both(put("capacities", 2, local_share=62), put("capacities", 3, local_share=8, export_share="20-30%")),
        {
            "capacities": [
                {"local_share": 0.62, "export_share": None, "export_share_lower": None, "export_share_upper": None},
                {"local_share": 0.08, "export_share": 0.25, "export_share_lower": 0.2, "export_share_upper": 0.3},
            ]
        },
        (Said("range", "capacities", 3, "出口销售比例", "20-30%", "repaired"),),
    ),
    Case(
        13,
        "a share beside percents: left blank where the row means something without it, else the row waits",
        both(
            put("capacities", 2, local_share=0.62),
            put("capacities", 3, local_share=45),
            put("supplies", 2, qty=None, share_buyer=0.4),
            add("supplies", ["示例炭黑一厂", "示例轮胎一厂", "热轧钢板", None, 2023, "需方填报", 100]),
        ),
        {
            "capacities": [{"local_share": None}, {"local_share": 0.45}],
            "supplies": [{"product": "P3", "share_buyer": 1.0}],
        },
        (
            Said("mixed_percent", "capacities", 2, "本地销售比例", "0.62", "nulled"),
            Said("mixed_percent", "supplies", 2, "占需方采购比重", "0.4", "parked"),
            Said("missing_value", "supplies", 2, "年供应量", None, "kept"),
        ),
    ),
    Case(
        14,
        "a month with a point, a serial number",
        both(put("capacities", 2, start="2018.6"), put("capacities", 3, start=43647)),
        {
            "capacities": [
                {"start": "2018-06-01", "start_precision": "month"},
                {"start": "2019-07-01", "start_precision": None},  # 45017 − 1,370 days
            ]
        },
        (
            Said("date_precision", "capacities", 2, "投产日期", "2018.6", "repaired"),
            Said("date_guessed", "capacities", 3, "投产日期", "43647", "repaired"),
        ),
    ),
    Case(
        14,
        "half a year, the end of a plan",
        both(put("capacities", 2, start="2019年下半年"), put("supplies", 2, contract_end="十五五末")),
        {
            "capacities": [
                {"start": "2019-07-01", "start_precision": "half-year"},
                {"start": None, "start_precision": None},
            ],
            "supplies": [{"contract_end": "2030-12-31"}],
        },
        (
            Said("date_precision", "capacities", 2, "投产日期", "2019年下半年", "repaired"),
            Said("date_guessed", "supplies", 2, "合同到期日", "十五五末", "repaired"),
        ),
    ),
    Case(
        14,
        "slashes, and a month that may be January or October",
        both(put("capacities", 2, start="2017/11/5"), put("capacities", 3, start=2020.1)),
        {"capacities": [{"start": "2017-11-05"}, {"start": None}]},
        (Said("bad_value", "capacities", 3, "投产日期", "2020.1", "nulled"),),
    ),
)
"""Cases of figures and dates."""
