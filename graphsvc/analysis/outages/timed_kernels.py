"""Compiled: what a further supplier or a reserve brings from a day on, and for how long."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from graphsvc.analysis.outages.course_kernels import FOR_GOOD
from graphsvc.analysis.outages.failure_kernels import State
from graphsvc.domain.arrays import Floats, Longs


class Timed(NamedTuple):
    """From step ``opens`` (-1: never) to step ``closes``: ``share`` (n,) added to the inflow of each ``purchase`` (n,),
    1 is base use; at ``opens`` their stocks grow by ``stock`` [d of base use]."""

    opens: int
    closes: int
    stock: float
    purchase: Longs
    share: Floats


@njit(cache=True, nogil=True)
def never() -> Timed:
    """Nothing."""
    return Timed(-1, -1, 0.0, np.empty(0, np.int64), np.empty(0))


@njit(cache=True, nogil=True)
def turn(t: int, timed: Timed, granted: Floats, state: State) -> None:
    """Begin or end what is brought, where step t is the one.

    Parameters
    ----------
    t : int
        The step.
    timed : Timed
        What is brought.
    granted : (Q,)
        Inflow added; changed.
    state : State
        Stocks are changed, and the purchases computed anew.
    """
    if t != timed.opens and t != timed.closes:
        return
    for i in range(len(timed.purchase)):
        q = timed.purchase[i]
        granted[q] = timed.share[i] if t == timed.opens else 0.0
        if t == timed.opens:
            state.initial[q] += timed.stock
            state.stock[q] += timed.stock
        state.due[q] = True


@njit(cache=True, nogil=True)
def next_turn(t: int, timed: Timed) -> int:
    """The next step after t at which something begins or ends."""
    if t < timed.opens:
        return timed.opens
    return timed.closes if t < timed.closes else FOR_GOOD


@njit(cache=True, nogil=True)
def ends(timed: Timed) -> int:
    """The step from which nothing begins or ends any more."""
    return timed.closes if timed.closes < FOR_GOOD else timed.opens
