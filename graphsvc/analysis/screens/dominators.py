"""Dominators of a directed graph and what they tell: nodes that every path must pass.

Semi-NCA (Georgiadis, Tarjan, Werneck 2006, doi:10.7155/jgaa.00119) with path compression, compiled. Strong
articulation points as in Italiano, Laura and Santaroni 2012, doi:10.1016/j.tcs.2011.11.011: in a strongly connected
component with start s, the nodes other than s that dominate something from s, in the graph or in its reverse, and s
itself where the rest falls apart without it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphsvc.analysis.screens import dominator_kernels
from graphsvc.domain.arrays import Bools, Floats, Longs

Edges = npt.NDArray[np.int64]
"""(m, 2) from, to."""


class Tree(NamedTuple):
    """``parent`` (n,) immediate dominator, -1 for the root and what it does not reach; ``order`` those reached, each
    after its dominator."""

    parent: Longs
    order: Longs


def dominator_tree(n: int, edges: Edges, root: int) -> Tree:
    """Immediate dominators of all nodes 0..n-1 that ``root`` reaches; O(m log n)."""
    out_ptr, out_node = dominator_kernels.adjacency(n, edges[:, 0], edges[:, 1])
    in_ptr, in_node = dominator_kernels.adjacency(n, edges[:, 1], edges[:, 0])
    return Tree(*dominator_kernels.semi_nca(n, out_ptr, out_node, in_ptr, in_node, root))


def subtree_sums(tree: Tree, weight: Floats) -> Floats:
    """(n,) weight of each node and of all that it dominates; 0 for nodes outside the tree."""
    sums = np.zeros(len(weight))
    sums[tree.order] = weight[tree.order]
    return dominator_kernels.gather(tree.order, tree.parent, sums)


def strong_articulation_points(n: int, edges: Edges) -> Bools:
    """(n,) nodes without which the strongly connected component they stand in falls apart."""
    found = np.zeros(n, np.bool_)
    label = _strong_components(n, edges)
    inner = edges[(label[edges[:, 0]] == label[edges[:, 1]]) & (edges[:, 0] != edges[:, 1])]
    size = np.bincount(label, minlength=n)
    start = np.full(n, -1, np.int64)
    start[label[::-1]] = np.arange(n)[::-1]
    starts = start[np.flatnonzero(size >= 3)]
    if not len(starts):
        return found
    above = np.stack([np.full(len(starts), n), starts], axis=1)
    for direction in (inner, inner[:, ::-1]):
        parent = dominator_tree(n + 1, np.concatenate([direction, above]), n).parent[:n]
        found[parent[(parent >= 0) & (parent < n)]] = True
    found[starts] = False
    keep = ~np.isin(inner, starts).any(axis=1)
    parts = _strong_components(n, inner[keep])
    rest = np.setdiff1d(np.flatnonzero(size[label] >= 3), starts)
    pieces = np.unique(np.stack([label[rest], parts[rest]]), axis=1)
    n_pieces = np.bincount(pieces[0], minlength=n)
    found[starts] = n_pieces[label[starts]] > 1
    return found


def source_nodes(n: int, edges: Edges) -> Longs:
    """Nodes that nothing enters, and all nodes of cycles that nothing enters from outside."""
    label = _strong_components(n, edges)
    entered = np.zeros(n, np.bool_)
    crossing = label[edges[:, 0]] != label[edges[:, 1]]
    entered[label[edges[crossing, 1]]] = True
    return np.flatnonzero(~entered[label])


def _strong_components(n: int, edges: Edges) -> Longs:
    graph = coo_array((np.ones(len(edges), np.int8), (edges[:, 0], edges[:, 1])), shape=(n, n)).tocsr()
    label: Longs = connected_components(graph, directed=True, connection="strong")[1].astype(np.int64)
    return label
