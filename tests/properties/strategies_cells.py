"""Workbooks as offices write them, cell by cell at random: words for figures, dates and places, blanks, mistakes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graphsvc.domain.dictionary import Column, Sheet, sheets
from tests.oracles.plain_chain import fake_code

Book = dict[str, list[list[Any]]]
"""Cells by sheet name, headings first; sheet 00 as lines of key and value."""

CODES = (fake_code(11, "371302"), fake_code(12, "370300"), fake_code(13, "370000"))
_FIRMS = (*CODES, "示例橡胶有限公司", "示例没有列出的公司", "自产", "其他")
_PRODUCTS = ("P1", "P2", "P3", "示例胶料", "示例制品", "没有这种产品")
_STAGES = ("S1", "S2", "原料", "没有这一环")
_NOTHING = (None, None, "—", "暂无")
_FIGURES = (
    *(
        0,
        12,
        7.5,
        1200,
        0.1,
        1 / 3,
        123456.789012345678,
        "1,200",
        "１２００",
        "三万",
        "约500",
        "500余",
        "≥500",
        "不低于3.5",
    ),
    *("≤20", "3-5", "3~5.5", "12万", "0.30000000000000004"),
)
_QUANTITIES = (
    "12万吨",
    "3万吨/月",
    "100吨/天",
    "2.5吨/小时",
    "3-5万吨",
    "约2万吨/季",
    "500(在建300)",
    "0(未投产)",
    "7吨/周",
)
_SHARES = ("35%", "三成", "35-40%", "约40%", "≥50%", "0.3333333333333333%", "12.5%", 35, 0.5, "60", 0.07)
_DATES = (
    *("2023-04-01", "2023/4/1", "2023年4月", "2023年上半年", "2023年下半年", "2023年第2季度", "2023年", "2023年底"),
    *("十四五末", "十三五初", 45017, "2021.1", "1900-01-31"),
)
_PLACES = ("371302", "临沂兰山", "济南高新区", "370100", "市中区", "没有这个地方")
_ABROAD = ("德国", "德国、日本", "日韩", "进口", "无", "河北")
_INDUSTRIES = ("2911", "C3130", "3130", "610", "炼钢", "397", "9999")
_TEXTS = (
    *(
        "示例文字",
        "=1+1",
        "@cmd",
        "_x000D_",
        "合计",
        "备注：一",
        "【示例】",
        "甲、乙",
        "两行\n文字",
        "'引号",
        "<&>",
        "35%",
    ),
    *("张某 13812345678", " 空 格 ", "12", "𠮷"),
)


def _values(sheet: Sheet, column: Column) -> tuple[Any, ...]:
    kind, unit = column.rules.get("kind"), column.unit or ""
    if column.references:
        own = {"firms": _FIRMS, "products": _PRODUCTS, "stages": _STAGES}.get(column.references.partition(".")[0])
        return own or ("PK-1", "PK-2")
    if kind is not None:
        by_kind = {
            "region": _PLACES,
            "industry": _INDUSTRIES,
            "uscc": (*CODES, "91370500FAKE010163", "370100200012344"),
        }
        return by_kind.get(kind, _ABROAD)
    if column.field.endswith("year"):
        return 2022, 2023, "2023年"
    if column.allowed:
        return (*column.allowed[:3], "不在其中")
    if column.field.endswith("_unit"):
        return "吨", "万吨/年", "吨/日"
    by_type = {
        "number": (*_FIGURES, *(_QUANTITIES if "unit" in unit else ())),
        "integer": (1, 5, "3", "约4", "2-5"),
        "share": _SHARES,
        "date": _DATES,
        "bool": ("是", "否", "√", "看情况"),
        "list": ("甲、乙", "甲", "无", "电解液(A、B)、丙"),
    }
    return by_type.get(column.type, _TEXTS)


def _cell(draw: st.DrawFn, sheet: Sheet, column: Column) -> Any:
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(_NOTHING))
    return draw(st.sampled_from(_values(sheet, column)))


def _line(draw: st.DrawFn, sheet: Sheet, columns: list[Column], number: int) -> list[Any]:
    own = {"product_code": f"P{number}", "stage_code": f"S{number}", "park_code": f"PK-{number}"}
    own |= {"uscc": CODES[number % 3]} if sheet.table == "firms" else {}
    is_own = sheet.table in ("products", "stages", "parks", "firms")
    return [own[c.field] if is_own and c.field in own else _cell(draw, sheet, c) for c in columns]


@st.composite
def messy_books(draw: st.DrawFn) -> Book:
    """A workbook whose lists 01–24 have up to three rows of anything; few enough that no list is refused for them."""
    book: Book = {
        "00_填报说明": [
            *(["产业链名称", "示例链"], ["产业链编码", "SD-C77"], ["编制单位", "示例处"], ["区划代码", "370000"]),
            *(["数据年度", 2023], ["数据截止日期", "2023-12-31"], ["图谱版本", "v1"], ["联系电话", "0531-86012345"]),
            *(["密级", draw(st.sampled_from(("公开", "内部资料", "敏感")))], ["数据完整声明", "06、07"]),
        ]
    }
    for sheet in sheets()[2:]:
        columns = [column for column in sheet.columns if not column.is_derived]
        least = 1 if sheet.table in ("stages", "products", "firms") else 0
        n = draw(st.integers(least, 3))
        lines = [_line(draw, sheet, columns, number) for number in range(1, n + 1)]
        book[f"{sheet.number}_{sheet.name}"] = [[column.heading for column in columns], *lines]
    return book
