"""What a backup has to cover: one thing that fails, or each single failure alone; what the listed reserves bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.backup import Need
from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.rounding import known
from graphsvc.judgements.objects import find_entity
from graphsvc.judgements.outages.backup_choice import unit_of
from graphsvc.judgements.outages.failures_to_cover import Failure, listed_failures, one_failure, single_failures
from graphsvc.judgements.outages.reserves import Coverage, coverages
from graphsvc.judgements.workspace import Facts

EVERY = "*"
"""Stands in keys for every single failure."""


@dataclass(frozen=True)
class Case:
    """What fails, and what it leaves to be covered; ``entity`` None: each of ``failures`` alone.

    ``untold``: entities of which no figures are known; ``failing``: by product (position) what its need is of.
    """

    entity: Entities | None
    failures: list[Failure]
    untold: list[Entities]
    covered: list[Coverage]
    failing: dict[int, Entities]

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id of what fails, in keys of rows."""
        return (self.entity.kind, self.entity.ids[0]) if self.entity else (EVERY, EVERY)


def every_failure(facts: Facts, kinds: Sequence[str], scenario: object, horizon_days: float, target: float) -> Case:
    """Every single failure of some kinds, and the scenarios listed beside them (``scenario``, None for none).

    Of a product its hardest failure counts: the one that leaves most missing of ``target`` times the need.
    """
    failures, untold = single_failures(facts, kinds, horizon_days)
    if scenario is not None:
        listed, open_ = listed_failures(facts, scenario, horizon_days)
        failures, untold = [*failures, *listed], [*untold, *open_]
    hardest: dict[int, tuple[float, Coverage, Entities]] = {}
    for failure in failures:
        for c in coverages(facts, failure.entity, failure.roots, horizon_days):
            short = target * c.need.need - c.certain
            if c.need.product not in hardest or short > hardest[c.need.product][0]:
                hardest[c.need.product] = (short, c, failure.entity)
    covered = [hardest[p][1] for p in sorted(hardest)]
    return Case(None, failures, untold, covered, {p: h[2] for p, h in hardest.items()})


def one_case(facts: Facts, kind: str, entity_id: str, horizon_days: float) -> Case:
    """One named entity."""
    entity = find_entity(facts.snapshot, kind, entity_id)
    needs: list[Need] = []
    if len(facts.members.finals.node):
        needs = facts.outages.needs(entity, horizon_days)
    one = one_failure(facts, entity, needs, horizon_days)
    untold = [entity] if one is None and any(np.isnan(n.need) for n in needs) else []
    covered = coverages(facts, entity, needs, horizon_days)
    return Case(entity, [one] if one else [], untold, covered, dict.fromkeys((n.product for n in needs), entity))


def about(facts: Facts, case: Case) -> dict[str, object]:
    """Whom the plan is about; all None of every single failure."""
    if case.entity is None:
        return {"entity_type": None, "entity_id": None, "name": None}
    kind, entity_id = case.entity.kind, case.entity.ids[0]
    return {"entity_type": kind, "entity_id": entity_id, "name": facts.names.entity(kind, entity_id)}


def need_document(facts: Facts, case: Case, need: Need) -> dict[str, object]:
    """What has to be covered of one product [unit], and how it comes about."""
    code = facts.network.product_codes[need.product]
    return {
        "product_code": code,
        "product_name": facts.names.product(code),
        "entity_id": case.failing[need.product].ids[0],
        "gross": known(need.gross),
        "stock_upstream": known(need.stock_upstream),
        "stock_downstream": known(need.stock_downstream),
        "need": known(need.need),
        "need_lower": known(need.lower),
        "need_upper": known(need.upper),
        "unit": unit_of(facts, code),
        "daily": known(need.daily),
        "tts_days": known(need.tts_days),
        "window_days": known(need.window_days),
        "loss_days": known(need.loss_days),
    }
