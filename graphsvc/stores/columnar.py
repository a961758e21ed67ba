"""Canonical tables as bytes: Arrow IPC, compressed with LZ4, named by their SHA-256.

Blobs of earlier editions, compressed with zstd, are read as well: the bytes say which it is.

One blob is one table of one slot, provenance included, so a table that does not change from version to
version is kept once. Tables without rows are not kept; reading puts them back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pyarrow as pa

from graphsvc.domain.dictionary import table_names
from graphsvc.domain.errors import StoreError
from graphsvc.domain.tables import AtRest, ChainTables, arrow_schema

_LARGE = 1 << 22
"""Bytes from which several threads read faster than they cost."""
_READING = {is_large: pa.ipc.IpcReadOptions(use_threads=is_large) for is_large in (False, True)}
_WRITING = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


def digest(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def encode(data: pa.Table) -> bytes:
    """A table as compressed Arrow IPC; the same table gives the same bytes however it is chunked."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, data.schema, options=_WRITING) as writer:
        writer.write_table(data.combine_chunks())
    encoded: bytes = sink.getvalue().to_pybytes()
    return encoded


def decode(data: bytes) -> pa.Table:
    """The table behind ``encode``; StoreError (``store_corrupt``) where the bytes are no such thing."""
    try:
        return pa.ipc.open_file(pa.BufferReader(data), options=_READING[len(data) >= _LARGE]).read_all()
    except (pa.ArrowException, OSError) as problem:
        raise StoreError("store_corrupt", what=digest(data), reason=str(problem)) from problem


def encode_tables(tables: ChainTables) -> dict[str, bytes]:
    """Table name to bytes, for every table that cannot be put back from its name alone."""
    known = frozenset(table_names())
    return {
        name: tables.at_rest[name].data if name in tables.at_rest else encode(tables[name])
        for name in tables.names()
        if name in tables.at_rest
        or tables[name].num_rows
        or name not in known
        or tables[name].schema != arrow_schema(name)
    }


def decode_tables(blobs: Mapping[str, bytes], digests: Mapping[str, str] | None = None) -> ChainTables:
    """The tables behind ``encode_tables``, each read when it is asked for.

    Columns the dictionary has gained since are null. ``digests`` are those of the tables' content, as far as known.
    """
    at_rest = {name: AtRest(blobs[name], (digests or {}).get(name)) for name in _ordered(blobs)}
    return ChainTables(_Read(at_rest), at_rest)


class _Read(Mapping[str, pa.Table]):
    """Tables by name; those that are kept as bytes are read once they are asked for."""

    def __init__(self, at_rest: Mapping[str, AtRest]) -> None:
        self._at_rest = at_rest
        self._read: dict[str, pa.Table] = {}
        self._names = dict.fromkeys([*at_rest, *table_names()])

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            if name not in self._names:
                raise KeyError(name)
            kept = self._at_rest.get(name)
            self._read[name] = _empty(name) if kept is None else _completed(name, decode(kept.data))
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def _empty(name: str) -> pa.Table:
    return pa.Table.from_batches([], schema=arrow_schema(name))


def _ordered(names: Iterable[str]) -> list[str]:
    """Names in the order of the dictionary, then all others."""
    order = {name: position for position, name in enumerate(table_names())}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _completed(name: str, data: pa.Table) -> pa.Table:
    held = set(data.column_names)
    for field in arrow_schema(name) if name in table_names() else ():
        if field.name not in held:
            data = data.append_column(field, pa.nulls(data.num_rows, field.type))
    return data


def joined(slots: Iterable[ChainTables]) -> ChainTables:
    """One bundle from several slots in the order given; a table or column that only some have is null elsewhere."""
    slots = list(slots)
    names = _ordered({name for tables in slots for name in tables.names()})
    return ChainTables(
        {
            name: pa.concat_tables(
                [tables[name] for tables in slots if name in tables.names()], promote_options="default"
            )
            for name in names
        }
    )
