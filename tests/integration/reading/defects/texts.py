"""Rows 40, 42 and 44: formulas, old characters and garbled ones, numbers of persons."""

from __future__ import annotations

from tests.integration.reading.defects.case import BLACK, TYRE, Case, Said
from tests.unit.loaders.spoiling import both, column, put

TEXTS = (
    Case(
        40,
        "a formula that was never computed",
        put("capacities", 3, design_capacity="=B2*2", output="=SUM(C2:C3)"),
        {"capacities": [{"design_capacity": 800.0, "output": None}, {"design_capacity": None, "output": None}]},
        (
            Said("formula_without_value", "capacities", 3, "设计产能", "=", "nulled"),
            Said("formula_without_value", "capacities", 3, "产量", "=", "nulled"),
        ),
    ),
    Case(
        40,
        "a reference that is gone, a value that is none",
        put("firms", 2, employees="#VALUE!", profit="#REF!"),
        {"firms": [{"employees": None, "profit": None}, {"employees": None, "profit": None}]},
        (
            Said("formula_error", "firms", 2, "从业人数", "#VALUE!", "nulled"),
            Said("formula_error", "firms", 2, "利润总额", "#REF!", "nulled"),
        ),
    ),
    Case(
        42,
        "traditional headings and names find their simplified twins; the list's own writing stays",
        both(
            lambda book: book["capacities"].rows.__setitem__(0, ["企業名稱", "產品名稱", "設計產能", "狀態"]),
            put("firms", 3, name="示例炭黑鋼簾線廠"),
            lambda book: book["capacities"].rows[2].__setitem__(0, "示例炭黑钢帘线厂"),
            put("supplies", 2, supplier="示例炭黑鋼簾線廠"),
        ),
        {
            "firms": [{"firm_id": TYRE, "name": "示例轮胎一厂"}, {"firm_id": BLACK, "name": "示例炭黑鋼簾線廠"}],
            "capacities": [{"firm": TYRE, "product": "P2"}, {"firm": BLACK, "product": "P1"}],
            "supplies": [{"supplier": BLACK, "product": "P1"}],
        },
    ),
    Case(
        42,
        "compatibility forms and invisible signs of pasted text",
        both(
            put("supplies", 2, supplier="示例炭黑\u200b一厂", product="Ｐ１"),
            put("firms", 2, address="示例路１２号\ufeff"),
        ),
        {"supplies": [{"supplier": BLACK, "product": "P1"}], "firms": [{"address": "示例路１２号"}, {"address": None}]},
        (
            Said("invisible_characters", "supplies", 2, "供方", "示例炭黑\u200b一厂", "repaired"),
            Said("invisible_characters", "firms", 2, "生产地址", "示例路１２号\ufeff", "repaired"),
        ),
    ),
    Case(
        44,
        "a mobile number in an address",
        put("firms", 2, address="示例路8号 联系人139 0000 1234"),
        {"firms": [{"address": "示例路8号 联系人139****1234"}, {"address": None}]},
        (Said("personal_masked", "firms", 2, "生产地址", "示例路8号 联系人139****1234", "repaired"),),
    ),
    Case(
        44,
        "an identity number in a cell for a name",
        column("firms", "包联人", "示例甲 110101199003070011"),
        {"firms": [{"sponsor": "示例甲 110101********0011"}, {"sponsor": None}]},
        (Said("personal_masked", "firms", 2, "包联人", "示例甲 110101********0011", "repaired"),),
    ),
)
"""Cases of texts."""
