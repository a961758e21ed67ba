"""Workbooks written in a test, row by row, and an analyst who has loaded them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader

Rows = Sequence[Mapping[str, Any]]


def write_book(
    path: Path,
    chain: str,
    lists: Mapping[str, Rows],
    complete: str = "05、06、07",
    region: str = "370000",
    as_of: str = "2023-12-31",
) -> Path:
    """A workbook of one chain and region at the end of 2023; ``lists`` by sheet name, rows by printed heading."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    cover = {
        "产业链名称": chain, "产业链编码": chain, "编制单位": "示例处", "区划代码": region, "数据年度": 2023,
        "数据截止日期": as_of, "图谱版本": "1", "密级": "公开",
    }  # fmt: skip
    if complete:
        cover["数据完整声明"] = complete
    page = book.create_sheet("00_填报说明")
    for pair in cover.items():
        page.append(pair)
    for name, rows in lists.items():
        page = book.create_sheet(name)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        page.append(headings)
        for row in rows:
            page.append([row.get(heading) for heading in headings])
    book.save(path)
    return path


def chain_row(chain: str, finals: Iterable[str], leads: str = "") -> Rows:
    """List 01."""
    return [
        {
            "产业链编码": chain, "产业链名称": chain, "类别": "重点产业链", "适用区划代码": "370000",
            "牵头单位": "示例处", "终端产品编码": "、".join(finals), "链主企业信用代码": leads,
        }
    ]  # fmt: skip


def product(code: str, name: str, stage: str, **more: Any) -> dict[str, Any]:
    """A row of list 03."""
    return {
        "产品编码": code, "产品名称": name, "所属环节编码": stage, "计量单位": "万台", "产品性质": "零部件", **more,
    }  # fmt: skip


def firm(code: str, name: str, region: str, **more: Any) -> dict[str, Any]:
    """A row of list 05."""
    return {
        "统一社会信用代码": code, "企业名称": name, "登记状态": "存续", "注册地区划代码": region,
        "行业小类代码": "3670", "年度": 2023, **more,
    }  # fmt: skip


def made(code: str, what: str, capacity: float | None, output: float | None, **more: Any) -> dict[str, Any]:
    """A row of list 06."""
    return {
        "企业(信用代码或名称)": code, "产品编码或名称": what, "有效产能": capacity, "产量": output, "状态": "现状",
        "停产恢复时间": 30, **more,
    }  # fmt: skip


def sold(supplier: str, buyer: str, what: str, **more: Any) -> dict[str, Any]:
    """A row of list 07."""
    return {
        "供方": supplier, "需方": buyer, "产品": what, "需方库存天数": 10, "年度": 2023, "数据来源": "需方填报", **more,
    }  # fmt: skip


def load_all(*paths: Path) -> Analyst:
    """Load into a fresh store; nothing may be parked."""
    store = MemoryStore()
    outcome = load(list(paths), LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    assert outcome.version_id is not None
    assert store.tables(outcome.version_id).rows("parked") == ()
    return Analyst(store)


def by_product(analyst: Analyst, question: str, **given: Any) -> dict[str, Mapping[str, Any]]:
    """Rows of an answer by product."""
    return {f.values["product_code"]: f.values for f in analyst.ask(question, given).findings}
