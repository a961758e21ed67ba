"""Rows of lists 05, 06 and 07 put aside at random, as loading would: with what they may concern, and what hangs on it.

A parked row names what it was about, or anything at all, as if its cell could not be read. A firm whose own row is
parked takes its rows of list 06, and of 07 as a buyer, with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Rows = list[dict[str, Any]]
Lists = Mapping[str, Rows]
PARKABLE = ("firms", "capacities", "supplies")
PLACE = {"slot_chain", "slot_region", "submission_id"}


@dataclass(frozen=True)
class Put:
    """One row put aside: its list, its position there, and fields nobody could read."""

    table: str
    position: int
    unread: frozenset[str] = frozenset()


@st.composite
def puts(draw: st.DrawFn, lists: Lists, *, most: int = 3, tables: tuple[str, ...] = PARKABLE) -> tuple[Put, ...]:
    """One to ``most`` rows to be put aside."""
    places = [(table, at) for table in tables for at in range(len(lists.get(table, ())))]
    if not places:
        return ()
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=most, unique=True))
    unread = st.frozensets(st.sampled_from(("products", "firms", "regions", "state")), max_size=2)
    return tuple(Put(table, at, draw(unread)) for table, at in chosen)


def parked(lists: Lists, chosen: Iterable[Put]) -> dict[str, Rows]:
    """The lists without those rows and all that hangs on them, which stand in ``parked`` instead."""
    gone = {(put.table, put.position): put.unread for put in chosen}
    regions = {row["firm_id"]: row["reg_region"] for row in lists["firms"]}
    lost = {lists["firms"][at]["firm_id"] for table, at in gone if table == "firms"}
    for table, field in (("capacities", "firm"), ("supplies", "buyer")):
        for at, row in enumerate(lists.get(table, ())):
            if row[field] in lost:
                gone.setdefault((table, at), frozenset())
    left = {
        table: [row for at, row in enumerate(rows) if (table, at) not in gone] if table in PARKABLE else rows
        for table, rows in lists.items()
    }
    aside = [_aside(table, lists[table][at], regions, unread) for (table, at), unread in sorted(gone.items())]
    return {**left, "parked": [*lists.get("parked", ()), *aside]}


def _aside(table: str, row: Mapping[str, Any], regions: Mapping[str, str], unread: frozenset[str]) -> dict[str, Any]:
    if table == "firms":
        told = {"firms": [row["firm_id"]], "regions": _one(row["reg_region"])}
    elif table == "capacities":
        place = row["site_region"] or regions.get(row["firm"])
        told = {"products": [row["product"]], "firms": [row["firm"]], "regions": _one(place), "state": row["state"]}
    else:
        place = regions.get(row["supplier"])
        told = {
            "products": [row["product"]],
            "firms": [row["buyer"]],
            "suppliers": [row["supplier"]],
            "regions": _one(place) or row.get("supplier_region"),
        }
    told = {name: value for name, value in told.items() if name not in unread or (table, name) == ("firms", "firms")}
    beside = {name: row[name] for name in PLACE if name in row}
    where = {"file": row["source_file"], "sheet": row["source_sheet"], "row": row["source_row"]}
    return {"table": table, "code": "V02", "cells": "{}", **where, **beside, **told}


def _one(place: str | None) -> list[str] | None:
    return [place] if place else None
