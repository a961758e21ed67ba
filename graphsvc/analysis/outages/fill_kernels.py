"""Compiled: a failure taken down once, then stepped again only downstream of what a further supplier serves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.course_kernels import Course, Record, read_again, short_of
from graphsvc.analysis.outages.failure_kernels import Failing, Flow, Needs, Trade, fresh_state, reach, recover, strike
from graphsvc.analysis.outages.helped_kernels import Watch
from graphsvc.analysis.outages.outlast_kernels import follow
from graphsvc.analysis.outages.timed_kernels import Timed, never
from graphsvc.domain.arrays import Floats, Longs


class Filled(NamedTuple):
    """Purchases that each further supplier serves: by ``ptr``, with the part of base use it can bring; of each the step
    ``opens`` from which and ``closes`` to which it does, and the ``stock`` [d of base use] it lays in."""

    ptr: Longs
    purchase: Longs
    share: Floats
    opens: Longs
    closes: Longs
    stock: Floats


@njit(cache=True, nogil=True)
def brings(g: int, filled: Filled) -> Timed:
    """What further supplier ``g`` brings, to whom and when."""
    own = slice(filled.ptr[g], filled.ptr[g + 1])
    return Timed(filled.opens[g], filled.closes[g], filled.stock[g], filled.purchase[own], filled.share[own])


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
    state = fresh_state(needs, trade, n_nodes, initial.copy(), dt)
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
            state, mark, seen, watch, taken, never(),
        )  # fmt: skip
        course = read_again(taken)
        draining = short_of(course, trade)
        for j in range(ptr[i], ptr[i + 1]):
            g = fill[j]
            timed = brings(g, filled)
            _, lost[j - ptr[first]] = follow(
                e, timed.purchase, flow, needs, trade, course, draining, granted, dt, final_node, final_weight,
                side, loss_days[e], 0.0, state, mark, seen, watch, record, timed,
            )  # fmt: skip
        recover(e, failing, state)
    return lost


@njit(cache=True, nogil=True)
def step_all_with(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, n_nodes: int, filled: Filled, entity: Longs, fill: Longs,
    initial: Floats, dt: float, final_node: Longs, final_weight: Floats, side: int, loss_days: Floats, watch: Watch,
    record: Record, first: int, last: int,
) -> Floats:  # fmt: skip
    """Losses of pairs first..last-1 of entity and further supplier, where nothing is at rest: all of it is stepped.

    Parameters
    ----------
    flow, needs, trade, failing, filled : tuples of arrays
        As their classes say; nothing that fails cuts deliveries.
    n_nodes : int
        N.
    entity, fill : (pairs,)
        Who fails, and what is brought.
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
        Pairs first..last-1.

    Returns
    -------
    lost : (last - first,)
        Full-output days lost.
    """
    lost = np.zeros(last - first)
    state = fresh_state(needs, trade, n_nodes, initial.copy(), dt)
    everything = np.arange(len(flow.order))
    granted, calm = np.zeros(flow.n_purchases), np.zeros(flow.n_purchases, np.bool_)
    mark, seen = np.zeros(len(flow.order), np.bool_), np.zeros(n_nodes, np.bool_)
    nothing = np.zeros(n_nodes, np.int64)
    rest = Course(np.empty((0, 0)), np.empty(0, np.int64), nothing - 1, nothing)
    for i in range(first, last):
        e = entity[i]
        strike(e, failing, flow, trade, state)
        _, lost[i - first] = follow(
            e, everything, flow, needs, trade, rest, calm, granted, dt, final_node, final_weight, side, loss_days[e],
            0.0, state, mark, seen, watch, record, brings(fill[i], filled),
        )  # fmt: skip
        recover(e, failing, state)
    return lost
