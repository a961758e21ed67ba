"""What each single failure costs, in short: days lost, grade and verdict per entity, for questions that rank by it."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.analysis.outages.outage import risk_grade
from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.choke import FIELDS, is_raised, raised_products
from graphsvc.judgements.scope import Scope


@dataclass(frozen=True)
class Loss:
    """One entity: ``loss_days`` [full-output days], ``risk_grade``, ``verdict`` yes|no|unknown, its node positions."""

    entity_id: str
    name: str
    loss_days: float
    risk_grade: str
    verdict: str
    nodes: tuple[int, ...]


def losses(scope: Scope, kind: str, horizon_days: float) -> list[Loss]:
    """Every entity of a kind as ``choke-points`` judges it, most days lost first; empty without final output here."""
    if not len(scope.finals.node):
        return []
    grade = scope.grade(scope.completeness(FIELDS))
    entities, _ = scope.entities(kind)
    figures, marks = scope.outages(kind, horizon_days), raised_products(scope)
    impact, gap = figures.impact, figures.gap
    found = []
    for e, verdict in enumerate(figures.verdicts()):
        nodes = [int(v) for v in entities.nodes_of(e)]
        raised = is_raised(scope, nodes, *marks)
        risk = "grey" if grade == "D" else risk_grade(impact.value[e], gap.value[e], raised)
        name = scope.entity_name(kind, entities.ids[e])
        days = known(figures.loss.value[e])
        found.append(Loss(entities.ids[e], name, 0.0 if days is None else days, risk, verdict, tuple(nodes)))
    return sorted(found, key=lambda item: (-item.loss_days, item.entity_id))


def choke_points_of(scope: Scope, horizon_days: float) -> list[Loss]:
    """Control groups that are choke points beyond doubt, most days lost first."""
    return [item for item in losses(scope, "group", horizon_days) if item.verdict == "yes"]
