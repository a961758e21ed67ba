"""What a chain keeps of its output after any single failure: scenarios of the resilience index, RS and its worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.arrays import Floats
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.workspace import Facts

Ends = tuple[float, float, float]
"""Value, lower and upper end [%]."""


@dataclass(frozen=True)
class Kept:
    """Scenarios (positions in ``entities``) and output kept [%] over the horizon in each of them, with its ends.

    ``n_more``: scenarios that may be there besides, of which nothing is known.
    """

    entities: Entities
    counted: tuple[int, ...]
    value: Floats
    lower: Floats
    upper: Floats
    n_more: int = 0

    @property
    def mean(self) -> Ends:
        """RS: the mean with its ends."""
        n = len(self.counted)
        lower, upper = float(self.lower.sum()), float(self.upper.sum())
        whole = (lower / (n + self.n_more), (upper + 100.0 * self.n_more) / (n + self.n_more))
        return float(self.value.mean()), whole[0], whole[1]

    @property
    def least(self) -> Ends:
        """RS_min: the worst of them with its ends."""
        lower = 0.0 if self.n_more else float(self.lower.min())
        return float(self.value.min()), lower, float(self.upper.min())

    @property
    def worst(self) -> int:
        """Position in ``entities`` of the failure that leaves least."""
        return self.counted[int(np.argmin(self.value))]


def kept_output(facts: Facts, kind: str, horizon_days: float) -> Kept | None:
    """Output kept after the failure of each entity that makes a non-final product of the chain: 100 (1 - L_T/T).

    None where the chain has no final output here, or nothing upstream that could fail.
    """
    entities, _ = facts.outages.entities(kind)
    counted = failure_set(facts, kind)
    if not len(facts.members.finals.node) or not counted:
        return None
    loss = facts.outages.figures(kind, horizon_days).loss
    value, lower, upper = (
        100.0 * (1.0 - days[counted] / horizon_days) for days in (loss.value, loss.upper, loss.lower)
    )
    return Kept(entities, tuple(counted), value, lower, upper, facts.undated.newcomers(entities, counted))
