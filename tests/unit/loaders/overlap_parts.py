"""Resolved slots made on the spot, for the tests of overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graphsvc.domain.notices import message
from graphsvc.domain.ports import Part
from graphsvc.domain.submission import Resolved, Slot, Staged
from graphsvc.domain.tables import ChainTables, arrow_table
from loaders.overlap.reconcile import reconcile
from tests.unit.loaders.books import LANGS

Rows = Sequence[Mapping[str, Any]]
NO_LISTS: Mapping[str, Rows] = MappingProxyType({})


def part(
    chain: str, region: str, as_of: str | None = "2023-12-31", year: int | None = 2023,
    lists: Mapping[str, Rows] = NO_LISTS, **more: Rows,
) -> Part:  # fmt: skip
    """One slot with the lists given, by name or as keywords; every row knows its line (the order given, from 2)."""
    slot = Slot(chain, region)
    beside = {"slot_chain": chain, "slot_region": region, "submission_id": f"sub-{chain}-{region}", "as_of": as_of}
    cover = {"chain_code": chain, "region_code": region, "data_year": year}
    tables = {}
    for table, rows in {"submissions": [cover], **lists, **more}.items():
        told = [
            {"source_file": f"{region}.xlsx", "source_sheet": table, "source_row": at, **beside, **row}
            for at, row in enumerate(rows, 2)
        ]
        tables[table] = arrow_table(table, told)
    made = ChainTables(tables)
    return Part(Staged(f"sub-{chain}-{region}", slot, (), made), Resolved(made))


def reconciled(*parts: Part, prefer: str = "narrowest") -> tuple[ChainTables, list[Part]]:
    """All tables after the step, and the parts."""
    done = reconcile(sorted(parts, key=lambda p: p.staged.slot), prefer)
    return ChainTables.concat(p.resolved.tables for p in done), done


def facts(tables: ChainTables, table: str, *fields: str) -> list[tuple[Any, ...]]:
    """The named fields of the rows that count, sorted."""
    return sorted((tuple(row[f] for f in fields) for row in tables.rows(table)), key=repr)


def told(tables: ChainTables, *fields: str) -> list[tuple[Any, ...]]:
    """The named columns of the reports, sorted."""
    return facts(tables, "reports", *fields)


def codes(parts: Sequence[Part]) -> set[str]:
    """Codes said of any slot; every sentence has all its facts."""
    for notice in (n for p in parts for n in p.resolved.notices):
        for lang in LANGS:
            said = message(notice.code, {**notice.facts, "original": notice.original}, lang)
            assert "?" not in said.text, said.text
    return {notice.code for p in parts for notice in p.resolved.notices}
