"""Compiled loops of the failure logic. Plain arrays in and out; the meaning stands in ``failure.py``.

Elements are purchases (0..Q-1) and nodes (Q..Q+N-1), sorted so that goods flow forward: ``order`` lists them
component by component, inside a cyclic component purchases before nodes. ``component`` numbers them in that order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, Words

CONVERGED = 1e-15
MAX_ROUNDS = 500_000
ALIVE = 0.99 - 1e-9
MOVED, CALM, STILL = 0, 1, 2


class Flow(NamedTuple):
    """How elements follow one another: flow order, its inverse, cyclic components, adjacency down and upstream."""

    order: Longs
    position: Longs
    component: Longs
    out_ptr: Longs
    out_element: Longs
    in_ptr: Longs
    in_element: Longs
    n_purchases: int


class Needs(NamedTuple):
    """What nodes need: needs by node, alternatives by need, and alternatives by the purchase they draw on.

    ``side``: how parts that nobody told (``mix_open``, ``weight_open`` (M,), ``use_open`` (Q,)) are read: 0 as the
    equal parts that stand in for them, -1 and 1 as whatever they may be, at worst and at best.
    """

    ptr: Longs
    essential: Bools
    weight: Floats
    alt_ptr: Longs
    purchase: Ints
    mix: Floats
    use: Floats
    use_ptr: Longs
    use_alt: Longs
    node: Ints
    need: Longs
    mix_open: Bools
    weight_open: Bools
    use_open: Bools
    side: int


class Trade(NamedTuple):
    """Who supplies purchases: sources by purchase with shares, and ``rest``, what no identified source brings."""

    ptr: Longs
    node: Ints
    share: Floats
    purchase: Ints
    rest: Floats


class Failing(NamedTuple):
    """Entities that fail: nodes lost and sources cut, by entity, 0-1."""

    ptr: Longs
    node: Longs
    loss: Floats
    cut_ptr: Longs
    cut_source: Longs
    cut_loss: Floats


class State(NamedTuple):
    """Working arrays of one thread. ``y`` per node; ``inflow``, ``supply``, ``stock``, ``initial``, ``drain`` per
    purchase; ``total`` per need; ``node_loss`` and ``src_loss`` 0-1.

    What a step need not compute anew: elements whose ``due`` (Q+N) is False keep their level, purchases whose
    ``use_due`` (Q) is False their drain. Of a ``supply`` above 1 only that it is above 1 is kept up to date.
    """

    y: Floats
    inflow: Floats
    supply: Floats
    stock: Floats
    initial: Floats
    drain: Floats
    total: Floats
    node_loss: Floats
    src_loss: Floats
    due: Bools
    use_due: Bools


@njit(cache=True, nogil=True)
def fresh_state(needs: Needs, trade: Trade, n_nodes: int, initial: Floats, dt: float) -> State:
    """Everything at its base level, stocks full, nothing lost; everything due.

    Parameters
    ----------
    needs, trade : tuples of arrays
        As their classes say.
    n_nodes : int
        N.
    initial : (Q,)
        Stock at the beginning [d of base use].
    dt : float
        Length of a step [d].
    """
    n_purchases = len(initial)
    return State(
        np.ones(n_nodes),
        np.ones(n_purchases),
        1.0 + initial / dt,
        initial.copy(),
        initial,
        np.zeros(n_purchases),
        np.zeros(len(needs.essential)),
        np.zeros(n_nodes),
        np.zeros(len(trade.node)),
        np.ones(n_purchases + n_nodes, np.bool_),
        np.ones(n_purchases, np.bool_),
    )


@njit(cache=True, nogil=True)
def fall(flow: Flow, needs: Needs, trade: Trade, down: Words, cut: Words) -> Words:
    """Boolean fixpoint for all entities at once: bit e of ``down[v]`` says that node v falls when e fails.

    Parameters
    ----------
    flow, needs, trade : tuples of arrays
        As their classes say.
    down : (N, W) uint64
        Seeds; receives the result.
    cut : (K, W) or (0, W) uint64
        Failed sources.

    Returns
    -------
    down : (N, W) uint64
        The same array.
    """
    n_words = down.shape[1]
    lost = np.zeros(n_words, np.uint64)
    gone = np.zeros(n_words, np.uint64)
    has_cut = cut.shape[0] > 0
    changed = True
    while changed:
        changed = False
        for element in flow.order:
            if element < flow.n_purchases:
                continue
            v = element - flow.n_purchases
            for m in range(needs.ptr[v], needs.ptr[v + 1]):
                if not needs.essential[m] or needs.alt_ptr[m] == needs.alt_ptr[m + 1]:
                    continue
                lost[:] = ~np.uint64(0)
                for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
                    q = needs.purchase[a]
                    if trade.ptr[q] == trade.ptr[q + 1]:
                        lost[:] = np.uint64(0)
                        break
                    gone[:] = ~np.uint64(0)
                    for k in range(trade.ptr[q], trade.ptr[q + 1]):
                        source = trade.node[k]
                        for w in range(n_words):
                            if has_cut:
                                gone[w] &= down[source, w] | cut[k, w]
                            else:
                                gone[w] &= down[source, w]
                    for w in range(n_words):
                        lost[w] &= gone[w]
                for w in range(n_words):
                    grown = down[v, w] | lost[w]
                    if grown != down[v, w]:
                        down[v, w] = grown
                        changed = True
    return down


@njit(cache=True, nogil=True)
def reach(seeds: Longs, out_ptr: Longs, out_element: Longs, position: Longs, mark: Bools) -> Longs:
    """Positions of all elements downstream of ``seeds``, themselves included.

    Parameters
    ----------
    seeds : (n,)
        Elements to begin with.
    out_ptr, out_element : (Q+N+1,), (m,)
        Adjacency downstream.
    position : (Q+N,)
        Place of each element in the flow order.
    mark : (Q+N,)
        All False before; True afterwards for what was found.

    Returns
    -------
    positions : (k,)
        Sorted.
    """
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
        found[n_found] = position[e]
        n_found += 1
        for i in range(out_ptr[e], out_ptr[e + 1]):
            t = out_element[i]
            if not mark[t]:
                mark[t] = True
                stack[n_stack] = t
                n_stack += 1
    return np.sort(found[:n_found])


@in_place
def node_level(v: int, needs: Needs, mix: Floats, supply: Floats, total: Floats) -> float:
    """Level of node v (0-1) that its inputs allow.

    Cost shares that nobody told dilute at worst as the scarcest input does, at best as the best served: not at all
    where an essential input may be all of the cost.

    Parameters
    ----------
    v : int
        The node.
    needs : tuple of arrays
        As its class says.
    mix : (M alternatives,)
        Part of each alternative in its need, 0-1.
    supply : (Q,)
        What each purchase brings, 1 is its base use.
    total : (needs,)
        Filled in: how far each need of v is met, 0-1.
    """
    essential = 1.0
    diluted = 0.0
    binds = False
    spared = np.inf
    for m in range(needs.ptr[v], needs.ptr[v + 1]):
        r = 0.0
        least = 1.0
        most = 0.0
        for a in range(needs.alt_ptr[m], needs.alt_ptr[m + 1]):
            served = min(1.0, supply[needs.purchase[a]])
            r += mix[a] * served
            least = min(least, served)
            most = max(most, served)
        if needs.side != 0 and needs.mix_open[m]:
            r = least if needs.side < 0 else most
        total[m] = r
        if needs.essential[m]:
            binds = True
            essential = min(essential, r)
        elif needs.side == 0 or not needs.weight_open[m]:
            diluted += needs.weight[m] * (1.0 - r)
        elif needs.side < 0:
            diluted = max(diluted, 1.0 - r)
        else:
            spared = min(spared, 1.0 - r)
    if spared < np.inf and not binds:
        diluted = spared
    return max(0.0, min(1.0, essential, 1.0 - diluted))


@in_place
def settle(part: Longs, flow: Flow, needs: Needs, trade: Trade, state: State) -> None:
    """Proportional greatest fixpoint over ``part``; ``y`` and ``supply`` start at their upper values.

    Parameters
    ----------
    part : (k,)
        Elements in flow order.
    flow, needs, trade : tuples of arrays
        As their classes say.
    state : State
        ``node_loss`` and ``src_loss`` are read, ``y``, ``supply`` and ``total`` written.
    """
    n = flow.n_purchases
    start = 0
    while start < len(part):
        stop = start
        c = flow.component[part[start]]
        while stop < len(part) and flow.component[part[stop]] == c:
            stop += 1
        rounds = 0
        while True:
            change = 0.0
            for i in range(start, stop):
                e = part[i]
                if e < n:
                    inflow = trade.rest[e]
                    for k in range(trade.ptr[e], trade.ptr[e + 1]):
                        inflow += trade.share[k] * (1.0 - state.src_loss[k]) * state.y[trade.node[k]]
                    state.supply[e] = min(1.0, inflow)
                else:
                    v = e - n
                    level = node_level(v, needs, needs.mix, state.supply, state.total)
                    level *= 1.0 - state.node_loss[v]
                    change = max(change, abs(state.y[v] - level))
                    state.y[v] = level
            rounds += 1
            if stop - start == 1 or change <= CONVERGED or rounds >= MAX_ROUNDS:
                break
        start = stop


@njit(cache=True, nogil=True)
def strike(e: int, failing: Failing, flow: Flow, trade: Trade, state: State) -> Longs:
    """Let entity e fail.

    Parameters
    ----------
    e : int
        The entity.
    failing, flow, trade : tuples of arrays
        As their classes say.
    state : State
        Receives the losses.

    Returns
    -------
    seeds : (k,)
        Elements where the failure starts.
    """
    n_own = failing.ptr[e + 1] - failing.ptr[e]
    n_cut = failing.cut_ptr[e + 1] - failing.cut_ptr[e]
    seeds = np.empty(n_own + n_cut, np.int64)
    for i in range(n_own):
        v = failing.node[failing.ptr[e] + i]
        state.node_loss[v] = failing.loss[failing.ptr[e] + i]
        seeds[i] = flow.n_purchases + v
    for i in range(n_cut):
        k = failing.cut_source[failing.cut_ptr[e] + i]
        state.src_loss[k] = failing.cut_loss[failing.cut_ptr[e] + i]
        seeds[n_own + i] = trade.purchase[k]
    return seeds


@in_place
def recover(e: int, failing: Failing, state: State) -> None:
    """Undo the losses of entity e in ``state``."""
    for i in range(failing.ptr[e], failing.ptr[e + 1]):
        state.node_loss[failing.node[i]] = 0.0
    for i in range(failing.cut_ptr[e], failing.cut_ptr[e + 1]):
        state.src_loss[failing.cut_source[i]] = 0.0


@in_place
def put_back(part: Longs, n_purchases: int, state: State, mark: Bools, dt: float) -> None:
    """Put the elements of ``part`` back to their base level.

    Parameters
    ----------
    part : (k,)
        Elements that were followed.
    n_purchases : int
        Q.
    state : State
        Levels, inflows, supplies and stocks are put back.
    mark : (Q+N,)
        Cleared where ``part`` stands.
    dt : float
        Length of a step [d].
    """
    for element in part:
        mark[element] = False
        if element < n_purchases:
            state.inflow[element] = 1.0
            state.stock[element] = state.initial[element]
            state.supply[element] = 1.0 + state.initial[element] / dt
        else:
            state.y[element - n_purchases] = 1.0


@in_place
def final_output(final_node: Longs, final_weight: Floats, y: Floats, side: int) -> float:
    """Value-weighted final output, 0-1; with ``side`` -1 or 1 that of the maker who loses most or least, whatever the
    weights are."""
    out = 0.0
    least = 1.0
    most = 0.0
    for i in range(len(final_node)):
        level = y[final_node[i]]
        out += final_weight[i] * level
        least = min(least, level)
        most = max(most, level)
    if side == 0:
        return out
    return least if side < 0 else most


@njit(cache=True, nogil=True)
def settle_all(flow: Flow, needs: Needs, trade: Trade, n_nodes: int) -> tuple[Floats, Floats]:
    """(level per node, supply per purchase) of the proportional fixpoint when nothing fails."""
    state = fresh_state(needs, trade, n_nodes, np.zeros(flow.n_purchases), 1.0)
    settle(flow.order, flow, needs, trade, state)
    return state.y, state.supply


@njit(cache=True, nogil=True)
def rows_of_bits(words: Words, n: int) -> tuple[Longs, Longs]:
    """(ptr (n + 1,), rows) of the set bits of columns 0..n-1, rows ascending within each column."""
    ptr = np.zeros(n + 1, np.int64)
    for v in range(words.shape[0]):
        for w in range(words.shape[1]):
            word = words[v, w]
            b = 64 * w
            while word != 0 and b < n:
                ptr[b + 1] += np.int64(word & np.uint64(1))
                word >>= np.uint64(1)
                b += 1
    for e in range(n):
        ptr[e + 1] += ptr[e]
    at, rows = ptr[:-1].copy(), np.empty(ptr[n], np.int64)
    for v in range(words.shape[0]):
        for w in range(words.shape[1]):
            word = words[v, w]
            b = 64 * w
            while word != 0 and b < n:
                if word & np.uint64(1):
                    rows[at[b]] = v
                    at[b] += 1
                word >>= np.uint64(1)
                b += 1
    return ptr, rows
