"""Later editions of the tyre chain: ``changes`` tells what happened in reality from what was merely corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.later_editions import Edition, editions, write_editions
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader

pytestmark = pytest.mark.slow  # three versions of a big sample chain are loaded and compared

CHAIN = SOURCES / "tyre_chemicals"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Rows of ``changes`` from the first edition to each later one, by name of the edition."""
    folder = tmp_path_factory.mktemp("editions")
    store = MemoryStore()

    def loaded(path: Path) -> str:
        return str(load([path], LoadOptions(), store, Loader("敏感"), lambda *_: None).version_id)

    books = write_editions(CHAIN, folder)
    first = loaded(make_workbook(CHAIN, folder / "tyre_chemicals.xlsx"))
    later = {name: loaded(path) for name, path in books.items()}
    analyst = Analyst(store)
    return {
        name: answer_document(analyst.ask("changes", {"from": first, "to": to}, to), "zh")["rows"]
        for name, to in later.items()
    }


@pytest.mark.parametrize("edition", editions(CHAIN), ids=lambda edition: edition.name)
def test_planted_changes_are_told_with_their_reason(changed: dict[str, list[dict[str, Any]]], edition: Edition) -> None:
    told = {
        (row["kind"], row["object"], row["before"] or "", row["after"] or "", row["reason"])
        for row in changed[edition.name]
    }
    wanted = {(c["kind"], c["object"], c["before"], c["after"], c["reason"]) for c in edition.changes}
    assert wanted <= told


def test_a_correction_is_never_reality(changed: dict[str, list[dict[str, Any]]]) -> None:
    assert {row["reason"] for row in changed["corrected"]} == {"data"}
    assert "reality" in {row["reason"] for row in changed["later"]}
