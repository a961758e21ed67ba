"""How much loss filling the first gaps of a list avoids, together: every length of the list is run anew.

The sum of single effects is not it: of two gaps on one way the second may bring nothing more, or only both together
bring anything.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphsvc.analysis.outages.fills import losses_with
from graphsvc.analysis.outages.outage import readings
from graphsvc.domain.arrays import Floats
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.priority import order_by
from graphsvc.judgements.gaps.suppliers import fills_of, supplier_of
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.workspace import Facts

MOST = 20
"""Gaps filled at most where a curve is drawn."""


def codes_by(order: str, rows: Sequence[Values]) -> list[str]:
    """Products of rows of the gap list in the order ``effect``, ``demand`` or ``priority``."""
    return [row["product_code"] for row in sorted(rows, key=lambda row: order_by(order, row, row["risk_grade"]))]


class Together:
    """Losses over the failure set while one supplier more for each of several products stands ready.

    Suppliers whose share is not known bring nothing.
    """

    def __init__(self, facts: Facts, horizon_days: float) -> None:
        self._facts = facts
        self._entities, _ = facts.outages.entities("group")
        figures = facts.outages.figures("group", horizon_days)
        counted = np.array(failure_set(facts, "group"), np.int64)
        is_told = len(facts.members.finals.node) > 0
        counted = counted[figures.loss.value[counted] > 0.0] if is_told else counted[:0]
        self._lossy = counted  # the others lose nothing that could be avoided
        if len(counted):
            self._reading = readings(
                facts.ground.model, self._entities, facts.members.finals, figures.recovery, figures.assumed,
                facts.members.upstream, horizon_days,
            ).value  # fmt: skip
        self.ids: tuple[str, ...] = tuple(self._entities.ids[e] for e in counted.tolist())
        """Whose outage loses anything, in the order of ``lost``."""

    def lost(self, codes: Sequence[str]) -> Floats:
        """(n,) full-output days lost in the outage of each of ``ids``."""
        if not self.ids:
            return np.zeros(0)
        facts = self._facts
        suppliers = [supplier_of(facts, code) for code in codes]
        granted = fills_of(suppliers, [s.share or 0.0 for s in suppliers]).granted(
            facts.network.n_purchases, range(len(suppliers))
        )
        model, finals = facts.ground.model, facts.members.finals
        return losses_with(model, self._entities, finals, self._reading, granted, self._lossy)


def avoided_by_length(facts: Facts, codes: Sequence[str], horizon_days: float, most: int = MOST) -> list[float]:
    """Days of loss avoided over the failure set with the first 0, 1, 2 … gaps filled, at most ``most`` of them; empty
    where no outage can be run."""
    if not failure_set(facts, "group") or not len(facts.members.finals.node):
        return []
    together, first = Together(facts, horizon_days), codes[:most]
    lost = [float(together.lost(first[:n]).sum()) for n in range(len(first) + 1)]
    return [lost[0] - x for x in lost]
