"""How far a chain hangs on imports: all its products together."""

from __future__ import annotations

import numpy as np

from graphsvc.domain.rounding import known
from graphsvc.judgements.workspace import Facts

Share = tuple[float | None, float | None, float | None]
"""Value, lower and upper end, 0-1; None where nothing tells."""


def import_dependence(facts: Facts) -> Share:
    """Imports over purchases of the chain's products by buyers here, by value where every value is known, else by equal
    parts; what is not known of origins or values is in the ends."""
    n, figures, bounds = facts.network, facts.local.figures, facts.local.bounds
    at = [n.product_index[c] for c in facts.members.product_codes]
    at = [p for p in at if figures.purchased[p]]
    if not at:
        return None, None, None
    imports, weight = figures.import_share[at], figures.demand_bought[at] * n.product_price[at]
    is_weighted = bool(np.isfinite(weight).all()) and bool(weight.sum() > 0)
    least, most = bounds.import_lower[at], bounds.import_upper[at]
    if is_weighted:
        lower, upper = float(np.average(least, weights=weight)), float(np.average(most, weights=weight))
    else:
        lower, upper = float(least.min()), float(most.max())
    told = np.isfinite(imports)
    value = None
    if told.any():
        value = known(float(np.average(imports[told], weights=weight[told] if is_weighted else None)))
    return value, known(lower), known(upper)
