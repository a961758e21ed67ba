"""Sub-score 备份度: how much of what the worst failures leave uncovered the listed reserves bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.network import Network
from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.reserves import Coverage, coverages
from graphsvc.judgements.workspace import Facts


def weighted(network: Network, covered: Sequence[Coverage]) -> tuple[list[float], str]:
    """A weight per product: value of its need where every price is known, else equal; and which of the two."""
    price = network.product_price
    value = [float(c.need.need * price[c.need.product]) for c in covered]
    return (value, "value") if np.isfinite(value).all() else ([1.0] * len(covered), "equal")


def backup_score(
    facts: Facts, entities: Entities, worst: Sequence[int], horizon_days: float
) -> dict[str, float | str | None]:
    """Sub-score 备份度 0-100: min(1, BCR) by value over what the ``worst`` entities (positions) leave to be covered."""
    if not facts.snapshot.tables.rows("reserves"):
        return {"score_backup": None, "score_backup_note": "no_reserves_listed"}
    asked: list[Coverage] = []
    for e, needs in zip(worst, facts.outages.needs_of_each(entities.take(worst), horizon_days), strict=True):
        asked += [c for c in coverages(facts, entities.take([e]), needs, horizon_days) if c.ratio is not None]
    if not asked:
        return {"score_backup": None, "score_backup_note": "no_need"}
    weights, basis = weighted(facts.network, asked)
    score = float(np.average([min(1.0, c.ratio or 0.0) for c in asked], weights=weights))
    return {"score_backup": known(100.0 * score), "score_backup_weights": basis, "n_backup_scenarios": len(worst)}


def coverage_document(network: Network, covered: Sequence[Coverage]) -> dict[str, object]:
    """BCR over all products and of each, with its ends."""
    asked = [c for c in covered if c.ratio is not None]
    weights, basis = weighted(network, asked)
    codes = network.product_codes
    value = float(np.average([c.ratio or 0.0 for c in asked], weights=weights)) if asked else None
    is_sized = basis == "value" and all(c.need.lower == c.need.upper for c in covered)
    lowest = [c.ratio_lower for c in covered if c.need.upper != 0]
    highest = [c.ratio_upper for c in covered if c.need.upper != 0]
    return {
        "coverage": None if any(np.isnan(c.need.need) for c in covered) else known(value),
        "coverage_lower": _mean(lowest, weights if is_sized and len(lowest) == len(asked) else None, min),
        "coverage_upper": _mean(highest, weights if is_sized and len(highest) == len(asked) else None, max),
        "coverage_by_product": [
            {
                "product_code": codes[c.need.product],
                "coverage": known(c.ratio),
                "coverage_lower": known(c.ratio_lower),
                "coverage_upper": known(c.ratio_upper),
            }
            for c in covered
        ],
        "coverage_weights": basis,
    }


def _mean(
    ends: Sequence[float | None], weights: Sequence[float] | None, extreme: Callable[[list[float]], float]
) -> float | None:
    """Weighted mean of ends, their extreme without weights; None where one has no end, or there is none."""
    told = [end for end in ends if end is not None]
    if not told or len(told) < len(ends):
        return None
    return known(extreme(told) if weights is None else float(np.average(told, weights=weights)))
