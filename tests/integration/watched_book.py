"""A small chain whose single failures are worked out by hand, with room for ledgers, tasks and monthly figures.

整机 (90 a year at one maker) needs one gear and one chip each. Gears: one maker, 10 days of stock, back in 30 days, so
20 of 90 days are lost. Chips: Japan alone, 20 days of stock, replaced in 60: 40 days. The maker itself is back in
20 days and has nothing to wait for: 20 days. All three take the whole output, so each is a choke point.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.made_chain import made_code
from tests.integration.made_books import Rows, chain_row, firm, load_all, made, product, sold, write_book

CHAIN, HERE = "SD-C95", "370600"
FINAL, GEAR, CHIP = "P950101", "P950201", "P950202"
MAKER, GEARS, OTHER, FAR = (made_code(9500 + i, p) for i, p in enumerate((HERE, HERE, HERE, "320500")))
ABROAD = f"ext:JP:{CHIP}"


def watched(folder: Path, complete: str = "05、06、07", gear_stock: int | None = 10, **lists: Rows) -> Path:
    """The workbook; ``lists`` by the printed number of the sheet, e.g. ``s16`` for the ledger, or more rows of one;
    ``gear_stock`` [d] at the maker."""
    names = {
        "s10": "10_技术攻关清单", "s11": "11_创新平台清单", "s13": "13_重点项目清单", "s16": "16_堵点问题台账",
        "s20": "20_政策清单", "s21": "21_专家人才清单", "s22": "22_监测直报",
    }  # fmt: skip
    own: dict[str, Any] = {
        "01_产业链信息": chain_row(CHAIN, [FINAL]),
        "02_产业链环节": [
            {"环节编码": "C95-01", "环节名称": "零部件", "层级": 1, "链位": "上游"},
            {"环节编码": "C95-01-01", "环节名称": "传动", "上级环节编码": "C95-01", "层级": 2, "链位": "上游"},
            {"环节编码": "C95-01-02", "环节名称": "电子", "上级环节编码": "C95-01", "层级": 2, "链位": "上游"},
            {"环节编码": "C95-02", "环节名称": "整机", "层级": 1, "链位": "下游"},
        ],
        "03_环节产品": [
            product(FINAL, "整机", "C95-02", 产品性质="终端产品"),
            product(GEAR, "齿轮", "C95-01-01"),
            product(CHIP, "芯片", "C95-01-02"),
        ],
        "04_产品投入产出": [
            {"下游产品编码": FINAL, "上游产品编码": code, "单耗": 1, "必需性": "必需"} for code in (GEAR, CHIP)
        ],
        "05_企业名录": [
            firm(MAKER, "示例整机厂", HERE), firm(GEARS, "示例齿轮厂", HERE), firm(OTHER, "示例服务公司", HERE),
            firm(FAR, "示例外省芯片厂", "320500"), *lists.get("s05", ()),
        ],
        "06_生产能力": [
            made(MAKER, FINAL, 100, 90, 停产恢复时间=20), made(GEARS, GEAR, 100, 90), *lists.get("s06", ()),
        ],
        "07_供应关系": [
            sold(GEARS, MAKER, GEAR, 年供应量=90, 占需方采购比重=1, 需方库存天数=gear_stock),
            sold("境外", MAKER, CHIP, 供方所在地="日本", 年供应量=90, 占需方采购比重=1, 需方库存天数=20, 切换周期=60),
        ],
    }  # fmt: skip
    more = {names[key]: rows for key, rows in lists.items() if key in names}
    return write_book(folder / "watched.xlsx", CHAIN, {**own, **more}, complete)


def answer_of(book: Path, question: str, **given: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Rows and summary of a question on one workbook alone."""
    answer = load_all(book).ask(question, given)
    return [dict(finding.values) for finding in answer.findings], dict(answer.summary)


def column(rows: Sequence[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    """Some columns of the rows."""
    return [tuple(row[name] for name in names) for row in rows]
