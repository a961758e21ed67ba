"""The compiled loop of the boolean model (L0) by what falls: each entity is followed from what it takes, over counts of
what is left. Plain arrays in and out; the meaning stands in ``failure.py``.

The time it takes grows with what falls. Where most things take much along, all entities at once are quicker (``fall``
of ``failure_kernels``), so the loop gives up when it has looked at too much.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import Needs, Trade
from graphsvc.domain.arrays import Bools, Longs


class Sold(NamedTuple):
    """Rows of the trade layer by the node that sells: pointers (N + 1,) and rows."""

    ptr: Longs
    row: Longs


class Cuts(NamedTuple):
    """What entities take: nodes that fall and sources that are cut, by entity."""

    ptr: Longs
    node: Longs
    cut_ptr: Longs
    cut_source: Longs


class Left(NamedTuple):
    """Working lists of one sweep: sources left by purchase, alternatives left by need, marks of rows that are gone and
    of nodes that fell; ``rows``, ``lost`` and ``nodes`` list what an entity has changed, ``n`` their lengths."""

    sources: Longs
    alternatives: Longs
    is_gone: Bools
    is_down: Bools
    rows: Longs
    lost: Longs
    nodes: Longs
    n: Longs


ROWS, LOST, NODES = 0, 1, 2


@in_place
def lose_row(k: int, needs: Needs, trade: Trade, left: Left) -> int:
    """Source row k brings nothing any more; the alternatives looked at.

    Parameters
    ----------
    k : int
        Row of the trade layer.
    needs, trade : tuples of arrays
        As their classes say.
    left : Left
        Counts go down; nodes that fall are added to its list.
    """
    if left.is_gone[k]:
        return 0
    left.is_gone[k] = True
    left.rows[left.n[ROWS]] = k
    left.n[ROWS] += 1
    q = trade.purchase[k]
    left.sources[q] -= 1
    if left.sources[q] > 0:
        return 0
    left.lost[left.n[LOST]] = q
    left.n[LOST] += 1
    for i in range(needs.use_ptr[q], needs.use_ptr[q + 1]):
        a = needs.use_alt[i]
        m = needs.need[a]
        left.alternatives[m] -= 1
        v = needs.node[a]
        if left.alternatives[m] == 0 and needs.essential[m] and not left.is_down[v]:
            left.is_down[v] = True
            left.nodes[left.n[NODES]] = v
            left.n[NODES] += 1
    return int(needs.use_ptr[q + 1] - needs.use_ptr[q])


@in_place
def put_up(needs: Needs, trade: Trade, left: Left) -> None:
    """Undo what an entity has changed in ``left``.

    Parameters
    ----------
    needs, trade : tuples of arrays
        As their classes say.
    left : Left
        Written.
    """
    for i in range(left.n[NODES]):
        left.is_down[left.nodes[i]] = False
    for i in range(left.n[ROWS]):
        k = left.rows[i]
        left.is_gone[k] = False
        left.sources[trade.purchase[k]] += 1
    for i in range(left.n[LOST]):
        q = left.lost[i]
        for j in range(needs.use_ptr[q], needs.use_ptr[q + 1]):
            left.alternatives[needs.need[needs.use_alt[j]]] += 1
    left.n[:] = 0


@njit(cache=True, nogil=True)
def alone(trade: Trade, n_nodes: int) -> Bools:
    """(N,) whether a purchase has no source but this node."""
    found = np.zeros(n_nodes, np.bool_)
    for q in range(len(trade.ptr) - 1):
        first, last = trade.ptr[q], trade.ptr[q + 1]
        same = first < last
        for k in range(first + 1, last):
            same = same and trade.node[k] == trade.node[first]
        if same:
            found[trade.node[first]] = True
    return found


@njit(cache=True, nogil=True)
def fall_each(
    cuts: Cuts, sold: Sold, needs: Needs, trade: Trade, n_nodes: int, most: int
) -> tuple[bool, Longs, Longs]:  # fmt: skip
    """Boolean fixpoint entity by entity.

    Parameters
    ----------
    cuts : Cuts
        E entities.
    sold, needs, trade : tuples of arrays
        As their classes say.
    n_nodes : int
        N.
    most : int
        Rows and alternatives to look at before it gives up.

    Returns
    -------
    done : bool
        Whether every entity was followed to its end; if not, the lists below are worth nothing.
    ptr, node : (E+1,), (n,)
        Nodes that fall with each entity, ascending.
    """
    n_purchases, n_rows, n_entities = len(trade.ptr) - 1, len(trade.node), len(cuts.ptr) - 1
    left = Left(
        trade.ptr[1:] - trade.ptr[:-1],
        needs.alt_ptr[1:] - needs.alt_ptr[:-1],
        np.zeros(n_rows, np.bool_),
        np.zeros(n_nodes, np.bool_),
        np.empty(n_rows, np.int64),
        np.empty(n_purchases, np.int64),
        np.empty(n_nodes, np.int64),
        np.zeros(3, np.int64),
    )
    ptr, found = np.zeros(n_entities + 1, np.int64), np.empty(2 * n_entities, np.int64)
    serves_alone = alone(trade, n_nodes)
    looked = 0
    for e in range(n_entities):
        n_own = cuts.ptr[e + 1] - cuts.ptr[e]
        if n_own == 1 and cuts.cut_ptr[e] == cuts.cut_ptr[e + 1] and not serves_alone[cuts.node[cuts.ptr[e]]]:
            found[ptr[e]] = cuts.node[cuts.ptr[e]]  # every purchase it serves has others to fall back on
            ptr[e + 1] = ptr[e] + 1
            continue
        for i in range(cuts.ptr[e], cuts.ptr[e + 1]):
            v = cuts.node[i]
            if not left.is_down[v]:
                left.is_down[v] = True
                left.nodes[left.n[NODES]] = v
                left.n[NODES] += 1
        for i in range(cuts.cut_ptr[e], cuts.cut_ptr[e + 1]):
            looked += 1 + lose_row(cuts.cut_source[i], needs, trade, left)
        at = 0
        while at < left.n[NODES] and looked <= most:
            v = left.nodes[at]
            at += 1
            for i in range(sold.ptr[v], sold.ptr[v + 1]):
                looked += 1 + lose_row(sold.row[i], needs, trade, left)
        if looked > most:
            return False, ptr, found[:0]
        n_found = ptr[e] + left.n[NODES]
        if n_found + n_entities > len(found):  # there is always room for one of each entity to come
            longer = np.empty(2 * (n_found + n_entities), np.int64)
            longer[: ptr[e]] = found[: ptr[e]]
            found = longer
        found[ptr[e] : n_found] = np.sort(left.nodes[: left.n[NODES]])
        ptr[e + 1] = n_found
        put_up(needs, trade, left)
    return True, ptr, found[: ptr[n_entities]].copy()
