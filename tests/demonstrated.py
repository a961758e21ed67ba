"""``graphsvc demo`` through the command line, with an ear at what it loads and whom it asks.

The whole run has one demonstration: what it worked out of the three big chains serves all tests of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.wiring import House


@dataclass(frozen=True)
class Demonstration:
    """Exit code, standard output, the folder it wrote to; what loading said, and the analyst, who remembers."""

    code: int
    told: str
    folder: Path
    outcome: LoadOutcome
    analyst: Analyst


def demonstrate(folder: Path, books: Sequence[Path]) -> Demonstration:
    """Run it in English on a new store in a folder; ``books`` are the samples, made before."""
    outcomes: list[LoadOutcome] = []
    analysts: list[Analyst] = []
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)

    def heard(*given: Any) -> LoadOutcome:
        outcomes.append(load(*given))
        return outcomes[-1]

    def called(*given: Any) -> Analyst:
        analysts.append(Analyst(*given))
        return analysts[-1]

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told):
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder / 'demo.db'}")
        patch.setattr(House, "demo_samples", lambda self: nullcontext(list(books)))
        patch.setattr("graphsvc.usecases.demo.load", heard)
        patch.setattr("graphsvc.usecases.demo.Analyst", called)
        code = run(["demo", "--out", str(folder / "out"), "--lang", "en"])
    told.seek(0)
    said = told.read()
    assert len(outcomes) == len(analysts) == 1, said
    return Demonstration(code, said, folder / "out", outcomes[0], analysts[0])
