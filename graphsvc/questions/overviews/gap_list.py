"""gap-list: what a chain office can invite investment for, with reasons, size, candidates and priority."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from graphsvc.analysis.sources import SingleSource
from graphsvc.domain.columns import columns
from graphsvc.domain.notices import Notice
from graphsvc.domain.reference import industry_name, region_name
from graphsvc.domain.results import Result
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Code, Figure, Joined, Said
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.candidates import candidates, firms_by_name, ranked, told
from graphsvc.judgements.gaps.effect_words import effect_values
from graphsvc.judgements.gaps.effects import gap_effects
from graphsvc.judgements.gaps.fields import Neighbours, neighbours
from graphsvc.judgements.gaps.priority import ORDERS, WEIGHTS, order_by, prioritise
from graphsvc.judgements.gaps.proof import gap_trace, places, proof_refs
from graphsvc.judgements.gaps.reasons import missing_words, risk_words, single_words, weak_words
from graphsvc.judgements.gaps.risks import Risk, backed_up, parks_of, risks, singles
from graphsvc.judgements.gaps.suppliers import supplier_of
from graphsvc.judgements.gaps.trade import Need, current_sources, demanders, needs_here
from graphsvc.judgements.links.completeness import chain_completeness
from graphsvc.judgements.links.missing import EXPORTABLE, MissingLink, missing_links, verb_for_missing
from graphsvc.judgements.links.weak import DEFAULT_THETAS, WeakLink, weak_link
from graphsvc.judgements.statuses import stage_path
from graphsvc.judgements.trace import Ref
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

FIELDS = ("coefficient", "output", "capacity", "recovery", "stock", "share", "price")
OPEN_BECAUSE = {
    "place_of_a_maker_too_coarse": "place_too_coarse",
    "demand_unknown": "data_unknown",
    "rows_pending": "rows_pending",
}
EXPORT_REASONS = ("W1", "W2", "W6")
SINGLE_SOURCE = "single_source"
"""A reason beside ML and W1–W7: purchases here with one independent source."""


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


@dataclass(frozen=True)
class _Gap:
    """A candidate row before it is written out."""

    code: str
    kind: str
    ladder: str | None
    reasons: tuple[str, ...]
    verbs: tuple[str, ...]
    link: MissingLink
    weak: WeakLink
    risk: Risk
    single: tuple[SingleSource, ...]
    excluded: str | None

    @property
    def wants_second(self) -> bool:
        """Whether a second source is what helps: few makers, a single source, or a failure that outlasts the stocks."""
        return bool({"W2", SINGLE_SOURCE} & set(self.reasons)) or "stabilise" in self.verbs


def _gaps(facts: Facts, horizon: float, grade: str) -> list[_Gap]:
    links = missing_links(facts)
    cp = chain_completeness(facts, links)["completeness_cp"]
    finals = facts.members.final_set
    behind, single = risks(facts, horizon, grade), singles(facts)
    gaps = []
    for code, link in links.items():
        weak, risk, own = weak_link(facts, code, DEFAULT_THETAS), behind.get(code, Risk()), tuple(single.get(code, ()))
        gap = _Gap(code, "missing_link", link.ladder, (), (), link, weak, risk, own, None)
        if link.is_missing == "yes":
            base = verb_for_missing(link, cp) or "fill"
            verbs = ("stabilise", base) if risk.gap > 0 else (base,)
            out = None if link.ladder in EXPORTABLE else f"ladder_{link.ladder}"
            gaps.append(replace(gap, reasons=("ML",), verbs=verbs, excluded=out))
        elif link.ladder == "not_to_fill":
            gaps.append(replace(gap, excluded=link.note or "not_to_fill"))
        elif link.is_missing == "unknown":
            gaps.append(replace(gap, ladder="unknown", excluded=OPEN_BECAUSE.get(link.note or "", "list_incomplete")))
        elif weak.is_weak == "yes" or own:
            gaps.append(_weak_gap(gap))
        elif weak.is_weak == "unknown" and code not in finals and set(weak.possible) & set(EXPORT_REASONS):
            out = "data_unknown" if facts.data.list_is_complete("06", code) else "list_incomplete"
            gaps.append(replace(gap, kind="weak_link", ladder=None, reasons=weak.possible, excluded=out))
    return [replace(g, excluded=g.excluded or "grade_d") for g in gaps] if grade == "D" else gaps


def _weak_gap(gap: _Gap) -> _Gap:
    """Made here, but not well: fill only where capacity is short of demand (W1), else strengthen or stabilise."""
    reasons = (*gap.weak.reasons, *((SINGLE_SOURCE,) if gap.single else ()))
    stable = gap.risk.gap > 0 and bool(reasons)
    fill = "fill" if "W1" in reasons else None
    better = "strengthen" if any(r not in ("W1", SINGLE_SOURCE) for r in reasons) else None
    verbs = tuple(v for v in ("stabilise" if stable else None, fill, better) if v) or ("stabilise",)
    fit = stable or any(r in EXPORT_REASONS for r in reasons)
    kind = "weak_link" if gap.weak.reasons else "single_source"
    out = "verb_not_for_investment" if gap.weak.reasons else "stocks_outlast" if gap.risk.entity else "loss_unknown"
    return replace(gap, kind=kind, reasons=reasons, verbs=verbs, excluded=None if fit else out)


def _run(facts: Facts, asked: Parameters) -> Result:
    horizon = asked.horizon_days
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    gaps = _gaps(facts, horizon, grade)
    others, common = neighbours(facts), _Common(facts)
    listed = [gap for gap in gaps if gap.excluded is None]
    rows = [_row(facts, gap, grade, others, common, horizon) for gap in listed]
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


class _Common:
    """What all rows look things up in: the chains of the version, and firms by name."""

    def __init__(self, facts: Facts) -> None:
        space = facts.workspace
        scopes = [space.scope(chain) for chain in sorted(facts.snapshot.chains)]
        self._codes = [frozenset(space.facts(scope).members.product_codes) for scope in scopes]
        self.firm_of = firms_by_name(facts.network)

    def leverage(self, code: str) -> float:
        """How many chains of the version need a product: each chain once, whatever number of lists name it."""
        return float(sum(code in codes for codes in self._codes))


@dataclass(frozen=True)
class _Row:
    gap: _Gap
    values: dict[str, Any]
    refs: list[Ref]


def _row(facts: Facts, gap: _Gap, grade: str, others: Neighbours, common: _Common, horizon: float) -> _Row:
    n, figures, code, risk = facts.network, facts.local.figures, gap.code, gap.risk
    p, region = n.product_index[code], facts.scope.region
    row = facts.names.row(code)
    unit = row["unit"]
    demand = known(figures.demand[p])
    supply = known(figures.capacity[p]) if figures.made_here[p] else 0.0
    gap_qty = known(max(0.0, demand - supply)) if demand is not None and supply is not None else None
    price = known(n.product_price[p])
    value = known(demand * price / 1e4) if demand is not None and price is not None else None
    needs = needs_here(facts, p)
    dependent = backed_up(facts, p, risk, gap.single, "W2" in gap.reasons) if gap.wants_second else frozenset()
    found = others.of_product(facts, code, gap_qty, parks_of(facts.snapshot, dependent))
    wanted = gap_qty or demand
    invited = ranked(candidates(facts, code, needs, found.targets, dependent, common.firm_of), wanted)
    refs = proof_refs(facts, code, needs, risk, invited[:5], found.refs)
    stage = stage_path(facts.snapshot, row["slot_chain"], row["stage_code"])
    listed = facts.snapshot.stage_of(row)
    position = listed["position"] if listed else None
    ready = _upstream_ready(facts, code)
    values = {
        "no": 0,
        "chain_code": facts.chain.code,
        "chain": facts.chain.name,
        "position_path": Joined(tuple(x for x in (position and Code("position", position), *stage) if x), "/"),
        "product": f"{row['product_name']} {code}",
        "product_code": code,
        "product_name": row["product_name"],
        "gb4754": f"{row['gb4754']} {industry_name(row['gb4754'])}".strip() if row["gb4754"] else None,
        "gap_kind": gap.kind,
        "ladder": gap.ladder,
        "verb": gap.verbs[0],
        "secondary_verbs": list(gap.verbs[1:]),
        "reasons": _reasons(facts, gap, needs, horizon, unit),
        "reason_codes": list(gap.reasons),
        "scope_region": f"{region} {region_name(region)}".strip() if region else None,
        "demand": demand,
        "unit": unit,
        "local_supply": supply,
        "gap_qty": gap_qty,
        "gap_rate": known(gap_qty / demand) if gap_qty is not None and demand else None,
        "demand_value": value,
        "demanders": demanders(n, needs),
        "current_sources": current_sources(n, needs),
        "import_dep": known(figures.import_share[p]),
        "risk_grade": risk.grade,
        "tts_days": risk.survive,
        "tts_days_note": "beyond_horizon" if risk.entity is not None and risk.survive is None else None,
        "loss_value": _loss_value(risk.loss, facts.members.final_value),
        "loss_value_lower": _least_loss_value(risk.loss_lower, facts.members.final_value),
        "loss_value_upper": _loss_value(risk.loss_upper, facts.members.final_value),
        "loss_days": risk.loss,
        "upstream_ready": ready,
        "suggested_capacity": gap_qty or None,
        "target_profile": _profile(gap, row, gap_qty),
        "candidates": told(invited, wanted, unit),
        **found.values,
        "data_grade": grade,
        "as_of": facts.chain.as_of or facts.snapshot.as_of,
        "proof": places(facts, refs),
        "n_proof": len(refs),
        "priority_parts": {
            "loss": risk.loss,
            "value": value,
            "feasibility": _feasibility(found.values, ready, bool(others.tables["parks"])),
            "leverage": common.leverage(code),
            "candidates": invited[0].fit(wanted) if invited else 0.0,
        },
    }
    return _Row(gap, values, refs)


def _loss_value(days: float | None, daily: float | None) -> float | None:
    """Loss in 万元; nothing lost is 0 whatever a day's output is worth."""
    if days is None:
        return None
    if days <= 1e-9:
        return 0.0
    return known(days * daily) if daily is not None else None


