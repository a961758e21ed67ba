"""Rows of one list while its sheets are read, kept column by column: a field that no row fills takes no room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from graphsvc.domain.tables import arrow_columns, arrow_schema
from loaders.raw_cells import Row, Value


class StagedRows:
    """Rows in source order, numbered from 0."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.n = 0
        self._columns: dict[str, list[Value]] = {}
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        """One more row; fields that it does not have are blank."""
        for field, value in row.items():
            self._filled(field).append(value)
        self.n += 1

    def extend(self, other: StagedRows) -> None:
        """The rows of another sheet of the list behind these."""
        for field, values in other._columns.items():
            self._filled(field).extend(values)
        self.n += other.n

    def __iter__(self) -> Iterator[Row]:
        """Each row anew: a change to it changes nothing here."""
        fields = list(self._columns)
        columns = [self._filled(field) for field in fields]
        return (dict(zip(fields, values, strict=True)) for values in zip(*columns, strict=True))

    def table(self, name: str, beside: Mapping[str, Value]) -> pa.Table:
        """The canonical table ``name``; ``beside`` are values that all rows share, whatever they told."""
        names = arrow_schema(name).names
        columns = {field: self._filled(field) for field in self._columns if field in names}
        return arrow_columns(name, self.n, {**columns, **beside})

    def _filled(self, field: str) -> list[Value]:
        """A column with a value, or a blank, for every row so far."""
        column = self._columns.setdefault(field, [])
        if len(column) < self.n:
            column.extend([None] * (self.n - len(column)))
        return column
