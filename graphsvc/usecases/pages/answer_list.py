"""An answer of the catalogue as a table of a page: chosen columns under the words of the question, with its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from graphsvc.domain.answers import Answer
from graphsvc.domain.pages import Goto, Line, Linked, Links, Listing, Named, Plain, Shown
from graphsvc.domain.report import Amount, Cell
from graphsvc.domain.values import Values
from graphsvc.usecases.amounts import decimals
from graphsvc.usecases.pages.told import label, value_cell

Rows = Sequence[tuple[Values, str]]
"""Values of rows, and their evidence ids."""
Leads = Mapping[str, Callable[[Values], Goto | None]]
"""Where the value of a column leads, by its name."""
Told = Mapping[str, tuple[Named, Callable[[Values], Cell]]]
"""Columns that are said otherwise: what they are called, and the value."""
FILE_ROWS = 1000
"""Rows of a file the interface gives at most."""
FIGURES = ("number", "integer")
ENDINGS = ("xlsx", "csv", "json")


def rows_of(answer: Answer) -> list[tuple[Values, str]]:
    """Every row with its evidence id."""
    return [(f.values, e) for f, e in zip(answer.findings, answer.evidence_ids, strict=True)]


def answer_list(
    key: str,
    answer: Answer,
    names: Sequence[str],
    rows: Rows | None = None,
    leads: Leads | None = None,
    most: int = 0,
    told: Told | None = None,
) -> Listing:
    """Columns ``names`` of ``rows`` (all rows where None); the page shows ``most`` of them, its files all.

    ``told`` says a column otherwise, e.g. codes by name. Figures stand with their bounds and
    unit, codes as words; the words of a column are those of the question.
    """
    columns = {column.name: column for column in answer.columns}
    shown_rows = rows_of(answer) if rows is None else rows
    own = told or {}

    def cell_of(name: str, values: Values) -> Cell:
        if name in own:
            return own[name][1](values)
        cell, column = value_cell(columns[name], values), columns[name]
        return Amount(None, column.unit or "") if cell is None and column.type in FIGURES else cell

    cells = [_column([cell_of(name, values) for values, _ in shown_rows]) for name in names]

    def shown(name: str, cell: Cell, values: Values) -> Shown:
        goto = leads[name](values) if leads and name in leads and cell is not None else None
        return Linked(cell, goto) if goto is not None else cell

    lines = tuple(
        Line(tuple(shown(name, column[i], values) for name, column in zip(names, cells, strict=True)), evidence)
        for i, (values, evidence) in enumerate(shown_rows)
    )
    headings = tuple(own[name][0] if name in own else label(columns[name]) for name in names)
    return Listing(key, headings, lines, len(lines), most=most)


def answer_files(answer: Answer, about: Mapping[str, Plain]) -> Links:
    """The whole answer as Excel, CSV and JSON, from the interface: every row and column."""
    path = f"/api/v1/questions/{answer.question}"
    to = Goto(path, {**about, "limit": FILE_ROWS})
    return Links(tuple((f"answer_{ending}", Goto(path, {**to.query, "format": ending}), True) for ending in ENDINGS))


def _column(cells: Sequence[Cell]) -> list[Cell]:
    """Cells of one column: where any figure of it lies outside 0-1, none is read in percent."""
    is_plain = any(isinstance(cell, Amount) and cell.unit == "number" for cell in cells)
    return [
        rounded(
            replace(cell, unit="number") if is_plain and isinstance(cell, Amount) and cell.unit == "share" else cell
        )
        for cell in cells
    ]


def rounded(cell: Cell) -> Cell:
    """A figure with as many decimals as its size needs, that of its upper bound where it is nothing; anything else as
    it is."""
    return replace(cell, digits=decimals(cell.value or cell.upper, cell.unit)) if isinstance(cell, Amount) else cell
