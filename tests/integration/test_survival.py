"""How long stocks last on the tyre chain, and in needs that several inputs can meet; all by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphsvc.analysis.outages.survival import survival
from graphsvc.cli import run
from tests.integration.door import Door, altered
from tests.integration.test_tyre_acceptance import A1, A2, BLACK, BUTADIENE, MIDDLE, NATURAL, R1, ROD, S1, S2, T1, T2
from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, PlainSupply
from tests.properties.engine import Engine

# node -> (days, what binds it, slowest of its sources), from the stocks and recovery times as printed
TABLE = {
    R1: (3, BUTADIENE, 45),
    T2: (7, BLACK, 30),
    T1: (10, BLACK, 30),
    S1: (20, ROD, 30),
    S2: (20, ROD, 30),
    A2: (20, MIDDLE, 90),
    A1: (25, MIDDLE, 90),
}


def test_the_tyre_chain(door: Door) -> None:
    answer = door.ask("survival")
    rows = {r["firm_id"]: r for r in answer["rows"]}
    assert {f: (r["tts_days"], r["binding_input"], r["ttr_days"]) for f, r in rows.items()} == TABLE
    assert [r["tts_days"] for r in answer["rows"]] == sorted(d for d, _, _ in TABLE.values())
    for firm, (days, _, recovery) in TABLE.items():
        row = rows[firm]
        assert row["tts_days_lower"] == row["tts_days_upper"] == row["stock_days"] == days
        assert row["gap_days"] == recovery - days
        assert row["stock_source"] == "list_07"
    assert rows[R1]["breaks_on"] == "2024-01-03", "three days after the cut-off date"
    assert answer["summary"]["shortest_days"] == 3
    assert answer["summary"]["n_gap"] == 7


def test_one_firm_one_product(door: Door) -> None:
    (row,) = door.ask("survival", firm="示例轮胎一厂")["rows"]
    assert (row["firm_id"], row["tts_days"]) == (T1, 10)
    natural = {r["firm_id"]: r for r in door.ask("survival", product="天然橡胶")["rows"]}
    assert {f: (r["tts_days"], r["binding_input"], r["ttr_days"]) for f, r in natural.items()} == {
        T1: (45, NATURAL, 60),
        T2: (30, NATURAL, 60),
    }
    made = door.ask("survival", product="钢帘线")["rows"]
    assert {(r["firm_id"], r["tts_days"]) for r in made} == {(S1, 20), (S2, 20), (T1, 12), (T2, 10)}
    assert door.refused("ask", "survival", "-p", "product=没有这个")["code"] == "unknown_object"


def test_a_blank_stock_is_a_default_with_bounds(tyre_book: Path, tmp_path: Path, empty_door: Door) -> None:
    def forget(book: Any) -> None:
        page = next(p for p in book.worksheets if p.title.startswith("07"))
        heads = {cell.value: cell.column for cell in page[1]}
        for row in range(2, page.max_row + 1):
            if page.cell(row, heads["需方"]).value == "示例轮胎二厂" and page.cell(row, heads["产品"]).value == "炭黑":
                page.cell(row, heads["需方库存天数"]).value = None

    assert run(["load", str(altered(tyre_book, tmp_path / "blank.xlsx", forget)), "--json"]) == 0
    rows = {r["firm_id"]: r for r in empty_door.ask("survival")["rows"]}
    t2 = rows[T2]
    assert (t2["tts_days"], t2["tts_days_lower"], t2["tts_days_upper"]) == (10, 0, 10), "rubber and cord last 10 days"
    alone = {r["firm_id"]: r for r in empty_door.ask("survival", product="炭黑")["rows"]}[T2]
    assert (alone["tts_days"], alone["tts_days_lower"], alone["tts_days_upper"]) == (15, 0, 30)
    assert alone["stock_source"] == "default"


def test_alternatives_are_eaten_by_their_part_of_the_mix() -> None:
    """Cells from iron phosphate (3 a year, 8 days) or nickel (1 a year, 40 days), one unit each a cell: together
    0.75 x 8 + 0.25 x 40 = 16 days; separators last 20; an input that nobody recorded says nothing."""
    chain = PlainChain(
        products=tuple(PlainProduct(p) for p in ("cell", "iron", "nickel", "film", "salt")),
        inputs=(
            PlainInput("cell", "iron", 1.0, alt_group="a"),
            PlainInput("cell", "nickel", 1.0, alt_group="a"),
            PlainInput("cell", "film", 1.0),
            PlainInput("cell", "salt", 1.0),
        ),
        firms=tuple(PlainFirm(f, "370100") for f in ("C", "I", "N", "F")),
        capacities=(
            PlainCapacity("C", "cell", effective=4, output=4, ttr=10),
            PlainCapacity("I", "iron", effective=4, output=3, ttr=10),
            PlainCapacity("N", "nickel", effective=4, output=1, ttr=10),
            PlainCapacity("F", "film", effective=4, output=4, ttr=10),
        ),
        supplies=(
            PlainSupply("I", "C", "iron", qty=3, stock=8),
            PlainSupply("N", "C", "nickel", qty=1, stock=40),
            PlainSupply("F", "C", "film", qty=4, stock=20),
        ),
        finals=("cell",),
    )
    n = Engine(chain).facts.network
    v = n.node_index[n.firm_index["C"], n.product_index["cell"]]
    found = survival(n)
    assert found.days[v] == found.lower[v] == found.upper[v] == pytest.approx(16)
    assert n.product_codes[n.purchase_product[found.binding[v]]] == "iron", "the scarcer of the two"
    assert survival(n, n.product_index["nickel"]).days[v] == 40
    assert survival(n, n.product_index["film"]).days[v] == 20
    assert np.isinf(survival(n, n.product_index["salt"]).days[v])
    assert np.isinf(found.days[n.node_index[n.firm_index["F"], n.product_index["film"]]])
