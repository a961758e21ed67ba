"""Rows of a sheet as the disposable reader wrote them: kept in blocks as text, made cells when they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import le
from typing import overload

import orjson

from loaders.files.child_lines import Column, RowBlock
from loaders.raw_cells import Cell, Fault, IsoDay, Line, Percent, Runs, Shown

_MOST_SHARED = 20_000
"""Values that rows asked for in one go may have in common in memory, so many at a time."""


class KeptRows(Sequence[Line]):
    """Rows with content as (row number, cells from column 1 on); every time they are asked for they are made anew."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._begins: list[int] = []
        self._n = self._last = 0
        self._is_ordered = True
        self._at = -1
        self._open: list[tuple[int, tuple[Cell, ...]]] = []

    def add(self, block: bytes, numbers: Sequence[int]) -> None:
        """Keep one more block of rows as it was written (``RowBlock``), under their numbers."""
        self._blocks.append(block)
        self._begins.append(self._n)
        self._n += len(numbers)
        self._is_ordered = self._is_ordered and all(map(le, [self._last, *numbers], numbers))
        self._last = numbers[-1]

    def in_order(self) -> Sequence[Line]:
        """The rows by their numbers."""
        return self if self._is_ordered else sorted(self, key=lambda line: line[0])

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[Line]:
        shared: dict[object, Cell] = {}
        for at in range(len(self._blocks)):
            for line in self._opened(at, shared):
                yield _line(line)
            if len(shared) > _MOST_SHARED:
                shared.clear()

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(self._n))]
        position = range(self._n)[index]
        at = bisect_right(self._begins, position) - 1
        return _line(self._opened(at, {})[position - self._begins[at]])

    def _opened(self, at: int, shared: dict[object, Cell]) -> list[tuple[int, tuple[Cell, ...]]]:
        """The rows of a block; the one asked for last is kept open."""
        if at != self._at:
            self._at, self._open = at, _rows(orjson.loads(self._blocks[at]), shared)
        return self._open


def _line(line: tuple[int, tuple[Cell, ...]]) -> Line:
    """A row with a list of its own, up to its last cell that is not blank."""
    number, told = line
    cells = list(told)
    while cells and cells[-1] is None:
        cells.pop()
    return number, cells


def _rows(block: RowBlock, shared: dict[object, Cell]) -> list[tuple[int, tuple[Cell, ...]]]:
    n_rows = len(block["rows"])
    columns = [_cells(column, n_rows, shared) for column in block["columns"]]
    return list(zip(block["rows"], zip(*columns, strict=True), strict=True))


def _cells(column: Column, n_rows: int, shared: dict[object, Cell]) -> list[Cell]:
    """The cells of a column of a block; equal texts and typed values are the same object."""
    if isinstance(column, dict):
        cells: list[Cell] = [None] * n_rows
        for position, cell in zip(column["at"], _cells(column["cells"], len(column["at"]), shared), strict=True):
            cells[position] = cell
        return cells
    kinds = set(map(type, column))
    if kinds <= {str, type(None)}:
        texts: list[Cell] = [*column]  # type: ignore[list-item]
        return list(map(shared.setdefault, texts, texts))
    return [_typed(cell, shared) if isinstance(cell, list) else cell for cell in column]


def _typed(cell: list[str | int | float], shared: dict[object, Cell]) -> Cell:
    """What ``[kind, value, ...]`` stands for."""
    key = tuple(cell)
    value = shared.get(key)
    if value is None:
        value = shared[key] = _made(cell)
    return value


def _made(cell: list[str | int | float]) -> Cell:
    kind, *values = cell
    if kind == "percent":
        return Percent(float(values[0]))
    if kind == "date":
        return IsoDay(*values)  # type: ignore[arg-type]
    if kind == "shown":
        return Shown(*values)  # type: ignore[arg-type]
    if kind == "runs":
        return Runs(*map(str, values))
    return Fault(kind, str(values[0]))  # type: ignore[arg-type]
