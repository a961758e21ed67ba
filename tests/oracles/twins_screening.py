"""Screening by networkx and by taking nodes away one at a time; small chains only."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import networkx as nx

from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins_hits import final_makers, upstream_purchases
from tests.oracles.twins_structure import final_weights, is_identified, purchases

FINAL = "*"
Graph: TypeAlias = "nx.DiGraph[str]"
Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True)
class Screen:
    betweenness: float
    normalized: float
    is_articulation: bool
    is_bridge_end: bool
    is_strong_articulation: bool
    dominated: float


def firm_graph(chain: PlainChain) -> Graph:
    """Supplier to buyer upstream of final products, and whose final output counts to a common final node."""
    graph: Graph = nx.DiGraph()
    graph.add_node(FINAL)
    graph.add_nodes_from(firm for firm, _ in final_makers(chain))
    graph.add_edges_from((firm, FINAL) for firm, _ in final_weights(chain))
    for buyer, product in upstream_purchases(chain):
        graph.add_edges_from(
            (row.supplier, buyer)
            for row in purchases(chain)[buyer, product]
            if is_identified(row.supplier) and row.supplier != buyer
        )
    return graph


def screen(graph: Graph, weights: dict[str, float]) -> dict[str, Screen]:
    """Every node of the graph but the final one; ``weights``: firm to share of final output."""
    between = nx.betweenness_centrality(graph, normalized=False)
    normal = nx.betweenness_centrality(graph, normalized=True)
    plain: nx.Graph[str] = nx.Graph(graph)
    cuts = set(nx.articulation_points(plain))
    ends = {end for bridge in nx.bridges(plain) for end in bridge}
    return {
        name: Screen(
            betweenness=between[name],
            normalized=normal[name],
            is_articulation=name in cuts,
            is_bridge_end=name in ends,
            is_strong_articulation=is_strong_articulation(graph, name),
            dominated=dominated_output(graph, weights, name),
        )
        for name in graph
        if name != FINAL
    }


def is_strong_articulation(graph: nx.DiGraph[Node], name: Node) -> bool:
    """Without the node there are more strongly connected components than with it."""
    rest = graph.copy()
    rest.remove_node(name)
    return bool(nx.number_strongly_connected_components(rest) > nx.number_strongly_connected_components(graph))


def dominated_output(graph: Graph, weights: dict[str, float], name: str) -> float:
    """Share of final output that no path from a node without suppliers reaches once the node is away."""
    whole = nx.condensation(graph)  # a ring without a supplier outside starts at each of its members
    starts = [node for part in whole if whole.in_degree(part) == 0 for node in whole.nodes[part]["members"]]
    before = _reached(graph, starts)
    rest = graph.copy()
    rest.remove_node(name)
    after = _reached(rest, [node for node in starts if node != name])
    return sum(weight for firm, weight in weights.items() if firm in before and firm not in after)


def _reached(graph: Graph, starts: list[str]) -> set[str]:
    found = set(starts)
    for start in starts:
        found |= nx.descendants(graph, start)
    return found


def final_shares(chain: PlainChain) -> dict[str, float]:
    """Firm to its share of the region's final output."""
    found: dict[str, float] = {}
    for (firm, _), weight in final_weights(chain).items():
        found[firm] = found.get(firm, 0.0) + weight
    return found
