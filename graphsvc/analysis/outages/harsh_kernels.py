"""Compiled: the harshest course of failures, in which every stock is drawn on by base use whatever its user makes.

No course in which the same things fail, alone or with others that touch none of the same purchases, is worse: no node
uses more than its base, so no stock is gone sooner.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import (
    Failing,
    Flow,
    Needs,
    State,
    Trade,
    fresh_state,
    node_level,
    recover,
    strike,
)
from graphsvc.analysis.outages.front_kernels import SAME
from graphsvc.analysis.outages.front_lists import put, take
from graphsvc.domain.arrays import Bools, Floats, Longs


class Harsh(NamedTuple):
    """Working arrays of one thread: ``heap`` of what is due, as step times (Q+N) plus flow position; ``planned`` (Q+N,)
    the step an element is due in (-1: none), ``since`` (Q,) the step for which a stock is written down, ``drawn`` (Q,)
    what was not brought until then [d of base use]; elements ``touched`` and their marks; ``weight`` (N,) of final
    nodes."""

    heap: Longs
    planned: Longs
    since: Longs
    drawn: Floats
    touched: Longs
    is_touched: Bools
    weight: Floats


@in_place
def plan(e: int, step: int, waiting: int, flow: Flow, harsh: Harsh) -> int:
    """Have element e computed in a step, where it is not in an earlier one.

    Parameters
    ----------
    e, step : int
        The element and the step.
    waiting : int
        Keys on the heap.
    flow, harsh : Flow, Harsh
        As their classes say; the heap is written.

    Returns
    -------
    waiting : int
        Keys on the heap now.
    """
    if 0 <= harsh.planned[e] <= step:
        return waiting
    harsh.planned[e] = step
    put(harsh.heap, waiting, step * len(flow.order) + flow.position[e])
    return waiting + 1


@in_place
def draw(q: int, t: int, trade: Trade, state: State, harsh: Harsh, dt: float) -> tuple[bool, int]:
    """Draw on the stock of purchase q up to step t, and take in what it is brought from now on.

    Parameters
    ----------
    q, t : int
        The purchase and the step.
    trade : Trade
        As its class says.
    state, harsh : State, Harsh
        Inflow, stock and supply of q are written.
    dt : float
        Length of a step [d].

    Returns
    -------
    less : bool
        Whether its users get less than before.
    gone : int
        The step in which its stock is gone; -1: it lasts, or is gone.
    """
    taken = (t - harsh.since[q]) * (1.0 - state.inflow[q]) * dt
    harsh.drawn[q] += taken
    state.stock[q] = max(0.0, state.stock[q] - taken)
    harsh.since[q] = t
    brought = trade.rest[q]
    for k in range(trade.ptr[q], trade.ptr[q + 1]):
        brought += trade.share[k] * (1.0 - state.src_loss[k]) * state.y[trade.node[k]]
    state.inflow[q] = min(1.0, brought)
    short = 1.0 - state.inflow[q]
    if short <= SAME:
        return False, -1
    gone = t + int(min(1e9, state.stock[q] / (short * dt) + 1e-9))
    if gone > t:
        return False, gone
    before, state.supply[q] = min(1.0, state.supply[q]), state.inflow[q]
    return before - state.supply[q] > SAME, -1


@in_place
def cleared(waiting: int, flow: Flow, harsh: Harsh) -> int:
    """Take off the heap what has been put off since, or stands there twice; how many still wait."""
    size, heap, planned = len(flow.order), harsh.heap, harsh.planned
    kept = 0
    for i in range(waiting):
        key = heap[i]
        e = flow.order[key % size]
        if planned[e] == key // size:
            planned[e] = -2  # until all are looked at
            put(heap, kept, key)
            kept += 1
    for i in range(kept):
        planned[flow.order[heap[i] % size]] = heap[i] // size
    return kept


@in_place
def suffer(
    seeds: Longs, flow: Flow, needs: Needs, trade: Trade, dt: float, counted: int, most: int, state: State, harsh: Harsh
) -> tuple[float, float, int]:
    """The harshest course from ``seeds`` on, losses in ``state``.

    Parameters
    ----------
    seeds : (n,)
        Elements that are hit in step 0.
    flow, needs, trade : tuples of arrays
        As their classes say.
    dt : float
        Length of a step [d].
    counted, most : int
        Steps in which loss counts, and those of the whole course.
    state, harsh : State, Harsh
        At rest before; levels, inflows, stocks and what was touched are written.

    Returns
    -------
    own, longest : float
        Full-output days lost in the steps counted, and in all of them.
    n_touched : int
        Elements computed.
    """
    size, n, y, weight = len(flow.order), flow.n_purchases, state.y, harsh.weight
    order, position, out_ptr, out_element = flow.order, flow.position, flow.out_ptr, flow.out_element
    planned, touched, is_touched = harsh.planned, harsh.touched, harsh.is_touched
    waiting = 0
    for s in seeds:
        waiting = plan(s, 0, waiting, flow, harsh)
    n_touched = 0
    before = 0
    out = 0.0
    own = 0.0
    longest = 0.0
    while waiting > 0:
        key = take(harsh.heap, waiting)
        waiting -= 1
        t, element = key // size, order[key % size]
        if planned[element] != t:
            continue
        planned[element] = -1
        if not is_touched[element]:
            is_touched[element] = True
            touched[n_touched] = element
            n_touched += 1
        if t > before:
            own += out * dt * max(0, min(t, counted) - before)
            longest += out * dt * (t - before)
            before = t
        if element < n:
            less, gone = draw(element, t, trade, state, harsh, dt)
            if t < gone < most:
                waiting = plan(element, gone, waiting, flow, harsh)
        else:
            v = element - n
            level = (1.0 - state.node_loss[v]) * node_level(v, needs, needs.mix, state.supply, state.total)
            less = y[v] - level > SAME
            if less:
                out += weight[v] * (y[v] - level)
                y[v] = level
        if less:
            if waiting > 2 * size:
                waiting = cleared(waiting, flow, harsh)
            for i in range(out_ptr[element], out_ptr[element + 1]):
                after = out_element[i]
                later = t if position[after] > key % size else t + 1
                if later < most:
                    waiting = plan(after, later, waiting, flow, harsh)
    own += out * dt * max(0, counted - before)
    longest += out * dt * (most - before)
    return own, longest, n_touched


@in_place
def calm_down(n_touched: int, n_purchases: int, initial: Floats, dt: float, state: State, harsh: Harsh) -> None:
    """Put back what a course moved.

    Parameters
    ----------
    n_touched : int
        Elements computed.
    n_purchases : int
        Q.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    state, harsh : State, Harsh
        Put back to rest.
    """
    for i in range(n_touched):
        element = harsh.touched[i]
        harsh.is_touched[element] = False
        if element >= n_purchases:
            state.y[element - n_purchases] = 1.0
            continue
        state.inflow[element] = 1.0
        state.supply[element] = 1.0 + initial[element] / dt
        state.stock[element] = initial[element]
        harsh.since[element] = 0
        harsh.drawn[element] = 0.0


@njit(cache=True, nogil=True)
def harsh_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, n_nodes: int, initial: Floats, dt: float,
    final_node: Longs, final_weight: Floats, counted: Longs, most: int, first: int, last: int,
) -> tuple[Floats, Floats, Longs, Longs, Floats]:  # fmt: skip
    """Loss of each entity first..last-1 in the harshest course, and the purchases that get less.

    Parameters
    ----------
    flow, needs, trade, failing : tuples of arrays
        As their classes say; parts of a purchase may add up to more than all where ``rest`` is below 0.
    n_nodes : int
        N.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    final_node, final_weight : (F,)
        Final nodes and their value weights, which sum to 1.
    counted : (E,)
        Steps in which the loss of each counts.
    most : int
        Steps of the longest course.
    first, last : int
        Entities first..last-1.

    Returns
    -------
    own, longest : (last - first,)
        Full-output days lost in the steps counted, and in all of them.
    ptr, purchase, lacking : (last - first + 1,), (n,), (n,)
        Purchases whose inflow falls, sorted, by entity; what they are not brought in all steps [d of base use].
    """
    size, n, count = len(flow.order), flow.n_purchases, last - first
    own, longest = np.zeros(count), np.zeros(count)
    ptr, purchase = np.zeros(count + 1, np.int64), np.empty(256, np.int64)
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    harsh = Harsh(
        np.empty(3 * size + 1, np.int64), np.full(size, -1), np.zeros(n, np.int64), np.zeros(n),
        np.empty(size, np.int64), np.zeros(size, np.bool_), np.zeros(n_nodes),
    )  # fmt: skip
    harsh.weight[final_node] = final_weight
    touched, inflow, lacking = harsh.touched, state.inflow, np.empty(256)
    for e in range(first, last):
        seeds = strike(e, failing, flow, trade, state)
        own[e - first], longest[e - first], n_touched = suffer(
            seeds, flow, needs, trade, dt, counted[e], most, state, harsh
        )
        recover(e, failing, state)
        begin = found = ptr[e - first]
        if found + n_touched > len(purchase):
            more = np.empty(2 * (found + n_touched), np.int64)
            more[:found] = purchase[:found]
            longer = np.empty(len(more))
            longer[:found] = lacking[:found]
            purchase, lacking = more, longer
        for i in range(n_touched):
            if touched[i] < n and 1.0 - inflow[touched[i]] > SAME:
                purchase[found] = touched[i]
                found += 1
        purchase[begin:found] = np.sort(purchase[begin:found])
        for i in range(begin, found):
            q = purchase[i]
            lacking[i] = harsh.drawn[q] + (most - harsh.since[q]) * (1.0 - inflow[q]) * dt
        ptr[e - first + 1] = found
        calm_down(n_touched, n, initial, dt, state, harsh)
    return own, longest, ptr, purchase[: ptr[count]], lacking[: ptr[count]]
