"""A made chain as pages of the plain template: printed headings, numbers as numbers, one row per fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from graphsvc.domain.dictionary import Column, Sheet, sheet_of
from tests.corpus.pages import Book, Page


def fields_of(sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Columns of a list that any of its rows fills, and all that are required, in printed order."""
    filled = {name for row in rows for name in row}
    return [c for c in sheet.columns if not c.is_derived and (c.field in filled or c.required == "R")]


def number(value: Decimal | int) -> float | int:
    """An exact number as a cell of a spreadsheet holds it."""
    return int(value) if value == int(value) else float(value)


def plain_cell(value: Any, separator: str = "、") -> Any:
    """A value as the template shows it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (Decimal, int)):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return separator.join(value) if isinstance(value, list) else value


def cell_of(column: Column, row: Mapping[str, Any]) -> Any:
    """A field of a row as the template shows it: in the unit that bare numbers of its column stand in."""
    value = row.get(column.field)
    if column.default_unit == "亿元" and isinstance(value, Decimal):
        value /= 10_000
    return plain_cell(value)


def plain_book(chain: Mapping[str, Sequence[Mapping[str, Any]]]) -> Book:
    """The chain under the printed headings, in the first row of each page; list 00 as lines of key and value."""
    book: Book = {}
    for table, rows in chain.items():
        sheet = sheet_of(table)
        columns = fields_of(sheet, rows)
        name = f"{sheet.number}_{sheet.name}"
        if table == "submissions":
            lines = [[c.heading, cell_of(c, rows[0])] for c in columns]
        else:
            lines = [[c.heading for c in columns]]
            lines += [[cell_of(c, row) for c in columns] for row in rows]
        book[table] = Page(sheet, name, lines)
    return book
