"""Quick looks at a graph, hints and never verdicts: they count paths, while a plant stops for want of one input.

Betweenness (Brandes 2001, doi:10.1080/0022250X.2001.9990249), articulation points and bridges, strong articulation
points, dominated output (Allesina and Bodini 2004, doi:10.1016/j.jtbi.2004.05.009), a smallest vertex cut (Menger
1927), k-cores (Seidman 1983, doi:10.1016/0378-8733(83)90028-X), Leiden communities (Traag et al. 2019,
doi:10.1038/s41598-019-41695-z).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis import igraph_adapter
from graphsvc.analysis.screens.cut_points import cut_points
from graphsvc.analysis.screens.dominators import (
    Edges,
    dominator_tree,
    source_nodes,
    strong_articulation_points,
    subtree_sums,
)
from graphsvc.analysis.screens.vertex_cuts import smallest_vertex_cut
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.network import Network

EXACT_NODES = 10_000
SAMPLED_SOURCES = 1_000
"""Above EXACT_NODES nodes, shortest paths are counted from this many starts and scaled up."""
SEED = 20210


@dataclass(frozen=True)
class Graph:
    """A directed graph: ``node`` (n,) what its first n nodes stand for, ``edges`` (m, 2) without loops or doubles,
    and one common final node n that makers of final products lead to; ``output`` (n,) their parts of its value."""

    node: Longs
    edges: Edges
    output: Floats


@dataclass(frozen=True)
class Screening:
    """Per node (n,): see the module. ``n_sources`` starts that betweenness was sampled from, None where exact."""

    betweenness: Floats
    normalized: Floats
    is_articulation: Bools
    is_bridge_end: Bools
    is_strong_articulation: Bools
    dominated_output: Floats
    in_smallest_cut: Bools
    core: Longs
    community: Longs
    n_sources: int | None


def firm_graph(network: Network, inside: Bools, final_node: Longs, final_weight: Floats) -> Graph:
    """Supplier to buyer among firms of the nodes ``inside`` (N,); makers of ``final_node`` lead to the common end."""
    start, end = network.edges
    kept = inside[start] & inside[end]
    members = np.zeros(network.n_nodes, np.bool_)
    members[inside] = True
    members[final_node] = True
    firms = np.unique(network.node_firm[members]).astype(np.int64)
    pairs = np.stack([network.node_firm[start[kept]], network.node_firm[end[kept]]], axis=1)
    ends = network.node_firm[final_node]
    return _graph(firms, pairs.astype(np.int64), ends.astype(np.int64), final_weight)


def product_graph(products: Longs, pairs: Edges, finals: Longs, weight: Floats) -> Graph:
    """Input to product among ``products`` (positions, sorted); ``finals`` lead to the common end."""
    return _graph(products, pairs, finals, weight)


def _graph(members: Longs, pairs: Edges, ends: Longs, weight: Floats) -> Graph:
    n = len(members)
    inside = np.isin(pairs, members).all(axis=1) & (pairs[:, 0] != pairs[:, 1])
    between = np.searchsorted(members, pairs[inside])
    last = np.searchsorted(members, ends)
    edges = np.concatenate([between, np.stack([last, np.full(len(last), n)], axis=1)]).astype(np.int64)
    output = np.bincount(last, weights=weight, minlength=n).astype(np.float64)
    return Graph(members, np.unique(edges, axis=0), output)


def count_paths(
    n: int, edges: Edges, directed: bool = True, exact_nodes: int = EXACT_NODES, seed: int = SEED
) -> tuple[Floats, Floats, int | None]:
    """Betweenness of every node (Brandes 2001, doi:10.1080/0022250X.2001.9990249).

    Parameters
    ----------
    n : int
        Number of nodes.
    edges : (m, 2)
        From, to.
    directed : bool
        Whether edges lead one way only.
    exact_nodes : int
        Above so many nodes starts are sampled.
    seed : int
        Of the sample.

    Returns
    -------
    raw, normalized : (n,)
        Shortest paths over each node, and the same divided by the pairs of other nodes.
    sampled : int or None
        Number of sampled starts.
    """
    sampled = None
    if n <= exact_nodes:
        raw = igraph_adapter.betweenness(n, edges, directed)
    else:
        sampled = min(n, SAMPLED_SOURCES)
        starts = np.sort(np.random.default_rng(seed).choice(n, sampled, replace=False))
        raw = igraph_adapter.betweenness(n, edges, directed, starts.tolist()) * (n / sampled)
    pairs = (n - 1) * (n - 2) / (1 if directed else 2)
    return raw, raw / pairs if pairs > 0 else np.zeros(n), sampled


def screen(graph: Graph, exact_nodes: int = EXACT_NODES, seed: int = SEED) -> Screening:
    """All screens of one graph; the common final node takes part and is left out of the result."""
    n = len(graph.node)
    total = n + 1
    raw, normalized, sampled = count_paths(total, graph.edges, True, exact_nodes, seed)
    cut, bridges = cut_points(total, graph.edges)
    bridge = np.zeros(total, np.bool_)
    bridge[bridges.reshape(-1)] = True
    between = graph.edges[graph.edges[:, 1] < n]
    makers = graph.edges[graph.edges[:, 1] == n, 0]
    return Screening(
        betweenness=raw[:n],
        normalized=normalized[:n],
        is_articulation=cut[:n],
        is_bridge_end=bridge[:n],
        is_strong_articulation=strong_articulation_points(total, graph.edges)[:n],
        dominated_output=dominated_output(n, between, graph.output),
        in_smallest_cut=smallest_vertex_cut(n, between, source_nodes(n, between), makers),
        core=igraph_adapter.core_numbers(n, between),
        community=igraph_adapter.communities(n, between, seed),
        n_sources=sampled,
    )


def dominated_output(n: int, edges: Edges, output: Floats) -> Floats:
    """(n,) share 0-1 of ``output`` (n,) whose every path from the sources passes the node, its own output included.

    Sources are the nodes without suppliers; of a cycle that nothing enters, all its nodes.
    """
    above = source_nodes(n, edges)
    rooted = np.concatenate([edges, np.stack([np.full(len(above), n), above], axis=1)])
    sums = subtree_sums(dominator_tree(n + 1, rooted, n), np.append(output, 0.0))[:n]
    total = float(output.sum())
    return sums / total if total > 0 else np.zeros(n)
