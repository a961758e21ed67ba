"""Rows that wait, found by list, product and place."""

from __future__ import annotations

from typing import Any

from graphsvc.domain.pending import Pending, Waiting
from graphsvc.domain.tables import ChainTables, arrow_table


def pending(**tables: list[dict[str, Any]]) -> Pending:
    """Of tables that hold these rows alone."""
    return Pending(ChainTables({name: arrow_table(name, rows) for name, rows in tables.items()}))


def aside(table: str, **told: Any) -> dict[str, Any]:
    """A row put aside."""
    return {"table": table, "code": "V02", "cells": "{}", "slot_chain": "SD-C01", **told}


def refs(rows: tuple[Waiting, ...]) -> list[tuple[str, int]]:
    """Where rows stand."""
    return [row.ref for row in rows]


def test_nothing_waits() -> None:
    found = pending(capacities=[{"firm": "F", "product": "P1", "state": "现状", "slot_chain": "SD-C01"}])
    assert not found
    assert found.about("capacities", "P1", {"SD-C01"}) == ()


def test_a_row_without_product_is_about_the_products_of_its_chain() -> None:
    found = pending(parked=[aside("capacities", products=["P1"]), aside("capacities")])
    assert refs(found.about("capacities", "P1", {"SD-C01"})) == [("parked", 0), ("parked", 1)]
    assert refs(found.about("capacities", "P2", {"SD-C01"})) == [("parked", 1)]
    assert refs(found.about("capacities", "P1", {"SD-C02"})) == [("parked", 0)]
    assert found.about("supplies", "P1", {"SD-C01"}) == ()


def test_only_what_may_be_present_waits_as_a_maker() -> None:
    states = ("现状", None, "规划", "停产", "已退出")
    found = pending(parked=[aside("capacities", products=["P1"], state=state) for state in states])
    assert refs(found.rows("capacities")) == [("parked", 0), ("parked", 1)]


def test_rows_that_stand_with_a_blank_where_it_decides() -> None:
    beside = {"slot_chain": "SD-C01"}
    found = pending(
        firms=[{"firm_id": "F", "reg_region": "370100", **beside}],
        capacities=[
            {"firm": "F", "product": "P1", **beside},
            {"firm": "F", "product": "P1", "state": "现状", **beside},
            {"firm": "F", "product": "P1", "site_region": "130000", **beside},
            {"firm": "F", "product": "P1", "site_region_flag": "unread", **beside},
        ],
        supplies=[{"buyer": "F", "product": "P1", "supplier_region": ["DE"], **beside}],
    )
    assert [(row.ref, row.regions) for row in found.rows("capacities")] == [
        (("capacities", 0), ("370100",)),
        (("capacities", 2), ("130000",)),
        (("capacities", 3), None),
    ]
    (bought,) = found.rows("supplies")
    assert (bought.firms, bought.suppliers, bought.regions) == (frozenset({"F"}), None, ("DE",))
    assert not bought.may_stand_in("370000")
    assert not bought.may_be_of("G")


def test_versions_kept_before_these_columns_can_be_asked() -> None:
    """A table written when ``parked`` did not say what a row may concern: then it may concern anything."""
    data = arrow_table("parked", [aside("capacities")]).drop_columns(["products", "firms", "suppliers", "regions"])
    found = Pending(ChainTables({"parked": data}))
    assert refs(found.about("capacities", "P1", {"SD-C01"})) == [("parked", 0)]
    assert found.rows("capacities")[0].may_stand_in("370000")
