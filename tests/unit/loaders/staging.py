"""Staged submissions made by hand: a small tyre chain and a way to alter it row by row."""

from __future__ import annotations

import copy
from typing import Any

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.notices import Notice
from graphsvc.domain.submission import Resolved, Slot, Staged
from graphsvc.domain.tables import ChainTables, Row, arrow_table
from loaders.resolve import resolve

Tables = dict[str, list[Row]]

TYRES, CORD = "91370500FAKE010162", "91370600FAKE01067F"
CORD_WEST, GROUP = "91371600FAKE01075N", "91370600FAKE011398"
BLACK = "91370800FAKE010402"

_SMALL: Tables = {
    "submissions": [
        {
            "chain_name": "轮胎",
            "chain_code": "SD-C90",
            "region_code": "370000",
            "data_year": 2023,
            "as_of": "2023-12-31",
            "secrecy": "公开",
        }
    ],
    "chains": [
        {
            "chain_code": "SD-C90",
            "chain_name": "轮胎",
            "region_code": "370000",
            "lead_usccs": ["示例轮胎有限公司"],
            "final_products": ["全钢胎"],
        }
    ],
    "stages": [
        {"stage_code": "C90-01", "stage_name": "原料", "level": 1, "position": "上游"},
        {"stage_code": "C90-02", "stage_name": "骨架", "level": 1, "position": "上游"},
        {"stage_code": "C90-02-01", "stage_name": "帘线", "parent_code": "骨架", "level": 2, "position": "上游"},
        {"stage_code": "C90-03", "stage_name": "轮胎制造", "level": 1, "position": "中游"},
    ],
    "products": [
        {"product_code": "P1", "product_name": "天然橡胶", "stage_code": "原料", "nature": "原材料"},
        {"product_code": "P2", "product_name": "炭黑", "stage_code": "C90-01", "nature": "原材料"},
        {
            "product_code": "P3",
            "product_name": "钢帘线",
            "stage_code": "C90-02-01",
            "nature": "原材料",
            "aliases": ["帘子线"],
        },
        {"product_code": "P4", "product_name": "全钢胎", "stage_code": "轮胎制造", "nature": "终端产品"},
    ],
    "product_inputs": [
        {"to_product": "全钢胎", "from_product": "天然橡胶", "coefficient": 0.01, "necessity": "必需", "year": 2023},
        {"to_product": "P4", "from_product": "P2", "coefficient": 0.01, "necessity": "必需", "year": 2023},
        {"to_product": "P4", "from_product": "帘子线", "coefficient": 0.01, "necessity": "必需", "year": 2023},
    ],
    "firms": [
        {"uscc": TYRES, "name": "示例轮胎有限公司", "reg_region": "370500", "status": "存续", "year": 2023},
        {
            "uscc": CORD,
            "name": "示例帘线有限公司",
            "aliases": ["帘线东"],
            "reg_region": "370600",
            "controller_uscc": GROUP,
            "year": 2023,
        },
        {"uscc": BLACK, "name": "示例炭黑(集团)有限公司", "reg_region": "370800", "status": "在业", "year": 2023},
    ],
    "capacities": [
        {
            "firm": "示例轮胎有限公司",
            "product": "P4",
            "design_capacity": 800.0,
            "effective_capacity": 800.0,
            "output": 700.0,
            "state": "现状",
        },
        {"firm": CORD, "product": "钢帘线", "effective_capacity": 10.0, "output": 8.0, "state": "现状"},
        {"firm": "示例炭黑（集团）有限公司", "product": "炭黑", "effective_capacity": 10.0, "state": "现状"},
    ],
    "supplies": [
        {
            "supplier": "帘线东",
            "buyer": TYRES,
            "product": "P3",
            "qty": 7.0,
            "share_buyer": 1.0,
            "stock": 12.0,
            "year": 2023,
            "evidence": "需方填报",
        },
        {
            "supplier": "示例炭黑(集团)有限公司",
            "buyer": "示例轮胎有限公司",
            "product": "炭黑",
            "qty": 7.0,
            "share_buyer": 1.0,
            "year": 2023,
            "evidence": "需方填报",
        },
        {
            "supplier": "境外·泰国",
            "buyer": TYRES,
            "product": "天然橡胶",
            "qty": 7.0,
            "share_buyer": 1.0,
            "year": 2023,
            "evidence": "需方填报",
        },
    ],
    "parks": [{"park_code": "PK-01", "name": "示例园区", "park_region": "370500", "lead_stages": ["骨架", "C90-01"]}],
}


def small() -> Tables:
    """The small chain, fresh to be altered; it resolves without a notice."""
    return copy.deepcopy(_SMALL)


def supply(supplier: str | None, product: str = "P1", **values: Any) -> Row:
    """One row of sheet 07 for the tyre maker."""
    return {
        "supplier": supplier,
        "buyer": TYRES,
        "product": product,
        "year": 2023,
        "evidence": "需方填报",
        "share_buyer": None,
        **values,
    }


def stage(tables: Tables, *, chain: str = "SD-C90", region: str = "370000") -> Staged:
    """Rows by table as a staged submission: sheet = number of the list, rows count from 2."""
    placed: dict[str, Any] = {}
    for table, rows in tables.items():
        beside = {"slot_chain": chain, "slot_region": region, "as_of": "2023-12-31", "submission_id": chain}
        if table == "parked":
            placed[table] = arrow_table(table, [{**beside, **row} for row in rows])
            continue
        beside |= {"source_file": f"{chain}.xlsx", "source_sheet": sheet_of(table).number}
        full = [{**beside, "source_row": n + 2, **row} for n, row in enumerate(rows)]
        placed[table] = arrow_table(table, full)
    return Staged(chain, Slot(chain, region), (), ChainTables(placed))


def resolved_of(tables: Tables) -> Resolved:
    """The submission of these rows, resolved without neighbours."""
    return resolve(stage(tables), [])


def said(resolved: Resolved, code: str) -> list[Notice]:
    """Notices of one code."""
    return [notice for notice in resolved.notices if notice.code == code]
