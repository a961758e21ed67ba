"""Products as a graph of what needs what, in the order of flow."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphsvc.analysis.backup.cover import Flow
from graphsvc.analysis.outages.failure import longest_levels
from graphsvc.domain.arrays import Bools, Floats, Longs, pointers
from graphsvc.domain.network import Network


def product_flow(network: Network, inside: Bools, is_final: Bools) -> tuple[Flow, Longs]:
    """What needs which product by essential inputs of nodes ``inside`` (N,), and (P,) the place of each in the flow.

    Products of a cycle share a place: a way does not run on from one to the next,
    so that each has to be covered itself.
    """
    n, count = network, len(network.product_codes)
    need = np.repeat(np.arange(len(n.need_essential)), np.diff(n.alternative_ptr))
    used = n.need_essential[need] & inside[n.alternative_node]
    start = n.purchase_product[n.alternative_purchase[used]].astype(np.int64)
    end = n.node_product[n.alternative_node[used]].astype(np.int64)
    edge = np.unique(start * count + end)
    start, end = edge // max(count, 1), edge % max(count, 1)
    place = _places(count, start, end)
    return Flow(pointers(start, count), end.astype(np.int32), is_final), place


def _places(count: int, start: Longs, end: Longs) -> Longs:
    ones: Floats = np.ones(len(start))
    n_parts, label = connected_components(
        coo_array((ones, (start, end)), shape=(count, count)).tocsr(), directed=True, connection="strong"
    )
    between = label[start] != label[end]
    pair = np.unique(label[start[between]].astype(np.int64) * n_parts + label[end[between]])
    level: Longs = longest_levels(n_parts, pair // max(n_parts, 1), pair % max(n_parts, 1), len(pair))
    return level[label]
