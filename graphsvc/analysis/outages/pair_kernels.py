"""Compiled: bounds of what several entities lose together, from what each does alone, and which sets pass a floor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import Failing, Flow, Trade
from graphsvc.analysis.outages.front_lists import put, take
from graphsvc.domain.arrays import Floats, Longs

FAR = 1 << 40
"""Steps that no search reaches."""


@njit(cache=True, nogil=True)
def arrive_each(
    flow: Flow, trade: Trade, failing: Failing, delay: Longs, final_node: Longs, bucket: Longs, n_buckets: int,
    most: int, first: int, last: int,
) -> Longs:  # fmt: skip
    """Before which step no final node of a bucket can be short when entity first..last-1 fails, whatever else fails
    no sooner.

    The quickest way: a stock is drawn on by no more than base use, so it covers at least as many steps as it has days.

    Parameters
    ----------
    flow, trade, failing : tuples of arrays
        As their classes say.
    delay : (Q,)
        Whole steps that each stock covers at least.
    final_node, bucket : (F,)
        Final nodes and the bucket each belongs to.
    n_buckets : int
        B.
    most : int
        Steps after which nothing matters.
    first, last : int
        Entities first..last-1.

    Returns
    -------
    arrival : (last - first, B)
        Step, FAR where it takes longer than ``most``.
    """
    size, n = len(flow.order), flow.n_purchases
    found = np.full((last - first, n_buckets), FAR)
    heap = np.empty(len(flow.out_element) + size + 1, np.int64)
    step = np.full(size, FAR)
    touched = np.empty(size, np.int64)
    for e in range(first, last):
        waiting = 0
        n_touched = 0
        for i in range(failing.ptr[e], failing.ptr[e + 1]):
            v = n + failing.node[i]
            if failing.loss[i] > 0.0 and step[v] == FAR:
                step[v] = 0
                touched[n_touched] = v
                n_touched += 1
                put(heap, waiting, v)
                waiting += 1
        for i in range(failing.cut_ptr[e], failing.cut_ptr[e + 1]):
            q = trade.purchase[failing.cut_source[i]]
            if step[q] == FAR and delay[q] <= most:
                step[q] = delay[q]
                touched[n_touched] = q
                n_touched += 1
                put(heap, waiting, delay[q] * size + q)
                waiting += 1
        while waiting > 0:
            key = take(heap, waiting)
            waiting -= 1
            t, element = key // size, key % size
            if t > step[element]:
                continue
            for i in range(flow.out_ptr[element], flow.out_ptr[element + 1]):
                after = flow.out_element[i]
                at = t + (delay[after] if after < n else 0)
                if at > most or at >= step[after]:
                    continue
                if step[after] == FAR:
                    touched[n_touched] = after
                    n_touched += 1
                step[after] = at
                put(heap, waiting, at * size + after)
                waiting += 1
        for i in range(len(final_node)):
            at = step[n + final_node[i]]
            found[e - first, bucket[i]] = min(found[e - first, bucket[i]], at)
        for i in range(n_touched):
            step[touched[i]] = FAR
    return found


class Alone(NamedTuple):
    """What each entity (E,) does alone: ``order``, those with the most ``impact`` (final output lost in the end, 0-1)
    first; ``lost``, ``arrival`` (E, B), the same by bucket of final nodes and the step before which none of these is
    short; ``weight`` (B,) of the buckets; ``counted`` steps in which its loss counts; loss in the harshest course in
    these steps (``own``) and in all (``longest``) [full-output days]; purchases that get less in it, sorted, by entity
    (``ptr``, ``purchase``), and what these are not brought until then (``lacking`` [d of base use]); ``stock`` (Q,)
    [d of base use] and ``worth`` (Q,), final output lost in the end where all of a purchase is missing."""

    order: Longs
    impact: Floats
    lost: Floats
    arrival: Longs
    weight: Floats
    counted: Longs
    own: Floats
    longest: Floats
    ptr: Longs
    purchase: Longs
    lacking: Floats
    stock: Floats
    worth: Floats


@in_place
def drawn_together(a: int, b: int, alone: Alone, most: float) -> float:
    """What two entities lose at most beyond the sum of both as they draw on the same stocks [full-output days]; more
    than ``most`` where it is more.

    What passes a stock S is what it lacks less S. Of A and B apart that is (A - S)+ and (B - S)+, of both together at
    most (A + B - S)+, and what is more upstream at most passes as it is. Every day more costs what the purchase is
    worth.

    Parameters
    ----------
    a, b : int
        The entities.
    alone : Alone
        What each entity does alone.
    most : float
        Beyond this it does not matter how much [full-output days].
    """
    ptr, purchase, lacking = alone.ptr, alone.purchase, alone.lacking
    i, j = ptr[a], ptr[b]
    extra = 0.0
    while i < ptr[a + 1] and j < ptr[b + 1] and extra <= most:
        q = purchase[i]
        if q == purchase[j]:
            both = min(alone.stock[q], lacking[i] + lacking[j] - alone.stock[q])
            both = min(both, lacking[i], lacking[j])
            if both > 0.0:
                extra += both * alone.worth[q]
            i += 1
            j += 1
        elif q < purchase[j]:
            i += 1
        else:
            j += 1
    return extra


@in_place
def share_a_purchase(a: int, b: int, ptr: Longs, purchase: Longs) -> bool:
    """Whether two sorted lists have a member in common."""
    i, j = ptr[a], ptr[b]
    while i < ptr[a + 1] and j < ptr[b + 1]:
        if purchase[i] == purchase[j]:
            return True
        if purchase[i] < purchase[j]:
            i += 1
        else:
            j += 1
    return False


@in_place
def bound_of(a: int, b: int, alone: Alone, dt: float, low: float) -> float:
    """Full-output days that two entities lose together at most; anything below ``low`` where that is known sooner.

    Parameters
    ----------
    a, b : int
        The entities.
    alone : Alone
        What each entity does alone.
    dt : float
        Length of a step [d].
    low : float
        Below this it does not matter how much [full-output days].
    """
    steps = max(alone.counted[a], alone.counted[b])
    if (alone.impact[a] + alone.impact[b]) * steps * dt < low:
        return 0.0
    bound = 0.0
    for f in range(len(alone.weight)):
        begins = min(alone.arrival[a, f], alone.arrival[b, f])
        if begins < steps:
            bound += min(alone.weight[f], alone.lost[a, f] + alone.lost[b, f]) * (steps - begins) * dt
    if bound < low:
        return bound
    slow, quick = (a, b) if alone.counted[a] >= alone.counted[b] else (b, a)
    rest = alone.impact[quick] * (steps - alone.counted[quick]) * dt
    apart: float = alone.own[slow] + min(alone.longest[quick], alone.own[quick] + rest)
    return min(bound, apart + drawn_together(a, b, alone, bound - apart))


@in_place
def bound_of_three(a: int, b: int, c: int, alone: Alone, dt: float, low: float) -> float:
    """The same of three entities.

    Parameters
    ----------
    a, b, c : int
        The entities.
    alone : Alone
        What each entity does alone.
    dt : float
        Length of a step [d].
    low : float
        Below this it does not matter how much [full-output days].
    """
    steps = max(alone.counted[a], alone.counted[b], alone.counted[c])
    if (alone.impact[a] + alone.impact[b] + alone.impact[c]) * steps * dt < low:
        return 0.0
    bound = 0.0
    for f in range(len(alone.weight)):
        begins = min(alone.arrival[a, f], alone.arrival[b, f], alone.arrival[c, f])
        if begins < steps:
            lost = alone.lost[a, f] + alone.lost[b, f] + alone.lost[c, f]
            bound += min(alone.weight[f], lost) * (steps - begins) * dt
    if bound < low:
        return bound
    for one, other in ((a, b), (a, c), (b, c)):
        if share_a_purchase(one, other, alone.ptr, alone.purchase):
            return bound
    apart = 0.0
    for e in (a, b, c):
        apart += min(alone.longest[e], alone.own[e] + alone.impact[e] * (steps - alone.counted[e]) * dt)
    return min(bound, apart)


@njit(cache=True, nogil=True)
def with_room(found: int, sets: Longs, bounds: Floats) -> tuple[Longs, Floats]:
    """Room for one more."""
    if found < len(bounds):
        return sets, bounds
    more, longer = np.empty((2 * found, sets.shape[1]), np.int64), np.empty(2 * found)
    more[:found] = sets
    longer[:found] = bounds
    return more, longer


@njit(cache=True, nogil=True)
def sets_between(
    alone: Alone, size: int, dt: float, low: float, high: float, most: int, first: int, last: int
) -> tuple[Longs, Floats]:
    """Sets of two or three entities whose bound lies in ``low`` <= bound < ``high``.

    Parameters
    ----------
    alone : Alone
        What each entity does alone.
    size : int
        How many entities a set has.
    dt : float
        Length of a step [d].
    low, high : float
        Bounds asked for [full-output days].
    most : int
        Beyond so many no more are looked for.
    first, last : int
        Places in ``alone.order`` of the first members; the others stand behind in it.

    Returns
    -------
    sets, bounds : (n, size), (n,)
        Entities and their bound [full-output days].
    """
    order, impact, n = alone.order, alone.impact, len(alone.order)
    days = alone.counted.max() * dt
    sets, bounds = np.empty((64, size), np.int64), np.empty(64)
    found = 0
    for i in range(first, last):
        a = order[i]
        if impact[a] * size * days < low or found > most:
            break
        for j in range(i + 1, n):
            b = order[j]
            if (impact[a] + impact[b] * (size - 1)) * days < low or found > most:
                break
            if size == 2:
                bound = bound_of(a, b, alone, dt, low)
                if low <= bound < high:
                    sets, bounds = with_room(found, sets, bounds)
                    sets[found, 0], sets[found, 1], bounds[found] = a, b, bound
                    found += 1
                continue
            for k in range(j + 1, n):
                c = order[k]
                if (impact[a] + impact[b] + impact[c]) * days < low or found > most:
                    break
                bound = bound_of_three(a, b, c, alone, dt, low)
                if low <= bound < high:
                    sets, bounds = with_room(found, sets, bounds)
                    sets[found, 0], sets[found, 1], sets[found, 2], bounds[found] = a, b, c, bound
                    found += 1
    return sets[:found], bounds[:found]
