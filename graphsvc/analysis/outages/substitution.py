"""Who may step in during a scenario: other suppliers with spare capacity, other alternatives of a need."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graphsvc.analysis.outages.failure import STEP_DAYS
from graphsvc.analysis.outages.scenario_kernels import Substitutes
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


def substitutes_of(
    network: Network, start_day: float, switch: Floats, spare: Floats, pairs: Iterable[tuple[int, int]]
) -> Substitutes:
    """Substitution as the scenario's loop takes it.

    Parameters
    ----------
    network : Network
        The version's network.
    start_day : float
        First day of any shock; switching starts to count there [d].
    switch : (Q,)
        Switch time [d]; NaN: this purchase cannot be switched.
    spare : (N,)
        What each maker could deliver beyond its output [unit/yr].
    pairs : (purchase, node)
        Makers that may serve a purchase; its present sources are always among them.
    """
    own = zip(network.source_purchase.tolist(), network.source_node.tolist(), strict=True)
    product = network.node_product
    chosen = sorted({(q, v) for q, v in (*pairs, *own) if spare[v] > 0 and product[v] == network.purchase_product[q]})
    purchase = np.array([q for q, _ in chosen], np.int64)
    quantity = np.where(network.purchase_quantity > 0, network.purchase_quantity, np.nan)
    able = np.isfinite(switch) & np.isfinite(quantity)
    loss = np.nan_to_num(network.alternative_loss)
    return Substitutes(
        ptr=pointers(purchase, network.n_purchases),
        node=np.array([v for _, v in chosen], np.int64),
        spare=spare,
        quantity=np.where(able, quantity, 1.0),
        supplier_step=_steps(start_day, np.where(able, switch, np.nan)),
        takeover_step=_steps(start_day, network.alternative_switch),
        keeps=1.0 - loss,
    )


def _steps(start_day: float, days: Floats) -> Longs:
    steps = np.round((start_day + np.nan_to_num(days)) / STEP_DAYS).astype(np.int64)
    return np.where(np.isfinite(days), steps, -1)
