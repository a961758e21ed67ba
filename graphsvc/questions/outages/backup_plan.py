"""backup-plan: what a backup has to bring while something is away, what the listed reserves bring, the best plan."""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.results import Result
from graphsvc.judgements.outages.backup_candidates import backup_candidates
from graphsvc.judgements.outages.backup_case import Case, about, every_failure, need_document, one_case
from graphsvc.judgements.outages.backup_choice import (
    Wanted,
    choose,
    duals_document,
    frontier_document,
    plan_document,
)
from graphsvc.judgements.outages.backup_cover import cover_of
from graphsvc.judgements.outages.backup_missing import missing_row
from graphsvc.judgements.outages.backup_rows import QUANTITY, plan_rows
from graphsvc.judgements.outages.backup_score import coverage_document
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``backup-plan`` is asked with."""

    entity_id: str | None = parameter("text")
    entity: str = parameter("enum", "group", allowed=ENTITY_TYPES)
    also: tuple[str, ...] = parameter("list", (), allowed=ENTITY_TYPES)
    scenario: object = parameter("object")
    horizon_days: float = horizon()
    target: float = parameter("number", 1.0, "1", minimum=0.0, maximum=10.0)
    served: float | None = parameter("number", None, "1", minimum=0.0, maximum=1.0)
    budget: float | None = parameter("number", None, "万元", minimum=0.0, maximum=1e12)
    alpha: float | None = parameter("number", None, "1", minimum=0.0, maximum=0.999)
    region_share: float = parameter("number", 0.5, "1", minimum=0.0, maximum=1.0)
    new_stocks: bool = parameter("bool", True)
    candidates: bool = parameter("bool", False)


COLUMNS = columns(
    "backup-plan",
    "chain_code", "instrument", "product_code", "product_name", *QUANTITY, "unit", "activation_days",
    "cost", "cost_lower", "cost_upper", "cost_assumed", "plan_quantity", "plan_cost",
    "reserve_no", "holder_id", "name", "region_code", "usable", "usable_reason",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """Reserves and stocks of the plan, the useful ones first, then what the listed ones leave missing."""
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    case = _case(facts, asked)
    candidates = backup_candidates(facts) if asked.candidates else []
    margin = max(1.0, asked.target)
    planned = cover_of(facts, case.failures, asked.horizon_days, margin, asked.new_stocks, candidates)
    wanted = Wanted(asked.target, asked.served, asked.budget, asked.alpha, asked.region_share)
    choice = choose(planned, wanted)
    found = [COLUMNS.finding(*row) for row in plan_rows(facts, case, choice, candidates)]
    missing = [COLUMNS.finding(*missing_row(facts, case, c, asked.target)) for c in case.covered]
    points, knee = frontier_document(choice)
    summary = {
        **about(facts, case),
        "need": [need_document(facts, case, c.need) for c in case.covered],
        **coverage_document(facts.network, case.covered),
        "still_missing": [{k: f.values[k] for k in ("product_code", "quantity", "unit")} for f in missing],
        "plan": plan_document(facts, choice, [e.ids[0] for e in case.untold]),
        "frontier": points,
        "knee": knee,
        "frontier_is_complete": choice.frontier.is_complete,
        "duals": duals_document(facts, choice),
        "horizon_days": asked.horizon_days,
        "target": asked.target,
        "note": None if facts.snapshot.tables.rows("reserves") else "no_reserves_listed",
    }
    return Result([*found, *missing], summary, facts.members.final_notices, completeness, grade)


def _case(facts: Facts, asked: Parameters) -> Case:
    if asked.entity_id is not None:
        return one_case(facts, asked.entity, asked.entity_id, asked.horizon_days)
    kinds = list(dict.fromkeys((asked.entity, *asked.also)))
    return every_failure(facts, kinds, asked.scenario, asked.horizon_days, asked.target)


QUESTION = Question(
    name="backup-plan",
    asks="某对象（或任意一个主体）断供要备多少？现有储备够不够，还缺多少？花多少钱备什么最划算？",
    asks_en="If something, or any one group, fails: how much backup is needed, what is missing, what is the best plan?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=(
        "instrument",
        "product_name",
        "quantity",
        "unit",
        "activation_days",
        "cost",
        "plan_quantity",
        "usable",
        "usable_reason",
    ),
)
