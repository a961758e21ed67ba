"""Compiled: a failure taken down once, then stepped again only downstream of what a further supplier serves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.course_kernels import Course, Record, read_again, short_of
from graphsvc.analysis.outages.failure_kernels import Failing, Flow, Needs, Trade, fresh_state, reach, recover, strike
from graphsvc.analysis.outages.helped_kernels import Watch
from graphsvc.analysis.outages.outlast_kernels import follow
from graphsvc.domain.arrays import Floats, Longs


class Filled(NamedTuple):
    """Purchases that each further supplier serves: by ``ptr``, with the part of base use it can bring."""

    ptr: Longs
    purchase: Longs
    share: Floats


@njit(cache=True, nogil=True)
def refill_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, rest: Course, n_nodes: int, filled: Filled, ptr: Longs,
    entity: Longs, fill: Longs, initial: Floats, dt: float, final_node: Longs, final_weight: Floats, side: int,
    loss_days: Floats, watch: Watch, record: Record, first: int, last: int,
) -> Floats:  # fmt: skip
    """Losses when entities first..last-1 of ``entity`` fail, each with one further supplier after the other.

    Parameters
    ----------
    flow, needs, trade, failing, filled : tuples of arrays
        As their classes say; nothing that fails cuts deliveries.
    rest : Course
        All at rest.
    n_nodes : int
        N.
    ptr, entity, fill : (n + 1,), (n,), (pairs,)
        Entities, and the suppliers to try for each.
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
    watch, record : Watch, Record
        Without columns, without rows.
    first, last : int
        Entities first..last-1.

    Returns
    -------
    lost : (ptr[last] - ptr[first],)
        Full-output days lost, by pair.
    """
    lost = np.zeros(ptr[last] - ptr[first])
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    granted = np.zeros(flow.n_purchases)
    calm = np.zeros(flow.n_purchases, np.bool_)
    mark = np.zeros(len(flow.order), np.bool_)
    seen = np.zeros(n_nodes, np.bool_)
    for i in range(first, last):
        e = entity[i]
        seeds = strike(e, failing, flow, trade, state)
        part = flow.order[reach(seeds, flow.out_ptr, flow.out_element, flow.position, mark)]
        mark[part] = False
        n_steps = int(np.ceil(loss_days[e] / dt)) + 1
        n_columns = int(np.sum(part >= flow.n_purchases))
        taken = Record(
            np.empty((n_steps, n_columns)), np.empty(n_steps, np.int64), np.full(n_nodes, -1), np.zeros(1, np.int64)
        )
        follow(
            e, seeds, flow, needs, trade, rest, calm, granted, dt, final_node, final_weight, side, loss_days[e], 0.0,
            state, mark, seen, watch, taken,
        )  # fmt: skip
        course = read_again(taken)
        draining = short_of(course, trade)
        for j in range(ptr[i], ptr[i + 1]):
            served = filled.purchase[filled.ptr[fill[j]] : filled.ptr[fill[j] + 1]]
            granted[served] = filled.share[filled.ptr[fill[j]] : filled.ptr[fill[j] + 1]]
            _, lost[j - ptr[first]] = follow(
                e, served, flow, needs, trade, course, draining, granted, dt, final_node, final_weight, side,
                loss_days[e], 0.0, state, mark, seen, watch, record,
            )  # fmt: skip
            granted[served] = 0.0
        recover(e, failing, state)
    return lost
