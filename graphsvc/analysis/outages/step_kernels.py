"""Compiled loops that step days: stocks and sources that move, one step, what binds, the fast bounds of survival.

Arrays and their order are those of ``failure_kernels``; the meaning stands in ``failure.py``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import CALM, MOVED, STILL, Failing, Flow, Needs, State, Trade, node_level
from graphsvc.domain.arrays import Floats, Longs


@in_place
def all_due(part: Longs, n_purchases: int, state: State) -> None:
    """Have the next step compute all of ``part`` anew."""
    for e in part:
        state.due[e] = True
        if e < n_purchases:
            state.use_due[e] = True


@in_place
def stock_moved(e: int, state: State, dt: float) -> None:
    """Have the next step compute purchase e anew if it feels that its stock has moved."""
    if min(1.0, state.inflow[e] + state.stock[e] / dt) != min(1.0, state.supply[e]):
        state.due[e] = True


@in_place
def source_moved(v: int, flow: Flow, state: State) -> None:
    """Have the purchases that node v supplies computed anew."""
    e = flow.n_purchases + v
    for i in range(flow.out_ptr[e], flow.out_ptr[e + 1]):
        state.due[flow.out_element[i]] = True


@in_place
def step(
    part: Longs, flow: Flow, needs: Needs, trade: Trade, mix: Floats, granted: Floats, state: State, dt: float
) -> int:
    """One time step over ``part``: levels, then stocks.

    Only what is due is computed; whoever changes losses, ``mix``, ``granted`` or levels outside ``part`` says what
    becomes due. Inside a cycle purchases stand before nodes, so there the outputs of the step before count.

    Parameters
    ----------
    part : (k,)
        Elements in flow order.
    flow, needs, trade : tuples of arrays
        As their classes say.
    mix : (alternatives,)
        The present mix or what substitution made of it, 0-1.
    granted : (Q,)
        Inflow that substitute suppliers add, 1 is base use.
    state : State
        Moved on by one step.
    dt : float
        Length of the step [d].

    Returns
    -------
    moved : int
        MOVED, CALM (stocks only) or STILL.
    """
    n = flow.n_purchases
    y, stock, supply = state.y, state.stock, state.supply
    calm = True
    for e in part:
        if not state.due[e]:
            continue
        state.due[e] = False
        if e < n:
            inflow = trade.rest[e] + granted[e]
            for k in range(trade.ptr[e], trade.ptr[e + 1]):
                inflow += trade.share[k] * (1.0 - state.src_loss[k]) * y[trade.node[k]]
            served = min(1.0, supply[e])
            state.inflow[e] = min(1.0, inflow)
            supply[e] = state.inflow[e] + stock[e] / dt
            state.use_due[e] = True
            if min(1.0, supply[e]) != served:
                for i in range(flow.out_ptr[e], flow.out_ptr[e + 1]):
                    state.due[flow.out_element[i]] = True
        else:
            v = e - n
            level = (1.0 - state.node_loss[v]) * node_level(v, needs, mix, supply, state.total)
            for i in range(flow.in_ptr[e], flow.in_ptr[e + 1]):
                state.use_due[flow.in_element[i]] = True
            if level != y[v]:
                y[v] = level
                calm = False
                source_moved(v, flow, state)
    still = True
    for e in part:
        if e >= n:
            continue
        if state.use_due[e]:
            state.use_due[e] = False
            use = 0.0
            least = 1.0
            most = 0.0
            for i in range(needs.use_ptr[e], needs.use_ptr[e + 1]):
                a = needs.use_alt[i]
                whole = state.total[needs.need[a]]
                drawn = 0.0
                if whole > 0.0:
                    drawn = min(1.0, supply[e]) * min(1.0, y[needs.node[a]] / whole)
                use += needs.use[a] * drawn
                least = min(least, drawn)
                most = max(most, drawn)
            if needs.side != 0 and needs.use_open[e]:
                use = most if needs.side < 0 else least
            state.drain[e] = use - state.inflow[e]
        if state.drain[e] != 0.0:
            left = min(state.initial[e], max(0.0, stock[e] - state.drain[e] * dt))
            if left != stock[e]:
                still = False
                stock[e] = left
                stock_moved(e, state, dt)
    return MOVED if not calm else STILL if still else CALM


@in_place
def tightest(v: int, needs: Needs, supply: Floats, total: Floats) -> int:
    """Purchase that binds node v now: the scarcest alternative of its scarcest essential need, -1 if none is short."""
    best, level = -1, 1.0 - 1e-9
    for m in range(needs.ptr[v], needs.ptr[v + 1]):
        if needs.essential[m] and total[m] < level:
            level = total[m]
            scarcest = np.inf
            for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                if supply[needs.purchase[a]] < scarcest:
                    scarcest = supply[needs.purchase[a]]
                    best = needs.purchase[a]
    return best


@njit(cache=True, nogil=True)
def fast_bounds_each(
    ptr: Longs, fallen: Longs, failing: Failing, needs: Needs, trade: Trade, stock: Floats, final_node: Longs,
    n_nodes: int, latest: bool,
) -> Floats:  # fmt: skip
    """Day on which final output first stops when each entity fails, without simulation: stock plus the latest (or
    earliest) source to stop, iterated to the fixpoint, which settles cycles.

    Parameters
    ----------
    ptr, fallen : (E+1,), (n,)
        Nodes that fall with each entity, in flow order.
    failing, needs, trade : tuples of arrays
        As their classes say.
    stock : (Q,)
        Stock [d of base use].
    final_node : (F,)
        Final nodes.
    n_nodes : int
        N.
    latest : bool
        Whether the latest or the earliest source to stop counts.

    Returns
    -------
    day : (E,)
        Day [d]; inf where final output never stops.
    """
    days = np.full(len(ptr) - 1, np.inf)
    stop = np.full(n_nodes, np.inf)
    is_final = np.zeros(n_nodes, np.bool_)
    is_final[final_node] = True
    for e in range(len(days)):
        part = fallen[ptr[e] : ptr[e + 1]]
        for i in range(failing.ptr[e], failing.ptr[e + 1]):
            if failing.loss[i] >= 1.0:
                stop[failing.node[i]] = 0.0
        stop_days(part, needs, trade, stock, latest, stop)
        for v in part:
            if is_final[v]:
                days[e] = min(days[e], stop[v])
            stop[v] = np.inf
        for i in range(failing.ptr[e], failing.ptr[e + 1]):
            v = failing.node[i]
            if is_final[v]:
                days[e] = min(days[e], stop[v])
            stop[v] = np.inf
    return days


@in_place
def stop_days(part: Longs, needs: Needs, trade: Trade, stock: Floats, latest: bool, stop: Floats) -> None:
    """Lower the day on which each node stops until nothing changes.

    Parameters
    ----------
    part : (k,)
        Nodes that fall, in flow order.
    needs, trade : tuples of arrays
        As their classes say.
    stock : (Q,)
        Stock [d of base use].
    latest : bool
        As in ``fast_bounds_each``.
    stop : (N,)
        Day [d]: 0 where a node fails, inf elsewhere; lowered for ``part``.
    """
    changed = True
    while changed:
        changed = False
        for v in part:
            if stop[v] == 0.0:
                continue
            best = np.inf
            for m in range(needs.ptr[v], needs.ptr[v + 1]):
                if not needs.essential[m]:
                    continue
                need_stop = 0.0
                for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                    q = needs.purchase[a]
                    if trade.ptr[q] == trade.ptr[q + 1]:
                        need_stop = np.inf
                        break
                    source_stop = 0.0 if latest else np.inf
                    for k in range(trade.ptr[q], trade.ptr[q + 1]):
                        s = stop[trade.node[k]]
                        source_stop = max(source_stop, s) if latest else min(source_stop, s)
                    need_stop = max(need_stop, stock[q] + source_stop)
                best = min(best, need_stop)
            if best < stop[v]:
                stop[v] = best
                changed = True
