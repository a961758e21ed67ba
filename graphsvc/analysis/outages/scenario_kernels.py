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
)
from graphsvc.analysis.outages.step_kernels import all_due, step, tightest
from graphsvc.domain.arrays import Floats, Longs


class Windows(NamedTuple):
    """Losses of nodes (or sources) that hold from step ``start`` up to, not including, step ``end``."""

    where: Longs
    loss: Floats
    start: Longs
    end: Longs


class Substitutes(NamedTuple):
    """Who may step in: makers by purchase (``ptr``, ``node``) with spare quantity per node [unit/yr], the quantity a
    purchase needs [unit/yr] and the step from which it may switch; per alternative the step from which it may take
    over and what it keeps of the level (1 - loss). A step of -1 means never."""

    ptr: Longs
    node: Longs
    spare: Floats
    quantity: Floats
    supplier_step: Longs
    takeover_step: Longs
    keeps: Floats


@njit(cache=True, nogil=True)
def grant(
    part: Longs, n_purchases: int, t: int, trade: Trade, substitutes: Substitutes, state: State, granted: Floats
) -> None:
    """Spare capacity shared out pro rata among purchases that lost supply and may switch by step ``t``.

    Parameters
    ----------
    part : (k,)
        Elements in flow order.
    n_purchases, t : int
        Q; the step.
    trade, substitutes, state : tuples of arrays
        As their classes say.
    granted : (Q,)
        Filled in for the purchases that may switch: added inflow, 1 is base use.
    """
    n_nodes = len(state.y)
    claims = np.zeros(n_nodes)
    missing = np.zeros(n_purchases)
    for e in part:
        if e >= n_purchases or substitutes.supplier_step[e] < 0 or t < substitutes.supplier_step[e]:
            continue
        brought = trade.rest[e]
        for k in range(trade.ptr[e], trade.ptr[e + 1]):
            brought += trade.share[k] * (1.0 - state.src_loss[k]) * state.y[trade.node[k]]
        missing[e] = max(0.0, 1.0 - brought)
        granted[e] = 0.0
        spare = 0.0
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            spare += substitutes.spare[substitutes.node[i]] * state.y[substitutes.node[i]]
        if spare <= 0.0:
            missing[e] = 0.0
            continue
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            s = substitutes.node[i]
            part_of = substitutes.spare[s] * state.y[s] / spare
            claims[s] += missing[e] * substitutes.quantity[e] * part_of
    for e in part:
        if e >= n_purchases or missing[e] <= 0.0:
            continue
        spare = 0.0
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            spare += substitutes.spare[substitutes.node[i]] * state.y[substitutes.node[i]]
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            s = substitutes.node[i]
            available = substitutes.spare[s] * state.y[s]
            if claims[s] > 0.0:
                claim = missing[e] * available / spare
                granted[e] += claim * min(1.0, available / claims[s])


@in_place
def take_over(t: int, needs: Needs, substitutes: Substitutes, state: State, mix: Floats) -> None:
    """Let the best remaining alternative of each need carry what the others lost, once its switch time has passed.

    Parameters
    ----------
    t : int
        The step.
    needs, substitutes, state : tuples of arrays
        As their classes say.
    mix : (alternatives,)
        Filled in: part of each alternative in its need, 0-1.
    """
    for m in range(len(needs.essential)):
        first, last = needs.alt_ptr[m], needs.alt_ptr[m + 1]
        if last - first < 2:
            continue
        best, level, lost = -1, 0.0, 0.0
        for a in range(first, last):
            mix[a] = needs.mix[a]
            served = min(1.0, state.supply[needs.purchase[a]])
            lost += needs.mix[a] * (1.0 - served)
            ready = 0 <= substitutes.takeover_step[a] <= t
            if ready and served * substitutes.keeps[a] > level:
                best, level = a, served * substitutes.keeps[a]
        if best >= 0:
            own = needs.mix[best] * (1.0 - min(1.0, state.supply[needs.purchase[best]]))
            mix[best] += (lost - own) * substitutes.keeps[best]


@njit(cache=True, nogil=True)
def play(
    part: Longs, flow: Flow, needs: Needs, trade: Trade, n_nodes: int, initial: Floats, dt: float, n_steps: int,
    nodes: Windows, sources: Windows, substitutes: Substitutes, final_node: Longs, final_weight: Floats,
) -> tuple[Floats, Longs, Floats, Longs]:  # fmt: skip
    """A whole scenario, step by step.

    Parameters
    ----------
    part : (k,)
        Elements that the shocks can move, in flow order.
    flow, needs, trade : tuples of arrays
        As their classes say.
    n_nodes : int
        N.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    n_steps : int
        How many steps.
    nodes, sources : Windows
        Losses of nodes and of sources.
    substitutes : Substitutes
        Who may step in; its ``ptr`` has one entry where nobody may.
    final_node, final_weight : (F,), (C, F)
        Final nodes, their value weights for C weightings.

    Returns
    -------
    curve : (C, n_steps)
        Kept final output, 0-1.
    first, lowest, binding : (N,)
        First step below 99 % or -1; lowest level 0-1; purchase that bound first or -1.
    """
    n = flow.n_purchases
    state = fresh_state(needs, trade, n_nodes, initial, dt)
    granted = np.zeros(n)
    mix = needs.mix.copy()
    substitution = len(substitutes.ptr) > 1
    first = np.full(n_nodes, -1, np.int64)
    lowest = np.ones(n_nodes)
    binding = np.full(n_nodes, -1, np.int64)
    curve = np.ones((final_weight.shape[0], n_steps))
    for t in range(n_steps):
        state.node_loss[:] = 0.0
        state.src_loss[:] = 0.0
        for i in range(len(nodes.where)):
            if nodes.start[i] <= t < nodes.end[i]:
                v = nodes.where[i]
                state.node_loss[v] = 1.0 - (1.0 - state.node_loss[v]) * (1.0 - nodes.loss[i])
        for i in range(len(sources.where)):
            if sources.start[i] <= t < sources.end[i]:
                k = sources.where[i]
                state.src_loss[k] = 1.0 - (1.0 - state.src_loss[k]) * (1.0 - sources.loss[i])
        if substitution:
            grant(part, n, t, trade, substitutes, state, granted)
            take_over(t, needs, substitutes, state, mix)
        all_due(part, n, state)
        step(part, flow, needs, trade, mix, granted, state, dt)
        for e in part:
            if e >= n:
                v = e - n
                if state.y[v] < lowest[v]:
                    lowest[v] = state.y[v]
                if first[v] < 0 and state.y[v] < ALIVE:
                    first[v] = t
                    binding[v] = tightest(v, needs, state.supply, state.total)
        for c in range(final_weight.shape[0]):
            curve[c, t] = final_output(final_node, final_weight[c], state.y, 0)
    return curve, first, lowest, binding
