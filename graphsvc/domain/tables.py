"""Canonical tables at rest: typed, columnar, read-only."""

from __future__ import annotations

import hashlib
import threading
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import orjson
import pyarrow as pa

from graphsvc.domain.dictionary import TableColumn, extra_columns, table_columns, table_names
from graphsvc.domain.rows import AnyRow, Positions, TypedRows

if TYPE_CHECKING:
    import pandas as pd

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

_ROWS_AT_ONCE = 10_000
_OUTSIDE_HASH = frozenset(
    {"source_file", "source_sheet", "source_row", "submission_id", "quality", "file", "sheet", "row"}
)
"""Where a row stands and what was said of it (``quality``): no part of its content."""


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Names and storage types of the columns every canonical table of this name has."""
    return _schema_of(table_columns(table))


def _schema_of(columns: Iterable[TableColumn]) -> pa.Schema:
    return pa.schema([(column.name, _ARROW_TYPES[column.type]) for column in columns])


def columns_held(table: str, data: pa.Table) -> tuple[TableColumn, ...]:
    """Columns of a table at hand as people receive them: the dictionary's, then those of other formats."""
    names, held = set(data.column_names), table_columns(table)
    taken = {column.name for column in held}
    return (*held, *(c for c in extra_columns(table) if c.name in names and c.name not in taken))


def arrow_table(table: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows (dicts by field name, blanks as None) as one columnar table; absent fields become null."""
    schema = arrow_schema(table)
    columns = [pa.array([row.get(field.name) for row in rows], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def arrow_columns(table: str, n_rows: int, columns: Mapping[str, object]) -> pa.Table:
    """Whole columns as one columnar table: lists of ``n_rows`` values, or one value for all rows.

    Absent columns become null; columns of other formats stand only where they are given.
    """
    made, given = [], set(columns)
    fields = [*arrow_schema(table), *(f for f in _schema_of(extra_columns(table)) if f.name in given)]
    fields = [field for i, field in enumerate(fields) if field.name not in {f.name for f in fields[:i]}]
    blank = {kind: pa.nulls(n_rows, kind) for kind in {field.type for field in fields}}  # most columns are: one memory
    for field in fields:
        value = columns.get(field.name)
        if value is None:
            made.append(blank[field.type])
        elif isinstance(value, list):
            made.append(pa.array(value, type=field.type))
        else:
            made.append(pa.repeat(pa.scalar(value, type=field.type), n_rows))
    return pa.Table.from_arrays(made, schema=pa.schema(fields))


def column_values(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, blanks as None; equal texts are the same object."""
    if not pa.types.is_string(column.type) or not len(column):
        return cast("list[Any]", column.to_pylist())
    coded = column.combine_chunks().dictionary_encode()
    texts = [*coded.dictionary.to_pylist(), None]
    return [texts[at] for at in coded.indices.fill_null(len(texts) - 1).to_numpy().tolist()]


def content_digest(table: str, data: pa.Table) -> str:
    """SHA-256 of a table's canonical content: independent of row order, file names and provenance.

    A column of another format counts where it holds anything.
    """
    names = [name for name in arrow_schema(table).names if name not in _OUTSIDE_HASH]
    held = {name for name in data.column_names if data[name].null_count < data.num_rows}
    names += [column.name for column in extra_columns(table) if column.name in held and column.name not in names]
    lines: list[bytes] = []
    for batch in data.select(names).to_batches(max_chunksize=50_000):
        columns = [column.to_pylist() for column in batch.columns]
        lines.extend(orjson.dumps(row) + b"\n" for row in zip(*columns, strict=True))  # the sum has no spare room
    digest = hashlib.sha256(table.encode())
    lines.sort()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


class AtRest(NamedTuple):
    """The bytes in which a store keeps a table, and the digest of its content where that is known."""

    data: bytes
    digest: str | None


class ChainTables(TypedRows):
    """All canonical tables of one composition, by name; every table is present, possibly empty.

    ``at_rest`` are those of which a store has the bytes.
    """

    def __init__(self, tables: Mapping[str, pa.Table], at_rest: Mapping[str, AtRest] | None = None) -> None:
        missing = [name for name in table_names() if name not in tables]
        empty = {name: pa.Table.from_batches([], schema=arrow_schema(name)) for name in missing}
        self._tables: Mapping[str, pa.Table] = MappingProxyType({**tables, **empty}) if missing else tables
        self.at_rest: Mapping[str, AtRest] = at_rest or {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._rows: dict[str, tuple[AnyRow, ...]] = {}
        self._making = threading.Lock()

    @classmethod
    def concat(cls, parts: Iterable[ChainTables]) -> ChainTables:
        """One bundle from several slots, in the order given."""
        parts = list(parts)
        joined = {n: [p[n] for p in parts] for n in table_names()} if parts else {}
        return cls({n: pa.concat_tables(each, promote_options="default") for n, each in joined.items()})

    def changed(self, tables: Mapping[str, pa.Table]) -> ChainTables:
        """The same tables but for these."""
        at_rest = {name: kept for name, kept in self.at_rest.items() if name not in tables}
        return ChainTables(ChainMap(dict(tables), cast("dict[str, pa.Table]", self._tables)), at_rest)

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

    def _kept(self, name: str) -> tuple[AnyRow, ...]:
        if name not in self._rows:
            with self._making:
                if name not in self._rows:
                    self._rows[name] = tuple(self._tables[name].to_pylist())
        return self._rows[name]

    def _read(self, name: str, at: Positions) -> Iterator[AnyRow]:
        data = self._tables[name] if at is None else self._tables[name].take(pa.array(at, pa.int64()))
        for batch in data.to_batches(max_chunksize=_ROWS_AT_ONCE):
            yield from batch.to_pylist()

    def n_rows(self) -> dict[str, int]:
        """Rows per table that has any."""
        return {name: data.num_rows for name, data in self._tables.items() if data.num_rows}

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """Content digest per table that has rows."""
        found = {}
        for name in sorted(self._tables):
            kept = self.at_rest.get(name)
            if kept is not None and kept.digest is not None:
                found[name] = kept.digest
            elif self[name].num_rows:
                found[name] = content_digest(name, self[name])
        return found


def _frame(data: pa.Table) -> pd.DataFrame:
    import pandas as pd  # half a second that no question needs

    columns: dict[str, object] = {}
    for name, column in zip(data.column_names, data.columns, strict=True):
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
            columns[name] = column.cast(pa.float64()).to_numpy()
        else:
            columns[name] = pd.Series(column.to_pylist(), dtype=object)
    return pd.DataFrame(columns)
