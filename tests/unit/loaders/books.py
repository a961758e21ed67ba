"""Small workbooks for the tests of the loader, made on the spot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from graphsvc.domain.notices import Lang
from graphsvc.domain.submission import LoadOptions, Staged
from loaders.bundle import read_submissions

LANGS: tuple[Lang, ...] = ("zh", "en")
Cells = Sequence[Sequence[object]]

HEAD: list[list[Any]] = [
    ["产业链名称", "示例链"],
    ["产业链编码", "SD-C90"],
    ["编制单位", "示例专班"],
    ["区划代码", "370000"],
    ["数据年度", 2023],
    ["数据截止日期", "2023-12-31"],
    ["图谱版本", "v1"],
    ["密级", "公开"],
]
STAGES: list[list[Any]] = [
    ["环节编码", "环节名称", "层级", "链位"],
    ["S1", "原料", 1, "上游"],
    ["S2", "轮胎", 1, "中游"],
]
PRODUCTS: list[list[Any]] = [
    ["产品编码", "产品名称", "所属环节编码", "计量单位", "产品性质"],
    ["P1", "炭黑", "S1", "万吨", "原材料"],
    ["P2", "全钢载重轮胎", "S2", "万条", "终端产品"],
    ["P3", "热轧钢板", "S1", "吨", "原材料"],
    ["P4", "冷轧钢板", "S1", "吨", "原材料"],
]
FIRMS: list[list[Any]] = [
    ["统一社会信用代码", "企业名称", "注册地区划代码", "行业小类代码", "年度"],
    ["91370500FAKE010162", "示例轮胎一厂", "370500", "2911", 2023],
    ["91370800FAKE010402", "示例炭黑一厂", "370800", "2619", 2023],
]
CAPACITIES: list[list[Any]] = [
    ["企业(信用代码或名称)", "产品编码或名称", "设计产能", "状态"],
    ["示例轮胎一厂", "P2", 800, "现状"],
    ["示例炭黑一厂", "P1", 10, "现状"],
]
SUPPLIES: list[list[Any]] = [
    ["供方", "需方", "产品", "年供应量", "年度", "数据来源"],
    ["示例炭黑一厂", "示例轮胎一厂", "炭黑", 6, 2023, "需方填报"],
]
PLAIN: dict[str, list[list[Any]]] = {
    "00_填报说明": HEAD,
    "02_产业链环节": STAGES,
    "03_环节产品": PRODUCTS,
    "05_企业名录": FIRMS,
    "06_生产能力": CAPACITIES,
    "07_供应关系": SUPPLIES,
}


def make_book(path: Path, lists: Mapping[str, Cells]) -> Path:
    """Write a workbook: sheet name to rows of cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in lists.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def with_list(name: str, rows: Cells) -> dict[str, Cells]:
    """The plain workbook with one list put in its place."""
    return {**PLAIN, name: rows}


def read(path: Path, options: LoadOptions | None = None) -> Staged:
    """The one submission behind a path."""
    (staged,) = read_submissions([path], options or LoadOptions(), lambda fraction, stage: None)
    return staged


def said(staged: Staged) -> list[tuple[str, int | None, str | None]]:
    """Codes of the notices with row and heading."""
    return [(notice.code, notice.place.row, notice.place.column) for notice in staged.notices]
