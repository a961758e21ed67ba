"""V09–V19, what rows say together: two own cases each, with the level of the domain."""

from __future__ import annotations

from typing import Any

from graphsvc.samples.making.credit_codes import made_code
from tests.integration.reading.defects.case import BLACK, FIRM, TYRE, Said
from tests.integration.reading.defects.code_cases import OTHER, Coded
from tests.unit.loaders.spoiling import add, both, column, new, put

_ISSUE = [
    "问题编号",
    "提出日期",
    "提出企业",
    "问题类别",
    "问题描述",
    "影响程度",
    "牵头单位",
    "办理时限",
    "状态",
    "办结日期",
    "销号依据",
]
_BLACKS = add("firms", [OTHER, "示例炭黑二厂", "370600", "2619", 2023])


def _issues(*rows: list[Any]) -> Any:
    return new("issues", [_ISSUE, *([*row, *[None] * (len(_ISSUE) - len(row))] for row in rows)])


def _issue(number: str, opened: str, due: str, status: str, *rest: str) -> list[Any]:
    return [number, opened, TYRE, "技术", "示例", "潜在", "示例局", due, status, *rest]


def _row(supplier: str, share: float, qty: float = 6, buyer: str = "示例轮胎一厂") -> list[Any]:
    return [supplier, buyer, "炭黑", qty, 2023, "需方填报", share]


