"""Canonical tables as bytes: Arrow IPC, compressed with LZ4, named by their SHA-256.

Blobs of earlier editions, compressed with zstd, are read as well: the bytes say which it is.

One blob is one table of one slot, provenance included, so a table that does not change from version to
version is kept once. Tables without rows are not kept; reading puts them back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import pyarrow as pa

from graphsvc.domain.dictionary import table_names
from graphsvc.domain.errors import StoreError
from graphsvc.domain.tables import ChainTables, arrow_schema

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
        return pa.ipc.open_file(pa.BufferReader(data)).read_all()
    except (pa.ArrowException, OSError) as problem:
        raise StoreError("store_corrupt", what=digest(data), reason=str(problem)) from problem


def encode_tables(tables: ChainTables) -> dict[str, bytes]:
    """Table name to bytes, for every table that cannot be put back from its name alone."""
    known = frozenset(table_names())
    return {
        name: encode(tables[name])
        for name in tables.names()
        if tables[name].num_rows or name not in known or tables[name].schema != arrow_schema(name)
    }


def decode_tables(blobs: Mapping[str, bytes]) -> ChainTables:
    """The tables behind ``encode_tables``; columns the dictionary has gained since are null."""
    return ChainTables({name: _completed(name, decode(blobs[name])) for name in _ordered(blobs)})


def _ordered(names: Iterable[str]) -> list[str]:
    """Names in the order of the dictionary, then all others."""
    order = {name: position for position, name in enumerate(table_names())}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _completed(name: str, data: pa.Table) -> pa.Table:
    if name not in table_names():
        return data
    for field in arrow_schema(name):
        if field.name not in data.column_names:
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
