"""One bundle of 2,000 rows beside 39 other slots, and the same files again, against it in an empty store."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.sql_store import SqlStore, open_store
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.wiring import Loader
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.ratio import Ratio

N_ROWS, N_SLOTS = 2_000, 40
GOALS = ("<= 20 x", "<= 2 x")


def loading_ratios() -> Iterator[Ratio]:
    """Processor time of this process; the processes that read files are not counted."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        root = Path(folder)
        bundles = [make_bundle(root / f"b{part:02d}", N_ROWS, part) for part in range(N_SLOTS)]
        alone, store = open_store(f"sqlite:///{root / 'alone.db'}"), open_store(f"sqlite:///{root / 'store.db'}")
        last = bundles[-1:]
        _load(alone, bundles[:1])  # what the first load of a process pays is not counted
        empty, _ = _load(open_store(f"sqlite:///{root / 'empty.db'}"), last)
        _load(store, bundles[:-1])
        beside, first = _load(store, last)
        again, second = _load(store, last)
    assert first.published
    assert not second.published
    assert first.content_hash == second.content_hash
    assert [n.code for n in first.notices] == [n.code for n in second.notices]
    about = f"{N_ROWS:,} rows beside {N_SLOTS - 1} slots of the same size, and in an empty store"
    for what, seconds, goal in zip(("", ", the same files again"), (beside, again), GOALS, strict=True):
        yield Ratio(f"{about}{what}", seconds, empty, "s CPU", seconds / empty, goal)


def _load(store: SqlStore, bundles: Sequence[Path]) -> tuple[float, LoadOutcome]:
    loader, most = Loader("敏感", most_files=20 * N_SLOTS), 20 * N_SLOTS
    began = time.process_time()
    outcome = load(bundles, LoadOptions(most_files=most), store, loader, lambda *_: None)
    return time.process_time() - began, outcome
