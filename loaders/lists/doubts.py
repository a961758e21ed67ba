"""Ratios that can be read in two ways: settled by the other cells of their row, left blank, or the row waits."""

from __future__ import annotations

from graphsvc.domain.dictionary import Column
from graphsvc.domain.rounding import plain
from loaders.cells.reading import Issue, Read, issue
from loaders.lists.drafts import Told
from loaders.lists.row_rules import applies
from loaders.raw_cells import Row, number_in

NEAR = 0.05
"""How far a ratio may lie from the one that the row's own figures give: the five points of V11."""


def settled(told: Told, row: Row) -> Told:
    """What a doubted ratio becomes once the row has been read: 0.5 under percents is 50 % or half a percent.

    Where the dictionary says what it is the ratio of (``ratio=output/effective_capacity/design_capacity``) and exactly
    one reading lies within 5 points of it, that one. Else null, since the row has a meaning without it; the row waits
    only where the column is one that it cannot do without (ruling of percent columns).
    """
    return told._replace(found=_decided(told.column, told.found.doubt, row))


def _decided(column: Column, number: float | None, row: Row) -> Read:
    whole = _told(column, row)
    readings = () if number is None or whole is None else (number, number / 100)
    fitting = [value for value in readings if whole is not None and abs(value - whole) <= NEAR]
    if len(fitting) == 1:
        return Read(fitting[0], None, (issue("share_settled", "repaired", value=plain(fitting[0])),))
    if column.required == "R" or applies(column, row):
        return Read(None, None, (issue("mixed_percent", "parked", done_zh="该行暂存", done_en="the row is parked"),))
    facts = {"done_zh": "留空，该行照常使用", "done_en": "it is left blank, the row stands"}
    return Read(None, None, (Issue("mixed_percent", "nulled", facts),))


def _told(column: Column, row: Row) -> float | None:
    """The ratio that other cells of the row give: the first divisor that is known counts."""
    above, *below = column.rules.get("ratio", "").split("/")
    part = number_in(row, above)
    whole = next((value for field in below if (value := number_in(row, field))), None)
    return part / whole if part is not None and whole else None
