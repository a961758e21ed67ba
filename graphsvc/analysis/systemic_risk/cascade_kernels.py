"""The compiled loop of closures: one firm closed after another, each thread with a state of its own.

Plain arrays in and out; the meaning stands in ``operators.py`` and ``closures.py``. Damage only grows, so a firm hands
on what its damage grew by since it last did, and the firms it trades with add that up: a step visits the relations of
those whose damage grew, and nobody else's.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from graphsvc.analysis.systemic_risk.cascade_state import (
    Down,
    Limits,
    Market,
    Outcome,
    Side,
    State,
    Up,
    clear,
    fresh_state,
)
from graphsvc.domain.arrays import Floats, Ints, Longs

WITHHELD = 1e-15
"""Growth of damage below this is kept back until more comes; over T steps no damage is off by more than T times it."""
NO_SUPPLY = 1e-10
"""An industry that sells less than this has nobody who could step in: sigma is 1."""
LATELY = 16
"""Steps that are remembered, to tell how fast growth shrinks: an even number, for damage may run to and fro."""


@njit(cache=True, nogil=True)
def _hand_down(
    i: int, more: float, down: Down, now: Floats, before: Floats, missing: Floats, grown: Ints, n_grown: int
) -> int:
    """Buyers of ``i`` lose ``more`` of it; how many have grown in this step so far."""
    for e in range(down.ptr[i], down.ptr[i + 1]):
        s = down.slot[e]
        lacks = missing[s] + down.value[e] * more
        missing[s] = lacks
        j = down.buyer[e]
        was = now[j]
        now[j] = max(was, min(1.0, lacks))
        grown[n_grown] = j
        n_grown += (lacks > was) & (was == before[j]) & (was < 1.0)
    return n_grown


@njit(cache=True, nogil=True)
def _hand_up(j: int, more: float, up: Up, now: Floats, before: Floats, grown: Ints, n_grown: int) -> int:
    """Suppliers of ``j`` lose ``more`` of its orders; how many have grown in this step so far."""
    for e in range(up.ptr[j], up.ptr[j + 1]):
        i = up.supplier[e]
        was = now[i]
        worse = min(1.0, was + up.value[e] * more)
        now[i] = worse
        grown[n_grown] = i
        n_grown += (worse > was) & (was == before[i])
    return n_grown


@njit(cache=True, nogil=True)
def _settle_down(state: State, grown: Ints, n_grown: int, n_hit: int, market: Market) -> tuple[float, float, int, int]:
    """Close a step downstream: (largest growth, sales lost by it, firms with damage, industries that offer less)."""
    side = state.down
    largest = sales = 0.0
    n_moved = 0
    for g in range(n_grown):
        i = grown[g]
        before = side.before[i]
        growth = side.now[i] - before
        side.before[i] = side.now[i]
        largest = max(largest, growth)
        if before == 0.0:
            side.hit[n_hit] = i
            n_hit += 1
        if market.sales[i] == 0.0:
            continue  # nobody is short of it
        lost = market.sales[i] * growth
        sales += lost
        p = market.industry[i]
        state.lost[p] += lost
        if not state.is_moved[p]:
            state.is_moved[p] = True
            state.moved[n_moved] = p
            n_moved += 1
        if before == 0.0:
            state.member[market.place[p] + state.n_members[p]] = i
            state.n_members[p] += 1
    return largest, sales, n_hit, n_moved


@njit(cache=True, nogil=True)
def _settle_up(side: Side, grown: Ints, n_grown: int, n_hit: int, market: Market) -> tuple[float, float, int]:
    """Close a step upstream: (largest growth, sales lost by it, firms with damage)."""
    largest = sales = 0.0
    for g in range(n_grown):
        i = grown[g]
        before = side.before[i]
        growth = side.now[i] - before
        side.before[i] = side.now[i]
        largest = max(largest, growth)
        sales += market.sales[i] * growth
        if before == 0.0:
            side.hit[n_hit] = i
            n_hit += 1
    return largest, sales, n_hit


@njit(cache=True, nogil=True)
def _still_offered(p: int, market: Market, state: State) -> float:
    """Sales that industry ``p`` still makes; added up anew where little is left and a difference would be rounding."""
    if state.lost[p] <= 0.5 * market.supply[p]:
        return float(market.supply[p] - state.lost[p])
    offered: float = 0.0
    for m in range(market.place[p], market.place[p + 1]):
        i = market.firm[m]
        offered += market.sales[i] * (1.0 - state.down.before[i])
    return offered


@njit(cache=True, nogil=True)
def _step_down(
    front: Ints, n_front: int, n_moved: int, grown: Ints, down: Down, market: Market, state: State, substitution: bool
) -> tuple[int, int]:
    """One step downstream: (number of buyers that grew, relations visited)."""
    side = state.down
    n_grown = visits = 0
    if not substitution:
        for g in range(n_front):
            i = front[g]
            more = side.before[i] - side.handed[i]
            if more > WITHHELD:
                visits += down.ptr[i + 1] - down.ptr[i]
                n_grown = _hand_down(i, more, down, side.now, side.before, state.missing, grown, n_grown)
                side.handed[i] = side.before[i]
        return n_grown, visits
    for g in range(n_moved):
        p = state.moved[g]
        state.is_moved[p] = False
        offered = _still_offered(p, market, state)
        for m in range(market.place[p], market.place[p] + state.n_members[p]):
            i = state.member[m]
            lacks = side.before[i]
            if offered > NO_SUPPLY and market.sales[i] < offered:
                lacks *= market.sales[i] / offered
            more = lacks - side.handed[i]
            if more > WITHHELD:
                visits += down.ptr[i + 1] - down.ptr[i]
                n_grown = _hand_down(i, more, down, side.now, side.before, state.missing, grown, n_grown)
                side.handed[i] = lacks
    return n_grown, visits


@njit(cache=True, nogil=True)
def _step_up(front: Ints, n_front: int, grown: Ints, up: Up, side: Side) -> tuple[int, int]:
    """One step upstream: (number of suppliers that grew, relations visited)."""
    n_grown = visits = 0
    for g in range(n_front):
        j = front[g]
        more = side.before[j] - side.handed[j]
        if more > WITHHELD:
            visits += up.ptr[j + 1] - up.ptr[j]
            n_grown = _hand_up(j, more, up, side.now, side.before, grown, n_grown)
            side.handed[j] = side.before[j]
    return n_grown, visits


@njit(cache=True, nogil=True)
def _indices(state: State, n_down: int, n_up: int, weight: Floats) -> tuple[float, float, float]:
    """(esri, upstream, downstream): weights of what is damaged on either side, each firm by its worse one."""
    both = upstream = downstream = 0.0
    for g in range(n_down):
        i = state.down.hit[g]
        downstream += weight[i] * state.down.before[i]
        both += weight[i] * max(state.down.before[i], state.up.before[i])
    for g in range(n_up):
        i = state.up.hit[g]
        upstream += weight[i] * state.up.before[i]
        if state.down.before[i] == 0.0:
            both += weight[i] * state.up.before[i]
    return both, upstream, downstream


@njit(cache=True, nogil=True)
def _recall(lately: Floats, steps: int, still: Floats) -> None:
    """Sales lost in the last steps and in as many before them, of what ``lately`` (2, LATELY) kept."""
    width = min(LATELY, steps) // 2
    for side in range(2):
        still[side, 0] = lately[side, steps % LATELY] if width == 0 else 0.0
        still[side, 1] = 0.0
        for k in range(width):
            still[side, 0] += lately[side, (steps - k) % LATELY]
            still[side, 1] += lately[side, (steps - width - k) % LATELY]


@njit(cache=True, nogil=True)
def close_each(firms: Longs, down: Down, up: Up, market: Market, limits: Limits, out: Outcome) -> None:
    """Close each of ``firms`` alone.

    Parameters
    ----------
    firms : (f,)
        Positions.
    down, up, market : Down, Up, Market
        The network.
    limits : Limits
        When a closure ends.
    out : Outcome
        (f,) where its figures are written.
    """
    n = len(market.industry)
    state = fresh_state(n, len(market.supply), down.slots[n])
    one = np.empty(1, np.int32)
    lately = np.zeros((2, LATELY))
    for f in range(len(firms)):
        one[0] = firms[f]
        state.down.now[one[0]] = state.up.now[one[0]] = 1.0
        d_front, d_grown, u_front, u_grown = state.down.front, state.down.grown, state.up.front, state.up.grown
        d_front[0] = u_front[0] = one[0]
        n_moved = _settle_down(state, one, 1, 0, market)[3]
        _settle_up(state.up, one, 1, 0, market)
        nd_front = nu_front = n_down = n_up = 1
        visits = 0
        steps = 0
        while True:
            nd_grown, vd = _step_down(d_front, nd_front, n_moved, d_grown, down, market, state, limits.substitution)
            nu_grown, vu = _step_up(u_front, nu_front, u_grown, up, state.up)
            gd, wd, n_down, n_moved = _settle_down(state, d_grown, nd_grown, n_down, market)
            gu, wu, n_up = _settle_up(state.up, u_grown, nu_grown, n_up, market)
            steps += 1
            visits += vd + vu
            lately[0, steps % LATELY] = wd
            lately[1, steps % LATELY] = wu
            out.growth[f] = max(gd, gu)
            if out.growth[f] <= limits.tolerance or steps >= limits.steps or visits >= limits.visits:
                break
            d_front, d_grown, nd_front = d_grown, d_front, nd_grown
            u_front, u_grown, nu_front = u_grown, u_front, nu_grown
        _recall(lately, steps, out.still[f])
        out.steps[f] = steps
        out.visits[f] = visits
        out.esri[f], out.upstream[f], out.downstream[f] = _indices(state, n_down, n_up, market.weight)
        clear(state, (n_down, n_up), down, market)
