"""Substitution in a stress test, against hand calculations on the tyre chain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader

CARBON_1 = "91370800FAKE010402"
SCENARIO = {"shocks": [{"entity_type": "firm", "entity_id": CARBON_1}]}


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """The tyre chain in which carbon black (炭黑) can be switched within 20 days."""
    path = make_workbook(SOURCES / "tyre", tmp_path_factory.mktemp("switch") / "book.xlsx")
    book = openpyxl.load_workbook(path)
    page = next(p for p in book.worksheets if p.title.startswith("07"))
    heads = {cell.value: at for at, cell in enumerate(page[1], 1)}
    for row in range(2, page.max_row + 1):
        if page.cell(row, heads["产品"]).value == "炭黑":
            page.cell(row, heads["切换周期"]).value = 20
    book.save(path)
    store = MemoryStore()
    load([Path(path)], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    return Analyst(store)


def outputs(analyst: Analyst, **given: Any) -> list[tuple[float, float]]:
    answer = analyst.ask("stress-test", {"scenario": SCENARIO, **given})
    return [(point["day"], point["output"]) for point in answer.summary["curve"]]


def test_nobody_steps_in(analyst: Analyst) -> None:
    assert outputs(analyst)[-1][1] == pytest.approx(0.375)  # C2 alone: 5.04 of 13.44


@pytest.mark.parametrize("mode", ["qualified", "all"])
def test_spare_capacity_steps_in_after_the_switch(analyst: Analyst, mode: str) -> None:
    curve = outputs(analyst, substitution=mode)
    # C2 has 8 - 5.04 = 2.96 spare for the 8.40 lost: 8 of 13.44 in all, as in the linear program of the worked table
    assert curve[-1][1] == pytest.approx(8 / 13.44)
    before = [output for day, output in curve if 18 <= day < 20]
    assert before == [] or max(before) <= 0.375 + 1e-9
    assert min(output for _, output in curve) == pytest.approx(0.375)


def test_only_the_time_stepped_level_substitutes(analyst: Analyst) -> None:
    with pytest.raises(ParameterError) as refused:
        analyst.ask("stress-test", {"scenario": SCENARIO, "level": "L1", "substitution": "all"})
    assert refused.value.code == "bad_scenario"
