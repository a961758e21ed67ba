"""Screening against networkx and against taking nodes away one at a time."""

from __future__ import annotations

import networkx as nx
from hypothesis import given

from tests.oracles import twins_screening
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies import chains

WORDS = {True: "yes", False: "no"}
CHAINS = chains(self_supply=True, max_products=8, max_firms=14)


@examples(80)
@given(CHAINS)
def test_screening(chain: PlainChain) -> None:
    rows, summary = RichEngine(chain).ask("screening")
    graph = twins_screening.firm_graph(chain)
    if graph.number_of_edges() == 0 or not chain.supplies:
        return
    expected = twins_screening.screen(graph, twins_screening.final_shares(chain))
    found = {row["node_id"]: row for row in rows}
    assert set(found) == set(expected), (sorted(set(found) - set(expected)), sorted(set(expected) - set(found)))
    assert not summary["sampled"]
    for name, row in found.items():
        twin, told = expected[name], (row, expected[name])
        assert close(row["betweenness"], twin.betweenness, 1e-6), told
        assert close(row["betweenness_normalized"], twin.normalized, 1e-6), told
        assert row["is_articulation"] == WORDS[twin.is_articulation], told
        assert row["is_bridge_end"] == WORDS[twin.is_bridge_end], told
        assert row["is_strong_articulation"] == WORDS[twin.is_strong_articulation], told
        assert close(row["dominated_output"], twin.dominated, 1e-6), told
    plain: nx.Graph[str] = nx.Graph(graph)
    for community in {row["community"] for row in rows}:
        members = [name for name, row in found.items() if row["community"] == community]
        parts = nx.number_connected_components(plain.subgraph([*members, twins_screening.FINAL]))
        assert parts <= 2 or nx.number_connected_components(plain.subgraph(members)) == 1, community
