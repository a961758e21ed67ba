"""What slots were before facts that several of them tell were reduced, kept beside their tables for the next version.

A table that was not reduced is kept once; of the others both are.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import pyarrow as pa

from graphsvc.domain.notices import Notice
from graphsvc.domain.ports import Part
from graphsvc.domain.submission import Resolved, Resolving
from graphsvc.stores.columnar import decode, decode_tables, encode, encode_tables

RESOLVING = ".resolving"
"""Beside the tables of a slot: what it asked of its neighbours, and, with a point and their names behind it, tables
as they were before. No canonical tables."""


def resolving_of(part: Part, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is kept of how a slot was resolved, by name; ``tables`` are those of its canonical tables that are kept."""
    if part.resolving is None:
        return {}
    before = encode_tables(part.resolving.resolved.tables)
    same = [name for name, data in before.items() if tables.get(name) == data]
    told = {
        "asked": part.resolving.asked,
        "n_said": len(part.resolving.resolved.notices),
        "same": same,
        "digests": dict(part.resolved.tables.digests),
    }
    kept = {f"{RESOLVING}.{name}": data for name, data in before.items() if name not in same}
    return {RESOLVING: encode(pa.table({"told": [orjson.dumps(told).decode()]})), **kept}


def resolved_in(blobs: Mapping[str, bytes], notices: tuple[Notice, ...]) -> tuple[Resolved, Resolving | None]:
    """A slot as it was published, and before; ``blobs`` is everything that is kept of it but what was said."""
    tables = {name: data for name, data in blobs.items() if not name.startswith(RESOLVING)}
    if RESOLVING not in blobs:
        return Resolved(decode_tables(tables), notices), None
    told = orjson.loads(decode(blobs[RESOLVING])["told"][0].as_py())
    resolved = Resolved(decode_tables(tables, told["digests"]), notices)
    before = {name: tables[name] for name in told["same"]}
    digests = {name: told["digests"][name] for name in before if name in told["digests"]}
    head = f"{RESOLVING}."
    before |= {name.removeprefix(head): data for name, data in blobs.items() if name.startswith(head)}
    alone = Resolved(decode_tables(before, digests), notices[: told["n_said"]])
    return resolved, Resolving(alone, told["asked"])
