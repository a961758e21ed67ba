"""Ratios that can be read in two ways: settled by the other cells of their row, left blank, or the row waits."""

from __future__ import annotations

from typing import NamedTuple

from graphsvc.domain.dictionary import Column
from loaders.cells.reading import Cell, Issue, Read, issue
from loaders.lists.headings import Heading
from loaders.lists.row_rules import Row, applies

NEAR = 0.05
"""How far a ratio may lie from the one that the row's own figures give: the five points of V11."""


class Doubt(NamedTuple):
    """A bare number below 1 in a column of percents: 0.5 may be 50 % or half a percent."""

    column: Column
    heading: Heading | None
    cell: Cell
    issue: Issue


def settle(doubt: Doubt, row: Row) -> Read:
    """What a doubted ratio becomes once the row has been read.

    Where the dictionary says what it is the ratio of (``ratio=output/effective_capacity/design_capacity``) and exactly
    one reading lies within 5 points of it, that one. Else null, since the row has a meaning without it; the row waits
    only where the column is one that it cannot do without (ruling of percent columns).
    """
    number = doubt.issue.facts["number"]
    told = _told(doubt.column, row)
    fitting = [value for value in (number, number / 100) if told is not None and abs(value - told) <= NEAR]
    if len(fitting) == 1:
        return Read(fitting[0], None, (issue("share_settled", "repaired", value=f"{fitting[0]:.6g}"),))
    if doubt.column.required == "R" or applies(doubt.column, row):
        return Read(None, None, (issue("mixed_percent", "parked", done_zh="该行暂存", done_en="the row is parked"),))
    facts = {"done_zh": "留空，该行照常使用", "done_en": "it is left blank, the row stands"}
    return Read(None, None, (Issue("mixed_percent", "nulled", facts),))


def _told(column: Column, row: Row) -> float | None:
    """The ratio that other cells of the row give: the first divisor that is known counts."""
    above, *below = column.rules.get("ratio", "").split("/")
    part = row.get(above)
    whole = next((row[field] for field in below if row.get(field)), None)
    return part / whole if part is not None and whole else None
