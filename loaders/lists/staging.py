"""The rows of one sheet, typed and with provenance; what cannot be read waits or is null, and is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.concerns import as_written
from loaders.later_units import Later
from loaders.lists.corrected import read_decided
from loaders.lists.drafts import Draft
from loaders.lists.learned import Learned
from loaders.lists.plans import Line, SheetPlan
from loaders.lists.row_texts import cells_text
from loaders.lists.secrecy import Mark
from loaders.lists.staged_rows import StagedRows
from loaders.raw_cells import Row
from loaders.report import Report


@dataclass
class Context:
    """What the sheets of one submission share while they are read."""

    report: Report
    learned: Learned = field(default_factory=Learned)
    parked: list[Row] = field(default_factory=list)
    secrecy: list[Mark] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)


@dataclass
class Outcome:
    """Rows of one list, how many lines were read, and the numbers of the bad ones."""

    rows: StagedRows = field(default_factory=StagedRows)
    n_read: int = 0
    bad: list[int] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Take in what another table of the list came to."""
        begin = self.rows.n
        self.rows.extend(other.rows)
        self.n_read += other.n_read
        self.bad += other.bad
        self.later += [each._replace(row=begin + each.row) for each in other.later]


def stage_rows(plan: SheetPlan, data: Sequence[Line], context: Context) -> Outcome:
    """Read all lines; keep their rows, put aside what waits, and say what is to be said."""
    outcome = Outcome(n_read=len(data))
    for number, line in data:
        if number in plan.raw.hidden_rows:
            context.report.add("hidden_row", plan.place(number), None, "kept")
        read = read_decided(plan, number, line, context.learned)
        for notice in read.remarks:
            context.report.take(notice)
        for row in read.rows:
            if row.parked is None:
                table, at = plan.sheet.table, outcome.rows.n
                outcome.later += [Later(table, at, *told) for told in row.later]
                outcome.rows.append(_with_provenance(row))
            else:
                context.parked.append(_put_aside(row, row.parked))
        if any(row.is_bad for row in read.rows):
            outcome.bad.append(number)
    return outcome


def _with_provenance(row: Draft) -> Row:
    raw = row.plan.raw
    return {
        **row.values,
        "quality": row.quality,
        "source_file": raw.file,
        "source_sheet": raw.name,
        "source_row": row.number,
    }


def _put_aside(row: Draft, code: str) -> Row:
    """A row for the table ``parked``: its cells as they are written, and what it speaks of."""
    raw, table = row.plan.raw, row.plan.sheet.table
    return {
        "table": table,
        "code": code,
        "file": raw.file,
        "sheet": raw.name,
        "row": row.number,
        "cells": cells_text(row),
        **as_written(table, row.values),
    }
