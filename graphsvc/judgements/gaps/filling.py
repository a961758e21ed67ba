"""How much loss filling the first gaps of a list avoids, together: every length of the list is run anew.

The sum of single effects is not it: of two gaps on one way the second may bring nothing more, or only both together
bring anything.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphsvc.analysis.outages.fills import losses_with
from graphsvc.analysis.outages.outage import readings
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.priority import order_by
from graphsvc.judgements.gaps.suppliers import fills_of, supplier_of
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.workspace import Facts

MOST = 20
"""Gaps filled at most."""


def codes_by(order: str, rows: Sequence[Values]) -> list[str]:
    """Products of rows of the gap list in the order ``effect``, ``demand`` or ``priority``."""
    return [row["product_code"] for row in sorted(rows, key=lambda row: order_by(order, row, row["risk_grade"]))]


def avoided_by_length(facts: Facts, codes: Sequence[str], horizon_days: float) -> list[float]:
    """Days of loss avoided over the failure set with the first 0, 1, 2 … gaps filled, at most ``MOST`` of them.

    Suppliers whose share is not known bring nothing.
    """
    counted = np.array(failure_set(facts, "group"), np.int64)
    if not len(counted) or not len(facts.members.finals.node):
        return []
    model, finals, (entities, _) = facts.ground.model, facts.members.finals, facts.outages.entities("group")
    figures = facts.outages.figures("group", horizon_days)
    chosen = counted[figures.loss.value[counted] > 0.0]  # the others lose nothing that could be avoided
    reading = readings(
        model, entities, finals, figures.recovery, figures.assumed, facts.members.upstream, horizon_days
    ).value
    suppliers = [supplier_of(facts, code) for code in codes[:MOST]]
    fills = fills_of(suppliers, [s.share or 0.0 for s in suppliers])

    def lost(n: int) -> float:
        granted = fills.granted(model.network.n_purchases, range(n))
        return float(losses_with(model, entities, finals, reading, granted, chosen).sum())

    without = lost(0)
    return [without - lost(n) for n in range(len(suppliers) + 1)]
