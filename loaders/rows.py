"""A staged list being resolved: its columns, which rows have left it, and which one each went up in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar, cast

import orjson
import pyarrow as pa

from graphsvc.domain.dictionary import Sheet, sheet_of
from graphsvc.domain.notices import Place
from graphsvc.domain.tables import arrow_schema, column_values
from loaders.comparing import n_filled
from loaders.concerns import as_written
from loaders.raw_cells import Row, Value

_OUTSIDE_CONTENT = frozenset({"source_file", "source_sheet", "source_row", "submission_id"})
_T = TypeVar("_T")


class Rows:
    """One list of a submission, column by column; row numbers count from 0 in source order.

    ``texts``, ``numbers``, ``wholes``, ``flags`` and ``lists`` give all values of a column by row number, blanks as
    None; do not alter them (see ``write`` and ``change``). TypeError where the column holds something else.
    """

    def __init__(self, table: str, data: pa.Table) -> None:
        self.table = table
        self.sheet: Sheet = sheet_of(table)
        self.n: int = data.num_rows
        self.parked: dict[int, str] = {}
        self.merged: dict[int, int] = {}
        self._absorbed: dict[int, list[int]] = {}
        self._data = data
        self._columns: dict[str, list[Value]] = {}
        self._changed: set[str] = set()
        self._held: dict[int, Row] = {}
        self._content = [name for name in arrow_schema(table).names if name not in _OUTSIDE_CONTENT]

    def texts(self, field: str) -> list[str | None]:
        """A column of text, codes or dates."""
        return self._typed(field, "string", str)

    def numbers(self, field: str) -> list[float | None]:
        """A column of figures or shares."""
        return self._typed(field, "double", float)

    def wholes(self, field: str) -> list[int | None]:
        """A column of whole numbers."""
        return self._typed(field, "int64", int)

    def flags(self, field: str) -> list[bool | None]:
        """A column of truth values."""
        return self._typed(field, "bool", bool)

    def lists(self, field: str) -> list[list[str] | None]:
        """A column of multi-values."""
        return self._typed(field, "list", list[str])

    def values(self, field: str) -> list[Value]:
        """A column of any type."""
        if field not in self._columns:
            self._columns[field] = column_values(self._data[field])
        return self._columns[field]

    def _typed(self, field: str, kind: str, _: type[_T]) -> list[_T | None]:
        if _kinds(self.table)[field] != kind:
            raise TypeError(f"{self.table}.{field} is no column of {kind}")
        return cast(list[_T | None], self.values(field))

    def write(self, row: int, field: str, value: Value) -> None:
        """Let a value stand in a field of a row from now on."""
        self.change(field)[row] = value

    def change(self, field: str) -> list[Value]:
        """A column to be written to, for loops over all rows."""
        self._changed.add(field)
        return self.values(field)

    def stands(self, row: int) -> bool:
        """Whether the row is neither parked nor merged into another one."""
        return row not in self.parked and row not in self.merged

    def standing(self) -> Iterator[int]:
        """Numbers of the rows that stand, in source order."""
        if not self.parked and not self.merged:
            return iter(range(self.n))
        return (row for row in range(self.n) if row not in self.parked and row not in self.merged)

    def park(self, row: int, code: str) -> None:
        """Take a row out, with all rows merged into it; the first reason stays."""
        if row in self.parked:
            return
        self.parked[row] = code
        for other in self._absorbed.get(row, ()):
            self.parked.setdefault(other, code)

    def merge(self, row: int, base: int, *, counted: bool) -> None:
        """Let a row go up in another; a counted one brought figures and is parked where the base is."""
        self.merged[row] = base
        if counted:
            self._absorbed.setdefault(base, []).append(row)

    def place(self, row: int, field: str | None = None) -> Place:
        """Where a row stands in the input, with the printed heading of one field."""
        heading = self.sheet.column(field).heading if field else None
        file, sheet, line = self.texts("source_file"), self.texts("source_sheet"), self.wholes("source_row")
        return Place(file[row], sheet[row], line[row], heading)

    def content(self, row: int) -> Row:
        """Every value of a row, provenance left out: changed columns as they are now. Do not alter it."""
        held = self._held.get(row)
        return held if held is not None else self._now([row])[0]

    def told(self, row: int) -> Row:
        """``content`` with where the row stands."""
        beside = {name: self.values(name)[row] for name in sorted(_OUTSIDE_CONTENT)}
        return {**self.content(row), **beside}

    def hold(self, rows: list[int]) -> None:
        """Read these rows in one go, for the ``content`` asked next; [] lets them go before they change."""
        self._held = dict(zip(rows, self._now(rows), strict=True)) if rows else {}

    def _now(self, rows: list[int]) -> list[Row]:
        data = self._data.select(self._content).take(pa.array(rows, type=pa.int64()))
        columns = [
            [self._columns[field][row] for row in rows] if field in self._columns else data[field].to_pylist()
            for field in self._content
        ]
        return [dict(zip(self._content, values, strict=True)) for values in zip(*columns, strict=True)]

    def canonical(self, row: int) -> bytes:
        """The row's content as one canonical text, to compare and to break ties by."""
        return orjson.dumps(list(self.content(row).values()))

    def n_filled(self, row: int) -> int:
        """Number of filled fields of a row."""
        return n_filled(self.table, self.content(row))

    def result(self) -> pa.Table:
        """The rows that stand, in source order, as a canonical table."""
        schema = arrow_schema(self.table)
        arrays = [
            pa.array(self._columns[f.name], type=f.type) if f.name in self._changed else self._data[f.name]
            for f in schema
        ]
        data = pa.Table.from_arrays(arrays, schema=schema)
        return data.take(pa.array(self.standing(), type=pa.int64())) if self.parked or self.merged else data

    def parked_rows(self) -> Iterator[Row]:
        """Rows of the table ``parked``: cells as they were staged, references still as written."""
        if not self.parked:
            return
        numbers = sorted(self.parked)
        data = self._data.take(pa.array(numbers, type=pa.int64()))
        for row, staged in zip(numbers, data.to_pylist(), strict=True):
            yield {
                "table": self.table,
                "code": self.parked[row],
                "file": staged["source_file"],
                "sheet": staged["source_sheet"],
                "row": staged["source_row"],
                "cells": typed_cells(self.sheet, staged),
                **as_written(self.table, staged),
                "slot_chain": staged["slot_chain"],
                "slot_region": staged["slot_region"],
                "submission_id": staged["submission_id"],
            }


@cache
def _kinds(table: str) -> Mapping[str, str]:
    """What each column of a list is stored as."""
    return {field.name: str(field.type).partition("<")[0] for field in arrow_schema(table)}


def typed_cells(sheet: Sheet, row: Mapping[str, Value]) -> str:
    """A row as JSON text: printed heading to the value's text, blanks left out."""
    shown = {c.heading: _value_text(row[c.field]) for c in sheet.columns if row.get(c.field) is not None}
    if row.get("other_id") is not None:
        shown.setdefault("统一社会信用代码", _value_text(row["other_id"]))
    shown.pop("", None)
    return orjson.dumps(shown).decode()


def _value_text(value: Value) -> str:
    """A typed value as it would stand in a cell."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value)
