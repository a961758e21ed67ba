"""Compiled loops of the dominator tree. Plain arrays in and out; the meaning stands in ``dominators.py``."""

from __future__ import annotations

import numpy as np
from numba import njit

from graphsvc.domain.arrays import Floats, Longs


@njit(cache=True, nogil=True)
def gather(order: Longs, parent: Longs, sums: Floats) -> Floats:
    """Add every node's sum to its dominator's, leaves first."""
    for i in range(len(order) - 1, 0, -1):
        v = order[i]
        sums[parent[v]] += sums[v]
    return sums


@njit(cache=True, nogil=True)
def adjacency(n: int, start: Longs, end: Longs) -> tuple[Longs, Longs]:
    """(ptr (n + 1,), ends by start), each node's in the order of the edges."""
    ptr = np.zeros(n + 1, np.int64)
    for v in start:
        ptr[v + 1] += 1
    for v in range(n):
        ptr[v + 1] += ptr[v]
    at, ends = ptr[:-1].copy(), np.empty(len(start), np.int64)
    for i in range(len(start)):
        ends[at[start[i]]] = end[i]
        at[start[i]] += 1
    return ptr, ends


@njit(cache=True, nogil=True)
def preorder(n: int, out_ptr: Longs, out_node: Longs, root: int) -> tuple[Longs, Longs, Longs]:
    """(number by node or -1, node by number, number of the parent by number) of a depth-first walk."""
    number = np.full(n, -1, np.int64)
    vertex = np.empty(n, np.int64)
    parent = np.full(n, -1, np.int64)
    at = out_ptr[:-1].copy()
    stack = np.empty(n, np.int64)
    stack[0] = root
    number[root] = 0
    vertex[0] = root
    n_seen = 1
    n_stack = 1
    while n_stack > 0:
        v = stack[n_stack - 1]
        if at[v] == out_ptr[v + 1]:
            n_stack -= 1
            continue
        w = out_node[at[v]]
        at[v] += 1
        if number[w] < 0:
            number[w] = n_seen
            vertex[n_seen] = w
            parent[n_seen] = number[v]
            n_seen += 1
            stack[n_stack] = w
            n_stack += 1
    return number, vertex[:n_seen], parent[:n_seen]


@njit(cache=True, nogil=True)
def semi_nca(n: int, out_ptr: Longs, out_node: Longs, in_ptr: Longs, in_node: Longs, root: int) -> tuple[Longs, Longs]:
    """Dominator tree of all that ``root`` reaches (semi-NCA, Georgiadis, Tarjan and Werneck 2006).

    Parameters
    ----------
    n : int
        Number of nodes.
    out_ptr, out_node, in_ptr, in_node : (n + 1,), (m,), (n + 1,), (m,)
        Adjacency along the edges and against them.
    root : int
        Where all paths begin.

    Returns
    -------
    dominator : (n,)
        Immediate dominator, -1 for the root and what it does not reach.
    reached : (k,)
        Reached nodes in preorder.
    """
    number, vertex, parent = preorder(n, out_ptr, out_node, root)
    k = len(vertex)
    dominator = parent.copy()
    ancestor = parent.copy()
    semi = np.arange(k)
    label = np.arange(k)
    path = np.empty(k, np.int64)
    for i in range(k - 1, 0, -1):
        semi[i] = parent[i]
        v = vertex[i]
        for j in range(in_ptr[v], in_ptr[v + 1]):
            u = number[in_node[j]]
            if u < 0:
                continue
            if ancestor[u] > i:  # linked above u: shorten the way up, carrying the least semidominator
                length = 0
                while ancestor[u] > i:
                    path[length] = u
                    length += 1
                    u = ancestor[u]
                top = u
                while length > 0:
                    length -= 1
                    u = path[length]
                    if semi[label[top]] < semi[label[u]]:
                        label[u] = label[top]
                    ancestor[u] = ancestor[top]
                    top = u
            semi[i] = min(semi[i], semi[label[u]])
    for i in range(1, k):
        d = dominator[i]
        while d > semi[i]:
            d = dominator[d]
        dominator[i] = d
    tree = np.full(n, -1, np.int64)
    for i in range(1, k):
        tree[vertex[i]] = vertex[dominator[i]]
    return tree, vertex
