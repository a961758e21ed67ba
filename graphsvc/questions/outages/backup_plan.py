"""backup-plan: what a backup has to bring while something is away, what the listed reserves bring, the best plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.backup import Need
from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.objects import find_entity
from graphsvc.judgements.outages.backup_candidates import Candidate, backup_candidates
from graphsvc.judgements.outages.backup_choice import (
    Choice,
    Wanted,
    choose,
    duals_document,
    frontier_document,
    plan_document,
    unit_of,
)
from graphsvc.judgements.outages.backup_costs import Cost
from graphsvc.judgements.outages.backup_cover import cover_of
from graphsvc.judgements.outages.backup_score import coverage_document
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.failures_to_cover import Failure, listed_failures, one_failure, single_failures
from graphsvc.judgements.outages.reserves import Coverage, Reserve, coverages
from graphsvc.judgements.trace import Ref, capacity_refs, product_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

STILL_MISSING = "still_missing"
EVERY = "*"
"""Stands in keys for every single failure."""
QUANTITY = ("quantity", "quantity_lower", "quantity_upper")
_USEFUL_FIRST = ("yes", "unknown", "no")
TAKEN = 1e-7
"""A part of an option below this is none."""


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


@dataclass(frozen=True)
class _Case:
    """What fails, and what it leaves to be covered; ``entity`` None: each of ``failures`` alone."""

    entity: Entities | None
    failures: list[Failure]
    untold: list[Entities]
    covered: list[Coverage]
    failing: dict[int, Entities]

    @property
    def key(self) -> tuple[str, str]:
        return (self.entity.kind, self.entity.ids[0]) if self.entity else (EVERY, EVERY)


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
    found = _rows(facts, case, choice, candidates)
    missing = [_missing(facts, case, c, asked.target) for c in case.covered]
    points, knee = frontier_document(choice)
    summary = {
        **_about(facts, case),
        "need": [_need_document(facts, case, c.need) for c in case.covered],
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


def _case(facts: Facts, asked: Parameters) -> _Case:
    """One named entity, or every single failure of the kinds asked about and the scenarios listed beside them; of a
    product then its hardest failure."""
    horizon = asked.horizon_days
    if asked.entity_id is None:
        failures, untold = single_failures(facts, list(dict.fromkeys((asked.entity, *asked.also))), horizon)
        if asked.scenario is not None:
            listed, open_ = listed_failures(facts, asked.scenario, horizon)
            failures, untold = [*failures, *listed], [*untold, *open_]
        hardest: dict[int, tuple[float, Coverage, Entities]] = {}
        for failure in failures:
            for c in coverages(facts, failure.entity, failure.roots, horizon):
                short = asked.target * c.need.need - c.certain
                if c.need.product not in hardest or short > hardest[c.need.product][0]:
                    hardest[c.need.product] = (short, c, failure.entity)
        covered = [hardest[p][1] for p in sorted(hardest)]
        return _Case(None, failures, untold, covered, {p: h[2] for p, h in hardest.items()})
    entity = find_entity(facts.snapshot, asked.entity, asked.entity_id)
    needs: list[Need] = []
    if len(facts.members.finals.node):
        needs = facts.outages.needs(entity, horizon)
    one = one_failure(facts, entity, needs, horizon)
    untold = [entity] if one is None and any(np.isnan(n.need) for n in needs) else []
    covered = coverages(facts, entity, needs, horizon)
    return _Case(entity, [one] if one else [], untold, covered, dict.fromkeys((n.product for n in needs), entity))


def _about(facts: Facts, case: _Case) -> dict[str, object]:
    if case.entity is None:
        return {"entity_type": None, "entity_id": None, "name": None}
    kind, entity_id = case.entity.kind, case.entity.ids[0]
    return {"entity_type": kind, "entity_id": entity_id, "name": facts.names.entity(kind, entity_id)}


def _rows(facts: Facts, case: _Case, choice: Choice, candidates: Sequence[Candidate]) -> list[Finding]:
    """Listed reserves and candidates by use, quantity and start, then stocks to be laid in.

    Of one entity those further down only where the plan takes them."""
    n_listed = facts.snapshot.tables["reserves"].num_rows
    refs = {n_listed + i: candidate.refs for i, candidate in enumerate(candidates)}
    planned = choice.planned
    taken = dict(zip((o.reserve_row for o in planned.options), range(len(planned.options)), strict=True))
    listed = [(c.need, r) for c in case.covered for r in sorted(c.reserves, key=_usefulness)]
    if case.entity is None:
        listed = [(need, reserve) for reserve, need, _ in planned.reserves.values()]
        listed.sort(key=lambda told: (told[0].product, _usefulness(told[1])))
    else:
        own = {r.row for _, r in listed}
        listed += [
            (need, reserve)
            for i, (reserve, need, _) in sorted(planned.reserves.items())
            if i not in own and ((i in refs and need.product in case.failing) or _is_taken(choice, taken.get(i)))
        ]
    found = [_reserve(facts, case, need, r, choice, taken.get(r.row), refs.get(r.row)) for need, r in listed]
    found.sort(key=lambda f: _USEFUL_FIRST.index(f.values["usable"]))
    stocks = [
        _new_stock(facts, case, choice, k)
        for k, option in enumerate(planned.options)
        if option.reserve_row is None and choice.plan.taken[k] > TAKEN
    ]
    return [*found, *stocks]


def _is_taken(choice: Choice, position: int | None) -> bool:
    return position is not None and bool(choice.plan.taken[position] > TAKEN)


def _usefulness(reserve: Reserve) -> tuple[float, float, str]:
    start = reserve.values["activation_days"]
    return (-(reserve.quantity or 0.0), float("inf") if start is None else start, str(reserve.values["reserve_no"]))


def _need_document(facts: Facts, case: _Case, need: Need) -> dict[str, object]:
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


def _planned(choice: Choice, position: int | None) -> dict[str, float | None]:
    """What the plan takes of an option, and what that costs; None where it is none of the plan's options."""
    if position is None:
        return {"plan_quantity": None, "plan_cost": None}
    option, part = choice.planned.options[position], float(choice.plan.taken[position])
    part = part if part > TAKEN else 0.0
    return {"plan_quantity": known(part * option.amount), "plan_cost": known(part * option.cost.value)}


