"""Compiled: steps in which no level changes, taken at once."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.all_cores import in_place
from graphsvc.analysis.outages.failure_kernels import State
from graphsvc.analysis.outages.step_kernels import stock_moved
from graphsvc.domain.arrays import Longs


@in_place
def calm_steps(part: Longs, n_purchases: int, state: State, dt: float) -> int:
    """Further steps for which no level can change: supplies stay as they were, draining stocks still fill the rest."""
    most = np.inf
    for e in part:
        if e < n_purchases and state.drain[e] != 0.0:
            inflow, stock, drain = state.inflow[e], state.stock[e], state.drain[e]
            full = min(1.0, inflow + stock / dt)
            if full != min(1.0, state.supply[e]):
                return 0
            if full < 1.0 and ((drain > 0.0 and stock > 0.0) or (drain < 0.0 and stock < state.initial[e])):
                return 0
            if drain > 0.0 and stock > 0.0:
                most = min(most, (stock - (1.0 - inflow) * dt) / (drain * dt))
    return 0 if most < 1.0 else int(min(most - 1e-9, 1e9))


@in_place
def let_pass(part: Longs, n_purchases: int, state: State, dt: float, n: int) -> None:
    """Move stocks by ``n`` calm steps at once.

    Parameters
    ----------
    part : (k,)
        Elements in flow order.
    n_purchases : int
        Q.
    state : State
        Its stocks are moved.
    dt : float
        Length of a step [d].
    n : int
        How many steps.
    """
    for e in part:
        if e < n_purchases and state.drain[e] != 0.0:
            left = state.stock[e] - n * state.drain[e] * dt
            state.stock[e] = min(state.initial[e], max(0.0, left))
            stock_moved(e, state, dt)
