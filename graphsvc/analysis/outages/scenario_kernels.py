"""The compiled loop of one scenario, day by day, with shocks that come and go and substitutes that step in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import (
    ALIVE,
    Flow,
    Needs,
    State,
    Trade,
    final_output,
    fresh_state,
    node_level,
)
from graphsvc.analysis.outages.ration_kernels import Extra, Past, Ration, Substitutes, arriving, grant, take_over
from graphsvc.analysis.outages.step_kernels import tightest
from graphsvc.domain.arrays import Floats, Longs


class Windows(NamedTuple):
    """Losses 0-1 of nodes (or sources), each times the severity that row ``course`` of a table (courses, steps) has."""

    where: Longs
    loss: Floats
    course: Longs


class Helps(NamedTuple):
    """What is brought to purchases besides: ``share`` of base use in steps ``opens`` <= t < ``closes``, and ``stock``
    [d of base use] laid in at step ``opens``."""

    purchase: Longs
    share: Floats
    opens: Longs
    closes: Longs
    stock: Floats


@in_place
def strike(windows: Windows, severity: Floats, t: int, loss: Floats) -> None:
    """Losses of step t: what several shocks take of one thing they take independently of each other.

    Parameters
    ----------
    windows : Windows
        What is lost.
    severity : (courses, steps)
        How much of it at each step, 0-1.
    t : int
        The step.
    loss : (n,)
        Filled in, 0-1.
    """
    loss[:] = 0.0
    for i in range(len(windows.where)):
        part = severity[windows.course[i], t]
        if part > 0.0:
            at = windows.where[i]
            loss[at] = 1.0 - (1.0 - loss[at]) * (1.0 - windows.loss[i] * part)


@in_place
def bring(helps: Helps, t: int, state: State, granted: Floats) -> None:
    """What is brought at step t, and what is laid in.

    Parameters
    ----------
    helps : Helps
        Who brings what.
    t : int
        The step.
    state : State
        Stocks grow by what is laid in.
    granted : (Q,)
        Filled in, 1 is base use.
    """
    granted[:] = 0.0
    for i in range(len(helps.purchase)):
        q = helps.purchase[i]
        if helps.opens[i] <= t < helps.closes[i]:
            granted[q] += helps.share[i]
        if helps.opens[i] == t:
            state.initial[q] += helps.stock[i]
            state.stock[q] += helps.stock[i]


@in_place
def step_on(
    t: int, part: Longs, flow: Flow, needs: Needs, trade: Trade, ration: Ration, mix: Floats, extra: Extra,
    state: State, past: Past, dt: float,
) -> None:  # fmt: skip
    """One time step over ``part``: levels, then stocks, everything computed anew.

    Parameters
    ----------
    t : int
        The step.
    part : (k,)
        Elements in flow order.
    flow, needs, trade, ration, past : tuples of arrays
        As their classes say.
    mix : (alternatives,)
        The present mix or what substitution made of it, 0-1.
    extra : Extra
        What is granted and drawn; ``used`` is filled in.
    state : State
        Moved on by one step.
    dt : float
        Length of the step [d].
    """
    n = flow.n_purchases
    y, stock, supply = state.y, state.stock, state.supply
    for e in part:
        if e < n:
            inflow = trade.rest[e] * (1.0 + extra.draw[e]) + extra.granted[e]
            for k in range(trade.ptr[e], trade.ptr[e + 1]):
                inflow += trade.share[k] * (1.0 - state.src_loss[k]) * arriving(k, e, t, trade, ration, y, past)
            state.inflow[e] = min(1.0 + extra.draw[e], inflow)
            supply[e] = state.inflow[e] + stock[e] / dt
        else:
            v = e - n
            y[v] = (1.0 - state.node_loss[v]) * node_level(v, needs, mix, supply, state.total)
    for e in part:
        if e >= n:
            continue
        use = more = 0.0
        for i in range(needs.use_ptr[e], needs.use_ptr[e + 1]):
            a = needs.use_alt[i]
            v, whole = needs.node[a], state.total[needs.need[a]]
            if whole > 0.0:
                use += needs.use[a] * (min(1.0, supply[e]) * min(1.0, y[v] / whole))
            if needs.essential[needs.need[a]]:
                more += needs.use[a] * extra.load[v]
        extra.used[e] = use
        drain = use + more - state.inflow[e]
        if drain != 0.0:
            stock[e] = min(state.initial[e], max(0.0, stock[e] - drain * dt))


@njit(cache=True, nogil=True)
def play(
    part: Longs, flow: Flow, needs: Needs, trade: Trade, n_nodes: int, initial: Floats, dt: float, severity: Floats,
    nodes: Windows, sources: Windows, ration: Ration, substitutes: Substitutes, helps: Helps, final_node: Longs,
    final_weight: Floats, side: int,
) -> tuple[Floats, Longs, Floats, Longs]:  # fmt: skip
    """A whole scenario, step by step.

    Parameters
    ----------
    part : (k,)
        Elements that can move, in flow order.
    flow, needs, trade : tuples of arrays
        As their classes say.
    n_nodes : int
        N.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    severity : (courses, n_steps)
        Severities of shocks by step, 0-1.
    nodes, sources : Windows
        Losses of nodes and of sources.
    ration : Ration
        How deliveries are divided, and how long they are on their way.
    substitutes : Substitutes
        Who may step in; its ``ptr`` has one entry where nobody may.
    helps : Helps
        What is brought besides.
    final_node, final_weight : (F,), (C, F)
        Final nodes, their value weights for C weightings.
    side : int
        As in ``final_output``.

    Returns
    -------
    curve : (C, n_steps)
        Kept final output, 0-1.
    first, lowest, binding : (N,)
        First step below 99 % or -1; lowest level 0-1; purchase that bound first or -1.
    """
    n, n_steps = flow.n_purchases, severity.shape[1]
    state = fresh_state(needs, trade, n_nodes, initial.copy(), dt)
    extra = Extra(np.zeros(n), np.zeros(n), np.ones(n), np.zeros(n_nodes), np.zeros(n_nodes))
    past = _past(part, n, n_nodes, ration, n_steps)
    mix = needs.mix.copy()
    substitution = len(substitutes.ptr) > 1
    first = np.full(n_nodes, -1, np.int64)
    lowest = np.ones(n_nodes)
    binding = np.full(n_nodes, -1, np.int64)
    curve = np.ones((final_weight.shape[0], n_steps))
    for t in range(n_steps):
        strike(nodes, severity, t, state.node_loss)
        strike(sources, severity, t, state.src_loss)
        bring(helps, t, state, extra.granted)
        if substitution:
            grant(part, t, needs, trade, ration, substitutes, state, extra, past, dt)
            take_over(t, needs, substitutes, state, mix)
        step_on(t, part, flow, needs, trade, ration, mix, extra, state, past, dt)
        for e in part:
            if e >= n:
                v = e - n
                if past.column[v] >= 0:
                    past.level[t % past.level.shape[0], past.column[v]] = state.y[v]
                if state.y[v] < lowest[v]:
                    lowest[v] = state.y[v]
                if first[v] < 0 and state.y[v] < ALIVE:
                    first[v] = t
                    binding[v] = tightest(v, needs, state.supply, state.total)
        for c in range(final_weight.shape[0]):
            curve[c, t] = final_output(final_node, final_weight[c], state.y, side)
    return curve, first, lowest, binding


@njit(cache=True, nogil=True)
def _past(part: Longs, n_purchases: int, n_nodes: int, ration: Ration, n_steps: int) -> Past:
    """Room for the levels of as many steps as goods may be on their way; a column for each node of ``part``."""
    longest = 0
    for d in ration.delay:
        longest = max(longest, min(d, n_steps))
    column = np.full(n_nodes, -1, np.int64)
    n_columns = 0
    if longest > 0:
        for e in part:
            if e >= n_purchases:
                column[e - n_purchases] = n_columns
                n_columns += 1
    return Past(np.ones((longest + 1, n_columns)), column)
