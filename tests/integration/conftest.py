"""A door with an empty store, and one that holds the tyre chain."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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
