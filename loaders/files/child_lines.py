"""What the disposable reader writes and its parent reads: one JSON document a line.

``{"kind"}`` says what the file truly is (of a text with its ``encoding``), ``{"sheet", "state"}`` opens a sheet,
``{"rows", "hidden", "columns"}`` are rows with content, ``{"end", ...}`` closes it with what belongs to it as a whole,
``{"done": true}`` is the last line; ``{"refused": code, ...facts}`` stands instead of everything after it. Rows and
columns count from 1. Of an archive of files each line is ``{"member", "name"}``, the number under which a file was
written and its name; ``{"workbook": true}`` says that it is a workbook itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

JsonCell = str | int | float | bool | list[str | int | float] | None
"""A cell: null, text, a number, a truth value, or ``[kind, value, ...]``.

The kinds are ``date`` (ISO, and ``month`` or ``year`` where the cell shows no more), ``percent`` (a number under a
percent format), ``shown`` (what a number format makes of a number, and the number), ``runs`` (a figure without raised
runs, the text without struck-out ones, what was struck out, what was raised), ``struck`` (a cell struck out whole),
``picture``, ``error`` and ``formula`` (nothing calculated is kept in the file).
"""


class FewCells(TypedDict):
    """A column of a block that is blank but for few cells: their positions from 0, and they."""

    at: Sequence[int]
    cells: Sequence[JsonCell]


Column = Sequence[JsonCell] | FewCells
"""A column of a block: as many cells as it has rows, or the few that are not blank."""


class RowBlock(TypedDict):
    """Rows with content: their numbers, those of hidden ones, and their cells column by column."""

    rows: Sequence[int]
    hidden: Sequence[int]
    columns: Sequence[Column]


class SheetEnd(TypedDict):
    """What closes a sheet: merged areas and comments, hidden columns as ranges, cells too far to the right."""

    end: Literal[True]
    merged: list[list[int]]
    hidden_columns: list[list[int]]
    far_cells: int
    comments: list[tuple[int, int, str]]
