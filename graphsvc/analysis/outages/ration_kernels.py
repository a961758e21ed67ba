"""Compiled: what reaches buyers during a scenario: goods on their way, who is served first, who steps in.

Arrays and their order are those of ``failure_kernels``; the meaning stands in ``scenario.py``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import Needs, State, Trade
from graphsvc.domain.arrays import Bools, Floats, Longs


class Ration(NamedTuple):
    """How what makers deliver is divided: ``first`` (Q,) purchases that are served first, ``reserved`` (N,) the part of
    each maker's deliveries that is theirs (0: all in proportion), ``delay`` (K,) steps a delivery is on its way."""

    first: Bools
    reserved: Floats
    delay: Longs


class Past(NamedTuple):
    """Levels 0-1 of the last steps: step t in row t mod R of ``level`` (R, c), ``column`` (N,) of each node (-1: it
    never moves)."""

    level: Floats
    column: Longs


class Substitutes(NamedTuple):
    """Who may step in: makers by purchase (``ptr``, ``node``), the step from which each may (``ready``), whether it is
    a present source (``own``); ``maker``: all of them once.

    ``spare`` and ``base`` (N,): quantity a maker could add and what it makes now [unit/yr]; ``quantity`` (Q,) what a
    purchase needs [unit/yr]; per alternative the step from which it may take over and what it ``keeps`` of the level
    (1 - loss). A step of -1 means never."""

    ptr: Longs
    node: Longs
    ready: Longs
    own: Bools
    maker: Longs
    spare: Floats
    base: Floats
    quantity: Floats
    takeover_step: Longs
    keeps: Floats


class Extra(NamedTuple):
    """Working arrays of substitution. ``granted`` (Q,) inflow that is added, ``draw`` (Q,) what substitutes would use
    beyond base use, 1 is base use; ``used`` (Q,) base use of the step before; ``wanted`` and ``load`` (N,): what a
    maker is asked for and what it makes beyond its base, 1 is its base output."""

    granted: Floats
    draw: Floats
    used: Floats
    wanted: Floats
    load: Floats


@in_place
def arriving(k: int, q: int, t: int, trade: Trade, ration: Ration, y: Floats, past: Past) -> float:
    """Part 0-1 of its base quantity that source k delivers to purchase q at step t.

    Parameters
    ----------
    k, q, t : int
        Source, purchase, step.
    trade, ration, past : tuples of arrays
        As their classes say.
    y : (N,)
        Levels now, 0-1.
    """
    v = trade.node[k]
    level = float(y[v])
    d = ration.delay[k]
    if d > t:
        level = 1.0
    elif d > 0 and past.column[v] >= 0:
        level = float(past.level[(t - d) % past.level.shape[0], past.column[v]])
    part = float(ration.reserved[v])
    if part <= 0.0:
        return level
    if ration.first[q]:
        return min(1.0, level / part)
    return max(0.0, (level - part) / (1.0 - part))


@in_place
def room(v: int, needs: Needs, trade: Trade, state: State, used: Floats, dt: float) -> float:
    """How far node v could go beyond its base with what its essential inputs leave, 1 is its base output; inputs
    without any recorded source keep flowing.

    Parameters
    ----------
    v : int
        The node.
    needs, trade, state : tuples of arrays
        As their classes say; every alternative of the present mix is needed.
    used : (Q,)
        Base use of the step before.
    dt : float
        Length of a step [d].
    """
    found = np.inf
    for m in range(needs.ptr[v], needs.ptr[v + 1]):
        if needs.essential[m]:
            for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                q = needs.purchase[a]
                if needs.mix[a] > 0.0 and trade.ptr[q] < trade.ptr[q + 1]:
                    found = min(found, max(0.0, state.inflow[q] + state.stock[q] / dt - used[q]))
    return found


@in_place
def draw_on_inputs(needs: Needs, substitutes: Substitutes, extra: Extra) -> None:
    """What substitutes would use of their essential inputs beyond base use, by what they were asked for last."""
    for s in substitutes.maker:
        for m in range(needs.ptr[s], needs.ptr[s + 1]):
            for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                extra.draw[needs.purchase[a]] = 0.0
    for s in substitutes.maker:
        if extra.wanted[s] > 0.0:
            for m in range(needs.ptr[s], needs.ptr[s + 1]):
                if needs.essential[m]:
                    for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                        extra.draw[needs.purchase[a]] += needs.use[a] * extra.wanted[s]


