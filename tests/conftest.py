"""How hypothesis runs here, reproducible in the merge gate, long on request; which tests share a worker; what tests
are given.

"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from graphsvc.domain.report import Report
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import demo_samples
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.usecases.report.writing import write_report
from graphsvc.wiring import Loader
from tests.integration.door import Door, tyre_workbook
from tests.once_a_run import made_once

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much)

# the first call of a compiled loop takes seconds: no deadline anywhere
settings.register_profile("ci", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
settings.register_profile("soak", max_examples=3000, deadline=None, suppress_health_check=SLOW, print_blob=True)
settings.load_profile(os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE", "ci"))

SHARED = ("loaded_samples", "neo4j_uri")
"""Costly set-ups of a whole run: modules that use one of them run on the same worker, so that it is made once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Under ``--dist loadgroup`` a module stays on one worker, beside those that share a costly set-up with it."""
    uses: dict[str, set[str]] = defaultdict(set)
    for item in items:
        uses[item.location[0]].update(getattr(item, "fixturenames", ()))
    for item in items:
        module = item.location[0]
        item.add_marker(pytest.mark.xdist_group(next((name for name in SHARED if name in uses[module]), module)))


@pytest.fixture(scope="session")
def tyre_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook, made once."""
    return made_once(tmp_path_factory, "tyre_book", tyre_workbook) / "tyre.xlsx"


@pytest.fixture
def empty_door(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command line on a store that does not exist yet."""
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture(scope="session")
def tyre_store(tmp_path_factory: pytest.TempPathFactory, tyre_book: Path) -> Path:
    """A store that holds the tyre chain, to be copied."""
    from graphsvc.cli import run

    def loaded(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder / 'tyre.db'}")
            assert run(["load", str(tyre_book), "--json"]) == 0

    return made_once(tmp_path_factory, "tyre_store", loaded) / "tyre.db"


@pytest.fixture
def door(
    tmp_path: Path, tyre_store: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Door:
    """The command line on a store that holds the tyre chain."""
    shutil.copy(tyre_store, tmp_path / "store.db")
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture(scope="session")
def sample_books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workbooks of the three sample chains."""
    return sorted(made_once(tmp_path_factory, "sample_books", demo_samples).glob("*.xlsx"))


@pytest.fixture(scope="session")
def loaded_samples(
    tmp_path_factory: pytest.TempPathFactory, sample_books: list[Path]
) -> Iterator[tuple[Analyst, LoadOutcome]]:
    """The three sample chains in one store, and what loading them said; nobody may load anything into it."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('stores') / 'samples.db'}")
    outcome = load(sample_books, LoadOptions(), store, Loader("敏感"), lambda *_: None)
    yield Analyst(store), outcome
    store.close()


@pytest.fixture(scope="session")
def samples(loaded_samples: tuple[Analyst, LoadOutcome]) -> Analyst:
    """An analyst on the three sample chains, who remembers what was computed for other tests."""
    return loaded_samples[0]


@pytest.fixture(scope="session")
def sample_report(samples: Analyst) -> Report:
    """What the report says of the three sample chains."""
    return write_report(samples, None, None)
