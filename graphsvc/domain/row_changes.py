"""Rows of two versions side by side: which came, which went, which differ and where, and why (reality or data)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.arrays import positions_where
from graphsvc.domain.dictionary import PROVENANCE, extra_columns, sheets, table_names
from graphsvc.domain.identity import IDENTITIES
from graphsvc.domain.rows import AnyRow
from graphsvc.domain.tables import ChainTables, content_digest

APART: Mapping[str, tuple[str, ...]] = {
    "product_inputs": ("year",),
    "firms": ("year",),
    "capacities": ("grade", "start"),
    "supplies": ("year",),
    "targets": ("no",),
    "aliases": ("target",),
    "codes": ("start",),
}
"""Columns by which several rows of one fact find their partner first."""

_OWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "submissions": (),
    "parked": ("table", "code", "cells"),
    "reports": ("table", "key"),
}
_BESIDE = frozenset(name for name, _ in PROVENANCE)
_NOT_COMPARED = frozenset({"slot_chain", "slot_region", "submission_id", "source_file", "source_sheet", "source_row"})
Placed = tuple[int, AnyRow]


@dataclass(frozen=True)
class RowChange:
    """One row that differs. ``before``, ``after``: (position in its version's table, row), None where it is not there.

    ``fields`` are the compared columns that differ; ``reason`` is ``reality`` where the row's cut-off date is later,
    ``data`` where it is the same, else ``unknown``. A row that came or went is dated by its slot's submission.
    """

    table: str
    chain: str
    region: str
    key: Mapping[str, object]
    before: Placed | None
    after: Placed | None
    fields: tuple[str, ...]
    reason: str


def natural_key(table: str) -> tuple[str, ...]:
    """Columns that say which thing a row of a canonical table is about."""
    if table in IDENTITIES:
        return IDENTITIES[table].key
    return _OWN_KEYS[table] if table in _OWN_KEYS else tuple(c.name for c in extra_columns(table))


def row_changes(before: ChainTables, after: ChainTables) -> Iterator[RowChange]:
    """Every row that came, went or changed, table by table, keys in order.

    A fact is compared with itself whatever slot its row stands in. Told is the slot of the row after, else before.
    """
    slots = sorted(set(_cut_off_dates(before)) | set(_cut_off_dates(after)))
    dates = [_cut_off_dates(tables) for tables in (before, after)]
    for table in table_names():
        sides: tuple[list[Placed], list[Placed]] = ([], [])
        for slot in slots:
            ours, theirs = (_of_slot(tables, table, *slot) for tables in (before, after))
            if content_digest(table, ours[1]) != content_digest(table, theirs[1]):
                sides[0].extend(_placed(*ours))
                sides[1].extend(_placed(*theirs))
        for key, a, b in _pairs(table, *sides):
            placed = b or a
            assert placed is not None
            slot = (placed[1]["slot_chain"], placed[1]["slot_region"] or "")
            if a is None or b is None:
                yield RowChange(table, *slot, key, a, b, (), _reason(dates[0].get(slot), dates[1].get(slot)))
                continue
            fields = tuple(n for n in _compared(table, {**a[1], **b[1]}) if a[1].get(n) != b[1].get(n))
            if fields:
                yield RowChange(table, *slot, key, a, b, fields, _reason(a[1].get("as_of"), b[1].get("as_of")))


def _cut_off_dates(tables: ChainTables) -> dict[tuple[str, str], str | None]:
    rows = tables["submissions"].select(["slot_chain", "slot_region", "as_of"]).to_pylist()
    return {(row["slot_chain"], row["slot_region"] or ""): row["as_of"] for row in rows}


def _of_slot(tables: ChainTables, table: str, chain: str, region: str) -> tuple[list[int], pa.Table]:
    data = tables[table]
    if not data.num_rows:
        return [], data
    place = pc.fill_null(data["slot_region"], "")
    mask = pc.and_(pc.equal(data["slot_chain"], chain), pc.equal(place, region))
    return positions_where(mask), data.filter(mask)


def _placed(positions: list[int], rows: pa.Table) -> list[Placed]:
    return list(zip(positions, rows.to_pylist(), strict=True))


def _pairs(
    table: str, ours: list[Placed], theirs: list[Placed]
) -> Iterator[tuple[dict[str, object], Placed | None, Placed | None]]:
    """(key, row before, row after) for every row of both sides, None where a side has none; keys in order."""
    fields, also = natural_key(table), APART.get(table, ())
    beside = _apart_by_slot(table)
    groups: dict[bytes, tuple[list[Placed], list[Placed]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((ours, theirs)):
        for placed in rows:
            groups[orjson.dumps([placed[1][name] for name in (*beside, *fields)])][side].append(placed)
    for text in sorted(groups):
        key = dict(zip(fields, orjson.loads(text)[len(beside) :], strict=True))
        for a, b in _partners(table, also, *groups[text]):
            yield key, a, b


def _apart_by_slot(table: str) -> tuple[str, ...]:
    """Columns of the slot that belong to the identity of a row."""
    if table in IDENTITIES:
        return ("slot_chain",) if IDENTITIES[table].of_chain else ()
    return ("slot_chain", "slot_region")


def _partners(
    table: str, also: Sequence[str], ours: list[Placed], theirs: list[Placed]
) -> Iterator[tuple[Placed | None, Placed | None]]:
    """Rows of one key: those of the same content first, then those alike in ``also``, then in canonical order."""

    def by_content(placed: Placed) -> bytes:
        return orjson.dumps([placed[1][name] for name in _compared(table, placed[1])])

    def by_mark(placed: Placed) -> bytes:
        return orjson.dumps([placed[1][name] for name in also])

    for tell in (by_content, by_mark):
        waiting: dict[bytes, list[Placed]] = defaultdict(list)
        for placed in theirs:
            waiting[tell(placed)].append(placed)
        left = []
        for placed in ours:
            others = waiting[tell(placed)]
            if others:
                yield placed, others.pop(0)
            else:
                left.append(placed)
        ours, theirs = left, [placed for rows in waiting.values() for placed in rows]
    ours, theirs = (sorted(rows, key=by_content) for rows in (ours, theirs))
    for i in range(max(len(ours), len(theirs))):
        yield ours[i] if i < len(ours) else None, theirs[i] if i < len(theirs) else None


def _compared(table: str, row: AnyRow) -> list[str]:
    """Columns whose change is told. ``as_of`` and ``quality`` are a row's own only where its list has them."""
    own = {c.field for sheet in sheets() if sheet.table == table for c in sheet.columns}
    return [name for name in row if name not in _NOT_COMPARED and (name not in _BESIDE or name in own)]


def _reason(before: str | None, after: str | None) -> str:
    if before is None or after is None or after < before:
        return "unknown"
    return "reality" if after > before else "data"
