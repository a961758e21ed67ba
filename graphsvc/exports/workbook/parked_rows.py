"""Rows that were put aside while reading, as they were written, so that they wait again for the same reason.

Those under printed headings go below their list; those under other headings stand in a sheet of their own, named by
another name of the list, since the heading (with its unit) is part of what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from graphsvc.domain.dictionary import Sheet

Cells = Mapping[str, str]
"""A row as it was written: heading to text."""

_BARE = re.compile(r"0?\.\d+")
_MIXED = "mixed_percent"


@dataclass(frozen=True)
class Parked:
    """Rows of one list that wait.

    ``below``: under printed headings; ``apart``: under the headings ``headings`` of a sheet of their own; ``doubted``:
    printed headings of shares that wait because bare percents stand in their column.
    """

    below: Sequence[Cells]
    apart: Sequence[Cells]
    headings: Sequence[str]
    doubted: frozenset[str]


def parked_of(sheet: Sheet, rows: Iterable[Mapping[str, object]]) -> Parked:
    """The rows of the table ``parked`` that belong to a list."""
    printed = {column.heading: column for column in sheet.columns if not column.is_derived}
    below: list[Cells] = []
    apart: list[Cells] = []
    doubted: set[str] = set()
    for row in rows:
        if row["table"] != sheet.table:
            continue
        cells: Cells = orjson.loads(str(row["cells"]))
        (below if printed.keys() >= cells.keys() else apart).append(cells)
        if row["code"] == _MIXED:
            shares = {name for name, text in cells.items() if name in printed and printed[name].type == "share"}
            doubted |= {name for name in shares if _BARE.fullmatch(cells[name])}
    needed = [sheet.column(field).heading for group in sheet.needs for field in group]
    headings = [*dict.fromkeys(heading for cells in apart for heading in cells), *needed] if apart else []
    return Parked(below, apart, list(dict.fromkeys(filter(None, headings))), frozenset(doubted))
