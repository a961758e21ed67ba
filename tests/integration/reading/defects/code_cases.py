"""V01–V08, what is said of lists, references, codes and names: two own cases each, with the level of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graphsvc.samples.making.credit_codes import made_code
from tests.integration.reading.defects.case import BLACK, PRODUCT, TYRE, Case, Said
from tests.unit.loaders.spoiling import add, both, column, put

CODE, NAME = "统一社会信用代码", "企业名称"
WRONG_INSIDE = "91370800FAKE010415"
OTHER = made_code(106, "370600")


@dataclass(frozen=True)
class Coded(Case):
    """A case of one code and level; ``parks`` are the rows (list, row) that wait because of it."""

    level: Literal["E", "W", "I"] = "W"
    parks: tuple[tuple[str, int], ...] = ()


OF_READING = (
    Coded(
        "V01",
        "no capacities",
        lambda book: book.pop("capacities"),
        {"capacities": []},
        (Said("V01", "06_生产能力", action="kept"),),
        level="E",
    ),
    Coded(
        "V01",
        "no trades",
        lambda book: book.pop("supplies"),
        {"supplies": []},
        (Said("V01", "07_供应关系", action="kept"),),
        level="E",
    ),
    Coded(
        "V02",
        "a product of no list",
        put("capacities", 3, product="示例乌有助剂"),
        {"capacities": [{"product": "P2"}]},
        (Said("V02", "capacities", 3, PRODUCT, "示例乌有助剂", "parked"),),
        level="E",
        parks=(("capacities", 3),),
    ),
    Coded(
        "V02",
        "a stage of no list",
        put("products", 5, stage_code="S9"),
        {"products": [{"product_code": code} for code in ("P1", "P2", "P3")]},
        (Said("V02", "products", 5, "所属环节编码", "S9", "parked"),),
        level="E",
        parks=(("products", 5),),
    ),
    Coded(
        "V03",
        "17 signs",
        put("firms", 2, uscc=TYRE[:-1]),
        {"firms": [{"uscc": None, "firm_id": "~示例轮胎一厂"}, {"uscc": BLACK, "firm_id": BLACK}]},
        (
            Said("V03", "firms", 2, CODE, TYRE[:-1], "nulled"),
            Said("V06", "firms", 2, NAME, "示例轮胎一厂", "kept"),
        ),
        level="E",
    ),
    Coded(
        "V03",
        "two digits in each other's place",
        put("firms", 3, uscc=BLACK.replace("0402", "4002")),
        {"firms": [{"uscc": TYRE, "firm_id": TYRE}, {"uscc": None, "firm_id": "~示例炭黑一厂"}]},
        (
            Said("V03", "firms", 3, CODE, BLACK.replace("0402", "4002"), "nulled"),
            Said("V06", "firms", 3, NAME, "示例炭黑一厂", "kept"),
        ),
        level="E",
    ),
    Coded(
        "V03b",
        "the organisation part alone is wrong",
        put("firms", 2, uscc="91370500FAKE01011J"),
        {"firms": [{"uscc": "91370500FAKE01011J", "name": "示例轮胎一厂"}, {"uscc": BLACK, "name": "示例炭黑一厂"}]},
        (Said("V03b", "firms", 2, CODE, "91370500FAKE01011J", "kept"),),
    ),
    Coded(
        "V03b",
        "the same for another firm",
        put("firms", 3, uscc=WRONG_INSIDE),
        {"firms": [{"uscc": TYRE}, {"uscc": WRONG_INSIDE}]},
        (Said("V03b", "firms", 3, CODE, WRONG_INSIDE, "kept"),),
    ),
    Coded(
        "V04",
        "a number of 18 digits",
        put("firms", 2, uscc=913705001234567890),
        {"firms": [{"uscc": None}, {"uscc": BLACK}]},
        (
            Said("V04", "firms", 2, CODE, "913705001234568000", "nulled"),
            Said("V06", "firms", 2, NAME, "示例轮胎一厂", "kept"),
        ),
        level="E",
    ),
    Coded(
        "V04",
        "a text with an exponent",
        put("firms", 3, uscc="9.13708E+17"),
        {"firms": [{"uscc": TYRE}, {"uscc": None}]},
        (
            Said("V04", "firms", 3, CODE, "9.13708E+17", "nulled"),
            Said("V06", "firms", 3, NAME, "示例炭黑一厂", "kept"),
        ),
        level="E",
    ),
    Coded(
        "V05",
        "one code under two names, of which one has more cells",
        both(add("firms", [TYRE, "示例橡塑机械厂", "370500", "2911", 2023]), column("firms", "从业人数", 80)),
        {"firms": [{"name": "示例轮胎一厂"}, {"name": "示例炭黑一厂"}]},
        (
            Said("V05", "firms", 2, NAME, "示例轮胎一厂", "kept"),
            Said("V05", "firms", 4, NAME, "示例橡塑机械厂", "kept"),
            Said("duplicate_firm", "firms", 4, NAME, "示例橡塑机械厂", "merged"),
        ),
    ),
    Coded(
        "V05",
        "the name of the last year",
        add("firms", [BLACK, "示例碳素老厂", "370800", "2619", 2022]),
        {"firms": [{"name": "示例轮胎一厂", "year": 2023}, {"name": "示例炭黑一厂", "year": 2023}]},
        (
            Said("V05", "firms", 3, NAME, "示例炭黑一厂", "kept"),
            Said("V05", "firms", 4, NAME, "示例碳素老厂", "kept"),
            Said("V17", "firms", 4, "年度", "2022", "kept"),
            Said("other_years", "firms", 4, None, None, "merged"),
        ),
    ),
    Coded(
        "V05b",
        "one name under two codes that nothing refers to by name",
        both(
            add("firms", [OTHER, "示例轮胎一厂", "370600", "2911", 2023]),
            put("capacities", 2, firm=TYRE),
            put("supplies", 2, buyer=TYRE),
        ),
        {"firms": [{"uscc": TYRE}, {"uscc": BLACK}, {"uscc": OTHER}]},
        (
            Said("V05b", "firms", 2, CODE, TYRE, "kept"),
            Said("V05b", "firms", 4, CODE, OTHER, "kept"),
        ),
    ),
    Coded(
        "V05b",
        "a supplier's name that two codes have",
        both(add("firms", [OTHER, "示例炭黑一厂", "370600", "2619", 2023]), put("capacities", 3, firm=BLACK)),
        {"firms": [{"uscc": TYRE}, {"uscc": BLACK}, {"uscc": OTHER}], "supplies": [{"supplier": "~示例炭黑一厂"}]},
        (
            Said("V05b", "firms", 3, CODE, BLACK, "kept"),
            Said("V05b", "firms", 4, CODE, OTHER, "kept"),
            Said("ambiguous_supplier", "supplies", 2, "供方", "示例炭黑一厂", "kept"),
            Said("supplier_place_missing", "supplies", 2, "供方所在地", "示例炭黑一厂", "kept"),
        ),
    ),
    Coded(
        "V06",
        "a firm of the list without a code",
        add("firms", [None, "示例云锦化工有限公司", "370600", "2619", 2023]),
        {"firms": [{"firm_id": TYRE}, {"firm_id": BLACK}, {"firm_id": "~示例云锦化工有限公司"}]},
        (Said("V06", "firms", 4, NAME, "示例云锦化工有限公司", "kept"),),
    ),
    Coded(
        "V06",
        "a supplier that is not in the list",
        put("supplies", 2, supplier="示例江南炭业有限公司", supplier_region="江苏无锡"),
        {"supplies": [{"supplier": "~示例江南炭业有限公司", "supplier_region": ["320200"]}]},
        (Said("V06", "supplies", 2, "供方", "示例江南炭业有限公司", "kept"),),
    ),
    Coded(
        "V07",
        "a code of 2011 with one successor",
        put("firms", 2, gb4754="3150"),
        {"firms": [{"gb4754": "3140"}, {"gb4754": "2619"}]},
        (Said("V07", "firms", 2, "行业小类代码", "3150", "repaired"),),
    ),
    Coded(
        "V07",
        "a code of neither edition: the row waits where it is required",
        add("firms", [OTHER, "示例轮胎二厂", "370600", "2699", 2023]),
        {"firms": [{"gb4754": "2911"}, {"gb4754": "2619"}]},
        (Said("V07", "firms", 4, "行业小类代码", "2699", "parked"),),
        level="E",
        parks=(("firms", 4),),
    ),
    Coded(
        "V07",
        "a code of neither edition is none, where none is required",
        put("products", 2, gb4754="3199"),
        {"products": [{"gb4754": None}] * 4},
        (Said("V07", "products", 2, "行业小类代码", "3199", "nulled"),),
        level="E",
    ),
    Coded(
        "V08",
        "城关区 is in Lanzhou and in Lhasa",
        put("supplies", 2, supplier="示例远方炭业有限公司", supplier_region="城关区"),
        {"supplies": [{"supplier": "~示例远方炭业有限公司", "supplier_region": None}]},
        (
            Said("V08", "supplies", 2, "供方所在地", "城关区", "nulled"),
            Said("V06", "supplies", 2, "供方", "示例远方炭业有限公司", "kept"),
            Said("supplier_place_missing", "supplies", 2, "供方所在地", "示例远方炭业有限公司", "kept"),
        ),
    ),
    Coded(
        "V08",
        "高新技术开发区 of no city",
        put("capacities", 2, site_region="高新技术开发区"),
        {"capacities": [{"site_region": None}, {"site_region": None}]},
        (Said("V08", "capacities", 2, "基地区划", "高新技术开发区", "nulled"),),
    ),
)
"""Cases of lists, references, codes and names."""
