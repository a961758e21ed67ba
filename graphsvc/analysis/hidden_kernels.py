"""Compiled: purchases all of whose sources hang on one entity, and the shortest way up to it.

Plain arrays in and out; the meaning stands in ``sources.py``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.domain.arrays import Bools, Ints, Longs, Words

NONE, UNKNOWN, YES = 0, 1, 2


class Upward(NamedTuple):
    """Who buys from whom: rows of the trade layer by purchase (``ptr`` (Q+1,), ``node`` (K,)); per firm the rows in
    which it buys (``first``, ``last`` (F,)) and the nodes it buys from, sorted (``firm_ptr`` (F+1,), ``firm_node``);
    ``firm`` (N,) of each node, ``group`` (F,), ``identified`` (F,)."""

    ptr: Longs
    node: Ints
    first: Longs
    last: Longs
    firm_ptr: Longs
    firm_node: Longs
    firm: Ints
    group: Ints
    identified: Bools


class Search(NamedTuple):
    """Working arrays: ``seen`` (F,) the search that last saw a firm; the ``queue`` of nodes, the place in it of the
    ``parent`` of each, and its ``depth`` (F + N,)."""

    seen: Longs
    queue: Longs
    parent: Longs
    depth: Longs


class Bought(NamedTuple):
    """Purchases (Q,): ``buyer``, ``wanted`` to be looked at, ``known`` whether enough of it is known, ``declared``
    complete, ``waits`` for a row that nobody has read."""

    buyer: Ints
    wanted: Bools
    known: Bools
    declared: Bools
    waits: Bools


class Found(NamedTuple):
    """Findings (n,): purchase, entity, verdict, number of groups; the way up and the firms missing as lists."""

    purchase: Longs
    entity: Longs
    verdict: Longs
    n_groups: Longs
    path_ptr: Longs
    path: Longs
    missing_ptr: Longs
    missing: Longs


@njit(cache=True, nogil=True)
def way_up(
    begin: Longs, number: int, own_firm: Longs, cut: Longs, e: int, max_depth: int, upward: Upward, search: Search
) -> Longs:
    """Nodes from an entity to the first of ``begin`` that it reaches, breadth first upstream over trade steps.

    Parameters
    ----------
    begin : (n,)
        Nodes where the search begins, sorted.
    number : int
        Of this search: not used before with ``search``.
    own_firm, cut : (F,), (K,)
        Firms that are the entity's and rows of the trade layer that it cuts: those that hold e.
    e : int
        The entity.
    max_depth : int
        Firms along the way at most.
    upward, search : tuples of arrays
        As their classes say.

    Returns
    -------
    path : (k,)
        Empty where it is further away.
    """
    firm, seen, queue, parent, depth = upward.firm, search.seen, search.queue, search.parent, search.depth
    n = 0
    for v in begin:
        seen[firm[v]] = number
        queue[n], parent[n], depth[n] = v, -1, 1
        n += 1
    i = 0
    while i < n:
        f = firm[queue[i]]
        if own_firm[f] == e:
            return _way(i, -1, queue, parent)
        if depth[i] < max_depth:
            supplier = -1
            for k in range(upward.first[f], upward.last[f]):
                if cut[k] == e and (supplier < 0 or upward.node[k] < supplier):
                    supplier = upward.node[k]
            if supplier >= 0:
                return _way(i, supplier, queue, parent)
            for s in upward.firm_node[upward.firm_ptr[f] : upward.firm_ptr[f + 1]]:
                if seen[firm[s]] != number:
                    seen[firm[s]] = number
                    queue[n], parent[n], depth[n] = s, i, depth[i] + 1
                    n += 1
        i += 1
    return np.empty(0, np.int64)


@njit(cache=True, nogil=True)
def _way(at: int, supplier: int, queue: Longs, parent: Longs) -> Longs:
    """From place ``at`` of the queue down to where the search began, after the supplier whose delivery is cut."""
    n, i = 0, at
    while i >= 0:
        n += 1
        i = parent[i]
    path = np.empty(n + (supplier >= 0), np.int64)
    n, i = 0, at
    if supplier >= 0:
        path[0] = supplier
        n = 1
    while i >= 0:
        path[n] = queue[i]
        n += 1
        i = parent[i]
    return path


@njit(cache=True, nogil=True)
def _grown(values: Longs, n: int) -> Longs:
    """With room for n."""
    if n <= len(values):
        return values
    more = np.empty(max(n, 2 * len(values)), np.int64)
    more[: len(values)] = values
    return more


@njit(cache=True, nogil=True)
def hidden_each(
    first: int, last: int, by_firm: bool, ptr: Longs, own_node: Longs, cut_ptr: Longs, cut_row: Longs, hit_ptr: Longs,
    hit_node: Longs, fallen: Words, certain: Words, unknown_need: Bools, out_ptr: Longs, out_purchase: Longs,
    bought: Bought, upward: Upward, search: Search, max_depth: int,
) -> Found:  # fmt: skip
    """What entities first..last-1 are the hidden source of.

    Parameters
    ----------
    first, last : int
        Entities.
    by_firm : bool
        Whether they are firms or groups: sources of their own group are not hidden then.
    ptr, own_node, cut_ptr, cut_row : (E+1,), (n,), (E+1,), (m,)
        Nodes and rows of the trade layer of each entity.
    hit_ptr, hit_node : (E+1,), (h,)
        Nodes that fall with each.
    fallen, certain : (N, W) uint64
        Bit e of row v: node v falls with entity e, and does so whatever nobody has read yet.
    unknown_need : (N,)
        Makers that may need what nobody told.
    out_ptr, out_purchase : (N+1,), (K,)
        Purchases by the node that supplies them.
    bought, upward, search : tuples of arrays
        As their classes say.
    max_depth : int
        Firms along the way at most.
    """
    n_nodes, n_firms = len(upward.firm), len(upward.group)
    own, own_firm, own_group = np.full(n_nodes, -1), np.full(n_firms, -1), np.full(n_firms, -1)
    cut, looked = np.full(len(upward.node), -1), np.full(len(bought.buyer), -1)
    met, met_group = np.full(n_firms, -1), np.full(n_firms, -1)
    purchase, entity, verdict = np.empty(16, np.int64), np.empty(16, np.int64), np.empty(16, np.int64)
    groups, path_ptr, missing_ptr = np.empty(16, np.int64), np.zeros(17, np.int64), np.zeros(17, np.int64)
    path, missing = np.empty(64, np.int64), np.empty(64, np.int64)
    n_found = n_path = n_missing = 0
    number = 0
    for e in range(first, last):
        word, bit = e // 64, np.uint64(1) << np.uint64(e % 64)
        for v in own_node[ptr[e] : ptr[e + 1]]:
            own[v] = e
            own_firm[upward.firm[v]] = e
            own_group[upward.group[upward.firm[v]]] = e
        cut[cut_row[cut_ptr[e] : cut_ptr[e + 1]]] = e
        candidates = np.empty(16, np.int64)
        n = 0
        for v in hit_node[hit_ptr[e] : hit_ptr[e + 1]]:
            if own[v] == e:
                continue
            for q in out_purchase[out_ptr[v] : out_ptr[v + 1]]:
                if looked[q] != e and bought.wanted[q] and own_firm[bought.buyer[q]] != e:
                    looked[q] = e
                    candidates = _grown(candidates, n + 1)
                    candidates[n] = q
                    n += 1
        for q in np.sort(candidates[:n]):
            number += 1
            rows = range(upward.ptr[q], upward.ptr[q + 1])
            n_firms_met = n_groups_met = n_named = n_standing = 0
            spared, all_unknown, all_certain = False, True, True
            for k in rows:
                v = upward.node[k]
                f = upward.firm[v]
                if cut[k] == e:
                    spared = True
                if not upward.identified[f]:
                    continue
                n_named += 1
                if own[v] == e or (by_firm and own_group[upward.group[f]] == e):
                    spared = True
                if met[f] != number:
                    met[f] = number
                    n_firms_met += 1
                    if met_group[upward.group[f]] != number:
                        met_group[upward.group[f]] = number
                        n_groups_met += 1
                if not fallen[v, word] & bit:
                    n_standing += 1
                    all_unknown = all_unknown and unknown_need[v]
                if not certain[v, word] & bit:
                    all_certain = False
            if spared or n_firms_met < 2 or n_standing == n_named or (n_standing > 0 and not all_unknown):
                continue
            told = bought.known[q] or (bought.declared[q] and n_named == len(rows))
            is_sure = n_standing == 0 and told and all_certain and not bought.waits[q]
            begin = np.unique(upward.node[upward.ptr[q] : upward.ptr[q + 1]]).astype(np.int64)
            way = way_up(begin, number, own_firm, cut, e, max_depth, upward, search)
            if len(way) == 0:
                continue
            purchase, entity, verdict = (
                _grown(purchase, n_found + 1), _grown(entity, n_found + 1), _grown(verdict, n_found + 1),
            )  # fmt: skip
            groups, path = _grown(groups, n_found + 1), _grown(path, n_path + len(way))
            path_ptr, missing_ptr = _grown(path_ptr, n_found + 2), _grown(missing_ptr, n_found + 2)
            purchase[n_found], entity[n_found], groups[n_found] = q, e, n_groups_met
            verdict[n_found] = YES if is_sure else UNKNOWN
            path[n_path : n_path + len(way)] = way
            n_path += len(way)
            if n_standing > 0:
                missing = _grown(missing, n_missing + n_standing)
                for k in rows:
                    v = upward.node[k]
                    if upward.identified[upward.firm[v]] and not fallen[v, word] & bit:
                        missing[n_missing] = upward.firm[v]
                        n_missing += 1
            n_found += 1
            path_ptr[n_found], missing_ptr[n_found] = n_path, n_missing
    return Found(
        purchase[:n_found], entity[:n_found], verdict[:n_found], groups[:n_found], path_ptr[: n_found + 1],
        path[:n_path], missing_ptr[: n_found + 1], missing[:n_missing],
    )  # fmt: skip
