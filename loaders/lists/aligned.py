"""Figures told one for each of several suppliers in a cell: 30、20 beside 甲、乙, or 甲（60%）；乙（40%）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from loaders.cells.annotations import annotated, naming_of
from loaders.cells.figures import read_share
from loaders.cells.firms_in_cells import OTHERS, several_sources
from loaders.cells.reading import Issue, Read, Reading, issue
from loaders.cells.spoken_numbers import parse_number
from loaders.lists.amounts import amount_in
from loaders.lists.drafts import Draft, Told
from loaders.lists.headings import Heading
from loaders.lists.learned import Learned
from loaders.lists.plans import Plan, SheetPlan
from loaders.raw_cells import Cell, cell_at, text_in
from loaders.text import cell_text, is_blank

_SEPARATORS = "、；;/\n|｜"
"""What stands between figures; a comma may stand inside of one."""
_SHARE_BEHIND = re.compile(
    r"^(.*\D)[(（]\s*(?:占比?|占采购量?|主供|备供|份额)?((?:约)?[\d.]+\s*[%％]|[一二三四五六七八九\d]成)[)）]$"
)
_SEVERAL = re.compile(r"[、，,；;/\n|｜和及与&(（等]")
_FIGURES = frozenset({"unit/yr", "万元", "1"})


class Aligned(NamedTuple):
    """The suppliers of a line, the line without figures that are told one for each, and those by position."""

    text: str
    suppliers: list[str]
    line: Sequence[Cell]
    figures: dict[int, list[str]]
    shares: list[str]

    @property
    def shown(self) -> str:
        """The figures as they stand, for what is said."""
        lists = [*self.figures.values(), *([self.shares] if any(self.shares) else [])]
        return "；".join("、".join(each) for each in lists)


def aligned_figures(plan: SheetPlan, line: Sequence[Cell], learned: Learned) -> Aligned | None:
    """What a line tells of each of the suppliers in its cell; None where it tells nothing so."""
    heading = plan.headings.get("supplier")
    text = cell_text(cell_at(line, heading.position)) if heading and plan.sheet.table == "supplies" else ""
    if heading is None or not _SEVERAL.search(text) or learned.firms.knows(text):
        return None
    parts = several_sources(text, learned.firms.knows)
    matches = [_SHARE_BEHIND.match(part) for part in parts]
    told = plan.headings.get("share_buyer")
    is_share_told = told is not None and not is_blank(cell_text(cell_at(line, told.position)))
    shares = [match[2] if match else "" for match in matches]
    names = [match[1].strip() if match else part for match, part in zip(matches, parts, strict=True)]
    cells = list(line)
    figures: dict[int, list[str]] = {}
    for each in plan.plans if len(names) > 1 else ():
        found = _one_for_each(each, line, sum(name != OTHERS for name in names))
        if found is not None:
            figures[each.headings[0].position] = found
            cells[each.headings[0].position] = None
    if not figures and not any(shares):
        return None
    cells[heading.position] = "、".join(names)
    naming = naming_of(plan.sheet.table, heading.column)
    bare = [annotated(name, naming).name if naming else name for name in names]  # as the cell will be read
    return Aligned(text, bare, cells, figures, [] if is_share_told else shares)


def _one_for_each(plan: Plan, line: Sequence[Cell], n: int) -> list[str] | None:
    cell = cell_at(line, plan.headings[0].position)
    if plan.column.unit not in _FIGURES or not isinstance(cell, str):
        return None
    parts = [part for part in re.split(f"[{_SEPARATORS}]", cell) if part.strip()]
    return parts if len(parts) == n > 1 and all(map(parse_number, parts)) else None


def write_aligned(row: Draft, aligned: Aligned, learned: Learned) -> None:
    """Write the figures of the supplier of a row into it."""
    name = text_in(row.values, "supplier")
    index = aligned.suppliers.index(name) if name in aligned.suppliers else len(aligned.suppliers)
    for plan in row.plan.plans:
        parts = aligned.figures.get(plan.headings[0].position)
        if parts is None or index >= len(parts):
            continue
        heading, cell = plan.headings[0], parts[index].strip()
        if plan.is_quantity:
            row.write(amount_in(row.plan.sheet, plan, heading, cell, row.values, learned.products))
        else:
            row.write(Told(plan.column, heading, cell, plan.reader(cell)))
    share = aligned.shares[index] if index < len(aligned.shares) else ""
    if share:
        column = row.plan.sheet.column("share_buyer")
        own = next((plan for plan in row.plan.plans if plan.column is column), None)
        heading = own.headings[0] if own else Heading(-1, column.heading, column, 0)
        row.write(Told(column, heading, share, _share(own, share, row)))


def _share(plan: Plan | None, text: str, row: Draft) -> Read:
    """A share that stands behind a supplier's name; it has its own sign, so that no column need decide."""
    reading = plan.reading if plan else Reading(row.plan.sheet.table, row.plan.sheet.column("share_buyer"))
    return read_share(reading, text)


def said_of(aligned: Aligned) -> Issue:
    """What is said of a line whose figures were taken in the order of its suppliers."""
    return issue("figures_in_order", "repaired", n=len(aligned.suppliers), figures=aligned.shown)
