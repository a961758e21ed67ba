"""Which tests share a worker of ``pytest -n``: those of a module, and modules that share a costly set-up; and which of
them go first.

The marker ``xdist_group`` does not serve: under pytest 9.2 ``--dist loadgroup`` of pytest-xdist 3.8 finds no groups and
spreads single tests, so that every set-up is made on every worker.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]

SHARED: Mapping[str, re.Pattern[str]] = {
    "demonstration": re.compile(r"\b(demonstration|loaded_samples|samples|sample_report|sample_maps)\b[:\"]"),
    "neo4j_uri": re.compile(r"\b(neo4j_uri|graph: Neo4jStore)\b"),
    "served_versions": re.compile(r"pages\.two_versions import .*\bsite\b"),
    "served_server_chain": re.compile(r"pages\.server_chain import .*\bsite\b"),
    "served_marks": re.compile(r"pages\.conftest import .*\b(Open|Site)\b"),
    "tyre_editions": re.compile(r"\btyre_editions\b"),
}
"""Costly set-ups of a whole run, by fixture, and how a module shows that it asks for one: the workers are told which
tests go together before any of them is collected."""


@cache
def group_of(module: str) -> str:
    """What a module shares with others, or itself, by its path below the checkout."""
    text = (ROOT / module).read_text(encoding="utf-8")
    return next((name for name, asks in SHARED.items() if asks.search(text)), module)


@cache
def seconds() -> Mapping[str, float]:
    """How long each module or group of them works [s of one core], as measured once; what takes less is left out."""
    found: dict[str, float] = {}
    with (ROOT / "tests" / "seconds.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            group = group_of(line["module"])
            found[group] = found.get(group, 0.0) + float(line["seconds"])
    return found


def longest_first(nodeid: str) -> float:
    """Place of a test in the order of a run on several workers: what takes long at the end leaves one of them idle."""
    return -seconds().get(group_of(nodeid.partition("::")[0]), 0.0)


class WholeModules(LoadScopeScheduling):  # type: ignore[misc]
    """One module, or one group of them, after the other for each worker that is free."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0])
