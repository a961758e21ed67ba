"""Compiled: how levels go from step to step, as it is computed, taken down, and read again by what departs from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.calm_kernels import calm_steps, let_pass
from graphsvc.analysis.outages.failure_kernels import CALM, MOVED, STILL, Flow, Needs, State, Trade, fresh_state
from graphsvc.analysis.outages.step_kernels import step
from graphsvc.domain.arrays import Bools, Floats, Longs

FOR_GOOD = 1_000_000_000


class Course(NamedTuple):
    """Levels 0-1 by time: row r of ``levels`` (rows, columns) holds from step ``at[r]`` on; ``column`` (N,) of each
    node (-1: at its base level all the time); ``moves`` (N,) last step at which each moves. No row: all at rest."""

    levels: Floats
    at: Longs
    column: Longs
    moves: Longs


class Record(NamedTuple):
    """Where a course is taken down: like ``Course``, with room for as many rows as there may be steps, and the number
    of rows written in ``n_rows[0]``."""

    levels: Floats
    at: Longs
    column: Longs
    n_rows: Longs


NO_RECORD = Record(np.empty((0, 0)), np.empty(0, np.int64), np.empty(0, np.int64), np.zeros(1, np.int64))


@in_place
def note(t: int, part: Longs, n_purchases: int, state: State, record: Record) -> None:
    """Take down the levels of ``part`` at step t, if any has changed.

    Parameters
    ----------
    t : int
        The step.
    part : (k,)
        Elements in flow order.
    n_purchases : int
        Q.
    state : State
        As the step left it.
    record : Record
        Receives them; nodes get their columns with the first row.
    """
    r = record.n_rows[0]
    if r == 0:
        c = 0
        for element in part:
            if element >= n_purchases:
                record.column[element - n_purchases] = c
                c += 1
    changed = r == 0
    for element in part:
        if element >= n_purchases:
            v = element - n_purchases
            c = record.column[v]
            record.levels[r, c] = state.y[v]
            changed = changed or state.y[v] != record.levels[r - 1, c]
    if changed:
        record.at[r] = t
        record.n_rows[0] = r + 1


@njit(cache=True, nogil=True)
def calm_course(
    flow: Flow, needs: Needs, trade: Trade, n_nodes: int, granted: Floats, initial: Floats, dt: float, n_steps: int,
) -> tuple[Course, int]:  # fmt: skip
    """The course when no entity fails, up to the step from which nothing moves any more.

    Parameters
    ----------
    flow, needs, trade : tuples of arrays
        As their classes say.
    n_nodes : int
        N.
    granted : (Q,)
        Inflow that further suppliers add, 1 is base use.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    n_steps : int
        Steps at most.

    Returns
    -------
    course : Course
        Every node has its column.
    until : int
        Steps it holds for; FOR_GOOD where nothing moves any more.
    """
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    rows = np.ones((16, n_nodes))
    at = np.zeros(16, np.int64)
    n_rows = 0
    t = 0
    until = n_steps
    while t < n_steps:
        moved = step(flow.order, flow, needs, trade, needs.mix, granted, state, dt)
        if n_rows == 0 or moved == MOVED:
            if n_rows == len(rows):
                rows = np.concatenate((rows, np.ones((n_rows, n_nodes))))
                at = np.concatenate((at, np.zeros(n_rows, np.int64)))
            rows[n_rows] = state.y
            at[n_rows] = t
            n_rows += 1
        if moved == STILL and t > 1:
            until = FOR_GOOD
            break
        n = 1
        if moved == CALM:
            n += min(calm_steps(flow.order, flow.n_purchases, state, dt), n_steps)
            if n > 1:
                let_pass(flow.order, flow.n_purchases, state, dt, n - 1)
        t += n
    n_rows = max(1, n_rows)
    moves = np.zeros(n_nodes, np.int64)
    for r in range(1, n_rows):
        for v in range(n_nodes):
            if rows[r, v] != rows[r - 1, v]:
                moves[v] = at[r]
    return Course(rows[:n_rows].copy(), at[:n_rows].copy(), np.arange(n_nodes), moves), until


@njit(cache=True, nogil=True)
def short_of(course: Course, trade: Trade) -> Bools:
    """(Q,) purchases that may bring less than their base use at some step of a course, so that stock drains."""
    n_purchases = len(trade.ptr) - 1
    found = np.zeros(n_purchases, np.bool_)
    least = np.ones(len(course.column))
    for v in np.flatnonzero(course.column >= 0):
        c = course.column[v]
        for r in range(len(course.at)):
            least[v] = min(least[v], course.levels[r, c])
    for q in range(n_purchases):
        inflow = trade.rest[q]
        for k in range(trade.ptr[q], trade.ptr[q + 1]):
            inflow += trade.share[k] * least[trade.node[k]]
        found[q] = inflow < 1.0
    return found


@njit(cache=True, nogil=True)
def read_again(record: Record) -> Course:
    """What was taken down, as a course."""
    n_rows = record.n_rows[0]
    moves = np.zeros(len(record.column), np.int64)
    for v in np.flatnonzero(record.column >= 0):
        c = record.column[v]
        for r in range(1, n_rows):
            if record.levels[r, c] != record.levels[r - 1, c]:
                moves[v] = record.at[r]
    return Course(record.levels[:n_rows], record.at[:n_rows], record.column, moves)


@in_place
def steady_steps(course: Course, nodes: Longs, last: int, row: int, t: int, most: int) -> int:
    """Further steps for which the course of ``nodes`` stays as it is at step t.

    Parameters
    ----------
    course : Course
        The course.
    nodes : (n,)
        Nodes to look at.
    last : int
        Last step at which any of them moves.
    row : int
        Row that holds at step t.
    t, most : int
        The step now; steps asked for.

    Returns
    -------
    steps : int
        ``most`` at best, FOR_GOOD after ``last``.
    """
    if t >= last:
        return FOR_GOOD
    r = row
    while r + 1 < len(course.at) and course.at[r + 1] - t - 1 < most:
        for v in nodes:
            c = course.column[v]
            if c >= 0 and course.levels[r + 1, c] != course.levels[r, c]:
                return int(course.at[r + 1]) - t - 1
        r += 1
    return most
