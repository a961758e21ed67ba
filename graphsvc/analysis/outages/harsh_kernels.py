"""Compiled: the harshest course of failures, in which every stock is drawn on by base use whatever its user makes.

No course in which the same things fail, alone or with others that touch none of the same purchases, is worse: no node
uses more than its base, so no stock is gone sooner.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.bit_queue import clear_bit, first_bit, n_words
from graphsvc.analysis.outages.calendar import NONE, Calendar, begin, plan
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
from graphsvc.domain.arrays import Bools, Floats, Longs


class Harsh(NamedTuple):
    """Working arrays of one thread: the ``calendar`` of what is due; ``since`` (Q,) the step for which a stock is
    written down, ``drawn`` (Q,) what was not brought until then [d of base use]; elements ``touched`` and their marks;
    ``weight`` (N,) of final nodes."""

    calendar: Calendar
    since: Longs
    drawn: Floats
    touched: Longs
    is_touched: Bools
    weight: Floats


@njit(cache=True, nogil=True)
def fresh_harsh(flow: Flow, n_nodes: int, final_node: Longs, final_weight: Floats, most: int) -> Harsh:
    """Nothing planned, nothing touched.

    Parameters
    ----------
    flow : Flow
        As its class says.
    n_nodes : int
        N.
    final_node, final_weight : (F,)
        Final nodes and their value weights.
    most : int
        Steps of the longest course.
    """
    size, n = len(flow.order), flow.n_purchases
    calendar = Calendar(
        np.full(size, NONE), np.full(most, NONE), np.empty(size, np.int64), np.empty(size, np.int64),
        np.zeros(n_words(size), np.uint64),
    )  # fmt: skip
    weight = np.zeros(n_nodes)
    weight[final_node] = final_weight
    return Harsh(
        calendar, np.zeros(n, np.int64), np.zeros(n), np.empty(size, np.int64), np.zeros(size, np.bool_), weight
    )


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
    n, y, weight, calendar = flow.n_purchases, state.y, harsh.weight, harsh.calendar
    order, position, out_ptr, out_element = flow.order, flow.position, flow.out_ptr, flow.out_element
    words, planned, touched, is_touched = calendar.words, calendar.planned, harsh.touched, harsh.is_touched
    for s in seeds:
        plan(s, position[s], 0, NONE, calendar)
    n_touched = 0
    out = 0.0
    own = 0.0
    longest = 0.0
    for t in range(most):
        due = begin(t, position, calendar)
        at = 0
        while due > 0:
            at = first_bit(words, at >> 6)
            clear_bit(words, at)
            due -= 1
            element = order[at]
            planned[element] = NONE
            if not is_touched[element]:
                is_touched[element] = True
                touched[n_touched] = element
                n_touched += 1
            if element < n:
                less, gone = draw(element, t, trade, state, harsh, dt)
                if t < gone < most:
                    plan(element, at, gone, t, calendar)
            else:
                v = element - n
                level = (1.0 - state.node_loss[v]) * node_level(v, needs, needs.mix, state.supply, state.total)
                less = y[v] - level > SAME
                if less:
                    out += weight[v] * (y[v] - level)
                    y[v] = level
            if less:
                for i in range(out_ptr[element], out_ptr[element + 1]):
                    after = position[out_element[i]]
                    later = t if after > at else t + 1
                    if later < most:
                        due += plan(out_element[i], after, later, t, calendar)
        longest += out * dt
        if t < counted:
            own += out * dt
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
    count, purchase, lacking : (last - first,), (n,), (n,)
        Purchases whose inflow falls, sorted, by entity; what they are not brought in all steps [d of base use].
    """
    n, number = flow.n_purchases, last - first
    own, longest = np.zeros(number), np.zeros(number)
    count, purchase, lacking = np.zeros(number, np.int64), np.empty(256, np.int64), np.empty(256)
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    harsh = fresh_harsh(flow, n_nodes, final_node, final_weight, most)
    touched, inflow, found = harsh.touched, state.inflow, 0
    for e in range(first, last):
        seeds = strike(e, failing, flow, trade, state)
        own[e - first], longest[e - first], n_touched = suffer(
            seeds, flow, needs, trade, dt, counted[e], most, state, harsh
        )
        recover(e, failing, state)
        begun = found
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
        purchase[begun:found] = np.sort(purchase[begun:found])
        for i in range(begun, found):
            q = purchase[i]
            lacking[i] = harsh.drawn[q] + (most - harsh.since[q]) * (1.0 - inflow[q]) * dt
        count[e - first] = found - begun
        calm_down(n_touched, n, initial, dt, state, harsh)
    return own, longest, count, purchase[:found], lacking[:found]


@njit(cache=True, nogil=True)
def most_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, n_nodes: int, initial: Floats, dt: float,
    final_node: Longs, final_weight: Floats, counted: Longs, first: int, last: int,
) -> Floats:  # fmt: skip
    """Loss of each entity first..last-1 in the harshest course alone, as ``own`` of ``harsh_each`` [full-output days].

    Parameters
    ----------
    flow, needs, trade, failing, n_nodes, initial, dt, final_node, final_weight, counted, first, last
        As there.
    """
    own = np.zeros(last - first)
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    harsh = fresh_harsh(flow, n_nodes, final_node, final_weight, max(0, counted[first:last].max()))
    for e in range(first, last):
        seeds = strike(e, failing, flow, trade, state)
        own[e - first], _, n_touched = suffer(seeds, flow, needs, trade, dt, counted[e], counted[e], state, harsh)
        recover(e, failing, state)
        calm_down(n_touched, flow.n_purchases, initial, dt, state, harsh)
    return own
