"""What each single failure costs, in short: days lost, grade and verdict per entity, for questions that rank by it."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.choke import FIELDS, risk_grades
from graphsvc.judgements.workspace import Facts


@dataclass(frozen=True)
class Loss:
    """One entity: ``loss_days`` [full-output days], ``risk_grade``, ``verdict`` yes|no|unknown, its node positions."""

    entity_id: str
    name: str
    loss_days: float
    risk_grade: str
    verdict: str
    nodes: tuple[int, ...]


def losses(facts: Facts, kind: str, horizon_days: float) -> list[Loss]:
    """Every entity of a kind as ``choke-points`` judges it, most days lost first; empty without final output here."""
    if not len(facts.members.finals.node):
        return []
    grade = facts.data.grade(facts.data.completeness(FIELDS))
    entities, _ = facts.outages.entities(kind)
    figures = facts.outages.figures(kind, horizon_days)
    judged = zip(figures.verdicts(), risk_grades(facts, entities, figures, grade), strict=True)
    found = []
    for e, (verdict, risk) in enumerate(judged):
        name = facts.names.entity(kind, entities.ids[e])
        days = known(figures.loss.value[e])
        nodes = tuple(entities.nodes_of(e).tolist())
        found.append(Loss(entities.ids[e], name, 0.0 if days is None else days, risk, verdict, nodes))
    return sorted(found, key=lambda item: (-item.loss_days, item.entity_id))
