"""Walks on random trade with circles, loops and several goods between two firms; networkx walks the same graph."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias, cast

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asked import asked_of_all
from tests.oracles.plain_chain import PlainChain, PlainFirm, PlainInput, PlainProduct, PlainSupply
from tests.properties.engine import Engine, examples

FIRMS = tuple(f"F{i}" for i in range(8))
PRODUCTS = ("P0", "P1", "P2", "P3", "P4")
Edge = tuple[str, str, str]
Walked: TypeAlias = "nx.MultiDiGraph[str] | nx.MultiGraph[str]"


class Drawn:
    """A random chain: trade among firms (supplier, buyer, product) and inputs among products."""

    def __init__(self, trade: list[Edge], inputs: list[tuple[str, str]]) -> None:
        self.trade, self.inputs = trade, inputs

    @cached_property
    def engine(self) -> Engine:
        """The chain in the engine."""
        chain = PlainChain(
            products=tuple(PlainProduct(p) for p in PRODUCTS),
            inputs=tuple(PlainInput(to, from_, 1.0) for from_, to in self.inputs),
            firms=tuple(PlainFirm(f, "370100") for f in FIRMS),
            capacities=(),
            supplies=tuple(PlainSupply(*edge, share=0.1) for edge in self.trade),
            finals=("P0",),
        )
        return Engine(chain)

    def ask(self, name: str, **given: Any) -> Any:
        """The result of a question."""
        return asked_of_all(self.engine.workspace, name, given)

    @cached_property
    def edges(self) -> dict[str, set[Edge]]:
        """(from, to, what moves) per relation."""
        loose = {(a, b, a) for a, b in self.inputs if a != b}
        return {"SUPPLIES": set(self.trade), "INPUT_OF": loose}

    def graph(self, relation: str, direction: str) -> Walked:
        """The same edges in networkx, turned so that walks go along them."""
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from(FIRMS if relation == "SUPPLIES" else PRODUCTS)
        for tail, head, good in self.edges[relation]:
            graph.add_edge(tail, head, good)
        ways: dict[str, Walked] = {"down": graph, "up": graph.reverse(), "both": graph.to_undirected()}
        return ways[direction]


@st.composite
def _drawn(draw: st.DrawFn) -> Drawn:
    firms, products = st.sampled_from(FIRMS), st.sampled_from(PRODUCTS)
    trade = draw(st.lists(st.tuples(firms, firms, st.sampled_from(PRODUCTS[:2])), min_size=1, max_size=22, unique=True))
    return Drawn(trade, draw(st.lists(st.tuples(products, products), max_size=12)))


@examples(60)
@given(_drawn(), st.integers(1, 6), st.sampled_from(["up", "down", "both"]), st.sampled_from(["SUPPLIES", "INPUT_OF"]))
def test_surroundings(drawn: Drawn, hops: int, direction: str, relation: str) -> None:
    start = "F0" if relation == "SUPPLIES" else "P0"
    result = drawn.ask("neighbourhood", object=start, hops=hops, direction=direction)
    steps = nx.single_source_shortest_path_length(drawn.graph(relation, direction), start)
    expected = []
    for tail, head, good in drawn.edges[relation]:
        ends = {"up": [head], "down": [tail], "both": [tail, head]}[direction]
        depth = min(steps.get(end, 99) for end in ends) + 1
        if depth <= hops:
            expected.append((depth, tail, head, good))
    rows = [f.values for f in result.findings]
    assert [(r["depth"], r["from_id"], r["to_id"], r["product_code"]) for r in rows] == sorted(expected)
    assert {r["relation"] for r in rows} <= {relation}
    assert result.summary["n_nodes"] == sum(1 for at in steps.values() if at <= hops)
    for row in rows:
        _is_shortest(row, drawn.edges[relation], steps, start)
    if direction == "up":
        tiers = drawn.ask("upstream", object=start, max_hops=hops)
        assert [f.values for f in tiers.findings] == rows
        assert tiers.summary == result.summary


def _is_shortest(row: Any, edges: set[Edge], steps: dict[str, int], start: str) -> None:
    """The path of a row is one step a depth, passes existing edges, ends with the row's own."""
    path = row["path"]
    assert path[0] == start
    assert [steps[at] for at in path[:-1]] == list(range(row["depth"]))
    assert {path[-2], path[-1]} == {row["from_id"], row["to_id"]}
    linked = {(a, b) for a, b, _ in edges}
    assert all((a, b) in linked or (b, a) in linked for a, b in pairwise(path))


@examples(60)
@given(_drawn(), st.integers(1, 7), st.sampled_from(["SUPPLIES", "INPUT_OF"]))
def test_supply_paths(drawn: Drawn, hops: int, relation: str) -> None:
    start, goal = ("F0", "F1") if relation == "SUPPLIES" else ("P0", "P1")
    result = drawn.ask("supply-paths", **{"from": start, "to": goal, "max_hops": hops})
    graph = drawn.graph(relation, "down")
    expected = []
    ways = cast("Iterable[list[Edge]]", nx.all_simple_edge_paths(graph, start, goal, cutoff=hops))  # with keys
    for way in ways:
        steps = [(tail, good) for tail, _, good in way]
        expected.append((len(way), steps, way[-1][2]))
    field = "firm_id" if relation == "SUPPLIES" else "product_code"
    rows = [f.values for f in result.findings]
    found = [(r["depth"], [(s[field], s["product_code"]) for s in r["path"][:-1]], r["product_code"]) for r in rows]
    assert found == sorted(expected)
    assert all(r["path"][-1][field] == goal for r in rows)
    assert len({f.key for f in result.findings}) == len(rows) == result.summary["n_paths"]
    assert result.truncated is None


@pytest.mark.parametrize("name", ["neighbourhood", "upstream"])
def test_a_firm_that_trades_with_itself(name: str) -> None:
    drawn = Drawn([("F0", "F0", "P0"), ("F1", "F0", "P0")], [("P0", "P0")])
    rows = [f.values for f in drawn.ask(name, object="F0").findings]
    assert [(r["from_id"], r["depth"], r["path"]) for r in rows] == [("F0", 1, ["F0", "F0"]), ("F1", 1, ["F0", "F1"])]
    assert not drawn.ask(name, object="P0").findings, "what a product needs of itself is no step"
