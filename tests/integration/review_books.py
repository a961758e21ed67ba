"""Workbooks with something of every kind that a person can decide, and a review filled in as a person would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from graphsvc.samples.making.credit_codes import made_code
from tests.integration.made_books import Rows, chain_row, firm, made, product, sold, write_book

MAKER = made_code(8101, "370500")
BUYER = made_code(8102, "370600")
OLD, NEW = made_code(8103, "371300"), made_code(8104, "371300")
WRONG = made_code(8105, "370100").replace("0", "O", 1)
PAGES = ("合并建议", "别名建议", "待确认行", "未识别地区", "未识别表头", "未识别单位")


def stages() -> list[dict[str, Any]]:
    """List 02."""
    return [{"环节编码": "S1", "环节名称": "驱动", "层级": 1, "链位": "中游", "排序号": 1, "是否允许空缺": "否"}]


def doubtful(path: Path, lists: Mapping[str, Rows] | None = None, chain: str = "SD-C71") -> Path:
    """A chain in which names, a row, a place, a heading and a unit are open questions."""
    told: dict[str, Rows] = {
        "01_产业链信息": chain_row(chain, ["Q9"]),
        "02_产业链环节": stages(),
        "03_环节产品": [product("Q1", "驱动电机", "S1", 计量单位="万个包"), product("Q9", "整车总成", "S1")],
        "04_产品投入产出": [{"下游产品编码": "Q9", "上游产品编码": "Q1", "单耗": 1, "必需性": "必需"}],
        "05_企业名录": [
            {**firm(MAKER, "山东示例电机有限公司", "370500"), "用工总人数情况": 120},
            {**firm(BUYER, "示例整车有限公司", "370600"), "用工总人数情况": 900},
            firm(OLD, "示例迁建有限公司", "371300"),
            firm(NEW, "示例迁建有限公司", "371300"),
            firm("", "示例整车公司", "370600"),
            firm(WRONG, "示例错码有限公司", "370100"),
            firm(made_code(8106, "370100"), "示例市中有限公司", "市中区"),
        ],
        "06_生产能力": [
            made(MAKER, "Q1", 10, 8),
            made(BUYER, "Q9", 5, 4),
            made(MAKER, "水泥熟料", 7, 6),
        ],
        "07_供应关系": [sold("示例电机", BUYER, "Q1", 占需方采购比重=0.6)],
        **(lists or {}),
    }
    return write_book(path, chain, told, complete="")


def fill(path: Path, decide: Mapping[str, tuple[str, str | None]], by: str | None = "示例复核员") -> list[str]:
    """Write decisions into a review: text as written to (decision, 改为); the texts that were found."""
    book = openpyxl.load_workbook(path)
    found = []
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(min_row=1))
        heads = [str(cell.value or "").split("\n")[0] for cell in rows[1]] if len(rows) > 1 else []
        if "决定" not in heads:
            continue
        at = {name: heads.index(name) for name in ("原文", "决定", "改为") if name in heads}
        for row in rows[2:]:
            text = str(row[at["原文"]].value or "")
            if text in decide:
                found.append(text)
                row[at["决定"]].value, row[at["改为"]].value = decide[text]
                if by and "决定人" in heads:
                    row[heads.index("决定人")].value = by
    book.save(path)
    return found


def shown(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Lines of a review by sheet, each by heading."""
    found: dict[str, list[dict[str, Any]]] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        heads = [str(value or "").split("\n")[0] for value in rows[1]] if len(rows) > 1 else []
        if "决定" in heads:
            found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows[2:]]
    return found
