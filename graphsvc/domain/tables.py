"""Canonical tables at rest: typed, columnar, read-only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

import orjson
import pandas as pd
import pyarrow as pa

from graphsvc.domain.dictionary import table_columns, table_names

Row = dict[str, Any]

_ARROW_TYPES: Mapping[str, pa.DataType] = MappingProxyType(
    {
        "text": pa.string(),
        "code": pa.string(),
        "enum": pa.string(),
        "date": pa.string(),
        "json": pa.string(),
        "number": pa.float64(),
        "share": pa.float64(),
        "integer": pa.int64(),
        "bool": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
)

_OUTSIDE_HASH = frozenset({"source_file", "source_sheet", "source_row", "submission_id", "file", "sheet", "row"})


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Column names and storage types of a canonical table."""
    return pa.schema([(column.name, _ARROW_TYPES[column.type]) for column in table_columns(table)])


def arrow_table(table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows (dicts by field name, blanks as None) as one columnar table; absent fields become null."""
    schema = arrow_schema(table)
    columns = [pa.array([row.get(field.name) for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def content_digest(table: str, data: pa.Table) -> str:
    """SHA-256 of a table's canonical content: independent of row order, file names and provenance."""
    names = [name for name in arrow_schema(table).names if name not in _OUTSIDE_HASH]
    lines: list[bytes] = []
    for batch in data.select(names).to_batches(max_chunksize=50_000):
        columns = [column.to_pylist() for column in batch.columns]
        lines.extend(map(orjson.dumps, zip(*columns, strict=True)))
    digest = hashlib.sha256(table.encode())
    for line in sorted(lines):
        digest.update(line)
        digest.update(b"\n")
    return digest.hexdigest()


class ChainTables:
    """All canonical tables of one composition, by name; every table is present, possibly empty."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        empty = {name: arrow_schema(name).empty_table() for name in table_names() if name not in tables}
        self._tables: Mapping[str, pa.Table] = MappingProxyType({**tables, **empty})
        self._frames: dict[str, pd.DataFrame] = {}

    @classmethod
    def concat(cls, parts: Iterable[ChainTables]) -> ChainTables:
        """One bundle from several slots, in the order given."""
        parts = list(parts)
        return cls({n: pa.concat_tables([p[n] for p in parts]) for n in table_names()} if parts else {})

    def __getitem__(self, name: str) -> pa.Table:
        return self._tables[name]

    def names(self) -> tuple[str, ...]:
        """Names of the tables held."""
        return tuple(self._tables)

    def frame(self, name: str) -> pd.DataFrame:
        """A table as a pandas frame (do not alter it): text as objects, null as None or NaN."""
        if name not in self._frames:
            self._frames[name] = _frame(self._tables[name])
        return self._frames[name]

    def rows(self, name: str) -> list[Row]:
        """A table as a list of dicts, null as None, lists as lists."""
        rows: list[Row] = self._tables[name].to_pylist()
        return rows

    def n_rows(self) -> dict[str, int]:
        """Rows per table that has any."""
        return {name: data.num_rows for name, data in self._tables.items() if data.num_rows}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Content digest per table that has rows."""
        return {n: content_digest(n, d) for n, d in sorted(self._tables.items()) if d.num_rows}


def _frame(data: pa.Table) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name, column in zip(data.column_names, data.columns, strict=True):
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
            columns[name] = column.cast(pa.float64()).to_numpy()
        else:
            columns[name] = pd.Series(column.to_pylist(), dtype=object)
    return pd.DataFrame(columns)
