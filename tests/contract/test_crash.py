"""Death at any moment: no acknowledged version is lost, none is half there, the store is ready again at once."""

from __future__ import annotations

import errno
import os
import random
import time
from typing import Any

from sqlalchemy import event, select, text

from graphsvc.domain.errors import StoreError
from graphsvc.stores import schema
from graphsvc.stores.backup import Manifest, digests
from graphsvc.stores.sql_store import PUBLISH_STEPS, SqlStore, open_store
from tests.contract.children import Child
from tests.contract.crash_child import CRASHED, crash_at_step, open_and_publish, publish_forever, publish_next
from tests.contract.small_parts import hash_of
from tests.contract.store_contract import publish

ROUNDS = int(os.environ.get("GRAPHSVC_CRASH_ROUNDS", "20"))


class Watch:
    """Checks a store after every death; versions once found whole need not be read again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: set[str] = set()
        self.longest = 0.0

    def check(self, acknowledged: list[str]) -> int:
        """Assert the promises of a store; gives the number of versions in it."""
        start = time.monotonic()
        store = open_store(self._url)
        versions = store.versions()
        latest = store.latest()
        self.longest = max(self.longest, time.monotonic() - start)
        lost = set(acknowledged) - {f"{info.version_id} {info.content_hash}" for info in versions}
        assert not lost
        assert [int(info.version_id[1:7]) for info in versions] == list(range(len(versions), 0, -1))
        assert latest == (versions[0] if versions else None)
        for info in versions:
            if info.version_id not in self._known:
                assert len(info.slots) == 2
                assert hash_of(store.tables(info.version_id)) == info.content_hash
                for entry in info.slots:
                    assert store.staged(entry.submission_id).files
                    assert len(store.report(entry.submission_id)) == 2
                self._known.add(info.version_id)
        assert not _orphans(store)
        store.close()
        return len(versions)


def _orphans(store: SqlStore) -> list[str]:
    """Submissions and files that no version leads to."""
    used = select(schema.version_slots.c.submission_id)
    named = select(schema.submission_files.c.sha256)
    with store.database.reading() as connection:
        one = connection.scalars(
            select(schema.submissions.c.submission_id).where(schema.submissions.c.submission_id.not_in(used))
        ).all()
        two = connection.scalars(select(schema.files.c.sha256).where(schema.files.c.sha256.not_in(named))).all()
        if store.database.is_sqlite:
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    return [*one, *two]


def _content(store: SqlStore) -> Manifest:
    with store.database.reading() as connection:
        return digests(connection)


def test_kill_at_random_moments(store_url: str) -> None:
    """kill -9 of one publisher, every third time of two that compete, ``GRAPHSVC_CRASH_ROUNDS`` times."""
    chance = random.Random(20240601)
    open_store(store_url).close()
    watch = Watch(store_url)
    acknowledged: list[str] = []
    n_versions = 0
    for round_number in range(ROUNDS):
        group = [
            Child(publish_forever, store_url, 1 + 100_000 * round_number + 50_000 * member)
            for member in range(2 if round_number % 3 == 2 else 1)
        ]
        for child in group:
            child.wait_until_it_speaks()
        patience = 1 if acknowledged else 1 + round_number  # a slow machine gets longer until it has acknowledged one
        time.sleep(chance.uniform(0.0, 0.15) * patience)
        for child in group:
            child.kill()
        for child in group:
            code, said = child.end()
            assert code == -9
            acknowledged += said
        n_versions = watch.check(acknowledged)
    assert watch.longest < 10.0
    assert n_versions >= len(acknowledged) > 0
    print(f"{ROUNDS} kills, {len(acknowledged)} acknowledged, {n_versions} versions, {watch.longest:.3f} s")


def test_crash_at_every_step(store_url: str) -> None:
    """The process vanishes before the n-th step of a publish, n = 1, 2, … until it passes the end."""
    store = open_store(store_url)
    first = publish_next(store, 0)
    store.close()
    watch = Watch(store_url)
    steps: list[str] = []
    nth = 1
    while True:
        code, said = Child(crash_at_step, store_url, 1, nth).end()
        if code != CRASHED:
            break
        steps += said
        assert watch.check([first.strip()]) == 1
        nth += 1
    assert code == 0
    assert watch.check([first.strip(), *said]) == 2
    assert tuple(dict.fromkeys(steps)) == PUBLISH_STEPS


def test_crash_at_every_step_of_first_use(store_url: str) -> None:
    """No half schema stays behind, and the next process makes the store as if nothing had happened."""
    for nth, step in ((1, "migrate"), (2, "commit"), (1, "migrate")):
        assert Child(crash_at_step, store_url, 1, nth).end() == (CRASHED, [step])
    code, said = Child(crash_at_step, store_url, 1, 1000).end()
    assert code == 0
    assert Watch(store_url).check(said) == 1


def _failing(nth: int) -> Any:
    calls = iter(range(1, 1_000_000))

    def fail(*arguments: Any) -> None:
        if next(calls) == nth:
            raise OSError(errno.ENOSPC, "no space left")

    return fail


def _refused(store: SqlStore, number: int) -> str | None:
    try:
        publish(store, number)
    except StoreError as problem:
        return problem.code
    return None


def test_every_nth_step_fails(store_url: str) -> None:
    """A full disk before the n-th step, in one living process: refused, nothing changed, next try succeeds."""
    store = open_store(store_url)
    publish(store, 0)
    before = _content(store)
    nth = 1
    while True:
        store.database.on_step = _failing(nth)
        if _refused(store, 1) is None:
            break
        assert _content(store) == before
        nth += 1
    store.close()
    assert nth > len(PUBLISH_STEPS)
    assert Watch(store_url).check([]) == 2


def test_every_nth_statement_fails(store_url: str) -> None:
    """The same one floor deeper: the n-th statement that reaches the driver fails, reads and locks included."""
    store = open_store(store_url)
    publish(store, 0)
    before = _content(store)
    nth = 1
    while True:
        fail = _failing(nth)
        event.listen(store.database.engine, "before_cursor_execute", fail)
        code = _refused(store, 1)
        event.remove(store.database.engine, "before_cursor_execute", fail)
        if code is None:
            break
        assert code == "disk_full"
        assert _content(store) == before
        nth += 1
    store.close()
    assert nth > len(PUBLISH_STEPS)
    assert Watch(store_url).check([]) == 2


def test_first_use_by_several_processes_at_once(store_url: str) -> None:
    crowd = [Child(open_and_publish, store_url, number) for number in range(4)]
    ends = [child.end() for child in crowd]
    assert [code for code, _ in ends] == [0, 0, 0, 0]
    assert Watch(store_url).check([line for _, said in ends for line in said]) == 4
