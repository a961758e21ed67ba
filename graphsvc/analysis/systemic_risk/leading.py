"""The firms that may be among the most damaging, told apart from the others without closing all on both sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from graphsvc.analysis.systemic_risk.closures import MAX_VISITS, close_firms
from graphsvc.analysis.systemic_risk.operators import Operators
from graphsvc.analysis.systemic_risk.spectrum import spectrum
from graphsvc.domain.arrays import Floats, Longs


def leading_firms(
    network: Operators, most: int, *, substitution: bool, tolerance: float, max_visits: int = MAX_VISITS
) -> Longs:
    """Positions of all firms that may be among the ``most`` most damaging ones, ascending.

    Parameters
    ----------
    network : Operators
        Who sells to whom.
    most : int
        How many are asked for.
    substitution : bool
        As in ``close_firms``.
    tolerance : float
        As in ``close_firms``; what it leaves open at the end of a closure widens the bounds.
    max_visits : int
        As in ``close_firms``; firms whose closure it cuts off stay among those found.

    Returns
    -------
    (c,)
        The ``most`` leading ones and those that the bounds cannot tell from them.

    Notes
    -----
    max(up, down) <= both <= up + down, with ``down`` from closures on that side alone and ``up`` <= (w G)_f,
    G = (I - L)^-1, for all firms from one solve. Diem et al. 2022, doi:10.1038/s41598-022-11522-z.
    """
    every = np.arange(network.n)
    if most >= network.n:
        return every
    nobody_up = network.up._replace(ptr=np.zeros_like(network.up.ptr))
    down = close_firms(
        replace(network, up=nobody_up), every, substitution=substitution, tolerance=tolerance, max_visits=max_visits
    )  # fmt: skip
    highest = down.esri_downstream + down.remaining + tolerance + upstream_bounds(network)
    highest[~down.is_complete] = np.inf
    at_least = np.sort(down.esri_downstream)[network.n - most] if most else np.inf
    return np.flatnonzero(highest >= at_least)


def upstream_bounds(network: Operators) -> Floats:
    """(n,) what closing a firm takes along upstream at most, 0-1: (w G)_f; 1 where the trade is closed or nearly so."""
    matrix = network.upstream_matrix()
    if not network.n or spectrum(matrix).upper >= 1 - 1e-6:
        return np.ones(network.n)
    solved = splu(sparse.csc_array((sparse.eye_array(network.n) - matrix).T)).solve(network.market.weight)
    return np.clip(np.asarray(solved, np.float64), network.market.weight, 1.0)
