"""Later editions of the tyre chain: ``changes`` tells what happened in reality from what was merely corrected."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.samples.later_editions import Edition
from graphsvc.samples.later_editions import editions as told_editions
from graphsvc.samples.workbooks import SOURCES
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document

pytestmark = pytest.mark.slow  # three versions of a big sample chain are compared

CHAIN = SOURCES / "tyre_chemicals"


@pytest.fixture(scope="module")
def changed(tyre_editions: tuple[Analyst, dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Rows of ``changes`` from the first edition to each later one, by name of the edition."""
    analyst, versions = tyre_editions
    return {
        name: answer_document(analyst.ask("changes", {"from": versions[""], "to": to}, to), "zh")["rows"]
        for name, to in versions.items()
        if name
    }


@pytest.mark.parametrize("edition", told_editions(CHAIN), ids=lambda edition: edition.name)
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
