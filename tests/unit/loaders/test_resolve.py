"""Staged submissions become resolved ones: references, firms, neighbours, too many bad rows."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from graphsvc.domain.errors import LoadError
from loaders.resolve import resolve
from tests.unit.loaders.staging import BLACK, CORD, TYRES, resolved_of, said, small, stage, supply


def test_codes_names_and_aliases_become_ids_without_a_notice() -> None:
    resolved = resolved_of(small())
    assert resolved.notices == ()
    tables = resolved.tables
    assert [r["stage_code"] for r in tables.rows("products")] == ["C90-01", "C90-01", "C90-02-01", "C90-03"]
    assert tables.rows("stages")[2]["parent_code"] == "C90-02"
    assert [(r["to_product"], r["from_product"]) for r in tables.rows("product_inputs")] == [
        ("P4", "P1"),
        ("P4", "P2"),
        ("P4", "P3"),
    ]
    assert [(r["firm"], r["product"]) for r in tables.rows("capacities")] == [
        (TYRES, "P4"),
        (CORD, "P3"),
        (BLACK, "P2"),
    ]
    assert [(r["supplier"], r["product"], r["supplier_count"]) for r in tables.rows("supplies")] == [
        (CORD, "P3", 1),
        (BLACK, "P2", 1),
        ("ext:TH:P1", "P1", 1),
    ]
    assert tables.rows("supplies")[2]["supplier_region"] == ["TH"]
    assert tables.rows("chains")[0]["lead_usccs"] == [TYRES]
    assert tables.rows("chains")[0]["final_products"] == ["P4"]
    assert tables.rows("parks")[0]["lead_stages"] == ["C90-02", "C90-01"]
    assert [r["firm_id"] for r in tables.rows("firms")] == [TYRES, CORD, BLACK]
    assert tables["parked"].num_rows == 0


@pytest.mark.parametrize(
    ("table", "field", "heading"),
    [
        ("capacities", "firm", "企业(信用代码或名称)"),
        ("capacities", "product", "产品编码或名称"),
        ("supplies", "buyer", "需方"),
        ("supplies", "product", "产品"),
        ("products", "stage_code", "所属环节编码"),
        ("product_inputs", "from_product", "上游产品编码"),
    ],
)
def test_an_unknown_reference_parks_its_row(table: str, field: str, heading: str) -> None:
    tables = small()
    tables[table][1][field] = "没有的东西"
    resolved = resolved_of(tables)
    (notice,) = said(resolved, "V02")
    assert (notice.place.sheet, notice.place.row, notice.place.column) == (_number(table), 3, heading)
    assert (notice.original, notice.action) == ("没有的东西", "parked")
    parked = resolved.tables.rows("parked")[0]
    assert (parked["table"], parked["code"], parked["row"]) == (table, "V02", 3)
    assert json.loads(parked["cells"])[heading] == "没有的东西"
    assert resolved.tables[table].num_rows == len(tables[table]) - 1


def _number(table: str) -> str:
    return {"capacities": "06", "supplies": "07", "products": "03", "product_inputs": "04"}[table]


def test_rows_dangle_from_a_parked_row() -> None:
    tables = small()
    tables["products"][1]["stage_code"] = "没有的环节"
    resolved = resolved_of(tables)
    codes = {(row["table"], row["code"]) for row in resolved.tables.rows("parked")}
    assert codes == {
        ("products", "V02"),
        ("product_inputs", "dangling"),
        ("capacities", "dangling"),
        ("supplies", "dangling"),
    }
    assert len(said(resolved, "dangling")) == 3


def test_rows_dangle_from_what_reading_parked() -> None:
    tables = small()
    del tables["products"][1]
    tables["parked"] = [
        {"table": "products", "code": "bad_cell", "row": 3, "cells": '{"产品编码":"P2","产品名称":"炭黑"}'}
    ]
    resolved = resolved_of(tables)
    assert {row["code"] for row in resolved.tables.rows("parked")} == {"bad_cell", "dangling"}
    assert not said(resolved, "V02")


def test_a_list_drops_unknown_entries_and_an_empty_required_one_parks() -> None:
    tables = small()
    tables["parks"][0]["lead_stages"] = ["骨架", "没有"]
    tables["technologies"] = [
        {"tech_code": "T1", "products": ["没有", "炭黑"]},
        {"tech_code": "T2", "products": ["没有"]},
    ]
    resolved = resolved_of(tables)
    assert resolved.tables.rows("parks")[0]["lead_stages"] == ["C90-02"]
    assert [row["products"] for row in resolved.tables.rows("technologies")] == [["P2"]]
    assert [notice.action for notice in said(resolved, "V02")] == ["ignored", "ignored", "parked"]


def test_soft_references_stay_as_written() -> None:
    tables = small()
    tables["platforms"] = [{"platform_code": "F1", "name": "示例平台", "host": "示例大学"}]
    tables["capacities"][0]["park"] = "示例园区"
    tables["capacities"][1]["park"] = "PK-99"
    resolved = resolved_of(tables)
    assert resolved.notices == ()
    assert resolved.tables.rows("platforms")[0]["host"] == "示例大学"
    assert [row["park"] for row in resolved.tables.rows("capacities")] == ["PK-01", "PK-99", None]


def test_a_missing_list_parks_nothing() -> None:
    tables = small()
    del tables["stages"], tables["firms"]
    resolved = resolved_of(tables)
    assert resolved.tables["parked"].num_rows == 0
    assert said(resolved, "list_missing")
    assert resolved.tables.rows("capacities")[0]["firm"] == "~示例轮胎有限公司"
    assert resolved.tables.rows("capacities")[1]["firm"] == CORD


def test_neighbours_answer_after_the_submission_itself() -> None:
    tables = small()
    shared = {"firms": tables["firms"], "products": tables["products"], "stages": tables["stages"]}
    other = stage(shared, chain="SD-C01")
    own = small()
    del own["products"][1]
    resolved = resolve(stage(own), [other])
    assert resolved.tables.rows("supplies")[1]["product"] == "P2"
    assert resolved.tables["parked"].num_rows == 0


def test_the_order_of_neighbours_does_not_matter() -> None:
    own, one, two = small(), small(), small()
    own["firms"].append({"name": "示例五金有限公司", "reg_region": "370500", "year": 2023})
    one["firms"].append({"name": "示例五金有限公司", "reg_region": "370800", "year": 2023})
    two["products"].append({"product_code": "P9", "product_name": "新品", "stage_code": "原料"})
    own["supplies"].append(supply("泰国", "新品", share_buyer=1.0))
    others = [stage(one, chain="SD-C01"), stage(two, chain="SD-C02")]
    first, second = (resolve(stage(own), each).tables for each in (others, others[::-1]))
    assert first.digests == second.digests
    assert first.rows("firms")[3]["firm_id"] == "~示例五金有限公司@370500"
    assert first.rows("supplies")[3]["supplier"] == "ext:TH:P9"


def test_confirmed_aliases_resolve_and_proposed_ones_do_not() -> None:
    tables = small()
    tables["aliases"] = [
        {"alias": "黑粉", "target": "炭黑", "kind": "产品", "confirmed_by": "示例人"},
        {"alias": "胎", "target": "P4", "kind": "产品"},
        {"alias": "旧名", "target": "没有", "kind": "企业", "confirmed_by": "示例人"},
    ]
    tables["capacities"][2]["product"] = "黑粉"
    tables["capacities"][0]["product"] = "胎"
    resolved = resolved_of(tables)
    assert [row["product"] for row in resolved.tables.rows("capacities")] == ["P3", "P2"]
    assert len(said(resolved, "V02")) == len(said(resolved, "alias_target")) == 1


def test_firms_without_a_valid_code_are_provisional_and_found_by_code_and_name() -> None:
    tables = small()
    tables["firms"][2] |= {"uscc": None, "other_id": "9.1370800123457E+17"}
    tables["capacities"][2]["firm"] = "9.1370800123457E+17"
    resolved = resolved_of(tables)
    id_ = "~示例炭黑(集团)有限公司"
    assert resolved.tables.rows("firms")[2]["firm_id"] == id_
    assert resolved.tables.rows("capacities")[2]["firm"] == id_
    assert resolved.tables.rows("supplies")[1]["supplier"] == id_
    assert len(said(resolved, "V06")) == 1


def test_one_name_in_two_regions_gives_two_firms() -> None:
    tables = small()
    tables["firms"] += [
        {"name": "示例五金有限公司", "reg_region": "370500", "year": 2023},
        {"name": "示例五金有限公司", "reg_region": "370800", "year": 2023},
    ]
    ids = [row["firm_id"] for row in resolved_of(tables).tables.rows("firms")][3:]
    assert ids == ["~示例五金有限公司@370500", "~示例五金有限公司@370800"]


def test_a_fifth_of_bad_rows_is_too_many() -> None:
    tables = small()
    tables["supplies"] = [supply(f"示例供方{n}", "没有" if n < 3 else "P1", share_buyer=0.1) for n in range(13)]
    with pytest.raises(LoadError) as refused:
        resolved_of(tables)
    assert refused.value.code == "too_many_bad_rows"
    assert refused.value.facts == {"list": "07_供应关系", "file": "SD-C90.xlsx", "sheet": "07", "n": 3, "of": 13}
    assert "3" in refused.value.document("en")["detail"]
    assert "?" not in refused.value.document("zh")["detail"]
    assert [notice.code for notice in refused.value.notices] == ["V02"] * 3


def test_a_fifth_exactly_dangling_rows_and_short_lists_are_no_reason_to_refuse() -> None:
    tables = small()
    tables["supplies"] = [supply(f"示例供方{n}", "没有" if n < 2 else "P1", share_buyer=0.1) for n in range(10)]
    assert resolved_of(tables).tables["supplies"].num_rows == 8
    tables["supplies"] = [supply(f"示例供方{n}", "没有", share_buyer=0.1) for n in range(9)]
    assert resolved_of(tables).tables["supplies"].num_rows == 0
    tables["supplies"] = [supply(f"示例供方{n}", "P2", share_buyer=0.1) for n in range(10)]
    tables["products"][1]["stage_code"] = "没有"
    assert resolved_of(tables).tables["supplies"].num_rows == 0


def test_rejected_credit_codes_are_bad_rows_and_repaired_ones_are_not() -> None:
    bad, good = "9.1370800123457E+17", "9137O500FAKE010162"
    for other, is_refused in ((bad, True), (good, False), ("370100228041234", False)):
        tables = small()
        tables["firms"] += [{"name": f"示例企业{n}", "other_id": other, "year": 2023} for n in range(8)]
        check: Callable[[], object] = lambda tables=tables: resolved_of(tables)  # type: ignore[misc]  # noqa: E731
        if is_refused:
            with pytest.raises(LoadError):
                check()
        else:
            check()


def test_combined_columns_go_where_they_belong() -> None:
    tables = small()
    tables["risks"] = [{"risk_no": "R1", "product": "帘线"}, {"risk_no": "R2", "product": "钢帘线"}]
    tables["policies"] = [{"name": "示例政策", "stages": ["骨架", "专精特新"]}]
    resolved = resolved_of(tables)
    assert [(r["stage"], r["product"]) for r in resolved.tables.rows("risks")] == [("C90-02-01", None), (None, "P3")]
    policy = resolved.tables.rows("policies")[0]
    assert (policy["stages"], policy["firm_types"]) == (["C90-02"], ["专精特新"])
