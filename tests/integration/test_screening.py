"""Screening through the real doors: one of four red firms of the tyre chain is found, as a hint and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from tests.integration.door import Door, altered
from tests.integration.test_tyre_acceptance import A1, A2, B1, C1, C2, M1, N1, N2, R1, S1, S2, T1, T2, W1

BETWEENNESS = {T1: 6, T2: 6, R1: 3, S1: 1.5, S2: 1.5, A1: 1.5, A2: 1.5} | dict.fromkeys((M1, B1, W1, C1, C2, N1, N2), 0)


def test_the_tyre_chain(door: Door) -> None:
    """15 nodes with the common final one; T1 makes 720 of 1,120, T2 the rest, nobody upstream dominates any of it."""
    answer = door.ask("screening")
    rows = {r["node_id"]: r for r in answer["rows"]}
    assert {i: r["betweenness"] for i, r in rows.items()} == pytest.approx(BETWEENNESS)
    assert rows[T1]["betweenness_normalized"] == pytest.approx(6 / (14 * 13))
    assert {i for i, r in rows.items() if r["is_articulation"] == "yes"} == {R1}
    assert {i for i, r in rows.items() if r["is_bridge_end"] == "yes"} == {R1, B1}
    assert {r["is_strong_articulation"] for r in answer["rows"]} == {"no"}
    dominated = {i: r["dominated_output"] for i, r in rows.items() if r["dominated_output"]}
    assert dominated == {T1: pytest.approx(720 / 1120), T2: pytest.approx(400 / 1120)}
    assert answer["summary"]["note"] == "hints_only"
    assert (answer["summary"]["graph"], answer["summary"]["sampled"]) == ("firm", None)
    assert rows[M1]["community"] == rows[A1]["community"] == rows[A2]["community"]


def test_products_where_no_trade_is_recorded(tyre_book: Path, tmp_path: Path, empty_door: Door) -> None:
    """Without list 07 the product graph is asked: nine products, each path to the tyre through its own intermediate."""

    def forget(book: Any) -> None:
        page = next(p for p in book.worksheets if p.title.startswith("07"))
        page.delete_rows(2, page.max_row)

    assert run(["load", str(altered(tyre_book, tmp_path / "untraded.xlsx", forget)), "--json"]) == 0
    answer = empty_door.ask("screening")
    rows = {r["name"]: r for r in answer["rows"]}
    assert answer["summary"]["graph"] == "product"
    assert len(rows) == 9
    assert rows["全钢载重轮胎"]["dominated_output"] == 1
    assert rows["合成橡胶"]["betweenness"] == 2, "from butadiene to the tyre and to the common final node"
    assert rows["全钢载重轮胎"]["betweenness"] == 8
