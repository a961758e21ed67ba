"""Commas that are decimal points: in a text parted by semicolons, in columns of figures alone.

The rule: where one figure can be nothing else (``0,35``, ``12,5``, ``1.234,5``), a comma is a decimal point and a point
a thousands mark in every column of figures of that file; where none can, both stand as they are written. A file that
has such a figure and one with commas between thousands (``1,234.5``, ``1,234,567``) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from loaders.files.text_heads import HEAD_ROWS, heading_key, known_headings
from loaders.raw_cells import Cell, Line

_FIGURES = frozenset({"number", "integer", "share"})
_POINTED = r"[1-9]\d{0,2}(?:\.\d{3})+"
_UNIT = r"[^\d.,]*"
_DECIMAL = re.compile(rf"[+-]?(?:(?:0|[1-9]\d*),(?:\d{{1,2}}|\d{{4,}})|0,\d+|{_POINTED},\d+){_UNIT}")
_MAY_BE = re.compile(rf"[+-]?(?:(?:0|[1-9]\d*),\d+|{_POINTED}(?:,\d+)?){_UNIT}")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)|[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}")

Rows = list[Line]


class Commas(NamedTuple):
    """What was read anew: how many figures, the first of them as written and as read, and its row."""

    n: int
    original: str
    value: str
    row: int


class BothMarks(Exception):
    """One file uses the comma as a decimal point and between thousands; ``row`` of the second way, its text."""

    def __init__(self, row: int, original: str) -> None:
        super().__init__(original)
        self.row, self.original = row, original


def read_commas(rows: Rows) -> Commas | None:
    """Write the figures of a sheet with points, where its commas are decimal points; None where they are not.

    Raises
    ------
    BothMarks
        The sheet has figures of both ways.
    """
    figures = list(_figures(rows))
    if not any(_DECIMAL.fullmatch(text) for _, _, _, text in figures):
        return None
    for number, _, _, text in figures:
        if _THOUSANDS.fullmatch(text):
            raise BothMarks(number, text)
    first: Commas | None = None
    n = 0
    for number, cells, position, text in figures:
        if not _MAY_BE.fullmatch(text):
            continue
        n += 1
        value = text.replace(".", "").replace(",", ".")
        cells[position] = value
        first = first or Commas(0, text, value, number)
    return first._replace(n=n) if first else None


def _figures(rows: Rows) -> Iterator[tuple[int, list[Cell], int, str]]:
    """(row, its cells, position, text) of every text in a column of figures, below the heading."""
    header = max(range(min(len(rows), HEAD_ROWS)), key=lambda index: len(_kinds(rows[index][1])), default=0)
    positions = [p for p, kinds in _kinds(rows[header][1] if rows else ()) if kinds <= _FIGURES]
    for number, cells in rows[header + 1 :]:
        for position in positions:
            cell = cells[position] if position < len(cells) else None
            if isinstance(cell, str) and cell.strip():
                yield number, cells, position, cell.strip()


def _kinds(cells: Iterable[Cell]) -> list[tuple[int, frozenset[str]]]:
    """Position and types of the known headings of a row."""
    keys = ((position, heading_key(cell)) for position, cell in enumerate(cells) if isinstance(cell, str))
    return [(position, known_headings()[key]) for position, key in keys if key in known_headings()]
