"""Asked questions: kept in this process and, where it can be written, in the store; answering never hangs on it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import StoreError
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases import asked
from graphsvc.usecases.asked import AskedQuestions
from tests.contract.store_contract import publish


class _Full(MemoryStore):
    """A store whose disk is full."""

    def __init__(self) -> None:
        super().__init__()
        self.n_tried = 0

    def remember_answer(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, Any]) -> None:
        self.n_tried += 1
        raise StoreError("disk_full", store="full")


def test_a_store_that_cannot_be_written_is_left_alone() -> None:
    store = _Full()
    questions = AskedQuestions(store)
    for number in range(5):
        questions.remember(f"a{number}", "v1", "stages", {"limit": number})
    assert store.n_tried == 1
    assert questions.find("a4") == ("v1", "stages", {"limit": 4})
    assert questions.find("b") is None


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "KEPT_BYTES", 5_000)
    questions = AskedQuestions(_Full())
    questions.remember("long", "v1", "stages", {"text": "x" * 6_000})
    for number in range(40):
        questions.remember(f"a{number}", "v1", "stages", {"limit": number})
    held = [number for number in range(40) if questions.find(f"a{number}")]
    assert held[-1] == 39
    assert len(held) <= 12
    assert questions.find("long") is None


def test_another_writer_does_not_hold_up_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(f"sqlite:///{path}")
    info = publish(store, 1)
    questions = AskedQuestions(store)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        questions.remember("a1", info.version_id, "stages", {})
        assert time.monotonic() - begun < 10  # opened with a patience of 30 s
        other.execute("ROLLBACK")
    assert questions.find("a1") == (info.version_id, "stages", {})
    assert store.answer("a1") is None
    store.close()
