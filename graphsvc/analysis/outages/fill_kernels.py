"""Compiled loops over failures with one further supplier each: only pairs of failure and supplier that can differ."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.failure_kernels import Failing, Flow, Needs, Trade, fresh_state
from graphsvc.analysis.outages.helped_kernels import Watch
from graphsvc.analysis.outages.outlast_kernels import outlast_one
from graphsvc.domain.arrays import Bools, Floats, Longs


class Filled(NamedTuple):
    """Purchases that each further supplier serves: by ``ptr``, with the part of base use it can bring."""

    ptr: Longs
    purchase: Longs
    share: Floats


@njit(cache=True, nogil=True)
def refill_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, base: Floats, moves: Longs, draining: Bools, n_nodes: int,
    filled: Filled, fill: Longs, entity: Longs, initial: Floats, dt: float, final_node: Longs, final_weight: Floats,
    side: int, loss_days: Floats, watch: Watch, first: int, last: int,
) -> Floats:  # fmt: skip
    """Loss of each pair first..last-1: entity ``entity[i]`` fails while supplier ``fill[i]`` stands ready.

    Parameters
    ----------
    flow, needs, trade, failing, filled : tuples of arrays
        As their classes say.
    base, moves, draining : (steps, N), (N,), (Q,)
        The course when nothing fails, as in ``outlast_each``; the same with and without the suppliers.
    n_nodes : int
        N.
    fill, entity : (n,)
        The pairs, those of one supplier beside one another.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    final_node, final_weight : (F,)
        Final nodes and their value weights, which sum to 1.
    side : int
        As in ``final_output``.
    loss_days : (E,)
        Loss counts steps that start before these [d].
    watch : Watch
        Without columns.
    first, last : int
        Pairs first..last-1.

    Returns
    -------
    lost : (last - first,)
        Full-output days lost.
    """
    lost = np.zeros(last - first)
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    granted = np.zeros(flow.n_purchases)
    mark = np.zeros(len(flow.order), np.bool_)
    seen = np.zeros(n_nodes, np.bool_)
    ready = -1
    for i in range(first, last):
        if fill[i] != ready:
            if ready >= 0:
                granted[filled.purchase[filled.ptr[ready] : filled.ptr[ready + 1]]] = 0.0
            ready = fill[i]
            for k in range(filled.ptr[ready], filled.ptr[ready + 1]):
                granted[filled.purchase[k]] = filled.share[k]
        _, lost[i - first] = outlast_one(
            entity[i], flow, needs, trade, failing, base, moves, draining, granted, dt, final_node, final_weight, side,
            loss_days[entity[i]], 0.0, state, mark, seen, watch,
        )  # fmt: skip
    return lost
