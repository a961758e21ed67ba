"""Articulation points and bridges of an undirected graph (Hopcroft and Tarjan 1973, doi:10.1145/362248.362272)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.screens.dominator_kernels import adjacency
from graphsvc.domain.arrays import Bools, Longs


class CutPoints(NamedTuple):
    """``is_articulation`` (n,) nodes without which a connected part splits; ``bridges`` (k, 2) pairs, the smaller node
    first, in order, whose links are all that holds a part together."""

    is_articulation: Bools
    bridges: Longs


def cut_points(n: int, edges: Longs) -> CutPoints:
    """Both at once in O(n + m); whichever way ``edges`` (m, 2) lead, and however often a pair is linked, it is once."""
    both = np.concatenate([edges, edges[:, ::-1]])
    is_articulation, below = _lowest(n, *adjacency(n, both[:, 0], both[:, 1]))
    child = np.flatnonzero(below >= 0)
    pairs = np.sort(np.stack([below[child], child], axis=1), axis=1)
    return CutPoints(is_articulation, pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])


@njit(cache=True, nogil=True)
def _lowest(n: int, ptr: Longs, node: Longs) -> tuple[Bools, Longs]:
    """(articulation points, of each node whose link to its parent is a bridge that parent, else -1)."""
    number = np.full(n, -1, np.int64)
    low, parent, bridged = np.empty(n, np.int64), np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    cuts = np.zeros(n, np.bool_)
    at, stack = ptr[:-1].copy(), np.empty(n, np.int64)
    n_seen = 0
    for root in range(n):
        if number[root] >= 0:
            continue
        number[root] = low[root] = n_seen
        n_seen += 1
        stack[0], n_stack, n_children = root, 1, 0
        while n_stack > 0:
            v = stack[n_stack - 1]
            if at[v] < ptr[v + 1]:
                w = node[at[v]]
                at[v] += 1
                if number[w] < 0:
                    number[w] = low[w] = n_seen
                    n_seen += 1
                    parent[w] = v
                    stack[n_stack] = w
                    n_stack += 1
                elif w != parent[v] and number[w] < low[v]:
                    low[v] = number[w]
                continue
            n_stack -= 1
            u = parent[v]
            if u < 0:
                continue
            low[u] = min(low[u], low[v])
            if low[v] > number[u]:
                bridged[v] = u
            if u == root:
                n_children += 1
            elif low[v] >= number[u]:
                cuts[u] = True
        cuts[root] = n_children > 1
    return cuts, bridged
