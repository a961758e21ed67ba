"""A door with an empty store, one that holds the tyre chain; the three sample chains, loaded and reported once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphsvc.domain.report import Report
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import demo_samples
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.usecases.report.writing import write_report
from graphsvc.wiring import Loader
from tests.integration.door import Door, tyre_workbook


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
def samples(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """The three sample chains in one store; nobody may load anything into it."""
    store = MemoryStore()
    load(demo_samples(tmp_path_factory.mktemp("samples")), LoadOptions(), store, Loader("敏感"), lambda *_: None)
    return Analyst(store)


@pytest.fixture(scope="session")
def sample_report(samples: Analyst) -> Report:
    """What the report says of the three sample chains."""
    return write_report(samples, None, None)
