"""Rows of uploaded sheets as they were written: what stands beside the value that counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SheetKey = tuple[str, str]
"""File and sheet, as rows of the lists name them."""


@dataclass(frozen=True)
class OriginalCell:
    """One cell with content, numbers of persons masked. ``field`` is the column of the list it is read as."""

    column: int
    heading: str
    field: str | None
    text: str


@dataclass(frozen=True)
class WantedRows:
    """Rows of one sheet that is read as list ``table``."""

    table: str
    rows: Sequence[int]


OriginalRows = Mapping[SheetKey, Mapping[int, tuple[OriginalCell, ...]]]
"""Cells by file and sheet and row; a row that cannot be read again is absent."""
