"""Lists as sheets of a workbook: the printed names and headings of the dictionary, the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import xlsxwriter

from graphsvc.domain.dictionary import Sheet
from graphsvc.domain.values import Values
from graphsvc.domain.wide_letters import is_wide

Lines = Sequence[Sequence[str]]

CREATED = datetime(2024, 1, 1, tzinfo=UTC)
"""Creation date of every sample workbook: a fixed one, so that the same sources give the same bytes."""

KEY_VALUE_SHEET = "00"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMERIC_TYPES = frozenset({"number", "integer", "share"})
_OPTIONS = {
    "in_memory": True,  # members of the archive carry one fixed time
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_WIDEST = 60


def check_lines(sheet: Sheet, lines: Lines, origin: str) -> None:
    """Refuse an empty list, headings that the dictionary does not print, and lines wider than their headings.

    Raises
    ------
    ValueError
        Naming ``origin`` and what is wrong.
    """
    if not lines:
        raise ValueError(f"{origin}: empty")
    is_key_value = sheet.number == KEY_VALUE_SHEET
    headings = [line[0] for line in lines] if is_key_value else list(lines[0])
    known = {column.heading for column in sheet.columns if not column.is_derived}
    wrong = [h for h in headings if h not in known or headings.count(h) > 1]
    if wrong:
        raise ValueError(f"{origin}: headings not printed by the dictionary, or twice: {wrong}")
    width = 2 if is_key_value else len(headings)
    for number, line in enumerate(lines, start=1):
        if len(line) > width:
            raise ValueError(f"{origin}, line {number}: {len(line)} cells under {width} headings")


def write_book(contents: Sequence[tuple[Sheet, Lines]], out: Path, title: str) -> Path:
    """Write lists as one ``.xlsx``: sheets ``NN_中文名``, numbers and whole days as cells of that kind, else text."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(out), _OPTIONS) as book:
        book.set_properties({"title": title, "created": CREATED.replace(tzinfo=None)})
        formats = {
            "heading": book.add_format({"bold": True, "bottom": 1, "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for sheet, lines in contents:
            _write_sheet(book, sheet, lines, formats)
    return out


def _write_sheet(book: Any, sheet: Sheet, lines: Lines, formats: Values) -> None:
    page = book.add_worksheet(f"{sheet.number}_{sheet.name}")
    types = {column.heading: column.type for column in sheet.columns}
    if sheet.number == KEY_VALUE_SHEET:
        for row, (key, *values) in enumerate(lines):
            page.write_string(row, 0, key, formats["heading"])
            for value in values:
                _write_cell(page, row, 1, value, types[key], formats)
        page.freeze_panes(0, 1)
    else:
        headings, *records = lines
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, formats["heading"])
        for row, record in enumerate(records, start=1):
            for column, value in enumerate(record):
                _write_cell(page, row, column, value, types[headings[column]], formats)
        page.freeze_panes(1, 0)
    for column, cells in enumerate(zip_longest(*lines, fillvalue="")):
        page.set_column(column, column, min(_WIDEST, 2 + max(_width(cell) for cell in cells)))


def _write_cell(page: Any, row: int, column: int, value: str, kind: str, formats: Values) -> None:
    """One cell by the type of its column; a blank stays an empty cell, a number in words stays text."""
    if not value:
        return
    if kind in _NUMERIC_TYPES and _NUMBER.fullmatch(value):
        page.write_number(row, column, float(value))
    elif kind == "date" and _DAY.fullmatch(value):
        page.write_datetime(row, column, date.fromisoformat(value), formats["date"])
    else:
        page.write_string(row, column, value, formats["text"])


@lru_cache(maxsize=65536)
def _width(text: str) -> int:
    return sum(2 if is_wide(letter) else 1 for letter in text)
