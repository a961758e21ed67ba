"""Who may step in during a scenario: other suppliers with spare capacity, other alternatives of a need."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.failure import STEP_DAYS
from graphsvc.analysis.outages.ration_kernels import Substitutes
from graphsvc.domain.arrays import Floats, Longs, pointers
from graphsvc.domain.network import Network

SWITCH_BY_DIFFICULTY = {1: 7.0, 2: 30.0, 3: 180.0, 4: 730.0}
"""Days to switch by 替代难度; 5 means that no alternative is known."""


def switch_days(network: Network, difficulty: Floats) -> Floats:
    """(Q,) days until a purchase may be switched: 切换周期, else by 替代难度 (per supply row), else NaN."""
    hardest = np.full(network.n_purchases, np.nan)
    np.fmax.at(hardest, network.source_purchase, difficulty[network.source_row])
    by_scale = np.array([SWITCH_BY_DIFFICULTY.get(int(d), np.nan) if d == d else np.nan for d in hardest])
    return np.where(np.isnan(network.purchase_switch), by_scale, network.purchase_switch)


def substitutes_of(network: Network, start_day: float, ready: Floats, spare: Floats, pairs: Longs) -> Substitutes:
    """Substitution as the scenario's loop takes it.

    Parameters
    ----------
    network : Network
        The version's network.
    start_day : float
        First day of any shock; switching starts to count there [d].
    ready : (n,)
        Days until each pair may serve: switch time, and qualification where it is needed; NaN: never.
    spare : (N,)
        What each maker could deliver beyond its output [unit/yr].
    pairs : (n, 2)
        Purchase and maker that may serve it. Of pairs told twice the one that is ready first counts. Present sources
        are always asked for what substitutes need beyond their base use.
    """
    own = np.stack([network.source_purchase, network.source_node], axis=1).astype(np.int64)
    several = np.concatenate([pairs.reshape(-1, 2), own])
    days = np.concatenate([ready, np.full(len(own), np.nan)])
    is_own = np.repeat([False, True], [len(pairs), len(own)])
    purchase, node = several.T
    quantity = np.where(network.purchase_quantity > 0, network.purchase_quantity, np.nan)
    counts = (spare[node] > 0) & (network.node_product[node] == network.purchase_product[purchase])
    counts &= np.isfinite(quantity)[purchase]
    key, at = np.unique(purchase[counts] * network.n_nodes + node[counts], return_inverse=True)
    first, listed = np.full(len(key), np.inf), np.zeros(len(key), np.bool_)
    np.fmin.at(first, at, days[counts])
    np.logical_or.at(listed, at, is_own[counts])
    return Substitutes(
        ptr=pointers(key // network.n_nodes, network.n_purchases),
        node=key % network.n_nodes,
        ready=_steps(start_day, np.where(np.isfinite(first), first, np.nan)),
        own=listed,
        maker=np.unique(key % network.n_nodes),
        spare=spare,
        base=np.nan_to_num(network.node_base),
        quantity=np.nan_to_num(quantity, nan=1.0),
        takeover_step=_steps(start_day, network.alternative_switch),
        keeps=1.0 - np.nan_to_num(network.alternative_loss),
    )


def _steps(start_day: float, days: Floats) -> Longs:
    steps = np.round((start_day + np.nan_to_num(days)) / STEP_DAYS).astype(np.int64)
    return np.where(np.isfinite(days), steps, -1)
