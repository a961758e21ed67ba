"""The lists of a front: what is due now and in the next step, what was touched, which stocks sleep until when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.course_kernels import FOR_GOOD
from graphsvc.analysis.outages.failure_kernels import Flow, Needs, State, node_level
from graphsvc.domain.arrays import Bools, Floats, Longs

NOW, LATER, TOUCHED, DRAWN, ASLEEP = 0, 1, 2, 3, 4


class Front(NamedTuple):
    """Lists of one thread and their lengths ``n``: ``now``, a heap of the flow positions to compute in this step;
    ``later`` (elements), those of the next; ``touched`` (elements); ``drawn``, purchases whose stock is to be
    looked at; ``asleep``, a heap of those to be looked at later, as step times Q plus purchase.

    ``is_touched`` (Q+N,), ``is_drawn`` (Q,): marks of these. ``since``, ``wake`` (Q,): the step for which a stock is
    written down, and the one in which a sleeper is to be looked at (-1: it does not sleep). ``is_final``, ``weight``
    (N,): final nodes and their value weights; ``total`` (needs,): how far each need is met at rest.
    """

    n: Longs
    now: Longs
    later: Longs
    touched: Longs
    drawn: Longs
    is_touched: Bools
    is_drawn: Bools
    since: Longs
    wake: Longs
    asleep: Longs
    is_final: Bools
    weight: Floats
    total: Floats


@njit(cache=True, nogil=True)
def fresh_front(flow: Flow, needs: Needs, state: State, final_node: Longs, final_weight: Floats) -> Front:
    """Nothing touched, nothing due.

    Parameters
    ----------
    flow, needs : tuples of arrays
        As their classes say.
    state : State
        At rest; ``total`` is filled with how far every need is met.
    final_node, final_weight : (F,)
        Final nodes and their value weights.
    """
    size = len(flow.order)
    is_final = np.zeros(len(state.y), np.bool_)
    is_final[final_node] = True
    weight = np.zeros(len(state.y))
    weight[final_node] = final_weight
    for v in range(len(state.y)):
        node_level(v, needs, needs.mix, state.supply, state.total)
    state.due[:] = False
    state.use_due[:] = False
    return Front(
        np.zeros(5, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(size, np.int64),
        np.empty(flow.n_purchases, np.int64),
        np.zeros(size, np.bool_),
        np.zeros(flow.n_purchases, np.bool_),
        np.zeros(flow.n_purchases, np.int64),
        np.full(flow.n_purchases, -1),
        np.empty(2 * flow.n_purchases + 1, np.int64),
        is_final,
        weight,
        state.total.copy(),
    )


@in_place
def put(heap: Longs, n: int, key: int) -> None:
    """Add a key to a heap of n."""
    i = n
    while i > 0 and heap[(i - 1) // 2] > key:
        heap[i] = heap[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i] = key


@in_place
def take(heap: Longs, n: int) -> int:
    """Take the smallest key off a heap of n."""
    first, last = heap[0], heap[n - 1]
    i = 0
    while 2 * i + 1 < n - 1:
        child = 2 * i + 1
        if child + 1 < n - 1 and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = last
    return int(first)


@in_place
def due_next(elements: Longs, flow: Flow, state: State, front: Front) -> None:
    """Have the coming step compute these."""
    for e in elements:
        state.due[e] = True
        put(front.now, front.n[NOW], flow.position[e])
        front.n[NOW] += 1


@in_place
def sleep(e: int, until: int, n: int, heap: Longs, wake: Longs) -> int:
    """Look at purchase e again in a later step. A heap that is full is cleared first of what has been put off since.

    Parameters
    ----------
    e, until : int
        The purchase and the step.
    n : int
        Sleepers on the heap.
    heap, wake : arrays
        ``Front.asleep``, ``Front.wake``.

    Returns
    -------
    n : int
        Sleepers now.
    """
    n_purchases = len(wake)
    wake[e] = until
    if n == len(heap):
        n = 0
        for i in range(len(heap)):
            key = heap[i]
            if wake[key % n_purchases] == key // n_purchases and key != until * n_purchases + e:
                put(heap, n, key)
                n += 1
    put(heap, n, until * n_purchases + e)
    return n + 1


@in_place
def wake_up(t: int, front: Front) -> int:
    """Put the purchases that are to be looked at by step t among the ``drawn``; the step of the next, or FOR_GOOD."""
    n_purchases, heap, wake, counts = len(front.wake), front.asleep, front.wake, front.n
    while counts[ASLEEP] > 0:
        until, e = heap[0] // n_purchases, heap[0] % n_purchases
        is_old = wake[e] != until
        if not is_old and until > t:
            return int(until)
        take(heap, counts[ASLEEP])
        counts[ASLEEP] -= 1
        if not is_old and not front.is_drawn[e]:
            front.is_drawn[e] = True
            front.drawn[counts[DRAWN]] = e
            counts[DRAWN] += 1
    return FOR_GOOD


@in_place
def bring_back(front: Front, flow: Flow, needs: Needs, state: State, dt: float) -> None:
    """Put everything touched back to rest.

    Parameters
    ----------
    front, flow, needs, state : tuples of arrays
        As their classes say; lists are emptied, levels and stocks written.
    dt : float
        Length of a step [d].
    """
    n = flow.n_purchases
    for i in range(front.n[TOUCHED]):
        e = front.touched[i]
        front.is_touched[e] = False
        state.due[e] = False
        if e < n:
            front.is_drawn[e] = False
            state.use_due[e] = False
            state.inflow[e] = 1.0
            state.drain[e] = 0.0
            front.since[e] = 0
            front.wake[e] = -1
            state.stock[e] = state.initial[e]
            state.supply[e] = 1.0 + state.initial[e] / dt
        else:
            state.y[e - n] = 1.0
            for m in range(needs.ptr[e - n], needs.ptr[e - n + 1]):
                state.total[m] = front.total[m]
    for i in range(front.n[LATER]):
        state.due[front.later[i]] = False
    front.n[:] = 0
