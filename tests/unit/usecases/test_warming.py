"""After warming up, no question compiles anything more."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from numba.core.dispatcher import Dispatcher

from graphsvc import analysis
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.warming import compile_engine

TYRE_MAKER = "91370300FAKE01032D"
SCENARIO = {"shocks": [{"entity_type": "firm", "entity_id": TYRE_MAKER, "duration": 30}]}
QUESTIONS: tuple[tuple[str, dict[str, object]], ...] = (
    ("choke-points", {"l1plus": "all", "entity": "park"}), ("stress-test", {"scenario": SCENARIO}),
    ("stress-test", {"scenario": SCENARIO, "substitution": "all"}), ("resilience", {}), ("screening", {}),
    ("hidden-sources", {}), ("early-warning", {}), ("survival", {}), ("gap-list", {}),
    ("systemic-risk", {}), ("worst-pairs", {}), ("worst-pairs", {"entity": "park"}),
)  # fmt: skip


def compiled() -> dict[str, int]:
    """Versions in machine code of every compiled loop that was called from Python, by module and name."""
    found = {}
    for module in pkgutil.walk_packages(analysis.__path__, f"{analysis.__name__}."):
        for name, member in vars(importlib.import_module(module.name)).items():
            if isinstance(member, Dispatcher):
                found[f"{member.py_func.__module__}.{name}"] = len(member.signatures)
    return found


@pytest.mark.slow  # the chain of three firms and ten questions
def test_nothing_is_left_to_compile(tyre_store: Path) -> None:
    compile_engine()
    before = compiled()
    assert len(before) > 20
    courses = [n for name, n in before.items() if name.endswith((".settle_all", ".calm_course"))]
    assert courses == [1, 1]  # only called where what nobody told is read at its worst
    analyst = Analyst(open_store(f"sqlite:///{tyre_store}"))
    for name, given in QUESTIONS:
        analyst.ask(name, given)
    assert compiled() == before
