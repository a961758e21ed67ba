"""Rows 31–36: suppliers who are several, oneself, the market, declared the only one, told twice, or the rest."""

from __future__ import annotations

from typing import Any

from graphsvc.samples.making.credit_codes import made_code
from tests.integration.reading.defects.case import BLACK, TYRE, Case, Said
from tests.unit.loaders.spoiling import add, both, column, put


def _from(supplier: str, **more: Any) -> Any:
    return put("supplies", 2, supplier=supplier, **more)


def _row(supplier: str, share: float, qty: float = 6) -> list[Any]:
    return [supplier, "示例轮胎一厂", "炭黑", qty, 2023, "需方填报", share]


def _unnamed(original: str) -> Said:
    return Said("unnamed_source", "supplies", 2, "供方", original, "kept")


SUPPLIERS = (
    Case(
        31,
        "several firms of two cities",
        _from("潍坊、青岛等地若干企业"),
        {"supplies": [{"supplier": "ext:370000:P1", "supplier_region": ["370700", "370200"], "supplier_count": None}]},
        (_unnamed("潍坊、青岛等地若干企业"),),
    ),
    Case(
        31,
        "many makers of one province",
        _from("江苏多家厂商"),
        {"supplies": [{"supplier": "ext:320000:P1", "supplier_region": ["320000"], "supplier_count": None}]},
        (_unnamed("江苏多家厂商"),),
    ),
    Case(32, "自制", _from("自制"), {"supplies": [{"supplier": TYRE, "buyer": TYRE, "supplier_count": 1}]}),
    Case(
        32,
        "内部配套 of a firm with a head that is listed",
        both(
            add("firms", ["91370600FAKE01067F", "示例轮胎集团有限公司", "370600", "2911", 2023]),
            column("firms", "集团信用代码", "91370600FAKE01067F"),
            _from("内部配套"),
        ),
        {"supplies": [{"supplier": "91370600FAKE01067F", "buyer": TYRE, "supplier_count": 1}]},
    ),
    Case(
        33,
        "经销商",
        _from("经销商"),
        {"supplies": [{"supplier": "ext:unknown:P1", "supplier_region": None, "supplier_count": None}]},
        (_unnamed("经销商"),),
    ),
    Case(
        33,
        "市场外购, although a place stands beside it",
        _from("市场外购", supplier_region="浙江"),
        {"supplies": [{"supplier": "ext:unknown:P1", "supplier_count": None}]},
        (_unnamed("市场外购"),),
    ),
    Case(34, "独家供应", _from("示例炭黑一厂", declared_sole="独家供应"), {"supplies": [{"declared_sole": True}]}),
    Case(
        34,
        "TRUE, 非独家 and blank",
        both(
            _from("示例炭黑一厂", share_buyer=0.5, declared_sole=True),
            add("firms", ["91370600FAKE01067F", "示例炭黑二厂", "370600", "2619", 2023]),
            add("firms", [made_code(111, "370600"), "示例炭黑三厂", "370600", "2619", 2023]),
            add("supplies", [*_row("示例炭黑二厂", 0.3), "非独家"], _row("示例炭黑三厂", 0.2)),
        ),
        {"supplies": [{"declared_sole": True}, {"declared_sole": False}, {"declared_sole": None}]},
    ),
    Case(
        35,
        "a quarter and three quarters are one source",
        both(_from("示例炭黑一厂", share_buyer=0.25, qty=1.5), add("supplies", _row("示例炭黑一厂", 0.75, 4.5))),
        {"supplies": [{"supplier": BLACK, "share_buyer": 1.0, "qty": 6.0}]},
        (Said("contracts_merged", "supplies", 3, None, None, "merged"),),
    ),
    Case(
        35,
        "three contracts, one by the code of the firm",
        both(
            _from("示例炭黑一厂", share_buyer="20%", qty=1),
            add("supplies", _row(BLACK, 0.5, 3), _row("示例炭黑一厂", 0.3, 2)),
        ),
        {"supplies": [{"supplier": BLACK, "share_buyer": 1.0, "qty": 6.0}]},
        (
            Said("contracts_merged", "supplies", 3, None, None, "merged"),
            Said("contracts_merged", "supplies", 4, None, None, "merged"),
        ),
    ),
    Case(
        36,
        "the rest",
        both(_from("示例炭黑一厂", share_buyer=0.85), add("supplies", _row("其他", 0.15, 1))),
        {
            "supplies": [
                {"supplier": BLACK, "share_buyer": 0.85, "supplier_count": 1},
                {"supplier": "ext:other:P1", "share_buyer": 0.15, "supplier_count": None},
            ]
        },
    ),
    Case(
        36,
        "the rest is written out",
        both(_from("示例炭黑一厂", share_buyer="七成"), add("supplies", _row("其余供应商", 0.3, 2))),
        {
            "supplies": [
                {"supplier": BLACK, "share_buyer": 0.7, "supplier_count": 1},
                {"supplier": "ext:other:P1", "share_buyer": 0.3, "supplier_count": None},
            ]
        },
    ),
)
"""Cases of suppliers."""
