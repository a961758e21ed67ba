"""Two versions side by side: which rows came, which went, and which cells changed, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.dictionary import PROVENANCE, extra_columns, sheets, table_names
from graphsvc.domain.ports import Store
from graphsvc.domain.tables import ChainTables, Row, content_digest

Document = dict[str, Any]

KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "submissions": ((), ()),
    "chains": (("chain_code",), ()),
    "product_inputs": (("to_product", "from_product"), ("route", "year")),
    "firms": (("firm_id",), ("year",)),
    "capacities": (("firm", "product", "site", "state"), ("grade", "start")),
    "supplies": (("supplier", "buyer", "product"), ("year",)),
    "strengths": (("stage_code", "product_code", "type"), ()),
    "shortfalls": (("stage_code", "product_code", "type"), ()),
    "targets": (("kind", "name", "stage"), ("no",)),
    "outside_resources": (("type", "name", "origin"), ("products",)),
    "policies": (("doc_no", "name"), ()),
    "experts": (("name", "affiliation"), ()),
    "observations": (("firm", "product", "period"), ("material",)),
    "aliases": (("kind", "alias"), ("target",)),
    "codes": (("code_set", "code"), ("start",)),
    "parked": (("table", "code", "cells"), ()),
}
"""Natural keys per table, and columns by which rows of one key find their partner first; else the unique code."""

_BESIDE = frozenset(name for name, _ in PROVENANCE)
_NOT_COMPARED = frozenset({"slot_chain", "slot_region", "submission_id", "source_file", "source_sheet", "source_row"})


def natural_key(table: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(columns that say which thing a row is about, columns that tell its rows apart) of a canonical table."""
    if table in KEYS:
        return KEYS[table]
    for sheet in sheets():
        if sheet.table == table:
            return tuple(c.field for c in sheet.columns if "unique" in c.rules)[:1], ()
    return tuple(c.name for c in extra_columns(table)), ()


def compare_versions(store: Store, before: str, after: str) -> Document:
    """What changed from version ``before`` to version ``after``.

    Returns
    -------
    ``added``, ``removed``: ``{"table", "slot", "key", "row"}``; ``changed``: ``{"table", "slot", "key", "field",
    "before", "after", "reason"}``. Rows are compared within their slot by natural key. The reason is ``reality``
    where the row's cut-off date is later, ``data`` where it is the same, else ``unknown``.

    Raises
    ------
    NotFound
        ``unknown_version``.
    """
    versions = [store.version(before), store.version(after)]
    old, new = (store.tables(version.version_id) for version in versions)
    found: Document = {
        "from": versions[0].version_id,
        "to": versions[1].version_id,
        "added": [],
        "removed": [],
        "changed": [],
    }
    if versions[0].content_hash == versions[1].content_hash:
        return found
    slots = sorted({entry.slot for version in versions for entry in version.slots})
    for table in table_names():
        for slot in slots:
            ours, theirs = (_of_slot(tables, table, slot.chain, slot.region) for tables in (old, new))
            if content_digest(table, ours) == content_digest(table, theirs):
                continue
            about = {"table": table, "slot": {"chain": slot.chain, "region": slot.region}}
            for key, a, b in _pairs(table, ours.to_pylist(), theirs.to_pylist()):
                if a is None or b is None:
                    found["added" if a is None else "removed"].append(
                        {**about, "key": key, "row": b if a is None else a}
                    )
                else:
                    found["changed"] += [{**about, "key": key, **change} for change in _changes(table, a, b)]
    return found


def _of_slot(tables: ChainTables, table: str, chain: str, region: str) -> pa.Table:
    data = tables[table]
    if not data.num_rows:
        return data
    place = pc.fill_null(data["slot_region"], "")
    return data.filter(pc.and_(pc.equal(data["slot_chain"], chain), pc.equal(place, region)))


def _pairs(table: str, ours: list[Row], theirs: list[Row]) -> Iterator[tuple[Document, Row | None, Row | None]]:
    """(key, row before, row after) for every row of both sides, None where a side has none; keys in order."""
    fields, also = natural_key(table)
    groups: dict[bytes, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((ours, theirs)):
        for row in rows:
            groups[orjson.dumps([row[name] for name in fields])][side].append(row)
    for text in sorted(groups):
        key = dict(zip(fields, orjson.loads(text), strict=True))
        for a, b in _partners(table, also, *groups[text]):
            yield key, a, b


def _partners(
    table: str, also: Sequence[str], ours: list[Row], theirs: list[Row]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows of one key: those of the same content first, then those alike in ``also``, then in canonical order."""

    def by_content(row: Row) -> bytes:
        return _content(table, row)

    def by_mark(row: Row) -> bytes:
        return orjson.dumps([row[name] for name in also])

    for tell in (by_content, by_mark):
        waiting: dict[bytes, list[Row]] = defaultdict(list)
        for row in theirs:
            waiting[tell(row)].append(row)
        left = []
        for row in ours:
            others = waiting[tell(row)]
            if others:
                yield row, others.pop(0)
            else:
                left.append(row)
        ours, theirs = left, [row for rows in waiting.values() for row in rows]
    ours, theirs = (sorted(rows, key=by_content) for rows in (ours, theirs))
    for i in range(max(len(ours), len(theirs))):
        yield ours[i] if i < len(ours) else None, theirs[i] if i < len(theirs) else None


def _compared(table: str, row: Row) -> list[str]:
    """Columns whose change is told. ``as_of`` and ``quality`` are a row's own only where its list has them."""
    own = {c.field for sheet in sheets() if sheet.table == table for c in sheet.columns}
    return [name for name in row if name not in _NOT_COMPARED and (name not in _BESIDE or name in own)]


def _content(table: str, row: Row) -> bytes:
    return orjson.dumps([row[name] for name in _compared(table, row)])


def _changes(table: str, before: Row, after: Row) -> Iterator[Document]:
    names = _compared(table, {**before, **after})
    reason = _reason(before.get("as_of"), after.get("as_of"))
    for name in names:
        a, b = before.get(name), after.get(name)
        if a != b:
            yield {"field": name, "before": a, "after": b, "reason": reason}


def _reason(before: str | None, after: str | None) -> str:
    if before is None or after is None or after < before:
        return "unknown"
    return "reality" if after > before else "data"
