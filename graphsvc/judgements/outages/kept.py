"""What a chain keeps of its output after any single failure: scenarios of the resilience index, RS and its worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.arrays import Floats
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.workspace import Facts


@dataclass(frozen=True)
class Kept:
    """Scenarios (positions in ``entities``) and output kept [%] over the horizon in each of them, with its ends."""

    entities: Entities
    counted: tuple[int, ...]
    value: Floats
    lower: Floats
    upper: Floats

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
    ends = (100.0 * (1.0 - values[counted] / horizon_days) for values in (loss.value, loss.upper, loss.lower))
    return Kept(entities, tuple(counted), *ends)
