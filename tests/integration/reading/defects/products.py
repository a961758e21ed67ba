"""Rows 15, 16, 37 and 38: several products in a cell, a shared noun, wider and narrower names, two measures."""

from __future__ import annotations

from tests.integration.reading.defects.case import BLACK, PRODUCT, TYRE, Case, Said
from tests.unit.loaders.spoiling import add, both, column, put

_TYRES = "半钢子午线轮胎"
_PARENTS = both(
    column("products", "上级产品编码", *[None] * 5, "P6"),
    add("products", ["P6", "橡胶防老剂", "S1", "吨", "原材料"], ["P7", "防老剂RD", "S1", "吨", "原材料", "P6"]),
)

PRODUCTS = (
    Case(
        15,
        "two products at a semicolon: two rows, the figure in the warning",
        put("capacities", 3, product="热轧钢板；冷轧钢板"),
        {
            "capacities": [
                {"firm": TYRE, "product": "P2", "design_capacity": 800.0},
                {"firm": BLACK, "product": "P3", "design_capacity": None},
                {"firm": BLACK, "product": "P4", "design_capacity": None},
            ]
        },
        (Said("products_split", "capacities", 3, PRODUCT, "热轧钢板；冷轧钢板", "repaired"),),
    ),
    Case(
        15,
        "three products at a line break, a slash and 和",
        put("capacities", 3, product="炭黑/热轧钢板\n和冷轧钢板"),
        {
            "capacities": [
                {"product": "P2", "design_capacity": 800.0},
                {"product": "P1", "design_capacity": None},
                {"product": "P3", "design_capacity": None},
                {"product": "P4", "design_capacity": None},
            ]
        },
        (Said("products_split", "capacities", 3, PRODUCT, "炭黑/热轧钢板\n和冷轧钢板", "repaired"),),
    ),
    Case(
        15,
        "和 stays in a name of which one part is no product",
        both(
            put("capacities", 3, product="炭黑和色母粒"), add("products", ["P5", "炭黑和色母粒", "S1", "吨", "原材料"])
        ),
        {"capacities": [{"product": "P2"}, {"product": "P5"}]},
        (),
    ),
    Case(
        16,
        "two that share the end of their names",
        both(
            add("products", ["P5", "半钢载重轮胎", "S2", "万条", "终端产品"]),
            add("product_inputs", ["P5", "P1", 0.004, "必需"]),
            put("capacities", 2, product="全钢、半钢载重轮胎"),
        ),
        {
            "capacities": [
                {"firm": TYRE, "product": "P2", "design_capacity": None},
                {"firm": TYRE, "product": "P5", "design_capacity": None},
                {"firm": BLACK, "product": "P1", "design_capacity": 10.0},
            ]
        },
        (Said("products_split", "capacities", 2, PRODUCT, "全钢、半钢载重轮胎", "repaired"),),
    ),
    Case(
        16,
        "one that nobody knows: the row waits",
        put("capacities", 3, product="热轧、镀锌钢板"),
        {"capacities": [{"product": "P2"}], "parked": [{"row": 3, "table": "capacities", "code": "V02"}]},
        (Said("V02", "capacities", 3, PRODUCT, "热轧、镀锌钢板", "parked"),),
    ),
    Case(
        37,
        "parent and child told by two buyers are two products of one family",
        both(
            _PARENTS,
            add("product_inputs", ["P2", "P7", 0.001, "必需"], ["P2", "P6", 0.001, "非必需"]),
            add("firms", ["91370600FAKE01067F", "示例轮胎二厂", "370600", "2911", 2023]),
            add("supplies", ["示例炭黑一厂", "示例轮胎一厂", "橡胶防老剂", 70, 2023, "需方填报", 1]),
            add("supplies", ["示例炭黑一厂", "示例轮胎二厂", "防老剂RD", 30, 2023, "需方填报", 1]),
        ),
        {
            "supplies": [
                {"supplier": BLACK, "product": "P1", "qty": 6.0},
                {"supplier": BLACK, "product": "P6", "qty": 70.0},
                {"supplier": BLACK, "product": "P7", "qty": 30.0},
            ],
            "products": [
                *({"product_code": f"P{n}", "parent_product": None} for n in (1, 2, 3, 4, 6)),
                {"product_code": "P7", "parent_product": "P6"},
            ],
        },
    ),
    Case(
        37,
        "another name of the same product is the same product",
        both(
            column("products", "产品别名", "炉法炭黑N330"),
            add("firms", ["91370600FAKE01067F", "示例轮胎二厂", "370600", "2911", 2023]),
            add("supplies", ["示例炭黑一厂", "示例轮胎二厂", "炉法炭黑n330", 2, 2023, "需方填报", 1]),
        ),
        {"supplies": [{"product": "P1", "qty": 6.0}, {"product": "P1", "qty": 2.0}]},
    ),
    Case(
        38,
        "tonnes of what is counted in pieces",
        put("capacities", 2, design_capacity="48000吨"),
        {"capacities": [{"design_capacity": None}, {"design_capacity": 10.0}]},
        (Said("V11", "capacities", 2, "设计产能", "48000吨", "nulled"),),
    ),
    Case(
        38,
        "pieces of what is weighed",
        put("capacities", 3, design_capacity="25万套"),
        {"capacities": [{"design_capacity": 800.0}, {"design_capacity": None}]},
        (Said("V11", "capacities", 3, "设计产能", "25万套", "nulled"),),
    ),
)
"""Cases of products."""
