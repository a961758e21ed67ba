"""A command pays for the libraries it needs and for no other: each is started in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "igraph", "numba", "numpy", "pandas", "pyarrow", "scipy", "sqlalchemy", "fastapi", "openpyxl", "neo4j", "networkx",
)  # fmt: skip


def brought_by(statement: str) -> set[str]:
    """Which of the heavy libraries a statement imports."""
    told = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return {name for name in done.stdout.split() if name in HEAVY}


def test_the_name_alone_needs_none() -> None:
    assert brought_by("import graphsvc; graphsvc.open") == set()


def test_the_command_line_alone_needs_none() -> None:
    assert brought_by("import graphsvc.cli") == set()


@pytest.mark.slow  # two seconds of imports
def test_questions_need_neither_frames_nor_web() -> None:
    found = brought_by("from graphsvc.questions.catalogue import CATALOGUE; import graphsvc.usecases.answer_files")
    assert found == {"igraph", "numba", "numpy", "pyarrow", "scipy"}


@pytest.mark.slow  # a second of imports
def test_loading_needs_no_mathematics() -> None:
    doors = "graphsvc.cli.loading, graphsvc.wiring, graphsvc.usecases.load_documents, graphsvc.stores.sql_store"
    rooms = "loaders.bundle, loaders.resolve, loaders.overlap.reconcile"
    assert brought_by(f"import {doors}, {rooms}") == {"numpy", "pyarrow", "sqlalchemy"}
