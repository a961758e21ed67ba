"""Everything the house asks of igraph; no other module imports it.

igraph is GPL software. It is reached through these few functions alone, so that it could be replaced in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import igraph
import numpy as np
from numpy.typing import NDArray

Edge = tuple[int, int]
Point = tuple[float, float]

_MAX_ITERATIONS = 100


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


def betweenness(n: int, edges: Sequence[Edge], directed: bool = True) -> NDArray[np.float64]:
    """Number of shortest paths through each node (fractions where several are equally short), ends left out.

    Parameters
    ----------
    n : int
        Number of nodes.
    edges : (m, 2)
        Pairs of node indices.
    directed : bool
        Whether a path follows the direction of the edges.

    Returns
    -------
    (n,) raw counts, not normalised.
    """
    graph = igraph.Graph(n=n, edges=list(edges), directed=directed)
    return np.asarray(graph.betweenness(directed=directed), dtype=np.float64)


def articulation_points(n: int, edges: Sequence[Edge]) -> tuple[int, ...]:
    """Nodes whose removal splits a connected part of the undirected graph, ascending."""
    graph = igraph.Graph(n=n, edges=list(edges), directed=False)
    return tuple(sorted(int(node) for node in graph.articulation_points()))
