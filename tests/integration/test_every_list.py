"""One workbook with all 25 lists comes back through ``table`` cell by cell."""

from __future__ import annotations

from typing import Any

import pytest
import xlsxwriter

from graphsvc.domain.dictionary import Column, Sheet, sheets
from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader
from tests.oracles.plain_chain import fake_code

MAKER, BUYER, GROUP = fake_code(11, "371302"), fake_code(12, "370300"), fake_code(13, "370000")
PRODUCT, OTHER, STAGE, PARK = "P100001", "P100002", "T-01", "PK-9"

# by type: what stands in the cell, what must come back
BY_TYPE: dict[str, tuple[Any, Any]] = {
    "text": ("文本甲", "文本甲"),
    "number": ("1,200.5", 1200.5),
    "integer": (7, 7),
    "share": ("35%", 0.35),
    "date": ("2023-04-01", "2023-04-01"),
    "bool": ("是", True),
}
BY_KIND: dict[str, tuple[Any, Any]] = {
    "region": ("371302", "371302"),
    "industry": ("2911", "2911"),
    "uscc": (GROUP, GROUP),
}
BY_REFERENCE: dict[str, str] = {
    "firms.firm_id": MAKER,
    "products.product_code": PRODUCT,
    "stages.stage_code": STAGE,
    "parks.park_code": PARK,
}
# by table and field: cells whose meaning depends on the list
SPECIAL: dict[tuple[str, str], tuple[Any, Any]] = {
    ("submissions", "chain_code"): ("SD-C77", "SD-C77"),
    ("submissions", "region_code"): ("370000", "370000"),
    ("submissions", "data_year"): (2023, 2023),
    ("submissions", "as_of"): ("2023-12-31", "2023-12-31"),
    ("submissions", "phone"): ("无", None),
    ("submissions", "complete_lists"): ("06、07", ["06", "07"]),
    ("chains", "chain_code"): ("SD-C77", "SD-C77"),
    ("chains", "region_code"): ("370000", "370000"),
    ("stages", "stage_code"): (STAGE, STAGE),
    ("stages", "parent_code"): (None, None),
    ("stages", "level"): (1, 1),
    ("stages", "gb4754"): ("2911", ["2911"]),
    ("products", "product_code"): (PRODUCT, PRODUCT),
    ("products", "unit"): ("万吨", "万吨"),
    ("products", "stat_code"): ("2901", "2901"),
    ("products", "hs"): ("400110、40012200", ["400110", "40012200"]),
    ("products", "foreign_sources"): ("泰国、越南", ["TH", "VN"]),
    ("products", "aliases"): ("别名甲；别名乙", ["别名甲", "别名乙"]),
    ("products", "parent_product"): (OTHER, OTHER),
    ("product_inputs", "to_product"): (OTHER, OTHER),
    ("product_inputs", "year"): (2023, 2023),
    ("firms", "uscc"): (MAKER, MAKER),
    ("firms", "name"): ("示例橡胶有限公司", "示例橡胶有限公司"),
    ("firms", "aliases"): ("示例胶业", ["示例胶业"]),
    ("firms", "lon"): (118.35, 118.35),
    ("firms", "lat"): (35.05, 35.05),
    ("firms", "gb4754_more"): ("2652、2661", ["2652", "2661"]),
    ("firms", "year"): (2023, 2023),
    ("capacities", "design_capacity"): (10, 10.0),
    ("capacities", "effective_capacity"): (8, 8.0),
    ("capacities", "output"): (6, 6.0),
    ("capacities", "utilization"): ("75%", 0.75),
    ("capacities", "local_share"): ("30%", 0.3),
    ("capacities", "province_share"): ("20%", 0.2),
    ("capacities", "export_share"): ("10%", 0.1),
    ("capacities", "end"): ("2030-06-30", "2030-06-30"),
    ("capacities", "convertible_to"): (OTHER, [OTHER]),
    ("supplies", "supplier_region"): ("371302", ["371302"]),
    ("supplies", "buyer"): (BUYER, BUYER),
    ("supplies", "share_buyer"): ("100%", 1.0),
    ("supplies", "lead"): (12, 12.0),
    ("supplies", "transit"): (3, 3.0),
    ("supplies", "stock"): (15, 15.0),
    ("supplies", "difficulty"): (3, 3),
    ("supplies", "year"): (2023, 2023),
    ("supplies", "confidence"): (0.9, 0.9),
    ("shortfalls", "domestic_leaders"): ("示例甲集团", ["示例甲集团"]),
    ("shortfalls", "foreign_suppliers"): ("无", []),
    ("technologies", "foreign_sources"): ("德国", ["DE"]),
    ("technologies", "takers"): ("示例大学", ["示例大学"]),
    ("technologies", "end"): ("2024-12-31", "2024-12-31"),
    ("platforms", "year"): (2022, 2022),
    ("parks", "park_code"): (PARK, PARK),
    ("projects", "invest"): (1.2, 12000.0),
    ("projects", "added_capacity"): (3, 3.0),
    ("projects", "added_capacity_unit"): ("万吨", "万吨/年"),
    ("projects", "commission_date"): ("2024-05-01", "2024-05-01"),
    ("targets", "uscc"): (GROUP, GROUP),
    ("targets", "location"): ("370100", "370100"),
    ("targets", "capacity"): (5, 5.0),
    ("targets", "capacity_unit"): ("万吨", "万吨/年"),
    ("outside_resources", "origin"): ("TH", "TH"),
    ("outside_resources", "spare_qty"): (2, 2.0),
    ("outside_resources", "spare_qty_unit"): ("万吨", "万吨/年"),
    ("issues", "due"): ("2023-05-01", "2023-05-01"),
    ("issues", "status"): ("已销号", "已销号"),
    ("issues", "closed"): ("2023-06-01", "2023-06-01"),
    ("risks", "origin_countries"): ("美国", ["US"]),
    ("reserves", "quantity"): (0.5, 0.5),
    ("reserves", "quantity_unit"): ("万吨", "万吨"),
    ("demand_offers", "quantity"): (4, 4.0),
    ("demand_offers", "quantity_unit"): ("万吨", "万吨/年"),
    ("demand_offers", "quantity_period"): ("年", "年"),
    ("demand_offers", "current_source"): ("370100", ["370100"]),
    ("demand_offers", "valid_until"): ("2024-12-31", "2024-12-31"),
    ("policies", "firm_types"): ("大型", ["大型"]),
    ("policies", "supports"): ("补贴、贷款", ["补贴", "贷款"]),
    ("observations", "period"): ("2023-11", "2023-11"),
    ("aliases", "alias"): ("示例橡胶甲", "示例橡胶甲"),
    ("aliases", "target"): (MAKER, MAKER),
    ("codes", "code"): ("X1", "X1"),
    ("codes", "parent_code"): (None, None),
    ("codes", "end"): ("2030-01-01", "2030-01-01"),
}
# rows that only make references resolve
EXTRA: dict[str, dict[str, Any]] = {
    "products": {
        "产品编码": OTHER,
        "产品名称": "示例制品",
        "所属环节编码": STAGE,
        "计量单位": "万条",
        "产品性质": "终端产品",
    },
    "firms": {
        "统一社会信用代码": BUYER,
        "企业名称": "示例制品有限公司",
        "注册地区划代码": "370300",
        "行业小类代码": "2911",
        "年度": 2023,
    },
}