def _reserve(
    facts: Facts,
    case: _Case,
    need: Need,
    reserve: Reserve,
    choice: Choice,
    position: int | None,
    refs: Sequence[Ref] | None,
) -> Finding:
    """One reserve, or a candidate, which rests on other rows (``refs``) than one of list 18."""
    row, cost = reserve.values, reserve.cost
    code = facts.network.product_codes[need.product]
    values = {
        "chain_code": facts.chain.code,
        "instrument": row["instrument"],
        "product_code": code,
        "product_name": facts.names.product(code),
        **dict.fromkeys(QUANTITY, known(reserve.quantity)),
        "unit": unit_of(facts, code),
        "activation_days": known(row["activation_days"]),
        **_cost(cost),
        **_planned(choice, position),
        "reserve_no": row["reserve_no"],
        "holder_id": row["holder"],
        "name": facts.names.entity("firm", row["holder"]) if row["holder"] else None,
        "region_code": row["reserve_region"],
        "usable": reserve.usable,
        "usable_reason": reserve.reason or (None if refs is None else "not_in_list_18"),
    }
    key = (facts.chain.code, *case.key, code, str(row["reserve_no"]), str(reserve.row))
    return COLUMNS.finding(values, key, partial(_reserve_trace, reserve, refs))


def _cost(cost: Cost | None) -> dict[str, object]:
    if cost is None:
        return dict.fromkeys(("cost", "cost_lower", "cost_upper", "cost_assumed"))
    return {
        "cost": known(cost.value),
        "cost_lower": known(cost.lower),
        "cost_upper": known(cost.upper),
        "cost_assumed": cost.is_default,
    }


def _new_stock(facts: Facts, case: _Case, choice: Choice, position: int) -> Finding:
    """A stock the plan lays in; it may lie anywhere, so in two cities at least."""
    option = choice.planned.options[position]
    code = facts.network.product_codes[option.product]
    told = _planned(choice, position)
    part = float(choice.plan.taken[position])
    ends = {"cost_lower": option.cost.lower * part, "cost_upper": option.cost.upper * part}
    values = {
        "chain_code": facts.chain.code,
        "instrument": option.instrument,
        "product_code": code,
        "product_name": facts.names.product(code),
        **dict.fromkeys(QUANTITY, told["plan_quantity"]),
        "unit": unit_of(facts, code),
        "activation_days": 0.0,
        "cost": told["plan_cost"],
        **{name: known(value) for name, value in ends.items()},
        "cost_assumed": True,
        **told,
        **dict.fromkeys(("reserve_no", "holder_id", "name", "region_code")),
        "usable": "yes",
        "usable_reason": "to_be_laid_in",
    }
    key = (facts.chain.code, *case.key, code, "new_stock")
    return COLUMNS.finding(values, key, partial(_product_trace, facts.snapshot, code))


def _missing(facts: Facts, case: _Case, covered: Coverage, target: float) -> Finding:
    need, entity = covered.need, case.failing[covered.need.product]
    code = facts.network.product_codes[need.product]
    values = {
        "chain_code": facts.chain.code,
        "instrument": STILL_MISSING,
        "product_code": code,
        "product_name": facts.names.product(code),
        "quantity": known(float(np.maximum(0.0, target * need.need - covered.certain))),
        "quantity_lower": known(float(np.maximum(0.0, target * need.lower - covered.possible))),
        "quantity_upper": known(float(np.maximum(0.0, target * need.upper - covered.certain))),
        "unit": unit_of(facts, code),
        **_cost(None),
        **dict.fromkeys(
            ("activation_days", "plan_quantity", "plan_cost", "reserve_no", "holder_id", "name", "region_code")
        ),
        **dict.fromkeys(("usable", "usable_reason")),
    }
    key = (facts.chain.code, *case.key, code, STILL_MISSING)
    return COLUMNS.finding(values, key, partial(_need_trace, facts.snapshot, entity, need.product))


def _reserve_trace(reserve: Reserve, refs: Sequence[Ref] | None) -> Trace:
    row = reserve.values
    if refs is not None:
        return unique(refs)
    columns = ("quantity", "activation_days", "holder", "agreement_end", "cost_init", "cost_year")
    needed = (("quantity", row["quantity"]), ("activation_days", row["activation_days"]))
    missing = [{"table": "reserves", "field": name} for name, told in needed if told is None]
    return unique([("reserves", reserve.row, columns)], missing)


def _product_trace(snapshot: GraphSnapshot, code: str) -> Trace:
    return unique(product_refs(snapshot, [code]))


def _need_trace(snapshot: GraphSnapshot, entity: Entities, product: int) -> Trace:
    n = snapshot.network
    nodes = entity.node[n.node_product[entity.node] == product].tolist()
    sources = np.flatnonzero(np.isin(n.source_node, nodes))
    cut = entity.cut_source[n.purchase_product[n.source_purchase[entity.cut_source]] == product]
    purchases = np.unique(n.source_purchase[np.concatenate([sources, cut])]).tolist()
    code = n.product_codes[product]
    return unique(capacity_refs(n, nodes) + supply_refs(n, purchases) + product_refs(snapshot, [code]))


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
