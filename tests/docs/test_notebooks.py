"""The notebooks: without outputs, in both languages, and every cell runs on the tyre chain."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.docs import manual
from tests.integration.door import is_chinese

BOOKS = sorted((manual.ROOT / "docs" / "notebooks").glob("*.ipynb"))


def _cells(book: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(book.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def _shown(source: str, names: dict[str, object]) -> object:
    """What a cell shows: the value of its last expression, in the form that a notebook asks for."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)  # the manual's own words
    if not isinstance(last, ast.Expr):
        return None
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    return value._repr_html_() if hasattr(value, "_repr_html_") else repr(value)


def test_there_are_some() -> None:
    assert [book.stem for book in BOOKS] == ["choke-points", "graphs", "what-if"]


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_nothing_is_kept_of_a_run(book: Path) -> None:
    told = json.loads(book.read_text(encoding="utf-8"))
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in told["cells"]}) == len(told["cells"])
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in _cells(book, "code"))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_both_languages_are_spoken(book: Path) -> None:
    for cell in _cells(book, "markdown"):
        parts = "".join(cell["source"]).split("\n\n")
        assert {is_chinese(part) for part in parts} == {True, False}


@pytest.mark.slow  # questions, graphs and a scenario
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_every_cell_runs(book: Path, tyre_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(tyre_store, tmp_path / "store.db")
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    names: dict[str, object] = {}
    shown = [_shown("".join(cell["source"]), names) for cell in _cells(book, "code")]
    expected = {"choke-points": "<iframe", "graphs": "示例丁二烯", "what-if": "15.0"}
    assert any(expected[book.stem] in str(each) for each in shown)