def cell_of(table: str, column: Column) -> tuple[Any, Any]:
    """(cell, what must come back) for one column."""
    if (table, column.field) in SPECIAL:
        return SPECIAL[table, column.field]
    if column.references:
        code = BY_REFERENCE[column.references]
        return code, [code] if column.type == "list" else code
    if column.rules.get("kind") in BY_KIND:
        return BY_KIND[column.rules["kind"]]
    if column.allowed:
        first = column.allowed[0]
        return first, [first] if column.type == "list" else first
    if column.type == "code":
        return "K-1", "K-1"
    if column.type == "list":
        return "甲、乙", ["甲", "乙"]
    return BY_TYPE[column.type]


def columns_of(sheet: Sheet) -> list[Column]:
    return [c for c in sheet.columns if c.heading]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    path = tmp_path_factory.mktemp("lists") / "全部清单.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet in sheets():
        page = book.add_worksheet(f"{sheet.number}_{sheet.name}".replace("/", ""))
        for x, column in enumerate(columns_of(sheet)):
            cell, _ = cell_of(sheet.table, column)
            if sheet.table == "submissions":
                page.write(x, 0, column.heading)
                page.write(x, 1, cell)
                continue
            page.write(0, x, column.heading)
            page.write(1, x, cell)
            page.write(2, x, EXTRA.get(sheet.table, {}).get(column.heading))
    book.close()
    store = MemoryStore()
    outcome = load([path], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    assert outcome.version_id is not None
    bundle = store.tables(outcome.version_id)
    return {name: list(map(dict, bundle.each(name))) for name in bundle.names()}


@pytest.mark.parametrize("sheet", sheets(), ids=lambda s: f"{s.number}_{s.table}")
def test_list_comes_back(sheet: Sheet, tables: dict[str, list[dict[str, Any]]]) -> None:
    assert tables["parked"] == []
    row = tables[sheet.table][0]
    wanted = {c.field: cell_of(sheet.table, c)[1] for c in columns_of(sheet)}
    assert {field: row[field] for field in wanted} == wanted
    assert (row["slot_chain"], row["slot_region"]) == ("SD-C77", "370000")
    assert row["source_file"] == "全部清单.xlsx"
    assert row["as_of"] == "2023-12-31"
