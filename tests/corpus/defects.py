"""One defect in a clean book: what is done, what has to be said, where, and what else follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.corpus.pages import Book, Page


@dataclass(frozen=True)
class Expected:
    """A notice that must stand at a sheet, row and heading; ``follows`` are codes that the defect entails.

    ``row`` None: the notice is about the sheet or file. ``rows`` instead of one: at any of them.
    """

    code: str
    sheet: str | None
    row: int | None
    column: str | None
    follows: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()


Defect = Callable[[Book, Random], Expected | None]
"""Puts a defect into a book; None where the book has no place for it."""


def at(page: Page, row: int | None, name: str | None, code: str, *follows: str) -> Expected:
    """The notice of one cell, or of a row where ``name`` is None."""
    column = None if name is None else page.sheet.column(name).heading
    return Expected(code, page.name, row, column, frozenset(follows))


def rows_with(page: Page | None, *names: str) -> list[int]:
    """Numbers of the rows in which these fields are filled."""
    if page is None:
        return []
    headings = page.rows[0]
    known = [page.sheet.column(name).heading for name in names]
    if any(heading not in headings for heading in known):
        return []
    at_ = [headings.index(heading) for heading in known]
    return [n for n, row in enumerate(page.rows[1:], start=2) if all(row[p] is not None for p in at_)]


def some_row(book: Book, random: Random, table: str, *names: str) -> tuple[Page, int] | None:
    """A random row of a list in which these fields are filled."""
    rows = rows_with(book.get(table), *names)
    return (book[table], random.choice(rows)) if rows else None


def renamed(book: Book, old: object, new: object, but: str) -> None:
    """Write another text wherever this one stands, in every list but one."""
    for table, page in book.items():
        if table != but:
            page.rows[:] = [[new if cell == old else cell for cell in row] for row in page.rows]
