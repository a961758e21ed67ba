"""The store on SQLite: the suite, and what is particular to a file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from graphsvc.domain.decisions import Decision, Doubt
from graphsvc.domain.errors import InputError, StoreError
from graphsvc.domain.ports import Reply
from graphsvc.stores import database
from graphsvc.stores.backup import digests
from graphsvc.stores.sql_store import SqlStore, open_store
from tests.contract.small_parts import hash_of, parts_of
from tests.contract.store_contract import SharedStoreContract, publish, refused


class TestSqliteStore(SharedStoreContract):
    """The suite on a file."""

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlStore]:
        """An empty store in a folder that is not there yet."""
        store = open_store(f"sqlite:///{tmp_path}/new folder/示例.sqlite")
        yield store
        store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """File of a store with one version."""
    path = tmp_path / "store.sqlite"
    store = open_store(f"sqlite:///{path}")
    publish(store, 1)
    store.close()
    return path


def pragma(store: SqlStore, name: str) -> object:
    with store.database.engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_connections_are_safe(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    old = database.has_wal_race(sqlite3.sqlite_version_info)
    assert pragma(store, "journal_mode") == ("delete" if old else "wal")
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "synchronous") in (2, 3)
    assert pragma(store, "busy_timeout") == 30000
    store.close()


@pytest.mark.parametrize(
    ("version", "races"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_libraries_with_the_wal_race(version: tuple[int, int, int], races: bool) -> None:
    assert database.has_wal_race(version) is races


def test_journal_follows_the_library(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for races, mode in ((False, "wal"), (True, "delete")):
        monkeypatch.setattr(database, "has_wal_race", lambda version, races=races: races)
        store = open_store(f"sqlite:///{path}")
        assert pragma(store, "journal_mode") == mode
        publish(store, 2)
        store.close()


def test_locked_by_another_writer(path: Path) -> None:
    store = open_store(f"sqlite:///{path}", patience=0.1)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(publish, store, 2).code == "store_locked"
        assert len(store.versions()) == 1
    publish(store, 2)
    store.close()


def test_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("示例" * 1000, encoding="utf-8")
    before = path.read_bytes()
    assert refused(open_store, f"sqlite:///{path}").code == "store_foreign"
    assert path.read_bytes() == before


def test_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE places (url TEXT)")
    assert refused(open_store, f"sqlite:///{path}").code == "store_foreign"


@pytest.mark.parametrize("step", ["decision", "version", "pointer"])
def test_decisions_fall_with_their_version(path: Path, step: str) -> None:
    def fail(name: str) -> None:
        if name == step:
            raise OSError("示例")

    store = open_store(f"sqlite:///{path}", on_step=fail)
    one = Decision(Doubt("unit", "", "", "包"), "accepted", "台", "示例员", "2024-01-02T03:04:05.000Z")
    latest = store.latest()
    parts, content_hash = parts_of(2)
    with pytest.raises(StoreError):
        store.publish(parts, content_hash, latest.version_id if latest else None, decisions=[one])
    assert (store.decisions(), store.latest()) == ((), latest)
    store.close()


def test_store_of_before_decisions_is_moved_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TABLE jobs")
        raw.execute("DROP TABLE gap_reviews")
        raw.execute("DROP TABLE decisions")
        raw.execute("UPDATE graphsvc_schema SET version_num = '0003'")
        raw.commit()
    store = open_store(f"sqlite:///{path}")
    assert store.decisions() == ()
    assert store.gap_reviews() == ()
    assert len(store.versions()) == 1
    store.close()


def test_newer_schema(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE graphsvc_schema SET version_num = '9999'")
    assert refused(open_store, f"sqlite:///{path}").code == "store_newer"


def test_older_schema_is_moved_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DROP TABLE replies")
        other.execute("DROP TABLE jobs")
        other.execute("DROP TABLE gap_reviews")
        other.execute("DROP TABLE decisions")
        other.execute("DROP INDEX ix_answers_asked")
        other.execute("ALTER TABLE answers DROP COLUMN asked")
        other.execute("UPDATE graphsvc_schema SET version_num = '0001'")
    store = open_store(f"sqlite:///{path}")
    assert len(store.versions()) == 1
    store.remember_reply(Reply("k", "asked", 201, b"told"))
    assert store.reply("k") == Reply("k", "asked", 201, b"told")
    store.close()


def test_old_replies_go(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store.remember_reply(Reply("old", "asked", 201, b"told"))
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE replies SET created = '2020-01-01T00:00:00.000Z'")
    assert store.reply("old") is None
    store.remember_reply(Reply("new", "asked", 201, b"told"))
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT key FROM replies").fetchall() == [("new",)]
    store.close()


def test_folder_is_no_store(tmp_path: Path) -> None:
    assert refused(open_store, f"sqlite:///{tmp_path}").code == "store_unavailable"
    (tmp_path / "file").write_text("")
    assert refused(open_store, f"sqlite:///{tmp_path}/file/store.sqlite").code == "store_unavailable"


@pytest.mark.parametrize(
    "url", ["", "store.sqlite", "sqlite://", "sqlite:///:memory:", "mysql://root:secret@host/x", "neo4j://host"]
)
def test_addresses_that_are_none(url: str) -> None:
    problem = refused(open_store, url)
    assert isinstance(problem, InputError)
    assert problem.code == "store_url"
    assert "secret" not in str(problem)


@pytest.mark.parametrize("table", ["blobs", "files"])
def test_changed_byte_is_noticed(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(f"UPDATE {table} SET data = zeroblob(size)")
    store = open_store(f"sqlite:///{path}")
    info = store.latest()
    assert info is not None
    submission = info.slots[0].submission_id
    assert refused(store.staged, submission).code == "store_corrupt"
    if table == "blobs":
        assert refused(store.tables, info.version_id).code == "store_corrupt"
        assert refused(store.publish, *parts_of(1), info.version_id).code == "store_corrupt"
        assert store.versions() == [info]
    store.close()


def test_missing_blob_is_noticed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DELETE FROM blobs")
    store = open_store(f"sqlite:///{path}")
    info = store.latest()
    assert info is not None
    assert refused(store.tables, info.version_id).code == "store_corrupt"
    store.close()


def test_same_content_is_kept_once(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    with store.database.reading() as connection:
        before = digests(connection)
    publish(store, 1)
    with store.database.reading() as connection:
        after = digests(connection)
    for name in ("files", "blobs", "submissions", "submission_files", "submission_tables"):
        assert after[name] == before[name]
    store.close()


def test_full_disk_at_every_page(path: Path) -> None:
    """However little room is left: a clear refusal, the old version stays, the new one is whole or absent."""
    store = open_store(f"sqlite:///{path}")
    store.publish(*parts_of(0), getattr(store.latest(), "version_id", None))
    room = 0

    @event.listens_for(store.database.engine, "begin")
    def _limit(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")

    before = store.versions()
    refusals = []
    while len(store.versions()) == len(before):
        try:
            publish(store, 5000)
        except StoreError as problem:
            refusals.append(problem.code)
        assert hash_of(store.tables(before[0].version_id)) == before[0].content_hash
        room += 1
    assert set(refusals) == {"disk_full"}
    newest, *older = store.versions()
    assert older == before
    assert hash_of(store.tables(newest.version_id)) == newest.content_hash
    assert pragma(store, "integrity_check") == "ok"
    store.close()
