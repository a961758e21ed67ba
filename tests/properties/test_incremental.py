"""A slot is resolved again only where what it refers to changed; what comes of it is what all resolved anew gives."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.domain.errors import LoadError
from graphsvc.domain.ports import Part, Progress, Store
from graphsvc.domain.submission import LoadOptions, RawFile, Slot, Staged
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.stores.sql_store import SqlStore, open_store
from graphsvc.usecases.load_submission import LoadOutcome, compose, content_hash_of, load
from graphsvc.wiring import Loader
from tests.counting_loader import CountingLoader
from tests.properties.test_compositions import LEVELS, submission

SLOTS = [(chain, region) for chain in ("SD-C90", "SD-C01") for region in LEVELS[:3]]


class _Given(CountingLoader):
    """Reads what it is given, and counts what it resolves."""

    def __init__(self, fresh: Sequence[Staged]) -> None:
        super().__init__()
        self._fresh = fresh

    def read(self, paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
        return list(self._fresh)


def _silent(fraction: float, stage: str) -> None:
    """Progress that nobody watches."""


def _told(part: Part) -> object:
    tables = part.resolved.tables
    rows = {name: tables.rows(name) for name in sorted(tables.names())}
    return part.staged.slot, rows, part.resolved.notices, dict(tables.digests)


def _from_scratch(fresh: Sequence[Staged], store: Store, but: Collection[Slot]) -> list[Part] | None:
    """What all slots come to where nothing is known of before; None where the load is refused."""
    latest = store.latest()
    kept = [
        Part(staged, part.resolved)
        for part in (store.parts(latest.version_id, but) if latest else [])
        for staged in (store.staged(part.staged.submission_id),)
    ]
    try:
        return compose(fresh, kept, Loader("敏感"), _silent)
    except LoadError:
        return None


def _fresh(random: Random, number: int) -> list[Staged]:
    """One or two slots as they are sent next; now and then the same lists under another name."""
    found = []
    for chain, region in random.sample(SLOTS, random.choice((1, 1, 1, 2))):
        staged = submission(random, chain, region)
        data = f"{chain} {region} {number}".encode()
        file = RawFile(f"{random.choice('ab')}.csv", sha256(data).hexdigest(), data)
        found.append(replace(staged, submission_id=f"{chain}-{region}-{number}", files=(file,)))
    return found


def _load(store: Store, fresh: Sequence[Staged]) -> tuple[LoadOutcome | None, int]:
    loader = _Given(fresh)
    try:
        return load([], LoadOptions(), store, loader, _silent), loader.n_resolved
    except LoadError:
        return None, loader.n_resolved


def _steps(random: Random, store: Store) -> None:
    sent: list[Staged] = []
    for number in range(random.randrange(3, 8)):
        fresh = _fresh(random, number)
        if sent and random.random() < 0.3:
            again = random.choice(sent)
            renamed = tuple(replace(file, name=f"{random.choice('abc')}.csv") for file in again.files)
            fresh = [each for each in fresh if each.slot != again.slot] + [replace(again, files=renamed)]
        sent += fresh
        expected = _from_scratch(fresh, store, {each.slot for each in fresh})
        outcome, _ = _load(store, fresh)
        assert (outcome is None) == (expected is None)
        if outcome is None or expected is None:
            continue
        assert outcome.content_hash == content_hash_of(expected)
        by_slot = {part.staged.slot: _told(part) for part in expected}
        assert all(_told(part) == by_slot[part.staged.slot] for part in outcome.parts)
        if outcome.published:
            assert [_told(part) for part in store.parts(outcome.version_id or "", ())] == list(by_slot.values())


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False))
def test_what_comes_of_loads_is_what_resolving_everything_gives(random: Random) -> None:
    _steps(random, MemoryStore())


@settings(deadline=None, max_examples=15)
@given(st.randoms(use_true_random=False))
def test_what_is_kept_between_loads_changes_nothing(random: Random) -> None:
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/store.db")
        try:
            _steps(random, store)
        finally:
            store.close()


def test_slots_that_have_nothing_to_do_with_what_came_are_left_alone(tmp_path: Path) -> None:
    """Five chains, the last of which names nothing of the others: one slot is resolved, as in an empty store."""
    random = Random(7)
    first = [
        replace(submission(random, chain, region), submission_id=f"{chain}{region}") for chain, region in SLOTS[:4]
    ]
    store: SqlStore = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    assert _load(store, first)[1] == len(first)
    empty = replace(submission(random, "SD-C02", "370700"), submission_id="apart")
    nothing = {name: empty.tables[name].slice(0, 0) for name in empty.tables.names() if name != "submissions"}
    outcome, n_resolved = _load(store, [replace(empty, tables=empty.tables.changed(nothing))])
    assert (outcome is not None, n_resolved) == (True, 1)
    store.close()
