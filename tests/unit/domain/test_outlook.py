"""Rows of lists 06 and 13 at a later date, one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graphsvc.domain.outlook import Outlook, later
from graphsvc.domain.tables import ChainTables, arrow_table

LATER = Outlook(planned=True)


def at(day: str, planned: bool = True) -> Outlook:
    return Outlook(planned, date.fromisoformat(day))


def states(outlook: Outlook, plants: list[dict[str, Any]], **lists: list[dict[str, Any]]) -> list[str | None]:
    rows = {"capacities": [{"firm": "F", "product": "P", **row} for row in plants], **lists}
    found = later(ChainTables({name: arrow_table(name, each) for name, each in rows.items()}), outlook)
    told: list[str | None] = found.tables["capacities"]["state"].to_pylist()
    return told


@pytest.mark.parametrize(
    ("outlook", "row", "state"),
    [
        (LATER, {"state": "现状"}, "现状"),
        (LATER, {"state": "现状", "end": "2030-01-01"}, "已退出"),
        (LATER, {"state": "在建", "start": "2030-01-01"}, "现状"),
        (LATER, {"state": "规划"}, None),
        (LATER, {"state": "规划", "end": "2030-01-01"}, "规划"),
        (LATER, {"state": "规划", "start": "2027-01-01", "end": "2030-01-01"}, "已退出"),
        (LATER, {"state": "停产", "start": "2020-01-01"}, "停产"),
        (LATER, {"state": None}, None),
        (at("2027-06-30"), {"state": "在建", "start": "2027-06-30"}, "现状"),
        (at("2027-06-30"), {"state": "在建", "start": "2027-07-01"}, "在建"),
        (at("2027-06-30"), {"state": "在建", "start": "2027-06-01", "start_precision": "month"}, "现状"),
        (at("2027-06-29"), {"state": "在建", "start": "2027-06-01", "start_precision": "month"}, None),
        (at("2027-06-29"), {"state": "规划", "start": "2027-01-01", "start_precision": "year"}, None),
        (at("2027-06-29"), {"state": "规划", "start": "2025-12-31", "start_precision": "plan-period"}, "现状"),
        (at("2027-06-30"), {"state": "现状", "end": "2027-06-30"}, "已退出"),
        (at("2027-06-30"), {"state": "现状", "end": "2027-07-01"}, "现状"),
        (at("2027-06-30"), {"state": "现状", "end": "2027-01-01", "end_precision": "year"}, None),
        (at("2027-06-30"), {"state": "在建", "start": "2026-01-01", "end": "2027-01-01"}, "已退出"),
        (at("2027-06-30"), {"state": "在建", "start": "2027-07-01", "end": "2027-01-01"}, "在建"),
        (at("2027-06-30", planned=False), {"state": "在建", "start": "2026-01-01", "end": "2027-01-01"}, "在建"),
        (at("2027-06-30", planned=False), {"state": "在建", "start": "2026-01-01"}, "在建"),
        (at("2027-06-30", planned=False), {"state": "现状", "end": "2026-01-01"}, "已退出"),
    ],
)
def test_a_row(outlook: Outlook, row: dict[str, Any], state: str | None) -> None:
    assert states(outlook, [row]) == [state]


PROJECT = {"product": "P", "builder": "G", "added_capacity": 5.0, "phase": "开工", "commission_date": "2026-05-01"}


@pytest.mark.parametrize(
    ("plants", "change", "added"),
    [
        ([], {}, ["现状"]),
        ([], {"phase": "达效"}, []),
        ([], {"product": None}, []),
        ([], {"commission_date": None}, [None]),
        ([{"firm": "G", "state": "在建", "start": "2026-05-01"}], {}, []),
        ([{"firm": "G", "state": "现状"}], {}, ["现状"]),
        ([{"firm": "G", "state": "现状"}], {"phase": "投产"}, [None]),
        ([{"firm": "H", "state": "现状"}], {"phase": "投产"}, ["现状"]),
    ],
)
def test_a_project(plants: list[dict[str, Any]], change: dict[str, Any], added: list[str | None]) -> None:
    """Capacity of its own, none where list 06 has it already, open where that cannot be told."""
    assert states(LATER, plants, projects=[{**PROJECT, **change}])[len(plants) :] == added


def test_units_of_projects() -> None:
    """A capacity in another unit is none that is known."""
    rows: dict[str, list[dict[str, Any]]] = {
        "products": [{"product_code": "P", "unit": "万台", "slot_chain": "C"}],
        "projects": [{**PROJECT, "added_capacity_unit": unit} for unit in ("万台", "万台/年", "吨")],
    }
    found = later(ChainTables({name: arrow_table(name, each) for name, each in rows.items()}), LATER)
    assert found.tables["capacities"]["design_capacity"].to_pylist() == [5.0, 5.0, None]
    assert found.origin["capacities"] == [("projects", 0), ("projects", 1), ("projects", 2)]


def test_trade_of_who_leaves() -> None:
    plants = [
        {"firm": "F", "product": "P", "state": "现状", "end": "2026-01-01"},
        {"firm": "G", "product": "P", "state": "现状", "end": "2026-01-01"},
        {"firm": "G", "product": "P", "state": "现状", "site": "二厂"},
    ]
    trade = [
        {"supplier": "F", "buyer": "J", "product": "P"}, {"supplier": "G", "buyer": "J", "product": "P"},
        {"supplier": "K", "buyer": "F", "product": "Q"}, {"supplier": "F", "buyer": "J", "product": "Q"},
    ]  # fmt: skip
    tables = ChainTables({"capacities": arrow_table("capacities", plants), "supplies": arrow_table("supplies", trade)})
    found = later(tables, at("2026-12-31", planned=False))
    assert found.tables["supplies"]["supplier"].to_pylist() == ["ext:unknown:P:F", "G", "F"]
    assert found.origin["supplies"] == [("supplies", 0), ("supplies", 1), ("supplies", 3)], "F buys nothing more"
    assert (found.arrive, found.leave, found.open) == (0, 2, 0)
