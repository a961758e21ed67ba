"""Backup while others publish, restored on either kind of store: the same content to the last byte."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from graphsvc.domain.errors import InputError, StoreError
from graphsvc.domain.gap_reviews import GapObject, GapReview
from graphsvc.stores.backup import digests, restore
from graphsvc.stores.sql_store import SqlStore, open_store
from tests.contract.children import Child
from tests.contract.crash_child import publish_forever
from tests.contract.small_parts import hash_of
from tests.contract.store_contract import publish, refused


def _same(left: SqlStore, right: SqlStore) -> bool:
    with left.database.reading() as one, right.database.reading() as two:
        return digests(one) == digests(two)


def test_restored_store_is_equal(store_url: str, other_url: str, tmp_path: Path) -> None:
    """SQLite and PostgreSQL, in all four directions."""
    store = open_store(store_url)
    infos = [publish(store, number) for number in (1, 2, 3)]
    store.remember_answer("a", infos[0].version_id, "stages", {"text": "\x00\ud800示例"})
    gap = GapObject("C01", "320100", "示例\x00品", "missing_link")
    store.review_gaps([GapReview(gap, "confirmed", "示例", "示例处", "示例员", "2024-01-02T03:04:05.000Z")])
    path = tmp_path / "kept" / "备份 ?#%.sqlite"
    store.backup(path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    manifest = restore(path, other_url)
    other = open_store(other_url)
    assert manifest["versions"][0] == 3
    assert _same(store, other)
    assert other.versions() == infos[::-1]
    assert other.latest() == infos[-1]
    assert other.answer("a") == store.answer("a")
    assert [review.conclusion for review in other.gap_reviews()] == ["confirmed"]
    assert other.gap_reviews() == store.gap_reviews()
    for info in infos:
        assert hash_of(other.tables(info.version_id)) == info.content_hash
    publish(other, 4)  # and it lives on
    store.close()
    other.close()


def test_empty_store_can_be_kept_too(store_url: str, other_url: str, tmp_path: Path) -> None:
    store = open_store(store_url)
    store.backup(tmp_path / "empty")
    restore(tmp_path / "empty", other_url)
    other = open_store(other_url)
    assert other.latest() is None
    store.close()
    other.close()


def test_backup_while_publishing(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url)
    child = Child(publish_forever, store_url, 1)
    child.wait_until_it_speaks()
    for number in range(3):
        before = store.versions()
        path = tmp_path / f"backup{number}"
        store.backup(path)
        url = f"sqlite:///{tmp_path}/restored{number}.sqlite"
        restore(path, url)
        restored = open_store(url)
        versions = restored.versions()
        assert versions[len(versions) - len(before) :] == before
        assert restored.latest() == (versions[0] if versions else None)
        for info in versions[:5]:
            assert hash_of(restored.tables(info.version_id)) == info.content_hash
        restored.close()
    child.kill()
    child.end()
    store.close()


def test_restore_needs_an_empty_store(store_url: str, tmp_path: Path) -> None:
    store = open_store(store_url)
    publish(store, 1)
    store.backup(tmp_path / "backup")
    publish(store, 2)
    before = store.versions()
    problem = refused(restore, tmp_path / "backup", store_url)
    assert isinstance(problem, InputError)
    assert problem.code == "store_not_empty"
    assert store.versions() == before
    store.close()


def test_restore_that_fails_at_any_step_leaves_the_store_empty(store_url: str, tmp_path: Path) -> None:
    source = open_store(f"sqlite:///{tmp_path}/source.sqlite")
    info = publish(source, 1)
    source.backup(tmp_path / "backup")
    source.close()
    open_store(store_url).close()
    names: list[str] = []
    restore_from = tmp_path / "backup"
    n_failed = 0
    while True:
        names.clear()

        def fail(name: str, nth: int = n_failed) -> None:
            names.append(name)
            if len(names) > nth:
                raise OSError(errno.ENOSPC, "no space left")

        try:
            restore(restore_from, store_url, on_step=fail)
        except StoreError:
            n_failed += 1
        else:
            break
        store = open_store(store_url)
        assert store.versions() == []
        store.close()
    assert n_failed == len(names) > 9
    store = open_store(store_url)
    assert store.versions() == [info]
    store.close()


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of one version."""
    store = open_store(f"sqlite:///{tmp_path}/source.sqlite")
    publish(store, 1)
    store.backup(tmp_path / "backup")
    store.close()
    return tmp_path / "backup"


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE blobs SET data = zeroblob(size)",
        "UPDATE versions SET content_hash = 'sha256:00'",
        "DELETE FROM answers; DELETE FROM version_tables",
        "DROP TABLE graphsvc_manifest",
        "DROP TABLE files",
    ],
)
def test_altered_backup_is_refused(backup: Path, tmp_path: Path, harm: str) -> None:
    with closing(sqlite3.connect(backup)) as raw:
        raw.executescript(harm)
    target = f"sqlite:///{tmp_path}/target.sqlite"
    assert refused(restore, backup, target).code == "backup_broken"
    store = open_store(target)
    assert store.versions() == []
    store.close()


def test_files_that_are_no_backup(backup: Path, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path}/target.sqlite"
    assert refused(restore, tmp_path / "absent", target).code == "backup_missing"
    backup.write_bytes(backup.read_bytes()[:5000])
    assert refused(restore, backup, target).code == "backup_broken"
    backup.write_text("示例", encoding="utf-8")
    assert refused(restore, backup, target).code == "backup_broken"


def test_backup_never_overwrites_its_store(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    info = publish(store, 1)
    assert refused(store.backup, tmp_path / "store.sqlite").code == "backup_onto_store"
    assert store.versions() == [info]
    store.close()


def test_backup_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    publish(store, 1)
    store.backup(tmp_path / "backup")
    old = (tmp_path / "backup").read_bytes()
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as raw, raw:
        raw.execute("UPDATE blobs SET data = zeroblob(size)")
    assert refused(store.backup, tmp_path / "backup").code == "store_corrupt"
    assert (tmp_path / "backup").read_bytes() == old
    assert not (tmp_path / "backup.part").exists()
    (tmp_path / "folder").mkdir()
    assert isinstance(refused(store.backup, tmp_path / "folder"), StoreError)
    store.close()
