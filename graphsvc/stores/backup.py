"""A whole store in one file, and back: the file is an SQLite store with a manifest of digests beside its tables.

A backup restores on either kind of database. What counts as equal is decided by the manifest: per table the
number of rows and a SHA-256 over their content, uploads and blobs each checked against their own name first.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from graphsvc.domain.errors import InputError, StoreError
from graphsvc.stores import schema
from graphsvc.stores.database import Database, OnStep, no_step, open_database
from graphsvc.stores.failures import failures_named

Manifest = dict[str, tuple[int, str]]
"""Per table: rows, and digest of their content."""

_CHECKED = {"files": "sha256", "blobs": "hash"}
_MANIFEST = sa.table(schema.MANIFEST, sa.column("table_name"), sa.column("n_rows", sa.Integer), sa.column("sha256"))


def write_backup(database: Database, path: Path) -> None:
    """Write the store as it is at one moment to ``path``, which appears whole or not at all.

    Raises
    ------
    InputError
        ``backup_onto_store``: ``path`` is the store itself.
    StoreError
        ``disk_full``, ``store_read_only``, ``store_corrupt`` and so on; an older file at ``path`` stays as it was.
    """
    if database.is_sqlite and path.exists() and path.samefile(database.label):
        raise InputError("backup_onto_store", path=str(path))
    part = path.with_name(path.name + ".part")
    with failures_named(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        try:
            if database.is_sqlite:
                with failures_named(database.label), database.engine.connect() as connection:
                    raw: Any = connection.connection.driver_connection
                    raw.execute("VACUUM INTO ?", (str(part),))
            else:
                _export(database, part)
            _seal(part)
            part.replace(path)
        finally:
            for leftover in (part, part.with_name(part.name + "-journal")):
                leftover.unlink(missing_ok=True)


def restore(path: Path, url: str, *, on_step: OnStep = no_step) -> Manifest:
    """Fill the empty store behind ``url`` from a backup, in one transaction checked by digest; gives the manifest.

    Raises
    ------
    InputError
        ``backup_missing``, ``backup_broken``: no such file, or not what was once written;
        ``store_not_empty``: the store holds something.
    StoreError
        As for opening a store; nothing is restored then.
    """
    if not path.is_file():
        raise InputError("backup_missing", path=str(path))
    _verify(path)
    with TemporaryDirectory(prefix="graphsvc-") as folder, failures_named(str(path)):
        copy = Path(folder) / "backup.sqlite"  # an older backup is moved to the newest schema here
        shutil.copyfile(path, copy)
        with (
            closing(open_database(sa.URL.create("sqlite", database=str(copy)))) as source,
            closing(open_database(url, on_step=on_step)) as target,
            source.reading() as old,
            target.writing() as new,
        ):
            new.execute(sa.select(schema.pointer).with_for_update())  # nobody publishes meanwhile
            if digests(new) != _EMPTY:
                raise InputError("store_not_empty", store=target.label)
            wanted = digests(old)
            _copy(old, new, on_step)
            if digests(new) != wanted:
                raise StoreError("store_corrupt", what=target.label, reason="digests differ after restoring")
    return wanted


def digests(connection: sa.Connection) -> Manifest:
    """What the store holds, table by table, independent of the kind of database and the order of rows.

    Raises
    ------
    StoreError
        ``store_corrupt``: bytes do not have the SHA-256 they are kept under.
    """
    return {name: _digest(connection, name) for name in sorted(schema.metadata.tables)}


def _digest(connection: sa.Connection, name: str) -> tuple[int, str]:
    lines = []
    rows = sa.select(sa.text("*")).select_from(sa.table(name))
    for row in _stream(connection, rows, name).mappings():
        plain = {
            key: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value for key, value in row.items()
        }
        if name in _CHECKED and plain["data"] != plain[_CHECKED[name]]:
            raise StoreError("store_corrupt", what=f"{name} {plain[_CHECKED[name]]}", reason="SHA-256 differs")
        lines.append(hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest())
    return len(lines), hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def _stream(connection: sa.Connection, rows: sa.Select[Any], name: str) -> sa.Result[Any]:
    return connection.execute(rows, execution_options={"yield_per": 1 if name in _CHECKED else 1000})


def _line(**row: object) -> tuple[int, str]:
    one = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()
    return 1, hashlib.sha256(one).hexdigest()


_EMPTY: Manifest = {name: (0, hashlib.sha256().hexdigest()) for name in sorted(schema.metadata.tables)} | {
    "pointer": _line(pointer_id=1, latest=None)
}


def _copy(source: sa.Connection, target: sa.Connection, on_step: OnStep) -> None:
    for table in schema.metadata.sorted_tables:
        on_step(f"restore_{table.name}")
        if table is schema.pointer:
            latest = source.scalar(sa.select(schema.pointer.c.latest))
            target.execute(sa.update(schema.pointer).values(latest=latest))
            continue
        for some in _stream(source, sa.select(table), table.name).mappings().partitions():
            target.execute(sa.insert(table), [dict(row) for row in some])


def _export(database: Database, part: Path) -> None:
    with (
        closing(open_database(sa.URL.create("sqlite", database=str(part)))) as copy,
        database.reading() as source,
        copy.writing() as target,
    ):
        _copy(source, target, no_step)
        if digests(target) != digests(source):
            raise StoreError("store_corrupt", what=str(part), reason="digests differ after copying")


def _engine(path: Path) -> sa.Engine:
    """A connection that leaves the file as it is, for digests and the manifest."""
    return sa.create_engine(sa.URL.create("sqlite", database=str(path)), poolclass=sa.NullPool)


def _seal(part: Path) -> None:
    """Write the manifest into a finished copy and bring all of it to the disk."""
    with closing(sqlite3.connect(part)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    with _engine(part).begin() as connection:
        manifest = digests(connection)
        connection.execute(
            sa.text(f"CREATE TABLE {schema.MANIFEST} (table_name TEXT PRIMARY KEY, n_rows INTEGER, sha256 TEXT)")
        )
        rows = [{"table_name": k, "n_rows": n, "sha256": sha256} for k, (n, sha256) in manifest.items()]
        connection.execute(sa.insert(_MANIFEST), rows)
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())


def _verify(path: Path) -> None:
    """Refuse a backup that is not, byte for byte, what its manifest says."""
    try:
        with failures_named(str(path)), _engine(path).connect() as connection:
            said: Manifest = {
                name: (n_rows, sha256)
                for name, n_rows, sha256 in connection.execute(sa.select(*_MANIFEST.c).select_from(_MANIFEST))
            }
            found = {name: _digest(connection, name) for name in said}
    except StoreError as problem:
        raise InputError("backup_broken", path=str(path), reason=str(problem)) from problem
    if not said or said != found:
        differing = [name for name in said if said[name] != found[name]]
        raise InputError("backup_broken", path=str(path), reason=", ".join(differing) or "no manifest")
