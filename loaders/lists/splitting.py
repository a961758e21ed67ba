"""Cells that hold more than one row: several products or suppliers, capacities of several states."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from graphsvc.domain.dictionary import Column
from loaders.cells.products_in_cells import split_states
from loaders.cells.reading import Read, issue
from loaders.lists.drafts import Told
from loaders.lists.plans import Plan, SheetPlan
from loaders.raw_cells import Cell, cell_at
from loaders.rulings import PRESENT
from loaders.text import cell_text

SPLIT_TABLES = frozenset({"capacities", "supplies"})
"""Lists in which a cell with several products stands for as many rows."""

OF_ALL_SUPPLIERS = frozenset({"declared_sole"})
"""Fields that speak of all suppliers of a cell together, as its figures do."""

SITE_FIELDS = ("firm", "site", "site_region", "site_region_zone", "park", "product")
"""What a second row of another state takes over."""

_FIGURES = frozenset({"unit/yr", "万元", "1"})
_SUFFIXES = ("", "_lower", "_upper", "_flag")


class Figures(NamedTuple):
    """Figures of a line that names several products or suppliers: no one can tell which part belongs to which."""

    columns: tuple[Column, ...]
    shown: str

    def fields(self) -> Iterator[str]:
        """Every field that one of them fills."""
        return (column.field + suffix for column in self.columns for suffix in _SUFFIXES)


def figures_of(plans: Sequence[Plan], cells: Sequence[Cell], also: Collection[str] = ()) -> Figures:
    """The filled figures of a line, and the fields ``also``, as they are told where they cannot be kept."""
    columns: list[Column] = []
    shown: dict[str, str] = {}
    for plan in plans:
        heading = plan.headings[0]
        cell = cell_at(cells, heading.position)
        if (plan.column.unit in _FIGURES or plan.column.field in also) and cell is not None:
            columns.append(plan.column)
            shown[heading.text] = cell_text(cell)
    return Figures(tuple(columns), "；".join(f"{heading} {text}" for heading, text in shown.items()) or "—")


class State(NamedTuple):
    """A capacity cell that tells of another state: the figure now, the other state, its figure or ""."""

    plan: Plan
    cell: Cell
    now: str
    state: str
    figure: str

    def said(self, stands: str) -> Told:
        """What is said of the cell; ``stands`` is the state that the row itself then has."""
        facts = {"figure": self.figure} if self.figure else {"stands": stands}
        code = "states_split" if self.figure else "state_in_cell"
        found = Read(issues=(issue(code, "repaired", state=self.state, **facts),))
        return Told(self.plan.column, self.plan.headings[0], self.cell, found)

    @property
    def own_state(self) -> str:
        """State of the row where its own column tells none: 500(在建300) is 500 now, 0(未投产) is planned."""
        return PRESENT if self.figure else self.state


def states_in(plan: SheetPlan, cells: Sequence[Cell]) -> list[State]:
    """The capacity cells of a line that tell of another state: 500(在建300), 0(未投产)."""
    found: list[State] = []
    for each in plan.amounts if plan.sheet.table == "capacities" else ():
        cell = cell_at(cells, each.headings[0].position)
        split = split_states(cell) if isinstance(cell, str) else None
        if split is not None:
            found.append(State(each, cell, *split))
    return found


def cells_of_other(plan: SheetPlan, cells: Sequence[Cell], states: Sequence[State]) -> Sequence[Cell]:
    """What a line says of its row of another state: firm, site and product, and the figures told for that state."""
    headings = (plan.headings.get(field) for field in SITE_FIELDS)
    shared = {heading.position for heading in headings if heading is not None}
    figures = {each.plan.headings[0].position: each.figure or None for each in states}
    return [figures.get(x, cell if x in shared else None) for x, cell in enumerate(cells)]


def with_state(plan: SheetPlan, cells: Sequence[Cell], state: str) -> Sequence[Cell]:
    """A line with a state in the column of states, where there is one."""
    heading = plan.headings.get("state")
    if heading is None:
        return cells
    longer = [*cells, *[None] * (heading.position + 1 - len(cells))]
    longer[heading.position] = state
    return longer
