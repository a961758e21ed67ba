"""Rows that stand twice: identical ones, contracts, reports, repeated keys; row order never counts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.domain.notices import message, message_codes
from tests.unit.loaders.staging import BLACK, CORD, TYRES, Tables, resolved_of, said, small, supply


def test_identical_rows_count_once() -> None:
    tables = small()
    tables["supplies"].append(dict(tables["supplies"][0]))
    tables["capacities"].append(dict(tables["capacities"][0]))
    tables["stages"].append(dict(tables["stages"][0]))
    resolved = resolved_of(tables)
    assert resolved.tables.digests == resolved_of(small()).tables.digests
    assert [(n.place.sheet, n.place.row) for n in said(resolved, "V18")] == [("02", 6), ("06", 5), ("07", 5)]


def test_contracts_of_one_trade_add_up() -> None:
    tables = small()
    tables["supplies"] = [
        supply("帘线东", "P3", qty=3.0, share_buyer=0.4, stock=5.0, qty_upper=4.0),
        supply(CORD, "P3", qty=4.0, share_buyer=0.6, stock=9.0, lead=3.0),
    ]
    resolved = resolved_of(tables)
    (row,) = resolved.tables.rows("supplies")
    assert (row["qty"], row["share_buyer"], row["stock"], row["lead"]) == (7.0, 1.0, 9.0, 3.0)
    assert (row["qty_upper"], row["qty_lower"]) == (8.0, None)
    assert len(said(resolved, "contracts_merged")) == 1


def test_reports_that_agree_on_the_amount_may_differ_in_quantity() -> None:
    tables = small()
    tables["supplies"] = [
        supply(CORD, "P3", amount=100.0, qty=20.0, evidence="供方填报"),
        supply(CORD, "P3", amount=100.0, qty=10.0),
    ]
    (notice,) = said(resolved_of(tables), "V10")
    assert (notice.place.row, notice.place.column, notice.original) == (2, "年供应量", "20")


def test_of_two_reports_the_buyers_counts() -> None:
    tables = small()
    tables["supplies"] = [
        supply(CORD, "P3", amount=70.0, share_seller=0.9, evidence="供方填报"),
        supply(CORD, "P3", amount=100.0, share_buyer=1.0),
    ]
    resolved = resolved_of(tables)
    (row,) = resolved.tables.rows("supplies")
    assert (row["amount"], row["share_seller"], row["evidence"]) == (100.0, 0.9, "需方填报")
    (notice,) = said(resolved, "V10")
    assert (notice.place.row, notice.original, notice.facts["ours"]) == (2, "70", "100")


def test_a_repeated_code_parks_the_poorer_row() -> None:
    tables = small()
    tables["products"].insert(0, {"product_code": "p2", "product_name": "白炭黑", "stage_code": "C90-01"})
    resolved = resolved_of(tables)
    assert [row["product_name"] for row in resolved.tables.rows("products")][1] == "炭黑"
    (notice,) = said(resolved, "duplicate_key")
    assert (notice.place.row, notice.facts["first"]) == (2, 4)
    tables["supplies"][1]["product"] = "白炭黑"
    assert [row["code"] for row in resolved_of(tables).tables.rows("parked")] == ["duplicate_key", "dangling"]


def test_the_fuller_row_of_a_firm_and_year_stands() -> None:
    tables = small()
    tables["firms"].append(
        {
            "uscc": TYRES,
            "name": "示例轮胎有限公司",
            "reg_region": "370500",
            "status": "存续",
            "size": "大型",
            "year": 2023,
        }
    )
    tables["firms"].append({**tables["firms"][0], "year": 2022})
    resolved = resolved_of(tables)
    assert [(r["firm_id"], r["size"], r["year"]) for r in resolved.tables.rows("firms")] == [
        (CORD, None, 2023),
        (BLACK, None, 2023),
        (TYRES, "大型", 2023),
        (TYRES, None, 2022),
    ]
    (notice,) = said(resolved, "duplicate_firm")
    assert (notice.place.row, notice.facts["first"]) == (2, 5)


def _messy() -> Tables:
    """A chain with everything that could hang on row order."""
    tables = small()
    tables["firms"] += [
        {"name": "示例五金有限公司", "reg_region": "370500", "year": 2023},
        {"name": "示例五金有限公司", "reg_region": "370800", "year": 2023},
        {"uscc": TYRES, "name": "示例轮胎股份有限公司", "reg_region": "370500", "status": "在业", "year": 2023},
        {"name": "示例帘线有限公司临沂分公司", "year": 2023},
    ]
    tables["products"] += [
        {"product_code": "P2", "product_name": "白炭黑", "stage_code": "C90-01", "nature": "原材料"},
        {"product_code": "P5", "product_name": "新品", "stage_code": "没有", "nature": "原材料"},
    ]
    tables["stages"] += [
        {"stage_code": "X1", "stage_name": "甲", "parent_code": "X2", "level": 2},
        {"stage_code": "X2", "stage_name": "乙", "parent_code": "X1", "level": 3},
        {"stage_code": "X3", "stage_name": "丙", "parent_code": "X1", "level": 3},
    ]
    tables["supplies"] += [
        supply("示例五金有限公司", "P2", qty=0.1, alternates=["示例炭黑(集团)有限公司"]),
        supply("示例五金有限公司", "P2", qty=0.2, corridor="港口", alternates=["示例轮胎"]),
        supply("示例五金有限公司", "P2", qty=0.3, corridor="铁路"),
        supply("示例五金有限公司", "P2", qty=0.7, evidence="供方填报"),
        supply("示例帘线有限公司一分公司", "P3", qty=1.0, lead=3.0),
        supply("宁波、无锡等地多家企业", qty=1.0),
        supply("多家", "P5", qty=1.0),
        supply("帘线东", "P3", qty=7.0, share_buyer=1.0, stock=12.0),
    ]
    return tables


@pytest.mark.slow  # a workbook is read in several orders
@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_row_order_changes_no_content(rng: random.Random) -> None:
    tables = _messy()
    expected = resolved_of(tables).tables.digests
    shuffled = {table: rng.sample(rows, len(rows)) for table, rows in tables.items()}
    assert resolved_of(shuffled).tables.digests == expected


def test_every_notice_has_its_sentences() -> None:
    for notice in resolved_of(_messy()).notices:
        assert notice.code in message_codes()
        for lang in ("zh", "en"):
            said = message(notice.code, {**notice.facts, "original": notice.original}, lang)
            assert "?" not in said.text
