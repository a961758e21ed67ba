"""A door with an empty store, one that holds the tyre chain; the three sample chains, loaded and reported once; a
graph database that all share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.domain.report import Report
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import demo_samples
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.usecases.report.writing import write_report
from graphsvc.wiring import Loader
from tests.integration.door import Door, tyre_workbook
from tests.integration.neo4j_parts import neo4j_uri

__all__ = ["neo4j_uri"]


@pytest.fixture(scope="session")
def tyre_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook, made once."""
    return tyre_workbook(tmp_path_factory.mktemp("books"))


@pytest.fixture
def empty_door(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command line on a store that does not exist yet."""
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture(scope="session")
def tyre_store(tmp_path_factory: pytest.TempPathFactory, tyre_book: Path) -> Path:
    """A store that holds the tyre chain, to be copied."""
    from graphsvc.cli import run

    store = tmp_path_factory.mktemp("stores") / "tyre.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{store}")
        assert run(["load", str(tyre_book), "--json"]) == 0
    return store


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
    return demo_samples(tmp_path_factory.mktemp("samples"))


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
