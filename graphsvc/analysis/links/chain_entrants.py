"""What a firm buys outside a region, and how well another one fits to supply it instead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.local_figures import source_amounts
from graphsvc.analysis.links.local_supply import FAR, NEAR, purchase_values, source_origin, source_values
from graphsvc.domain.arrays import Bools, Floats, totals
from graphsvc.domain.network import Network
from graphsvc.domain.rounding import rounded
from graphsvc.domain.tables import ChainTables

CONVERT_WITHIN_DAYS = 365.0
"""A conversion that takes this long or longer counts as not ready at all."""

UNKNOWN_READINESS, UNKNOWN_PART = 0.25, 0.5


@dataclass(frozen=True)
class OutsidePurchases:
    """Per purchase (Q,): the part that comes from outside the region.

    ``share`` 0-1 of what is of known origin (by value, else by share), NaN where neither tells, with its ends;
    ``amount`` [万元/yr], NaN where no value is known; ``quantity`` [unit/yr] of the sources whose quantity is known,
    ``is_whole`` where that is so of all of them; ``has_any`` whether any source stands outside.
    """

    share: Floats
    share_lower: Floats
    share_upper: Floats
    amount: Floats
    quantity: Floats
    is_whole: Bools
    has_any: Bools


def outside_purchases(network: Network, tables: ChainTables, region: str) -> OutsidePurchases:
    """All purchases at once; array work over sources."""
    n, q = network.n_purchases, network.source_purchase
    values, blank = purchase_values(network, tables, region), source_values(network, tables).is_blank
    origin, bought = source_origin(network, region), np.nan_to_num(source_amounts(network))

    def total(amounts: Floats | Bools, kind: int) -> Floats:
        return totals(q, np.asarray(amounts, np.float64) * (origin == kind), n)

    near, far = values.near, values.far
    near_part, far_part = total(network.source_share, NEAR), total(network.source_share, FAR)
    by_value, by_share = ~blank & (near + far > 0), near_part + far_part > 0
    whole = near + far + values.unknown  # NaN where the whole is not known
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(by_value, far / (near + far), np.where(by_share, far_part / (near_part + far_part), np.nan))
        lower, upper = far / whole, (far + values.unknown) / whole
    return OutsidePurchases(
        share=share,
        share_lower=np.where(by_value, np.nan_to_num(lower), far_part),
        share_upper=np.where(by_value, np.nan_to_num(upper, nan=1.0), 1.0 - near_part),
        amount=np.where((values.reported | values.priced) & values.far_told, far, np.nan),
        quantity=total(bought, FAR),
        is_whole=total(bought <= 0, FAR) == 0,
        has_any=values.has_far,
    )


@dataclass(frozen=True)
class Fit:
    """Fit 0-1 with its ends, and its parts; a part is None where unknown (then a middling value stands in)."""

    value: float
    lower: float
    upper: float
    readiness: float | None
    coverage: float | None
    need: float | None


def fit_of(
    days: float | None, spare: float | None, bought: tuple[float, bool], need: tuple[float | None, float, float]
) -> Fit:
    """Mean of readiness, coverage and need, each 0-1; more of any of them never lowers it.

    ``days`` [d] until it delivers (0 for a maker): readiness 1 - days / 365, at least 0. ``spare`` [unit/yr] over
    ``bought`` (quantity bought outside [unit/yr], whether that is all of it): coverage, at most 1. ``need``: part of
    the purchase that comes from outside, with its ends.

    Examples
    --------
    >>> fit_of(0.0, 5.0, (10.0, True), (0.6, 0.6, 0.6)).value
    0.7
    >>> unknown = fit_of(73.0, None, (0.0, False), (None, 0.0, 1.0))
    >>> unknown.lower, unknown.value, unknown.upper
    (0.266666667, 0.6, 0.933333333)
    """
    readiness = None if days is None else max(0.0, 1.0 - days / CONVERT_WITHIN_DAYS)
    ready = (UNKNOWN_READINESS, 0.0, 1.0) if readiness is None else (readiness,) * 3
    covers = _coverage(spare, *bought)
    share = min(max(UNKNOWN_PART, need[1]), need[2]) if need[0] is None else need[0]
    parts = (ready, covers, (share, need[1], need[2]))
    value, lower, upper = (rounded((parts[0][i] + parts[1][i] + parts[2][i]) / 3.0, 9) for i in range(3))
    return Fit(value, lower, upper, readiness, covers[0] if covers[1] == covers[2] else None, need[0])


def _coverage(spare: float | None, quantity: float, is_whole: bool) -> tuple[float, float, float]:
    """Part of the quantity that the spare capacity covers, with its ends."""
    if spare is None:
        return UNKNOWN_PART, 0.0, 1.0
    most = min(1.0, spare / quantity) if quantity > 0 else 1.0 if spare > 0 else 0.0
    return (most, most, most) if is_whole or most == 0.0 else (min(UNKNOWN_PART, most), 0.0, most)
