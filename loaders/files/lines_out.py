"""What the disposable reader writes, line by line and counted (see ``child_lines``)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import compress, zip_longest

import orjson

from loaders.files.child_lines import Column, JsonCell, RowBlock
from loaders.files.xml_parts import MAX_CELLS, MAX_OUTPUT, Refused

_ROWS_AT_ONCE = 200
_SPARSE = 3
"""A column of which fewer than one cell in so many is filled is written by its filled cells."""


class Out:
    """Lines to the parent; rows go in blocks."""

    def __init__(self) -> None:
        self.cells = 0
        self.size = 0
        self.rows: list[tuple[int, bool, Sequence[JsonCell]]] = []

    def line(self, document: object) -> None:
        """Write one JSON document, behind the rows that wait."""
        self._write_rows()
        self._write(document)

    def row(self, number: int, hidden: bool, cells: Sequence[JsonCell]) -> None:
        """Write one row: its cells from column 1 on, blank ones None."""
        self.rows.append((number, hidden, cells))
        if len(self.rows) >= _ROWS_AT_ONCE:
            self._write_rows()

    def block(self, numbers: Sequence[int], hidden: Sequence[bool], columns: Sequence[Sequence[JsonCell]]) -> None:
        """Write rows column by column: their numbers, which are hidden, and cells; a row without content is none.

        Raises
        ------
        Refused
            ``too_many_cells`` as soon as they are.
        """
        self._write_rows()
        self._write_block(numbers, hidden, columns)

    def _write_rows(self) -> None:
        if self.rows:
            rows, self.rows = self.rows, []
            numbers, hidden, cells = zip(*rows, strict=True)
            self._write_block(numbers, hidden, [*zip_longest(*cells)])

    def _write_block(
        self, numbers: Sequence[int], hidden: Sequence[bool], columns: Sequence[Sequence[JsonCell]]
    ) -> None:
        blank = [column.count(None) for column in columns]
        if all(blank):
            filled = [any(cell is not None for cell in cells) for cells in zip(*columns, strict=True)]
            numbers, hidden = [*compress(numbers, filled)], [*compress(hidden, filled)]
            columns = [[*compress(column, filled)] for column in columns]
            blank = [column.count(None) for column in columns]
        n_filled = [len(numbers) - n for n in blank]
        self.cells += sum(n_filled)
        if self.cells > MAX_CELLS:
            raise Refused("too_many_cells", limit=MAX_CELLS)
        if numbers:
            marked = [*compress(numbers, hidden)]
            written = [_column(each, n) for each, n in zip(columns, n_filled, strict=True)]
            block: RowBlock = {"rows": numbers, "hidden": marked, "columns": written}
            self._write(block)

    def _write(self, document: object) -> None:
        text = orjson.dumps(document)
        self.size += len(text)
        if self.size > MAX_OUTPUT:
            raise Refused("too_many_cells", limit=MAX_CELLS)
        sys.stdout.buffer.write(text + b"\n")


def _column(cells: Sequence[JsonCell], n_filled: int) -> Column:
    if _SPARSE * n_filled >= len(cells):
        return cells
    at = [position for position, cell in enumerate(cells) if cell is not None]
    return {"at": at, "cells": [cells[position] for position in at]}
