"""Rows 17–24: spellings of a name, short names, branches, one firm in several lists, credit codes."""

from __future__ import annotations

from typing import Any

from graphsvc.samples.making.credit_codes import made_code
from tests.integration.reading.defects.case import BLACK, FIRM, TYRE, Case, Said
from tests.unit.loaders.books import FIRMS as LIST
from tests.unit.loaders.spoiling import add, both, column, new, put

CODE = "统一社会信用代码"
OTHERS = (made_code(106, "370600"), made_code(107, "370600"))


def _called(name: str, supplier: str) -> Any:
    """The second firm under its full name, as a supplier under another."""
    return both(put("firms", 3, name=name), put("capacities", 3, firm=name), put("supplies", 2, supplier=supplier))


def _second_list(line: list[Any], *headings: str) -> Any:
    return new("firms", [[*LIST[0], *headings], line], "领航龙头企业清单")


def _tyre_code(code: object) -> Any:
    return put("firms", 2, uscc=code)


SAME = {"supplies": [{"supplier": BLACK, "buyer": TYRE}]}

FIRMS = (
    Case(
        17,
        "brackets of the other width, blanks inside",
        _called("示例炭黑(齐鲁)有限公司", "示例炭黑 （齐鲁）有限 公司"),
        SAME,
    ),
    Case(
        17,
        "有限责任 for 有限 is said",
        _called("示例炭黑有限公司", "示例炭黑有限责任公司"),
        SAME,
        (Said("name_variant", "supplies", 2, "供方", "示例炭黑有限责任公司", "repaired"),),
    ),
    Case(
        17,
        "股份 for 有限, with a place in brackets",
        _called("示例炭黑集团（东营）有限公司", "示例炭黑集团（东营）股份有限公司"),
        SAME,
        (Said("name_variant", "supplies", 2, "供方", "示例炭黑集团（东营）股份有限公司", "repaired"),),
    ),
    Case(
        18,
        "a short name is proposed, not merged",
        _called("示例远航炭黑有限公司", "远航炭黑"),
        {"supplies": [{"supplier": "~远航炭黑"}]},
        (
            Said("alias_proposal", "supplies", 2, "供方", "远航炭黑", "asked"),
            Said("V06", "supplies", 2, "供方", "远航炭黑", "kept"),
            Said("supplier_place_missing", "supplies", 2, "供方所在地", "远航炭黑", "kept"),
        ),
    ),
    Case(
        18,
        "a former name and an English one that the list itself tells are the firm's",
        both(
            _called("示例远航炭黑有限公司", "Shili Yuanhang Carbon Co., Ltd."),
            column("firms", "曾用名/简称", None, "示例老炭黑厂；Shili Yuanhang Carbon Co.,Ltd"),
            put("capacities", 3, firm="示例老炭黑厂"),
        ),
        {**SAME, "capacities": [{"firm": TYRE}, {"firm": BLACK}]},
    ),
    Case(
        18,
        "an English name that nobody tells is another firm, until confirmed",
        _called("示例远航炭黑有限公司", "Shili Carbon Inc."),
        {"supplies": [{"supplier": "~shilicarboninc."}]},
        (
            Said("V06", "supplies", 2, "供方", "Shili Carbon Inc.", "kept"),
            Said("supplier_place_missing", "supplies", 2, "供方所在地", "Shili Carbon Inc.", "kept"),
        ),
    ),
    Case(
        19,
        "a branch supplies: its parent does",
        _called("示例炭黑有限公司", "示例炭黑有限公司第二分公司"),
        SAME,
        (Said("branch_as_site", "supplies", 2, "供方", "示例炭黑有限公司第二分公司", "merged"),),
    ),
    Case(
        19,
        "a plant named by its town is a site",
        both(_called("示例炭黑有限公司", "示例炭黑有限公司"), put("capacities", 3, firm="示例炭黑有限公司菏泽工厂")),
        {"capacities": [{"firm": TYRE, "site": None}, {"firm": BLACK, "site": "菏泽工厂"}], **SAME},
        (Said("branch_as_site", "capacities", 3, FIRM, "示例炭黑有限公司菏泽工厂", "merged"),),
    ),
    Case(
        20,
        "3.4亿 and 34012 万元: the row with more cells counts, the other is said",
        both(
            column("firms", "营业收入", "3.4亿", 900),
            _second_list([*LIST[1], 34_012, 510], "营业收入", "从业人数"),
        ),
        {"firms": [{"name": "示例轮胎一厂", "revenue": 34_012.0}, {"name": "示例炭黑一厂", "revenue": 900.0}]},
        (
            Said("lists_merged", "领航龙头企业清单", None, None, "领航龙头企业清单", "merged"),
            Said("duplicate_firm", "firms", 2, "企业名称", "示例轮胎一厂", "merged"),
        ),
    ),
    Case(
        20,
        "of two years the newer one counts",
        both(column("firms", "营业收入", "3.4亿", 900), _second_list([*LIST[1][:4], 2022, 33_100], "营业收入")),
        {
            "firms": [
                {"name": "示例轮胎一厂", "revenue": 34_000.0, "year": 2023},
                {"name": "示例炭黑一厂", "revenue": 900.0, "year": 2023},
            ]
        },
        (
            Said("lists_merged", "领航龙头企业清单", None, None, "领航龙头企业清单", "merged"),
            Said("V17", "领航龙头企业清单", 2, "年度", "2022", "kept"),
            Said("other_years", "领航龙头企业清单", 2, None, None, "merged"),
        ),
    ),
    Case(
        21,
        "亿元 in a column of 万元 is doubted and stays",
        both(
            add("firms", *([code, f"示例轮胎{n}厂", "370600", "2911", 2023] for n, code in enumerate(OTHERS, 2))),
            column("firms", "营业收入", 52, 480_000, 61_000, 35_500),
            column("firms", "从业人数", 4_600, 5_200, 700, 410),
        ),
        {"firms": [{"revenue": 52.0}, {"revenue": 480_000.0}, {"revenue": 61_000.0}, {"revenue": 35_500.0}]},
        (Said("magnitude_doubt", "firms", 2, "营业收入", "52", "asked"),),
    ),
    Case(
        21,
        "元 in a column of 万元, told by the output",
        both(column("firms", "营业收入", 880_000_000, 91_000), column("firms", "工业总产值", 90_000, 90_000)),
        {"firms": [{"revenue": 880_000_000.0}, {"revenue": 91_000.0}]},
        (Said("magnitude_doubt", "firms", 2, "营业收入", "880000000", "asked"),),
    ),
    Case(
        22,
        "blanks, lower case, full-width",
        both(_tyre_code("9137 0500 fake 0101 62"), put("firms", 3, uscc="９１３７０８００ＦＡＫＥ０１０４０２")),
        {"firms": [{"uscc": TYRE, "firm_id": TYRE}, {"uscc": BLACK, "firm_id": BLACK}]},
    ),
    Case(
        22,
        "a letter O: proposed where the digits then agree, and not more than that",
        _tyre_code("9137O500FAKE010162"),
        {"firms": [{"uscc": None, "firm_id": "~示例轮胎一厂"}, {"uscc": BLACK, "firm_id": BLACK}]},
        (
            Said("V03", "firms", 2, CODE, "9137O500FAKE010162", "asked"),
            Said("V06", "firms", 2, "企业名称", "示例轮胎一厂", "kept"),
        ),
    ),
    Case(
        23,
        "shown with an exponent",
        _tyre_code("9.13705001234568E+17"),
        {"firms": [{"uscc": None, "firm_id": "~示例轮胎一厂"}, {"uscc": BLACK, "firm_id": BLACK}]},
        (
            Said("V04", "firms", 2, CODE, "9.13705001234568E+17", "nulled"),
            Said("V06", "firms", 2, "企业名称", "示例轮胎一厂", "kept"),
        ),
    ),
    Case(
        23,
        "a number of 18 digits",
        put("firms", 3, uscc=913708001111222000),
        {"firms": [{"uscc": TYRE, "firm_id": TYRE}, {"uscc": None, "firm_id": "~示例炭黑一厂"}]},
        (
            Said("V04", "firms", 3, CODE, "913708001111222000", "nulled"),
            Said("V06", "firms", 3, "企业名称", "示例炭黑一厂", "kept"),
        ),
    ),
    Case(
        24,
        "15 digits",
        _tyre_code("370500228012345"),
        {"firms": [{"uscc": None, "other_id": "370500228012345"}, {"uscc": BLACK, "other_id": None}]},
        (
            Said("other_identity", "firms", 2, CODE, "370500228012345", "kept"),
            Said("V06", "firms", 2, "企业名称", "示例轮胎一厂", "kept"),
        ),
    ),
    Case(
        24,
        "15 digits as a number",
        put("firms", 3, uscc=370800018007654),
        {"firms": [{"uscc": TYRE, "other_id": None}, {"uscc": None, "other_id": "370800018007654"}]},
        (
            Said("other_identity", "firms", 3, CODE, "370800018007654", "kept"),
            Said("V06", "firms", 3, "企业名称", "示例炭黑一厂", "kept"),
        ),
    ),
)
"""Cases of firms."""
