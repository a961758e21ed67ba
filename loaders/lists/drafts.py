"""One row while it is read: what cells come to is decided elsewhere and written here, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graphsvc.domain.dictionary import Column
from graphsvc.domain.notices import Notice
from graphsvc.domain.personal import mask
from loaders.cells.reading import Read
from loaders.lists.headings import Heading
from loaders.lists.plans import SheetPlan
from loaders.raw_cells import Cell, Row, Value
from loaders.rulings import REJECTED
from loaders.text import cell_text


class Told(NamedTuple):
    """What one cell of a row comes to. ``instead`` are further fields of the row, written over what they held."""

    column: Column
    heading: Heading | None
    cell: Cell
    found: Read
    instead: Mapping[str, Value] | None = None


class Draft:
    """A row of a list in the making.

    ``said`` are fields of which something was said, ``doubts`` cells that the rest of the row decides, ``later``
    figures whose unit another file tells (field, text with its unit), ``parked`` the code under which the row
    waits, ``cells`` what was written of it. ``remarks`` belong to the line of the sheet: rows made of one line share
    them.
    """

    __slots__ = (
        "cells",
        "doubts",
        "is_rejected",
        "is_repaired",
        "is_short",
        "later",
        "number",
        "parked",
        "plan",
        "remarks",
        "said",
        "values",
    )

    def __init__(
        self, plan: SheetPlan, number: int, cells: Sequence[Cell] = (), remarks: list[Notice] | None = None
    ) -> None:
        self.plan, self.number, self.cells = plan, number, cells
        self.remarks: list[Notice] = [] if remarks is None else remarks
        self.values: Row = {}
        self.said: set[str] = set()
        self.doubts: list[Told] = []
        self.later: list[tuple[str, str]] = []
        self.parked: str | None = None
        self.is_rejected = False
        self.is_repaired = False
        self.is_short = False

    def beside(self, values: Row) -> Draft:
        """Another row made of the same line, with these values; it counts as repaired."""
        other = Draft(self.plan, self.number, self.cells, self.remarks)
        other.values = values
        other.is_repaired = True
        return other

    @property
    def is_bad(self) -> bool:
        """Whether the row counts as bad: it is parked, or its identity is not taken over."""
        return self.parked is not None or self.is_rejected

    @property
    def quality(self) -> str:
        """C where something is missing, B where something was repaired, else A."""
        return "C" if self.is_short else "B" if self.is_repaired else "A"

    def write_all(self, told: Iterable[Told]) -> None:
        """Write one cell after the other; each may be decided by what those before it have written."""
        for each in told:
            self.write(each)

    def write(self, told: Told) -> None:
        """Keep what a cell came to; a sibling never overwrites a column's own value."""
        field, found = told.column.field, told.found
        if found.issues:
            self._remark(told)
        if found.doubt is not None:
            self.doubts.append(told)
        if told.instead:
            self.values.update(told.instead)
        if found.value is not None:
            self.values[field] = found.value
        if found.beside:
            self.values.update((name, value) for name, value in found.beside.items() if self.values.get(name) is None)

    def _remark(self, told: Told) -> None:
        """Note the issues of a cell at its place, and what they do to the row."""
        column = told.column
        whole, is_personal = cell_text(told.cell), "personal" in column.rules or column.field == "person"
        place = self.plan.place(self.number, told.heading)
        self.said.add(column.field)
        for each in told.found.issues:
            shown = each.original or whole
            original = mask(shown, True) if is_personal else shown
            self.remarks.append(Notice(each.code, place, original or None, each.action, each.facts))
            if each.action == "parked":
                self.parked = self.parked or each.code
            elif each.action != "kept":
                self.is_repaired = True
            if each.code in REJECTED and column.field == "uscc":
                self.is_rejected = True
