"""The compiled loop of the proportional model (L1): final output kept after each single failure.

What fails is followed downstream from level to level; an element is computed once something it reads has changed, so
the time it takes grows with what fails. Plain arrays in and out; the meaning stands in ``failure.py``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.bit_queue import clear_bit, first_bit, has_bit_at, n_words, put_bit
from graphsvc.analysis.outages.failure_kernels import (
    CONVERGED,
    Failing,
    Flow,
    Needs,
    State,
    Trade,
    final_output,
    fresh_state,
    node_level,
    recover,
    strike,
)
from graphsvc.domain.arrays import Bools, Floats, Longs, Words

MOST = 1_000_000_000
"""Computations after which a cycle that still creeps is left as it is."""


@in_place
def spread(
    n: int, words: Words, later: Longs, touched: Longs, is_touched: Bools, flow: Flow, needs: Needs, trade: Trade,
    state: State,
) -> int:  # fmt: skip
    """Lower levels to the greatest fixpoint, beginning with the n flow positions in ``words``.

    The earliest position goes first. Inside a cycle what stands before its cause waits for the next round, and the
    cycle has settled before what follows it is computed.

    Parameters
    ----------
    n : int
        Positions in ``words``.
    words : (ceil((Q+N)/64),) uint64
        Flow positions that are due in this round, as bits; none afterwards.
    later, touched : (Q+N,)
        Elements due in the next round, which ``state.due`` marks; elements computed.
    is_touched : (Q+N,)
        Marks of these.
    flow, needs, trade : tuples of arrays
        As their classes say.
    state : State
        ``node_loss`` and ``src_loss`` are read, ``y``, ``supply`` and ``total`` written.

    Returns
    -------
    n_touched : int
        Elements computed.
    """
    order, position, out_ptr, out_element = flow.order, flow.position, flow.out_ptr, flow.out_element
    y, supply, waits, total = state.y, state.supply, state.due, state.total
    component = flow.component
    n_touched = 0
    n_later = 0
    computed = 0
    at = 0
    while n + n_later > 0 and computed < MOST:
        if n > 0:
            at = first_bit(words, at >> 6)
        if n_later > 0 and (n == 0 or component[order[at]] != component[later[0]]):
            for i in range(n_later):
                waits[later[i]] = False
                at = min(at, position[later[i]])
                if not has_bit_at(words, position[later[i]]):
                    put_bit(words, position[later[i]])
                    n += 1
            n_later = 0
            at = first_bit(words, at >> 6)
        e = order[at]
        clear_bit(words, at)
        n -= 1
        computed += 1
        if not is_touched[e]:
            is_touched[e] = True
            touched[n_touched] = e
            n_touched += 1
        if e < flow.n_purchases:
            brought = trade.rest[e]
            for k in range(trade.ptr[e], trade.ptr[e + 1]):
                brought += trade.share[k] * (1.0 - state.src_loss[k]) * y[trade.node[k]]
            before, supply[e] = supply[e], min(1.0, brought)
            change = abs(supply[e] - before)
        else:
            v = e - flow.n_purchases
            before, y[v] = y[v], (1.0 - state.node_loss[v]) * node_level(v, needs, needs.mix, supply, total)
            change = abs(y[v] - before)
        if change <= CONVERGED:
            continue
        for i in range(out_ptr[e], out_ptr[e + 1]):
            after = position[out_element[i]]
            if after > at:
                if not has_bit_at(words, after):
                    put_bit(words, after)
                    n += 1
            elif not waits[out_element[i]]:
                waits[out_element[i]] = True
                later[n_later] = out_element[i]
                n_later += 1
    if n > 0:
        words[:] = 0
    for i in range(n_later):
        waits[later[i]] = False
    return n_touched


class Lists(NamedTuple):
    """Working lists of one thread, (Q+N,) each: what is due in this round (flow positions as bits) and in the next,
    elements computed, and marks of these."""

    words: Words
    later: Longs
    touched: Longs
    is_touched: Bools


@njit(cache=True, nogil=True)
def at_base(flow: Flow, needs: Needs, trade: Trade, base_y: Floats, base_supply: Floats) -> tuple[State, Lists]:
    """Working arrays where nothing fails.

    Parameters
    ----------
    flow, needs, trade : tuples of arrays
        As their classes say.
    base_y, base_supply : (N,), (Q,)
        Levels when nothing fails.
    """
    state = fresh_state(needs, trade, len(base_y), np.zeros(flow.n_purchases), 1.0)
    state.y[:] = base_y
    state.supply[:] = base_supply
    state.due[:] = False
    size = len(flow.order)
    words = np.zeros(n_words(size), np.uint64)
    return state, Lists(words, np.empty(size, np.int64), np.empty(size, np.int64), np.zeros(size, np.bool_))


@njit(cache=True, nogil=True)
def fail(e: int, failing: Failing, flow: Flow, needs: Needs, trade: Trade, state: State, lists: Lists) -> int:
    """Levels in the end when entity e fails.

    Parameters
    ----------
    e : int
        The entity.
    failing, flow, needs, trade : tuples of arrays
        As their classes say.
    state, lists : State, Lists
        At base before; levels and what was computed are written.

    Returns
    -------
    n_touched : int
        Elements computed.
    """
    n = 0
    for s in strike(e, failing, flow, trade, state):
        if not has_bit_at(lists.words, flow.position[s]):
            put_bit(lists.words, flow.position[s])
            n += 1
    touched: int = spread(
        n, lists.words, lists.later, lists.touched, lists.is_touched, flow, needs, trade, state
    )  # fmt: skip
    return touched


@in_place
def mend(
    e: int, n_touched: int, failing: Failing, n_purchases: int, base_y: Floats, base_supply: Floats, state: State,
    lists: Lists,
) -> None:  # fmt: skip
    """Put back what entity e moved.

    Parameters
    ----------
    e, n_touched : int
        The entity, and how many elements it made computed.
    failing : Failing
        What fails.
    n_purchases : int
        Q.
    base_y, base_supply : (N,), (Q,)
        Levels when nothing fails.
    state, lists : State, Lists
        Written.
    """
    recover(e, failing, state)
    for i in range(n_touched):
        element = lists.touched[i]
        lists.is_touched[element] = False
        if element < n_purchases:
            state.supply[element] = base_supply[element]
        else:
            state.y[element - n_purchases] = base_y[element - n_purchases]


@njit(cache=True, nogil=True)
def kept_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, base_y: Floats, base_supply: Floats, final_node: Longs,
    final_weight: Floats, sides: Longs, first: int, last: int,
) -> Floats:  # fmt: skip
    """Kept final output after each entity first..last-1 fails, in the proportional model.

    Parameters
    ----------
    flow, needs, trade, failing : tuples of arrays
        As their classes say.
    base_y, base_supply : (N,), (Q,)
        Levels when nothing fails; only what lies downstream of an entity departs from them.
    final_node, final_weight : (F,)
        Final nodes and their value weights, which sum to 1.
    sides : (S,)
        Each as in ``final_output``.
    first, last : int
        Entities first..last-1.

    Returns
    -------
    kept : (last - first, S)
        0-1.
    """
    kept = np.ones((last - first, len(sides)))
    state, lists = at_base(flow, needs, trade, base_y, base_supply)
    for e in range(first, last):
        n_touched = fail(e, failing, flow, needs, trade, state, lists)
        for i in range(len(sides)):
            kept[e - first, i] = final_output(final_node, final_weight, state.y, sides[i])
        mend(e, n_touched, failing, flow.n_purchases, base_y, base_supply, state, lists)
    return kept


@njit(cache=True, nogil=True)
def lost_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, final_node: Longs, final_weight: Floats, bucket: Longs,
    n_buckets: int, n_nodes: int, first: int, last: int,
) -> Floats:  # fmt: skip
    """Value of final output lost in the end, by bucket of final nodes, after each entity first..last-1 fails.

    Parameters
    ----------
    flow, needs, trade, failing : tuples of arrays
        As their classes say; at rest everything is at 1.
    final_node, final_weight, bucket : (F,)
        Final nodes, their value weights and the bucket each belongs to.
    n_buckets : int
        B.
    n_nodes : int
        N.
    first, last : int
        Entities first..last-1.

    Returns
    -------
    lost : (last - first, B)
        At most the weight of the bucket.
    """
    lost = np.zeros((last - first, n_buckets))
    base_y, base_supply = np.ones(n_nodes), np.ones(flow.n_purchases)
    state, lists = at_base(flow, needs, trade, base_y, base_supply)
    for e in range(first, last):
        n_touched = fail(e, failing, flow, needs, trade, state, lists)
        for i in range(len(final_node)):
            lost[e - first, bucket[i]] += final_weight[i] * (1.0 - state.y[final_node[i]])
        mend(e, n_touched, failing, flow.n_purchases, base_y, base_supply, state, lists)
    return lost
