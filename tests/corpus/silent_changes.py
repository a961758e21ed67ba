"""What differs between a good book and the same one edited, without a word at its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from graphsvc.domain.dictionary import Column, sheet_of
from tests.corpus.cell_edits import FIGURES
from tests.corpus.edits import Edited
from tests.corpus.pages import Book
from tests.corpus.reading import Loaded

_SIBLINGS = ("_lower", "_upper", "_flag", "_precision", "_zone", "_unit")
_PROVENANCE = frozenset({"source_file", "source_sheet", "source_row", "submission_id", "quality", "as_of"})
_SAID = FIGURES | {"date", "bool", "enum"}
"""Types whose values are no copy of what is written."""


_HEADER_WITHIN = 6
"""A notice of a header stands in one of the first rows."""


def silent_changes(book: Book, before: Loaded, after: Loaded, edited: Edited) -> list[str]:
    """Rows and fields that differ though nothing is said at them, in words for the reader of a failed test.

    ``book`` is the edited one, which says under which name a list stands now.
    """
    found: list[str] = []
    for table in before.staged.tables.n_rows():
        if table in book and table != "submissions":
            found += _of_list(table, book[table].name, before, after, edited)
    return found


def _of_list(table: str, name: str, before: Loaded, after: Loaded, edited: Edited) -> Iterator[str]:
    sheet, is_edited = sheet_of(table), table == edited.table
    said = {n.place.row for n in after.notices if n.place.sheet == name}
    wide = (
        is_edited
        and edited.is_wide
        and any(n.place.row is None or (n.place.sheet == name and n.place.row <= _HEADER_WITHIN) for n in after.notices)
    )
    ours, theirs = _by_row(before, table), _by_row(after, table)
    for row, rows in ours.items():
        now = edited.moved(row) if is_edited else row
        others = theirs.get(now, [])
        if rows == others or wide or now in said:
            continue
        if is_edited and row in edited.rows and said & {edited.moved(each) for each in edited.rows}:
            continue
        differ = _differing(rows, others)
        own = edited.cells.get(row) if is_edited else None
        if own == "*":
            figures = {c.field for c in sheet.columns if _is_said(c)} - edited.alike
            differ = {f for f in differ & figures if others[0][f] is not None} if len(others) == 1 else set()
        elif own is not None:
            differ = {field for field in differ if not _may_be(sheet.column(own), field, others, edited)}
        if differ:
            yield f"{table} {row} {sorted(differ)}: {_shown(rows, differ)} → {_shown(others, differ)}"


def _is_said(column: Column) -> bool:
    """Whether a value is more than a copy of what is written; a unit of measure keeps its remark (8英寸)."""
    return column.type in _SAID and "open" not in column.rules


def _may_be(own: Column, field: str, others: list[dict[str, Any]], edited: Edited) -> bool:
    """Whether a field of the row of an edited cell may hold what it holds now, without a word."""
    if field != own.field and field.removeprefix(own.field) not in _SIBLINGS:
        return False
    value = others[0].get(own.field) if others else None
    return not _is_said(own) or value is None or value in edited.values


def _by_row(loaded: Loaded, table: str) -> Mapping[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in loaded.staged.tables.rows(table):
        rows[row["source_row"]].append({k: v for k, v in row.items() if k not in _PROVENANCE})
    return rows


def _differing(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> set[str]:
    if len(rows) == len(others) == 1:
        return {field for field in rows[0] if rows[0][field] != others[0][field]}
    return {"(row)"}


def _shown(rows: list[dict[str, Any]], fields: set[str]) -> object:
    return [{field: row.get(field) for field in fields} for row in rows]
