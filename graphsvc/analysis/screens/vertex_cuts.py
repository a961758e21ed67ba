"""The smallest number of nodes without which nothing reaches the end (Menger 1927): by a largest flow.

Every node is split into one that is entered and one that is left, with room for one path between them; the flow is
that of ``scipy.sparse.csgraph`` (Dinic 1970).
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from graphsvc.analysis.screens.dominators import Edges
from graphsvc.domain.arrays import Bools, Longs


def smallest_vertex_cut(n: int, edges: Edges, starts: Longs, ends: Longs) -> Bools:
    """A smallest set of nodes that every path from ``starts`` to ``ends`` passes; of several, the one furthest up.

    Parameters
    ----------
    n : int
        Number of nodes.
    edges : (m, 2)
        From, to; without doubles.
    starts, ends : (s,), (t,)
        Where paths begin and end, nodes of the cut themselves if need be.

    Returns
    -------
    cut : (n,)
        Whether a node is one of the set; none where no path leads from a start to an end.
    """
    source, sink, wide = 2 * n, 2 * n + 1, n + 1
    inner = np.arange(n)
    rows = np.concatenate([inner, n + edges[:, 0], np.full(len(starts), source), n + ends])
    columns = np.concatenate([n + inner, edges[:, 1], starts, np.full(len(ends), sink)])
    room = np.concatenate([np.ones(n), np.full(len(rows) - n, wide)]).astype(np.int32)
    size = (2 * n + 2, 2 * n + 2)
    graph = csr_array((room, (rows.astype(np.int32), columns.astype(np.int32))), shape=size)
    left = csr_array(graph - maximum_flow(graph, source, sink).flow)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reached = np.zeros(2 * n + 2, np.bool_)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    cut: Bools = reached[:n] & ~reached[n : 2 * n]
    return cut
