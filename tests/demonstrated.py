"""``graphsvc demo`` through the command line, with an ear at what it loads and whom it asks.

The whole run has one demonstration: what it worked out of the three big chains serves all tests of them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.report import Report
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.usecases.report.writing import write_report
from graphsvc.wiring import House

DrawMap = Callable[[str, Lang], ChainMap]
"""Chain and language to its map."""


@dataclass(frozen=True)
class Demonstration:
    """Exit code, standard output, the folder it wrote to; what loading said, whom it asked, the report and the
    map of each chain."""

    code: int
    told: str
    folder: Path
    outcome: LoadOutcome
    analyst: Analyst
    report: Report
    maps: dict[str, ChainMap]


def demonstrate(folder: Path, books: Sequence[Path]) -> Demonstration:
    """Run it in English on a new store in a folder; ``books`` are the samples, made before."""
    outcomes: list[LoadOutcome] = []
    analysts: list[Analyst] = []
    reports: list[Report] = []
    maps: dict[str, ChainMap] = {}
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)

    def heard(*given: Any) -> LoadOutcome:
        outcomes.append(load(*given))
        return outcomes[-1]

    def called(*given: Any) -> Analyst:
        analysts.append(Analyst(*given))
        return analysts[-1]

    def reported(*given: Any) -> Report:
        reports.append(write_report(*given))
        return reports[-1]

    def drew(analyst: Analyst, chain: str, *given: Any) -> ChainMap:
        maps[chain] = draw_map(analyst, chain, *given)
        return maps[chain]

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told):
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder / 'demo.db'}")
        patch.setattr(House, "demo_samples", lambda self: nullcontext(list(books)))
        patch.setattr("graphsvc.usecases.demo.load", heard)
        patch.setattr("graphsvc.usecases.demo.Analyst", called)
        patch.setattr("graphsvc.usecases.demo.write_report", reported)
        patch.setattr("graphsvc.usecases.demo.draw_map", drew)
        code = run(["demo", "--out", str(folder / "out"), "--lang", "en"])
    told.seek(0)
    said = told.read()
    assert len(outcomes) == len(analysts) == len(reports) == 1, said
    return Demonstration(code, said, folder / "out", outcomes[0], analysts[0], reports[0], maps)
