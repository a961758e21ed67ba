"""gap-list: what a chain office can invite investment for, with reasons, size, candidates and priority."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.notices import Notice
from graphsvc.domain.results import Result
from graphsvc.judgements.gaps.effect_words import effect_values
from graphsvc.judgements.gaps.effects import gap_effects
from graphsvc.judgements.gaps.fields import neighbours
from graphsvc.judgements.gaps.found import found_gaps
from graphsvc.judgements.gaps.gap_row import Common, gap_row
from graphsvc.judgements.gaps.priority import ORDERS, WEIGHTS, order_by, prioritise
from graphsvc.judgements.gaps.proof import gap_trace
from graphsvc.judgements.gaps.suppliers import supplier_of
from graphsvc.judgements.links.weak import DEFAULT_THETAS
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

FIELDS = ("coefficient", "output", "capacity", "recovery", "stock", "share", "price")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``gap-list`` is asked with."""

    horizon_days: float = horizon()
    order: str = parameter("enum", ORDERS[0], allowed=ORDERS)


COLUMNS = columns(
    "gap-list",
    "no", "chain_code", "chain", "position_path", "product", "product_code", "product_name", "gb4754", "gap_kind",
    "ladder", "verb", "secondary_verbs", "reasons", "reason_codes", "scope_region", "demand", "unit", "local_supply",
    "gap_qty", "gap_rate", "demand_value", "demanders", "current_sources", "import_dep", "risk_grade", "tts_days",
    "tts_days_note", "loss_value", "loss_value_lower", "loss_value_upper", "loss_days", "upstream_ready",
    "downstream_ready", "suggested_capacity", "target_profile", "candidates", "mode", "park", "factors", "pipeline",
    "challenge", "policies", "effect", "effect_capacity", "effect_loss_days", "effect_loss_days_lower",
    "effect_loss_days_upper", "effect_cp", "effect_cp_lower", "effect_cp_upper", "effect_ssr", "effect_ssr_lower",
    "effect_ssr_upper", "effect_rs", "effect_rs_lower", "effect_rs_upper", "effect_cut_order", "effect_investment",
    "effect_per_investment", "effect_per_investment_lower", "effect_per_investment_upper",
    "priority", "priority_score", "priority_score_lower", "priority_score_upper",
    "priority_parts", "priority_unknown", "owner", "person", "due", "contact_stage", "data_grade", "as_of", "proof",
    "n_proof",
)  # fmt: skip


def _run(facts: Facts, asked: Parameters) -> Result:
    horizon = asked.horizon_days
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    gaps = found_gaps(facts, horizon, grade)
    others, common = neighbours(facts), Common(facts)
    listed = [gap for gap in gaps if gap.excluded is None]
    rows = [gap_row(facts, gap, grade, others, common, horizon) for gap in listed]
    effects = gap_effects(
        facts,
        [supplier_of(facts, gap.code) for gap in listed],
        {gap.code: others.gained_cp(facts, gap.code) for gap in listed},
        horizon,
    )
    for row in rows:
        row.values.update(effect_values(effects[row.gap.code], others.cp_parts, horizon, row.values["unit"]))
    prioritise([row.values for row in rows])
    rows.sort(key=lambda row: order_by(asked.order, row.values, row.gap.risk.grade))
    for no, row in enumerate(rows, start=1):
        row.values["no"] = no
    excluded = [
        {
            "chain": facts.chain.name,
            "product_code": g.code,
            "product_name": facts.names.product(g.code),
            "gap_kind": g.kind,
            "ladder": g.ladder,
            "reason_code": g.excluded,
        }
        for g in sorted(gaps, key=lambda g: g.code)
        if g.excluded is not None
    ]
    summary = {
        "n_gaps": len(rows),
        "n_excluded": len(excluded),
        "excluded": excluded,
        "blank_fields": others.blank_fields(facts),
        "thresholds": {**DEFAULT_THETAS, "horizon_days": horizon},
        "priority_weights": WEIGHTS,
    }
    notices = list(facts.members.final_notices)
    if grade == "D":
        notices.append(Notice("grade_d", action=None, facts={"chain": facts.chain.code}))
    chain, data = facts.chain.code, facts.data
    findings = [
        COLUMNS.finding(row.values, (chain, row.gap.code), partial(gap_trace, data, row.gap.code, row.refs))
        for row in rows
    ]
    return Result(findings, summary, notices, completeness, grade)


QUESTION = Question(
    name="gap-list",
    asks="补链招商清单：哪些缺口值得招引，多大规模，找谁，优先级如何？",
    asks_en="Gap list for investment promotion: which gaps to fill, how large, with whom, in which order?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=("no", "product", "gap_kind", "verb", "demand", "unit", "gap_qty", "risk_grade", "tts_days", "priority"),
)