OF_CHECKS = (
    Coded(
        "V09",
        "0.8 and 0.35: every row of the purchase waits",
        both(_BLACKS, put("supplies", 2, share_buyer=0.8), add("supplies", _row("示例炭黑二厂", 0.35))),
        {"supplies": []},
        (
            Said("V09", "supplies", 2, "占需方采购比重", "0.8", "parked"),
            Said("V09", "supplies", 3, "占需方采购比重", "0.35", "parked"),
        ),
        level="E",
        parks=(("supplies", 2), ("supplies", 3)),
    ),
    Coded(
        "V09",
        "1.02 is a matter of rounding, 0.85 leaves a rest that nobody knows",
        both(
            _BLACKS,
            add("firms", [made_code(107, "370600"), "示例轮胎二厂", "370600", "2911", 2023]),
            put("supplies", 2, share_buyer=0.52),
            add("supplies", _row("示例炭黑二厂", 0.5), _row("示例炭黑二厂", 0.85, 3, "示例轮胎二厂")),
        ),
        {"supplies": [{"share_buyer": 0.52}, {"share_buyer": 0.5}, {"share_buyer": 0.85}]},
        (Said("V09", "supplies", 4, "占需方采购比重", "0.85", "kept"),),
    ),
    Coded(
        "V10",
        "buyer and seller differ by a quarter: the buyer counts",
        add("supplies", [*_row("示例炭黑一厂", 1, 7.5)[:5], "供方填报", 1]),
        {"supplies": [{"qty": 6.0, "evidence": "需方填报"}]},
        (Said("V10", "supplies", 3, "年供应量", "7.5", "merged"),),
    ),
    Coded(
        "V10",
        "amounts differ by more than 20 %, quantities do not",
        both(
            column("supplies", "年供应额", 5_000),
            add("supplies", [*_row("示例炭黑一厂", 1, 6.3)[:5], "供方填报", 1, 6_400]),
        ),
        {"supplies": [{"qty": 6.0, "amount": 5_000.0}]},
        (Said("V10", "supplies", 3, "年供应额", "6400", "merged"),),
    ),
    Coded(
        "V11",
        "output a fifth above capacity, effective capacity half above design",
        both(put("capacities", 2, output=960), put("capacities", 3, effective_capacity=15)),
        {"capacities": [{"output": 960.0, "effective_capacity": None}, {"output": None, "effective_capacity": 15.0}]},
        (
            Said("V11", "capacities", 2, "产量", "960", "kept"),
            Said("V11", "capacities", 3, "有效产能", "15", "kept"),
        ),
    ),
    Coded(
        "V11",
        "60 % told, 70 % by the figures; 74 % told is near enough",
        both(
            put("capacities", 2, output=560, utilization=0.6),
            put("capacities", 3, output=7, utilization=0.74),
            put("supplies", 2, qty=4.2),
        ),
        {"capacities": [{"utilization": 0.6}, {"utilization": 0.74}]},
        (Said("V11", "capacities", 2, "产能利用率", "0.6", "kept"),),
    ),
    Coded(
        "V12",
        "sold a fifth more than made",
        put("capacities", 3, output=5),
        {"capacities": [{"output": None}, {"output": 5.0}]},
        (Said("V12", "capacities", 3, "产量", "5", "kept"),),
    ),
    Coded(
        "V12",
        "bought one and a half times what 533.3333 万条 need",
        put("capacities", 2, output=533.3333),
        {"supplies": [{"qty": 6.0}]},
        (Said("V12", "supplies", 2, "年供应量", "6", "kept"),),
    ),
    Coded(
        "V13",
        "three stages in a circle wait",
        both(
            column("stages", "上级环节编码"),
            add("stages", ["S3", "甲", 2, "下游", "S5"], ["S4", "乙", 3, "下游", "S3"], ["S5", "丙", 4, "下游", "S4"]),
        ),
        {"stages": [{"stage_code": "S1"}, {"stage_code": "S2"}]},
        tuple(
            Said("V13", "stages", row, "上级环节编码", above, "parked")
            for row, above in ((4, "S5"), (5, "S3"), (6, "S4"))
        ),
        level="E",
        parks=(("stages", 4), ("stages", 5), ("stages", 6)),
    ),
    Coded(
        "V13",
        "a product that needs itself waits",
        add("product_inputs", ["P3", "P3", 0.1, "必需"]),
        {"product_inputs": [{"to_product": "P2", "from_product": "P1"}]},
        (Said("V13", "product_inputs", 3, "上游产品编码", "P3", "parked"),),
        level="E",
        parks=(("product_inputs", 3),),
    ),
    Coded(
        "V13",
        "products that need one another, and a level too many, stay",
        both(
            add("product_inputs", ["P3", "P4", 0.1, "必需"], ["P4", "P3", 0.2, "非必需"]),
            column("stages", "上级环节编码"),
            add("stages", ["S3", "胎面", 3, "中游", "S2"]),
            put("products", 3, stage_code="S3"),
        ),
        {
            "product_inputs": [{"to_product": "P2"}, {"to_product": "P3"}, {"to_product": "P4"}],
            "stages": [{"level": 1}, {"level": 1}, {"level": 3}],
        },
        (
            Said("V13", "product_inputs", 3, "上游产品编码", "P4", "kept"),
            Said("V13", "stages", 4, "层级", "3", "kept"),
        ),
    ),
    Coded(
        "V14",
        "a part without inputs",
        put("products", 4, nature="零部件"),
        {"products": [{"nature": "原材料"}, {"nature": "终端产品"}, {"nature": "零部件"}, {"nature": "原材料"}]},
        (Said("V14", "products", 4, "产品编码", "P3", "kept"),),
    ),
    Coded(
        "V14",
        "a final product without inputs",
        add("products", ["P5", "农用轮胎", "S2", "万条", "终端产品"]),
        {"products": [{"product_code": f"P{n}"} for n in (1, 2, 3, 4, 5)]},
        (Said("V14", "products", 6, "产品编码", "P5", "kept"),),
    ),
    Coded(
        "V16",
        "a maker that is struck off",
        put("firms", 3, status="吊销"),
        {"firms": [{"status": None}, {"status": "吊销"}]},
        (
            Said("V16", "capacities", 3, FIRM, BLACK, "kept"),
            Said("V16", "supplies", 2, "供方", BLACK, "kept"),
        ),
    ),
    Coded(
        "V16",
        "a buyer that has moved away; what it made is past",
        both(put("firms", 2, status="迁出"), put("capacities", 2, state="已退出")),
        {"firms": [{"status": "迁出"}, {"status": None}]},
        (Said("V16", "supplies", 2, "需方", TYRE, "kept"),),
    ),
    Coded(
        "V17",
        "it started after the cut-off; that it will is no fact",
        both(put("capacities", 2, start="2024-02-01"), put("capacities", 3, state="规划", start="2025-06-30")),
        {"capacities": [{"start": "2024-02-01"}, {"start": "2025-06-30"}]},
        (Said("V17", "capacities", 2, "投产日期", "2024-02-01", "kept"),),
    ),
    Coded(
        "V17",
        "trades of another year",
        put("supplies", 2, year=2021),
        {"supplies": [{"year": 2021}]},
        (Said("V17", "supplies", 2, "年度", "2021", "kept"),),
    ),
    Coded(
        "V18",
        "a trade twice",
        add("supplies", _row("示例炭黑一厂", 1)),
        {"supplies": [{"qty": 6.0, "share_buyer": 1.0}]},
        (Said("V18", "supplies", 3, None, None, "merged"),),
        level="I",
    ),
    Coded(
        "V18",
        "a process card three times",
        add("product_inputs", ["P2", "P1", 0.0075, "必需"], ["P2", "P1", 0.0075, "必需"]),
        {"product_inputs": [{"to_product": "P2", "coefficient": 0.0075}]},
        (
            Said("V18", "product_inputs", 3, None, None, "merged"),
            Said("V18", "product_inputs", 4, None, None, "merged"),
        ),
        level="I",
    ),
    Coded(
        "V19",
        "struck off without a basis; with day and basis it stands",
        _issues(
            _issue("D1", "2023-03-01", "2023-06-01", "已销号", "2023-05-20"),
            _issue("D2", "2023-03-01", "2023-06-01", "已销号", "2023-05-20", "示例会议纪要"),
        ),
        {"issues": [{"issue_no": "D2"}]},
        (
            Said("V19", "issues", 2, "销号依据", None, "parked"),
            Said("missing_value", "issues", 2, "销号依据", None, "kept"),
        ),
        level="E",
        parks=(("issues", 2),),
    ),
    Coded(
        "V19",
        "due before it was opened",
        _issues(_issue("D3", "2023-03-01", "2023-02-10", "办理中")),
        {"issues": []},
        (Said("V19", "issues", 2, "办理时限", "2023-02-10", "parked"),),
        level="E",
        parks=(("issues", 2),),
    ),
)
"""Cases of checks; V15 and V20 have tests of their own."""
