"""Rows that a person corrected: read with the cells that were decided for them."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.decisions import Decision
from loaders.cells.reading import Issue, Read, Reading
from loaders.cells.values import reader_of
from loaders.lists.drafts import Draft, Told
from loaders.lists.learned import Learned
from loaders.lists.plans import SheetPlan
from loaders.lists.row_reading import LineRead, read_line
from loaders.lists.row_texts import canonical, cells_text
from loaders.raw_cells import Cell, cell_at, text_in
from loaders.rows import typed_cells
from loaders.text import cell_text

MOST = 5
"""A row may be corrected, wait for another fault, and be corrected again: so many times."""


def read_decided(plan: SheetPlan, number: int, line: Sequence[Cell], learned: Learned) -> LineRead:
    """Read a line; rows of it about which a person decided are read with the corrected cells, and it is said."""
    read, table = read_line(plan, number, line, learned), plan.sheet.table
    if not learned.decided.has_rows(table):
        return read
    cells = list(line)
    for _ in range(MOST):
        found = next(((row, told) for row in read.rows if (told := _decisions(row, learned))), None)
        if found is None:
            break
        row, decisions = found
        for each in decisions:
            learned.decided.use(each)
        said = [_said(row, each, cells) for each in decisions]
        if len(read.rows) > 1:
            row.write_all(_written(row, each) for each in decisions)
        else:
            absent = _put(plan, cells, decisions)
            read = read_line(plan, number, cells, learned)
            read.rows[0].write_all(_written(read.rows[0], each) for each in absent)
            row = read.rows[0]
        row.write_all(said)
    return read


def _decisions(row: Draft, learned: Learned) -> Sequence[Decision]:
    """What was decided about a row, found by its cells as written, else by what they came to."""
    sheet = row.plan.sheet
    for told in (cells_text(row), typed_cells(sheet, row.values)):
        if found := learned.decided.row(sheet.table, canonical(sheet.table, told)):
            return found
    return ()


def _put(plan: SheetPlan, cells: list[Cell], decisions: Sequence[Decision]) -> list[Decision]:
    """Put corrections into the cells of a line; those of fields that the sheet has no column for are given back."""
    absent = []
    for each in decisions:
        heading = plan.headings.get(each.doubt.field)
        if heading is None or heading.position < 0:
            absent.append(each)
            continue
        cells.extend([None] * (heading.position + 1 - len(cells)))
        cells[heading.position] = each.value
    return absent


def _written(row: Draft, decision: Decision) -> Told:
    """A correction read by the reader of its column, for a row that shares its line or lacks the column."""
    column = row.plan.sheet.column(decision.doubt.field)
    heading = row.plan.headings.get(column.field)
    row.parked = None
    found = reader_of(Reading(row.plan.sheet.table, column))(decision.value)
    return Told(column, heading, decision.value, found)


def _said(row: Draft, decision: Decision, cells: Sequence[Cell]) -> Told:
    """That a person decided, with what stood there before: its own part of a cell where several rows share it."""
    column = row.plan.sheet.column(decision.doubt.field)
    heading = row.plan.headings.get(column.field)
    before = text_in(row.values, column.field) or (cell_text(cell_at(cells, heading.position)) if heading else "")
    issue = Issue("decided", "repaired", decision.facts, before.strip() or "—")
    return Told(column, heading, None, Read(issues=(issue,)))
