"""The plain book as pages, and steps that spoil it: a cell, a row, a column, a sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from graphsvc.domain.dictionary import sheet_of
from tests.corpus.pages import Book, Page
from tests.unit.loaders.books import FIRMS, PLAIN, SUPPLIES


class Spoiled(NamedTuple):
    """A code, what brings it about, and its place: list (or name of the sheet), row, heading."""

    code: str
    spoil: Callable[[Book], Any]
    sheet: str | None
    row: int | None = None
    column: str | None = None


TABLES = {"00": "submissions", "02": "stages", "03": "products", "05": "firms", "06": "capacities", "07": "supplies"}


def plain_pages() -> Book:
    """The plain book as pages."""
    return {
        TABLES[name[:2]]: Page(sheet_of(TABLES[name[:2]]), name, [list(row) for row in rows])
        for name, rows in PLAIN.items()
    }


def cell(code: str, table: str, field: str, value: Any, row: int = 2) -> Spoiled:
    """A value in one cell, said at that cell."""
    heading = sheet_of(table).column(field).heading
    return Spoiled(code, lambda book: book[table].put(row, field, value), table, row, heading)


def rows(table: str, change: Callable[[list[list[Any]]], Any]) -> Callable[[Book], Any]:
    """Rows of a page altered in place."""
    return lambda book: change(book[table].rows)


def add(table: str, *rows: list[Any]) -> Callable[[Book], Any]:
    """Rows behind the others."""
    return lambda book: book[table].rows.extend(map(list, rows))


def new(table: str, rows: list[list[Any]], name: str | None = None) -> Callable[[Book], Any]:
    """A list, or a further sheet of a list, that the plain book does not have."""
    sheet = sheet_of(table)
    page = Page(sheet, name or f"{sheet.number}_{sheet.name}", [list(row) for row in rows])
    return lambda book: book.update({name or table: page})


def column(table: str, *cells: Any) -> Callable[[Book], Any]:
    """A column behind the others, its heading first."""

    def add(book: Book) -> None:
        rows = book[table].rows
        for row, cell in zip(rows, [*cells, *[None] * len(rows)], strict=False):
            row.append(cell)

    return add


def name(table: str, name: str) -> Callable[[Book], Any]:
    """Another name for a sheet."""
    return lambda book: setattr(book[table], "name", name)


def attributes(table: str, **what: Any) -> Callable[[Book], Any]:
    """What is hidden, merged and so on in a page."""

    def step(book: Book) -> None:
        for key, value in what.items():
            setattr(book[table], key, value)

    return step


def both(*steps: Callable[[Book], Any]) -> Callable[[Book], Any]:
    """Several steps."""
    return lambda book: [step(book) for step in steps]


def put(table: str, row: int, **cells: Any) -> Callable[[Book], Any]:
    """Fields of one row."""

    def step(book: Book) -> None:
        for name, value in cells.items():
            book[table].put(row, name, value)

    return step


TYRES, BLACK = FIRMS[1], FIRMS[2]
TRADE = SUPPLIES[1]


def drop(page: Page, heading: str) -> None:
    """A column taken out."""
    at = page.rows[0].index(heading)
    for row in page.rows:
        del row[at]