@in_place
def may_serve(i: int, t: int, is_open: bool, substitutes: Substitutes) -> bool:
    """Whether pair i of purchase and maker counts at step t: it has been switched to, or, where no other has, it is a
    present source that is asked for more."""
    if is_open:
        return bool(0 <= substitutes.ready[i] <= t)
    return bool(substitutes.own[i])


@njit(cache=True, nogil=True)
def grant(
    part: Longs, t: int, needs: Needs, trade: Trade, ration: Ration, substitutes: Substitutes, state: State,
    extra: Extra, past: Past, dt: float,
) -> None:  # fmt: skip
    """Spare capacity shared out among purchases that lack supply, those served first before the others, else pro rata.

    A purchase that may switch claims all that it lacks; any other only what substitutes need beyond their base use, of
    its present sources. A maker can add what its capacity and its own inputs allow.

    Parameters
    ----------
    part : (k,)
        Elements in flow order.
    t : int
        The step.
    needs, trade, ration, substitutes, state, past : tuples of arrays
        As their classes say.
    extra : Extra
        ``granted`` is added to; ``draw``, ``wanted`` and ``load`` are filled in.
    dt : float
        Length of the step [d].
    """
    n_purchases, n_nodes = len(extra.granted), len(state.y)
    draw_on_inputs(needs, substitutes, extra)
    spare, able = np.zeros(n_nodes), np.zeros(n_nodes)
    for s in substitutes.maker:
        spare[s] = substitutes.spare[s] * state.y[s]
        able[s] = spare[s]
        if substitutes.base[s] > 0.0:
            able[s] = min(able[s], room(s, needs, trade, state, extra.used, dt) * substitutes.base[s])
        extra.wanted[s], extra.load[s] = 0.0, 0.0
    ahead, claims = np.zeros(n_nodes), np.zeros(n_nodes)
    missing, offered = np.zeros(n_purchases), np.zeros(n_purchases)
    is_open = np.zeros(n_purchases, np.bool_)
    for e in part:
        if e >= n_purchases:
            continue
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            is_open[e] = is_open[e] or may_serve(i, t, True, substitutes)
        if not is_open[e] and extra.draw[e] <= 0.0:
            continue
        brought = trade.rest[e] * (1.0 + extra.draw[e]) + extra.granted[e]
        for k in range(trade.ptr[e], trade.ptr[e + 1]):
            brought += trade.share[k] * (1.0 - state.src_loss[k]) * arriving(k, e, t, trade, ration, state.y, past)
        lacking = max(0.0, 1.0 + extra.draw[e] - brought)
        missing[e] = lacking if is_open[e] else min(lacking, extra.draw[e])
        most = 0.0
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            if may_serve(i, t, is_open[e], substitutes):
                most += spare[substitutes.node[i]]
                offered[e] += able[substitutes.node[i]]
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            if may_serve(i, t, is_open[e], substitutes):
                s = substitutes.node[i]
                if most > 0.0:
                    extra.wanted[s] += missing[e] * substitutes.quantity[e] * (spare[s] / most)
                if offered[e] > 0.0:
                    claim = missing[e] * substitutes.quantity[e] * (able[s] / offered[e])
                    if ration.first[e]:
                        ahead[s] += claim
                    else:
                        claims[s] += claim
    for e in part:
        if e >= n_purchases or missing[e] <= 0.0 or offered[e] <= 0.0:
            continue
        for i in range(substitutes.ptr[e], substitutes.ptr[e + 1]):
            if may_serve(i, t, is_open[e], substitutes):
                s = substitutes.node[i]
                claim = missing[e] * able[s] / offered[e]
                if ration.first[e] and ahead[s] > 0.0:
                    extra.granted[e] += claim * min(1.0, able[s] / ahead[s])
                elif not ration.first[e] and claims[s] > 0.0:
                    extra.granted[e] += claim * min(1.0, max(0.0, able[s] - ahead[s]) / claims[s])
    for s in substitutes.maker:
        if substitutes.base[s] > 0.0:
            extra.wanted[s] = min(spare[s], extra.wanted[s]) / substitutes.base[s]
            extra.load[s] = min(able[s], ahead[s] + claims[s]) / substitutes.base[s]
        else:
            extra.wanted[s] = 0.0


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
