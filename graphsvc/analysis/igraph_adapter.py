"""Everything the house asks of igraph; no other module imports it.

igraph is GPL software. It is reached through these few functions alone, so that it could be replaced in one place.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from threading import Lock
from typing import Any

import igraph
import numpy as np
from numpy.typing import NDArray

Edge = tuple[int, int]
Edges = Sequence[Edge] | NDArray[np.int64]
Point = tuple[float, float]

_MAX_ITERATIONS = 100
_GENERATOR = Lock()


def labelled_graph(
    names: Sequence[str],
    nodes: Mapping[str, Sequence[object]],
    ends: Sequence[Edge],
    edges: Mapping[str, Sequence[object]],
    graph: Mapping[str, object],
) -> Any:
    """A directed graph with attributes, for whoever works with igraph himself.

    Parameters
    ----------
    names : (n,)
        Names of the nodes, their attribute ``name``; unique.
    nodes, edges : columns by attribute
        n values each, m values each; None where nothing is known.
    ends : (m, 2)
        Pairs of node indices; parallel edges stay several.
    graph : mapping
        Attributes of the whole.
    """
    return igraph.Graph(
        n=len(names), edges=ends, directed=True, graph_attrs=dict(graph),
        vertex_attrs={"name": list(names), **nodes}, edge_attrs=dict(edges),
    )  # fmt: skip


def layered_positions(
    n: int, edges: Sequence[Edge], layers: Sequence[int]
) -> tuple[NDArray[np.float64], list[list[Point]]]:
    """Sugiyama layout with fixed layers: barycentre ordering, then even spacing.

    Parameters
    ----------
    n : int
        Number of nodes.
    edges : (m, 2)
        Pairs of node indices; the direction is free, the ends stand in different layers.
    layers : (n,)
        Layer of each node, 0 or more.

    Returns
    -------
    coordinates : (n, 2)
        Position along the layer (neighbours at least 1 apart) and the layer itself.
    bends : m lists of points
        Where an edge passes the layers between its ends, in the order it is walked; empty for short edges.

    Raises
    ------
    ValueError
        ``layers`` has not ``n`` entries, or an edge stays inside one layer.

    Notes
    -----
    Deterministic: nothing is drawn at random. Long edges are cut into single steps here, so the answer does not
    depend on how a version of igraph reports its dummy nodes.
    """
    if len(layers) != n:
        raise ValueError("one layer per node is needed")
    if n == 0:
        return np.zeros((0, 2)), []
    levels = [int(layer) for layer in layers]
    steps: list[Edge] = []
    chains: list[list[int]] = []
    for tail, head in edges:
        if levels[tail] == levels[head]:
            raise ValueError("an edge needs its ends in different layers")
        stride = 1 if levels[head] > levels[tail] else -1
        chain = []
        for layer in range(levels[tail] + stride, levels[head], stride):
            chain.append(len(levels))
            levels.append(layer)
        chains.append(chain)
        walk = [tail, *chain, head]
        steps.extend((a, b) if stride > 0 else (b, a) for a, b in pairwise(walk))
    graph = igraph.Graph(n=len(levels), edges=steps, directed=True)
    placed = graph.layout_sugiyama(layers=levels, maxiter=_MAX_ITERATIONS)
    points = np.asarray(placed.coords, dtype=np.float64)[: len(levels)]
    bends = [[(float(points[i, 0]), float(points[i, 1])) for i in chain] for chain in chains]
    return points[:n].copy(), bends


def betweenness(
    n: int, edges: Edges, directed: bool = True, sources: Sequence[int] | None = None
) -> NDArray[np.float64]:
    """Number of shortest paths through each node (fractions where several are equally short), ends left out.

    Parameters
    ----------
    n : int
        Number of nodes.
    edges : (m, 2)
        Pairs of node indices.
    directed : bool
        Whether a path follows the direction of the edges.
    sources : indices, optional
        Only paths that begin at these nodes.

    Returns
    -------
    (n,) raw counts, not normalised.
    """
    graph = igraph.Graph(n=n, edges=edges, directed=directed)
    if sources is None:
        return np.asarray(graph.betweenness(directed=directed), dtype=np.float64)
    return np.asarray(graph.betweenness(directed=directed, sources=list(sources)), dtype=np.float64)


def core_numbers(n: int, edges: Edges) -> NDArray[np.int64]:
    """(n,) largest k of a part that a node is in where each has k neighbours or more, whichever way edges lead."""
    graph = igraph.Graph(n=n, edges=np.asarray(edges, np.int64).reshape(-1, 2), directed=False).simplify()
    return np.array(graph.coreness(), np.int64)


def communities(n: int, edges: Edges, seed: int) -> NDArray[np.int64]:
    """(n,) Leiden communities of the undirected graph by modularity, the largest first, then by smallest member.

    igraph keeps one random generator for all; it is set for this call, one call at a time, and given back after.
    """
    linked, ends = np.unique(np.asarray(edges, np.int64).reshape(-1, 2), return_inverse=True)
    graph = igraph.Graph(n=len(linked), edges=ends.reshape(-1, 2), directed=False).simplify()
    with _GENERATOR:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 (no secret hangs on it)
        try:
            found = graph.community_leiden(objective_function="modularity", n_iterations=-1)
        finally:
            igraph.set_random_number_generator(random)
    label = np.full(n, -1, np.int64)
    members = sorted(map(sorted, found), key=lambda group: (-len(group), group[0]))
    for number, group in enumerate(members):
        label[linked[group]] = number
    alone = label < 0
    label[alone] = len(members) + np.arange(int(alone.sum()))
    return label
