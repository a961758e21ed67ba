"""The compiled loop of single failures day by day: each entity against the course of things when nothing fails.

Plain arrays in and out; the meaning stands in ``failure.py``. What an entity cannot move keeps its course, so only
the elements around it are stepped, and calm stretches are passed over at once.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from graphsvc.analysis.outages.calm_kernels import calm_steps, let_pass
from graphsvc.analysis.outages.course_kernels import FOR_GOOD, Course, Record, note, steady_steps
from graphsvc.analysis.outages.failure_kernels import (
    ALIVE,
    MOVED,
    STILL,
    Failing,
    Flow,
    Needs,
    State,
    Trade,
    final_output,
    fresh_state,
    put_back,
    reach,
    recover,
    strike,
)
from graphsvc.analysis.outages.front_kernels import follow_from_rest
from graphsvc.analysis.outages.front_lists import fresh_front
from graphsvc.analysis.outages.helped_kernels import Watch, mark_helped
from graphsvc.analysis.outages.step_kernels import all_due, source_moved, step
from graphsvc.analysis.outages.timed_kernels import Timed, ends, never, next_turn, turn
from graphsvc.domain.arrays import Bools, Floats, Longs


@njit(cache=True, nogil=True)
def surround(seeds: Longs, flow: Flow, draining: Bools, mark: Bools) -> Longs:
    """Positions of all whose course can differ from the baseline's when ``seeds`` are hit, sorted: all downstream, and
    the ``draining`` purchases (Q,) of nodes among them: their stock lasts longer when the node runs low. ``mark`` as in
    ``reach``."""
    stack = np.empty(len(mark), np.int64)
    found = np.empty(len(mark), np.int64)
    n_stack = 0
    n_found = 0
    for s in seeds:
        if not mark[s]:
            mark[s] = True
            stack[n_stack] = s
            n_stack += 1
    while n_stack > 0:
        n_stack -= 1
        e = stack[n_stack]
        found[n_found] = flow.position[e]
        n_found += 1
        for i in range(flow.out_ptr[e], flow.out_ptr[e + 1]):
            t = flow.out_element[i]
            if not mark[t]:
                mark[t] = True
                stack[n_stack] = t
                n_stack += 1
        if e >= flow.n_purchases:
            for i in range(flow.in_ptr[e], flow.in_ptr[e + 1]):
                t = flow.in_element[i]
                if draining[t] and not mark[t]:
                    mark[t] = True
                    stack[n_stack] = t
                    n_stack += 1
    return np.sort(found[:n_found])


@njit(cache=True, nogil=True)
def outside(part: Longs, flow: Flow, trade: Trade, final_node: Longs, mark: Bools, seen: Bools) -> Longs:
    """Nodes beyond ``part`` whose levels it reads: other suppliers of its purchases, and final nodes.

    Parameters
    ----------
    part : (k,)
        Elements in flow order.
    flow, trade : tuples of arrays
        As their classes say.
    final_node : (F,)
        Final nodes.
    mark : (Q+N,)
        Whether an element stands in ``part``.
    seen : (N,)
        All False before and after.

    Returns
    -------
    nodes : (n,)
    """
    found = np.empty(len(seen), np.int64)
    n_found = 0
    for e in part:
        if e < flow.n_purchases:
            for k in range(trade.ptr[e], trade.ptr[e + 1]):
                s = trade.node[k]
                if not mark[flow.n_purchases + s] and not seen[s]:
                    seen[s] = True
                    found[n_found] = s
                    n_found += 1
    for s in final_node:
        if not mark[flow.n_purchases + s] and not seen[s]:
            seen[s] = True
            found[n_found] = s
            n_found += 1
    for i in range(n_found):
        seen[found[i]] = False
    return found[:n_found]


@njit(cache=True, nogil=True)
def follow(
    e: int, seeds: Longs, flow: Flow, needs: Needs, trade: Trade, course: Course, draining: Bools, granted: Floats,
    dt: float, final_node: Longs, final_weight: Floats, side: int, counted: float, searched: float, state: State,
    mark: Bools, seen: Bools, watch: Watch, record: Record, timed: Timed,
) -> tuple[float, float]:  # fmt: skip
    """Survival and loss when what ``seeds`` can move departs from a course; ``state``, ``mark`` and ``seen`` are as new
    before and after, losses stay in ``state``.

    Parameters
    ----------
    e : int
        Row of ``watch``.
    seeds : (n,)
        Elements from which the change starts.
    flow, needs, trade, course : tuples of arrays
        As their classes say.
    draining : (Q,)
        Whether a purchase's stock may drain in the course.
    granted : (Q,)
        Inflow that further suppliers add, 1 is base use.
    dt : float
        Length of a step [d].
    final_node, final_weight : (F,)
        Final nodes and their value weights, which sum to 1.
    side : int
        As in ``final_output``.
    counted, searched : float
        Loss counts steps that start before the one, survival is searched for in those before the other [d].
    state, mark, seen : State, (Q+N,), (N,)
        Working arrays.
    watch : Watch
        Marked while loss counts; nothing where it has no columns.
    record : Record
        Takes down the course; nothing where it has no rows.
    timed : Timed
        What purchases among what is followed get for a time.

    Returns
    -------
    survive : float
        Days until final output falls below 99 %, NaN where it does not.
    lost : float
        Full-output days lost.
    """
    survive = np.nan
    lost = 0.0
    if len(course.at) == 0:
        part = flow.order[reach(seeds, flow.out_ptr, flow.out_element, flow.position, mark)]
        beyond: Longs = np.empty(0, np.int64)
    else:
        part = flow.order[surround(seeds, flow, draining, mark)]
        beyond = outside(part, flow, trade, final_node, mark, seen)
    all_due(part, flow.n_purchases, state)
    end = 0
    for s in beyond:
        end = max(end, course.moves[s])
    records = len(record.at) > 0
    row = 0
    t = 0
    alive = True
    initial = state.initial[timed.purchase]
    while True:
        day = t * dt
        counting = day < counted - 1e-9
        if not counting and (not alive or day >= searched - 1e-9):
            break
        while row + 1 < len(course.at) and course.at[row + 1] <= t:
            row += 1
        for s in beyond:
            c = course.column[s]
            if c >= 0 and state.y[s] != course.levels[row, c]:
                state.y[s] = course.levels[row, c]
                source_moved(s, flow, state)
        turn(t, timed, granted, state)
        moved = step(part, flow, needs, trade, needs.mix, granted, state, dt)
        if counting and watch.helped.shape[1] > 0:
            mark_helped(e, part, flow, needs, state, watch)
        if records:
            note(t, part, flow.n_purchases, state, record)
        out = final_output(final_node, final_weight, state.y, side)
        if alive and out < ALIVE:
            alive = False
            survive = day
        n = 1
        over = moved == STILL and t > 0 and t >= end
        over = over or (out == 0.0 and not records and timed.opens < 0)  # what has stopped stays so
        over = over and t >= ends(timed)
        if over:
            n = FOR_GOOD
        elif moved != MOVED:
            n = FOR_GOOD if moved == STILL else calm_steps(part, flow.n_purchases, state, dt)
            n = 1 + min(n, steady_steps(course, beyond, end, row, t, n))
            n = min(n, next_turn(t, timed) - t)
        if counting:
            left = int(np.ceil((counted - 1e-9) / dt)) - t
            lost += (1.0 - out) * dt * min(n, left)
        if over:
            break
        if n > 1:
            let_pass(part, flow.n_purchases, state, dt, n - 1)
        t += n
    for s in beyond:
        state.y[s] = 1.0
    for i in range(len(initial)):
        state.initial[timed.purchase[i]] = initial[i]
        granted[timed.purchase[i]] = 0.0
    put_back(part, flow.n_purchases, state, mark, dt)
    return survive, lost


@njit(cache=True, nogil=True)
def outlast_each(
    flow: Flow, needs: Needs, trade: Trade, failing: Failing, course: Course, draining: Bools, n_nodes: int,
    granted: Floats, initial: Floats, dt: float, final_node: Longs, final_weight: Floats, side: int, loss_days: Floats,
    search_days: Floats, chosen: Longs, watch: Watch, record: Record,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Survival and loss of each of the entities ``chosen``, which fails at day 0 and stays away.

    Only what an entity can move is followed, the rest keeps its course.

    Parameters
    ----------
    flow, needs, trade, failing, course : tuples of arrays
        As their classes say.
    draining : (Q,)
        Whether a purchase's stock may drain in the course.
    n_nodes : int
        N.
    granted : (Q,)
        Inflow that further suppliers add, 1 is base use; ``course`` is that with it.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    final_node, final_weight : (F,)
        Final nodes and their value weights, which sum to 1.
    side : int
        As in ``final_output``.
    loss_days, search_days : (E,)
        Loss counts steps that start before the one, survival is searched for in those before the other [d].
    chosen : (n,)
        Positions of entities.
    watch : Watch
        Marked in the rows of these entities; nothing where it has no columns.
    record : Record
        Without rows.

    Returns
    -------
    survive : (n,)
        Days until final output falls below 99 %, NaN where it does not.
    lost : (n,)
        Full-output days lost.
    """
    survive = np.full(len(chosen), np.nan)
    lost = np.zeros(len(chosen))
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    if len(course.at) == 0:
        front = fresh_front(flow, needs, state, final_node, final_weight)
        for i in range(len(chosen)):
            e = chosen[i]
            seeds = strike(e, failing, flow, trade, state)
            survive[i], lost[i] = follow_from_rest(
                e, seeds, flow, needs, trade, granted, dt, final_node, final_weight, side, loss_days[e], search_days[e],
                state, front, watch,
            )  # fmt: skip
            recover(e, failing, state)
        return survive, lost
    mark = np.zeros(len(flow.order), np.bool_)
    seen = np.zeros(n_nodes, np.bool_)
    for i in range(len(chosen)):
        e = chosen[i]
        seeds = strike(e, failing, flow, trade, state)
        survive[i], lost[i] = follow(
            e, seeds, flow, needs, trade, course, draining, granted, dt, final_node, final_weight, side, loss_days[e],
            search_days[e], state, mark, seen, watch, record, never(),
        )  # fmt: skip
        recover(e, failing, state)
    return survive, lost
