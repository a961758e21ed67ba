"""One defect in a small book that is clean otherwise: what is done, what comes out, everything that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.corpus.pages import Book, write_book
from tests.corpus.reading import Loaded, loaded
from tests.unit.loaders.spoiling import both, column, new, plain_pages

FIRM, PRODUCT = "企业(信用代码或名称)", "产品编码或名称"
TYRE, BLACK = "91370500FAKE010162", "91370800FAKE010402"
"""Codes of the two firms of the plain book: 示例轮胎一厂 and 示例炭黑一厂."""


class Said(NamedTuple):
    """A notice: code, list (or name of the sheet), row, heading, original, action."""

    code: str
    sheet: str | None
    row: int | None = None
    column: str | None = None
    original: str | None = None
    action: str | None = None


@dataclass(frozen=True)
class Case:
    """``kind`` is the row of the table of messy input, or the code.

    ``rows`` are all rows of a table, in the order of the file, with some of their fields. ``said`` are all notices.
    """

    kind: int | str
    name: str
    spoil: Callable[[Book], Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    said: tuple[Said, ...] = ()


def clean_pages() -> Book:
    """The plain book with process cards and shares, about which nothing is to be said."""
    book = plain_pages()
    both(
        new("product_inputs", [["下游产品编码", "上游产品编码", "单耗", "必需性"], ["P2", "P1", 0.0075, "必需"]]),
        column("supplies", "占需方采购比重", 1),
    )(book)
    return book


def case_id(case: Case) -> str:
    """What a test is called by."""
    return f"{case.kind} {case.name}"


def load(case: Case, folder: Path) -> tuple[Book, Loaded]:
    """The book of a case, and what loading it came to."""
    book = clean_pages()
    case.spoil(book)
    return book, loaded([write_book(list(book.values()), folder / "示例.xlsx")])


def rows_of(case: Case, found: Loaded) -> dict[str, list[dict[str, Any]]]:
    """Of each table that a case tells: all its rows in the order of the file, the fields that the case tells."""
    told: dict[str, list[dict[str, Any]]] = {}
    for table, wanted in case.rows.items():
        rows = sorted(found.tables.rows(table), key=lambda row: row.get("source_row", row.get("row")) or 0)
        told[table] = [{name: row[name] for name in (wanted[0] if wanted else ())} for row in rows]
    return told


def wanted_rows(case: Case) -> dict[str, list[dict[str, Any]]]:
    """The rows that a case tells, figures up to the last digits."""
    return {table: [{k: _close(v) for k, v in row.items()} for row in rows] for table, rows in case.rows.items()}


def wanted_notices(case: Case, book: Book) -> list[Said]:
    """The notices that a case tells, with the names of sheets."""
    names = {table: page.name for table, page in book.items()}
    return sorted((each._replace(sheet=names.get(each.sheet or "", each.sheet)) for each in case.said), key=repr)


def said(found: Loaded) -> list[Said]:
    """Everything that was said, with its place."""
    told = (Said(n.code, n.place.sheet, n.place.row, n.place.column, n.original, n.action) for n in found.notices)
    return sorted(told, key=repr)


def _close(value: Any) -> Any:
    return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