def _least_loss_value(days: float | None, daily: float | None) -> float | None:
    """Lower end of the loss in 万元: a loss is never below 0, so days of unknown worth cost at least 0."""
    return 0.0 if days is not None and daily is None else _loss_value(days, daily)


def _reasons(facts: Facts, gap: _Gap, needs: list[Need], horizon: float, unit: str | None) -> Joined:
    p = facts.network.product_index[gap.code]
    said = [missing_words(facts, p, needs, unit)] if "ML" in gap.reasons else []
    said += weak_words(facts, gap.weak)
    said += [single_words(facts, gap.single)] if SINGLE_SOURCE in gap.reasons else []
    return Joined(tuple(x for x in (*said, risk_words(facts, gap.risk, horizon)) if x))


def _profile(gap: _Gap, product: Values, gap_qty: float | None) -> Joined:
    """Whom to look for: the product and its grade; what is missing; for a second source that it must stand alone."""
    size = Said("make_up", {"amount": Figure(gap_qty, product["unit"] or "", is_close=True)}) if gap_qty else None
    second = Said("second_source") if gap.wants_second else None
    return Joined(tuple(x for x in (product["product_name"], product["grade"], size, second) if x))


def _upstream_ready(facts: Facts, code: str) -> float | None:
    """Part of the product's essential inputs that are made in the region, 0-1; None where no input is known."""
    rows = [
        r
        for r in facts.snapshot.tables.rows("product_inputs")
        if r["to_product"] == code and r["necessity"] != "非必需"
    ]
    made = [bool(facts.local.figures.made_here[facts.network.product_index[r["from_product"]]]) for r in rows]
    return sum(made) / len(made) if made else None


def _feasibility(found: Values, upstream_ready: float | None, parks_are_listed: bool) -> float | None:
    """Mean of what is known of inputs here, demand nearby and a fitting park; None where nothing is."""
    park = (1.0 if found["park"] else 0.0) if parks_are_listed else None
    told = [x for x in (found["downstream_ready"], park, upstream_ready) if x is not None]
    return sum(told) / len(told) if told else None


QUESTION = Question(
    name="gap-list",
    asks="补链招商清单：哪些缺口值得招引，多大规模，找谁，优先级如何？",
    asks_en="Gap list for investment promotion: which gaps to fill, how large, with whom, in which order?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=("no", "product", "gap_kind", "verb", "demand", "unit", "gap_qty", "risk_grade", "tts_days", "priority"),
)
