"""Pages of a made workbook: cells with what a spreadsheet can do to them, written as .xlsx or as CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from graphsvc.domain.dictionary import Sheet


@dataclass(frozen=True)
class Styled:
    """A cell with a number format, struck out, or with a comment."""

    value: Any
    number_format: str = "General"
    is_struck: bool = False
    comment: str | None = None


Area = tuple[int, int, int, int]
"""Top, left, bottom, right; all from 1."""


@dataclass
class Page:
    """One sheet of a book: the list it holds, its rows, what is merged or hidden (numbers from 1)."""

    sheet: Sheet
    name: str
    rows: list[list[Any]]
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    state: str = "visible"

    def copy(self) -> Page:
        """The page, to be altered."""
        rows = [list(row) for row in self.rows]
        hidden = set(self.hidden_rows), set(self.hidden_columns)
        return replace(self, rows=rows, merged=list(self.merged), hidden_rows=hidden[0], hidden_columns=hidden[1])

    def column(self, name: str) -> int:
        """Position (from 0) of a field under its printed heading in the first row; a new column where it has none."""
        heading = self.sheet.column(name).heading
        if heading not in self.rows[0]:
            self.rows[0].append(heading)
        return self.rows[0].index(heading)

    def get(self, row: int, name: str) -> Any:
        """The cell of a field in a row (from 1)."""
        position, cells = self.column(name), self.rows[row - 1]
        return cells[position] if position < len(cells) else None

    def put(self, row: int, name: str, value: Any) -> None:
        """Write a field of a row (from 1)."""
        position, cells = self.column(name), self.rows[row - 1]
        cells.extend([None] * (position + 1 - len(cells)))
        cells[position] = value


Book = dict[str, Page]
"""Pages by table."""


def copy_of(book: Mapping[str, Page]) -> Book:
    """A book to be altered."""
    return {table: page.copy() for table, page in book.items()}


def write_book(pages: Sequence[Page], path: Path) -> Path:
    """Write pages as one workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        made = book.create_sheet()
        made.title = page.name
        made.sheet_state = page.state
        for row, cells in enumerate(page.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if cell is not None:
                    _write(made.cell(row, column), cell)
        for top, left, bottom, right in page.merged:
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in page.hidden_rows:
            made.row_dimensions[row].hidden = True
        for column in page.hidden_columns:
            made.column_dimensions[made.cell(1, column).column_letter].hidden = True
    book.save(path)
    return path


def _write(target: Any, cell: Any) -> None:
    plain = cell.value if isinstance(cell, Styled) else cell
    target.value = plain
    if isinstance(cell, Styled):
        target.number_format = cell.number_format
        if cell.is_struck:
            target.font = Font(strike=True)
        if cell.comment:
            target.comment = Comment(cell.comment, "示例")


def write_tables(pages: Sequence[Page], folder: Path, encoding: str) -> list[Path]:
    """Write each page as a CSV file of its name."""
    written = []
    for page in pages:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([["" if cell is None else cell for cell in row] for row in page.rows])
        path = folder / f"{page.name}.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        written.append(path)
    return written
