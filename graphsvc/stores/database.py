"""A database behind a store: opened safely, on the newest schema, with one way to read and one to write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, column, create_engine, event, inspect, make_url, select, table, text
from sqlalchemy.exc import ArgumentError

from graphsvc.domain.errors import InputError, StoreError
from graphsvc.domain.extras import needed
from graphsvc.stores.failures import failure_code, failures_named
from graphsvc.stores.schema import REVISIONS, VERSION_TABLE, metadata

OnStep = Callable[[str], None]

_WRITING = "graphsvc_writing"
_MIGRATION_LOCK = 0x67726170687376  # one number for all programs that move a PostgreSQL store on


def no_step(name: str) -> None:
    """What is called before a write step when nobody wants to know."""


class Database:
    """An engine, how it is called in messages (``label``, no password) and who hears of write steps."""

    def __init__(self, engine: Engine, label: str, on_step: OnStep = no_step) -> None:
        self.engine = engine
        self.label = label
        self.on_step = on_step
        self.is_sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store from beginning to end."""
        with failures_named(self.label), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @contextmanager
    def writing(self, patience: float | None = None) -> Iterator[Connection]:
        """A transaction that is kept whole at the end, or not at all if anything is raised inside.

        ``patience`` [s]: how long to wait for another writer, where that is not what the database was opened with.
        """
        with failures_named(self.label), self.engine.connect() as connection:
            connection.execution_options(**{_WRITING: True})
            with self._patient(connection, patience), connection.begin():
                if patience is not None and not self.is_sqlite:
                    connection.execute(text(f"SET LOCAL lock_timeout = {int(patience * 1000)}"))
                yield connection
                self.on_step("commit")

    @contextmanager
    def _patient(self, connection: Connection, patience: float | None) -> Iterator[None]:
        if patience is None or not self.is_sqlite:
            yield
            return
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        before = raw.execute("PRAGMA busy_timeout").fetchone()[0]
        raw.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        try:
            yield
        finally:
            raw.execute(f"PRAGMA busy_timeout = {int(before)}")

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def has_wal_race(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite library may corrupt a database in WAL mode (fixed in 3.51.3, 3.50.7, 3.44.6)."""
    if version[:2] == (3, 50):
        return version < (3, 50, 7)
    if version[:2] == (3, 44):
        return version < (3, 44, 6)
    return version < (3, 51, 3)


def open_database(url: str | URL, *, on_step: OnStep = no_step, patience: float = 30.0) -> Database:
    """Open the database behind ``url``, create it at first use, move it to the newest schema.

    Parameters
    ----------
    url : ``sqlite:///path`` or ``postgresql://user:password@host/name``.
    on_step : called with its name before every write step.
    patience : [s] how long to wait for a lock that another process holds.

    Raises
    ------
    InputError
        ``store_url``: no such kind of store.
    StoreError
        ``store_unavailable``, ``store_locked``, ``store_foreign``, ``store_newer``, ``extra_missing`` and so on.
    """
    address = _address(url)
    label = address.database if address.drivername == "sqlite" else _spoken(address)
    with failures_named(str(label)):
        engine = _sqlite(address, patience) if address.drivername == "sqlite" else _postgres(address, patience)
        database = Database(engine, str(label), on_step)
        try:
            _prepare(database, patience)
        except BaseException:
            database.close()
            raise
    return database


def _address(url: str | URL) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as problem:
        raise InputError("store_url", url=str(url).partition(":")[0]) from problem
    kind = address.get_backend_name()
    if kind in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or address.database in (None, "", ":memory:") or "\x00" in str(address.database):
        raise InputError("store_url", url=_spoken(address))
    return URL.create("sqlite", database=address.database)


def _spoken(address: URL) -> str:
    return address.set(query={}).render_as_string(hide_password=True)


def _sqlite(address: URL, patience: float) -> Engine:
    Path(str(address.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, never by the driver
        connection.execute("PRAGMA foreign_keys = ON")
        # EXTRA also syncs the folder after a rollback journal is gone: a confirmed version survives a power cut
        connection.execute("PRAGMA synchronous = EXTRA")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        is_writer = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


def _postgres(address: URL, patience: float) -> Engine:
    asked = {"connect_timeout": "10", **address.query}  # what the address says itself goes first
    asked["options"] = f"{asked.get('options', '')} -c lock_timeout={int(patience * 1000)}"
    with needed("psycopg", StoreError):
        return create_engine(address.set(query=asked), pool_pre_ping=True)


def _prepare(database: Database, patience: float) -> None:
    if database.is_sqlite:
        _choose_journal(database.engine, patience)
    with database.reading() as connection:
        revision = _revision(connection, database)
    if revision == REVISIONS[-1]:
        return
    database.on_step("migrate")
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION_LOCK})
        if _revision(connection, database) != REVISIONS[-1]:  # another process may have been faster
            _migrate(connection)


def _migrate(connection: Connection) -> None:
    from alembic import command  # slow to import, and only needed once in the life of a store
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "graphsvc.stores:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, REVISIONS[-1])


def _choose_journal(engine: Engine, patience: float) -> None:
    wanted = "delete" if has_wal_race(sqlite3.sqlite_version_info) else "wal"
    end = time.monotonic() + patience
    while True:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != wanted:
                cursor.execute(f"PRAGMA journal_mode = {wanted}")
            return
        except sqlite3.Error as problem:
            # changing the mode does not wait for other connections by itself
            if failure_code(problem) != "store_locked" or time.monotonic() > end:
                raise
            time.sleep(0.05)
        finally:
            connection.close()


def _revision(connection: Connection, database: Database) -> str | None:
    """Revision of the schema, None where the database holds no store yet."""
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        if names and (database.is_sqlite or names & set(metadata.tables)):
            raise StoreError("store_foreign", store=database.label, reason=", ".join(sorted(names)[:5]))
        return None
    revision = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    if revision is not None and revision not in REVISIONS:
        raise StoreError("store_newer", store=database.label, revision=revision, known=REVISIONS[-1])
    return revision
