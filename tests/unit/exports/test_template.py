"""The empty workbook as a spreadsheet program sees it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.dictionary import Sheet, sheets
from graphsvc.exports.template.writing import template_workbook

FILLED = {"chain_name": "示例链", "chain_code": "SD-C02", "region_code": "370500", "data_year": "2023"}
HEADING, EXAMPLE, FIRST = 3, 4, 5
"""Rows of a list."""


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(template_workbook(FILLED)))


def rule_of(page: Any, heading: str) -> Any:
    letter = next(cell.column_letter for cell in page[HEADING] if cell.value == heading)
    return next(r for r in page.data_validations.dataValidation if str(r.sqref).startswith(f"{letter}{FIRST}:"))


def test_sheets_stand_in_the_order_of_their_numbers(book: Any) -> None:
    assert book.sheetnames[:3] == ["00_填报说明", "01_产业链信息", "02_产业链环节"]
    assert book.sheetnames[24:] == ["24_代码表", "下拉选项"]
    assert book["下拉选项"].sheet_state == "hidden"


@pytest.mark.parametrize("sheet", sheets()[1:], ids=lambda sheet: sheet.number)
def test_a_list_is_ready_to_be_filled_in(book: Any, sheet: Sheet) -> None:
    page = book[f"{sheet.number}_{sheet.name}"]
    columns = [column for column in sheet.columns if column.heading]
    assert [cell.value for cell in page[HEADING]] == [column.heading for column in columns]
    assert page.protection.sheet
    assert page.protection.password is None
    assert all(cell.protection.locked and cell.comment for cell in page[HEADING])
    assert all(cell.protection.locked for cell in page[EXAMPLE])
    assert str(page[EXAMPLE][0].value).startswith("【示例】")
    assert page.freeze_panes in ("B5", "C5")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", int(page.PAPERSIZE_A4))
    for cell, column in zip(page[HEADING], columns, strict=True):
        style = next(d for d in page.column_dimensions.values() if d.min <= cell.column <= d.max)
        assert not style.protection.locked
        assert style.width >= 9
        if column.type in ("code", "text", "enum"):
            assert style.number_format == "@", column.heading
        if column.required == "R":
            assert "必填" in cell.comment.text
        if (column.allowed and column.type == "enum") or column.references:
            assert rule_of(page, column.heading).type == "list"


def test_allowed_values_can_be_picked(book: Any) -> None:
    rule = rule_of(book["02_产业链环节"], "链位")
    assert (rule.formula1, rule.errorStyle) == ('"上游,中游,下游,配套支撑"', None)  # None: nothing else
    sole = rule_of(book["07_供应关系"], "是否独家")
    assert (sole.formula1, sole.errorStyle) == ('"是,否"', "warning")


def test_references_warn_but_allow(book: Any) -> None:
    supplier = rule_of(book["07_供应关系"], "供方")
    assert supplier.errorStyle == "warning"
    assert "'05_企业名录'!$B$5" in supplier.formula1
    assert "'03_环节产品'!$A$5" in rule_of(book["04_产品投入产出"], "下游产品编码").formula1
    assert "'02_产业链环节'!$A$5" in rule_of(book["03_环节产品"], "所属环节编码").formula1
    assert not rule_of(book["06_生产能力"], "可转产产品").showErrorMessage  # several are typed


def test_no_rule_is_longer_than_a_spreadsheet_allows(book: Any) -> None:
    found = [rule.formula1 for page in book for rule in page.data_validations.dataValidation]
    assert found
    assert max(map(len, found)) <= 257  # 255 and its quotes


def test_what_is_told_stands_in_sheets_00_and_01(book: Any) -> None:
    cover = {row[0].value: row[1].value for row in book["00_填报说明"].iter_rows(min_row=3)}
    assert (cover["产业链名称"], cover["产业链编码"], cover["区划代码"]) == ("示例链", "SD-C02", "370500")
    assert cover["数据年度"] == 2023
    assert cover["密级"] is None
    assert [cell.value for cell in book["01_产业链信息"][FIRST]][:2] == ["SD-C02", "示例链"]


def test_same_entries_same_bytes() -> None:
    assert template_workbook(FILLED) == template_workbook(FILLED)


def test_long_lists_stand_on_the_sheet_of_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphsvc.exports.template.choices._LONGEST_LIST", 20)
    short = openpyxl.load_workbook(io.BytesIO(template_workbook({})))
    formula = rule_of(short["16_堵点问题台账"], "问题类别").formula1
    assert formula.startswith("'下拉选项'!$")
    letter, rows = formula.split("$")[1], int(formula.rpartition("$")[2])
    entries = [short["下拉选项"][f"{letter}{row}"].value for row in range(1, rows + 1)]
    assert entries == [
        *("原料短缺", "产品配套", "物流运输", "订单市场", "资金", "用工", "要素(水电气地)", "技术", "出口管制", "其他")
    ]
