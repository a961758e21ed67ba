"""gap-list: what a chain office can invite investment for, with reasons, size, candidates and priority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.outages.outage import risk_grade
from graphsvc.domain.notices import Notice
from graphsvc.domain.reference import country_name, industry_name, region_name
from graphsvc.domain.results import Finding, Result
from graphsvc.questions.links.missing_links import (
    EXPORTABLE,
    MissingLink,
    chain_completeness,
    missing_links,
    verb_for_missing,
)
from graphsvc.questions.links.weak_links import DEFAULT_THETAS, WeakLink, weak_link
from graphsvc.questions.outages.choke_points import is_raised, raised_products
from graphsvc.questions.overviews.gap_fields import Neighbours, neighbours
from graphsvc.questions.overviews.gap_reasons import weak_words
from graphsvc.questions.overviews.stages import SINGLE, stage_path
from graphsvc.questions.question import HORIZON, Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.sources.single_sources import find_single_sources
from graphsvc.questions.trace import product_trace

FIELDS = ("coefficient", "output", "capacity", "recovery", "stock", "share", "price")
LADDER_NAMES = {
    "county_has_none": "县缺市有",
    "city_has_none": "市缺省有",
    "province_has_none": "省缺国有",
    "nation_has_none": "国内空白",
    "not_matched": "有而不配",
    "not_to_fill": "不宜补",
    "unknown": "未知",
}
KIND_ORDER = ("缺链", "弱链", "单点", "延链")
OPEN_BECAUSE = {"place_of_a_maker_too_coarse": "place_too_coarse", "demand_unknown": "data_unknown"}
EXPORT_REASONS = ("W1", "W2", "W6")
GRADE_NAMES = {"red": "红", "orange": "橙", "yellow": "黄", "green": "绿", "grey": "灰"}
VERBS = ("稳链", "补链", "强链", "延链", "建链")
WEIGHTS = {"loss": 0.35, "value": 0.25, "feasibility": 0.2, "leverage": 0.1, "candidates": 0.1}


@dataclass(frozen=True)
class Risk:
    """Worst single group behind a product: loss, survival and gap [d], grade, all None where it has no source."""

    loss: float | None = None
    loss_lower: float | None = None
    loss_upper: float | None = None
    survive: float | None = None
    gap: float = 0.0
    grade: str | None = None


def _risks(scope: Scope, horizon: float, grade: str) -> dict[str, Risk]:
    entities, _ = scope.entities("group")
    if not len(scope.finals.node):
        return {}
    figures, n = scope.outages("group", horizon), scope.network
    marks = raised_products(scope)
    worst: dict[str, tuple[float, float, int]] = {}
    for e in range(len(entities)):
        for v in entities.nodes_of(e).tolist():
            if scope.upstream[v]:
                code = n.product_codes[n.node_product[v]]
                key = (float(figures.loss.value[e]), float(figures.impact.value[e]), -e)
                worst[code] = max(worst.get(code, (-1.0, -1.0, 0)), key)
    found = {}
    for code, (_, _, minus) in worst.items():
        e = -minus
        raised = is_raised(scope, entities.nodes_of(e).tolist(), *marks)
        found[code] = Risk(
            loss=known(figures.loss.value[e]),
            loss_lower=known(figures.loss.lower[e]),
            loss_upper=known(figures.loss.upper[e]),
            survive=known(figures.survive.value[e]),
            gap=float(figures.gap.value[e]),
            grade="grey" if grade == "D" else risk_grade(figures.impact.value[e], figures.gap.value[e], raised),
        )
    return found


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
    excluded: str | None


def _gaps(scope: Scope, horizon: float, grade: str) -> list[_Gap]:
    links = missing_links(scope)
    cp = chain_completeness(scope, links)["completeness_cp"]
    risks = _risks(scope, horizon, grade)
    n = scope.network
    single = {n.product_codes[n.purchase_product[f.purchase]] for f in find_single_sources(scope) if f.kind in SINGLE}
    gaps = []
    for code, link in links.items():
        weak, risk = weak_link(scope, code, DEFAULT_THETAS), risks.get(code, Risk())
        single_reason = ("单点",) if code in single else ()
        if link.is_missing == "yes":
            base = verb_for_missing(link, cp) or "补链"
            verbs = ("稳链", base) if risk.gap > 0 else (base,)
            out = None if link.ladder in EXPORTABLE else f"ladder_{link.ladder}"
            gaps.append(_Gap(code, "缺链", link.ladder, ("ML",), verbs, link, weak, risk, out))
        elif link.ladder == "not_to_fill":
            gaps.append(_Gap(code, "缺链", link.ladder, (), (), link, weak, risk, "not_to_fill"))
        elif link.is_missing == "unknown":
            out = OPEN_BECAUSE.get(link.note or "", "list_incomplete")
            gaps.append(_Gap(code, "缺链", "unknown", (), (), link, weak, risk, out))
        elif weak.is_weak == "yes" or code in single:
            gaps.append(_weak_gap(code, link, weak, risk, single_reason))
        elif weak.is_weak == "unknown" and code not in scope.final_set and set(weak.possible) & set(EXPORT_REASONS):
            out = "data_unknown" if scope.list_is_complete("06", code) else "list_incomplete"
            gaps.append(_Gap(code, "弱链", None, weak.possible, (), link, weak, risk, out))
    if grade == "D":
        return [_Gap(**{**vars(g), "excluded": g.excluded or "grade_d"}) for g in gaps]
    return gaps


def _weak_gap(code: str, link: MissingLink, weak: WeakLink, risk: Risk, single: tuple[str, ...]) -> _Gap:
    stable = risk.gap > 0 and bool(single or weak.reasons)
    fill = "补链" if "W1" in weak.reasons else None
    raise_ = "强链" if any(r != "W1" for r in weak.reasons) else None
    verbs = tuple(v for v in ("稳链" if stable else None, fill, raise_) if v) or ("稳链",)
    fit = stable or any(r in EXPORT_REASONS for r in weak.reasons)
    kind = "弱链" if weak.reasons else "单点"
    return _Gap(
        code,
        kind,
        link.ladder,
        (*weak.reasons, *single),
        verbs,
        link,
        weak,
        risk,
        None if fit else "verb_not_for_investment",
    )


def _run(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    horizon = parameters["horizon_days"]
    completeness = scope.completeness(FIELDS)
    grade = scope.grade(completeness)
    gaps = _gaps(scope, horizon, grade)
    others = neighbours(scope)
    listed = [g for g in gaps if g.excluded is None]
    rows = [(gap, _values(scope, gap, grade, others, horizon)) for gap in listed]
    _prioritise([values for _, values in rows])
    rows.sort(key=lambda pair: (KIND_ORDER.index(pair[0].kind), -pair[1]["priority_score"], pair[0].code))
    for no, (_, values) in enumerate(rows, start=1):
        values["no"] = no
    excluded = [
        {
            "chain": scope.chain.name,
            "product_code": g.code,
            "product_name": scope.product_name(g.code),
            "gap_kind": "·".join(x for x in (g.kind, LADDER_NAMES.get(g.ladder or "")) if x),
            "reason_code": g.excluded,
        }
        for g in sorted(gaps, key=lambda g: g.code)
        if g.excluded is not None
    ]
    summary = {
        "n_gaps": len(rows),
        "n_excluded": len(excluded),
        "excluded": excluded,
        "blank_fields": others.blank_fields(scope),
        "thresholds": {**DEFAULT_THETAS, "horizon_days": horizon},
        "priority_weights": WEIGHTS,
    }
    notices = list(scope.final_notices)
    if grade == "D":
        notices.append(Notice("grade_d", action=None, facts={"chain": scope.chain.code}))
    findings = [
        Finding(values, (scope.chain.code, gap.code), partial(product_trace, scope, gap.code)) for gap, values in rows
    ]
    return Result(findings, summary, notices, completeness, grade)


def _values(scope: Scope, gap: _Gap, grade: str, others: Neighbours, horizon: float) -> dict[str, Any]:
    n, figures, code = scope.network, scope.figures, gap.code
    p = n.product_index[code]
    row = scope.product_row(code)
    unit = row["unit"]
    demand = known(figures.demand[p])
    supply = known(figures.capacity[p]) if figures.made_here[p] else 0.0
    gap_qty = known(max(0.0, demand - supply)) if demand is not None and supply is not None else None
    price = known(n.product_price[p])
    daily = scope.final_value
    risk = gap.risk
    stage = stage_path(scope, row["slot_chain"], row["stage_code"])
    position = (scope.snapshot.stages.get((row["slot_chain"], row["stage_code"])) or {}).get("position")
    found = others.for_product(scope, code, gap_qty, unit)
    return {
        "no": 0,
        "chain_code": scope.chain.code,
        "chain": scope.chain.name,
        "position_path": "/".join(x for x in (position, *stage) if x),
        "product": f"{row['product_name']} {code}",
        "product_code": code,
        "product_name": row["product_name"],
        "gb4754": f"{row['gb4754']} {industry_name(row['gb4754'])}".strip() if row["gb4754"] else None,
        "gap_kind": "·".join(x for x in (gap.kind, LADDER_NAMES.get(gap.ladder or "")) if x),
        "verb": gap.verbs[0],
        "secondary_verbs": list(gap.verbs[1:]),
        "reasons": _reasons(scope, gap, demand, unit),
        "reason_codes": list(gap.reasons),
        "scope_region": f"{scope.region} {region_name(scope.region)}".strip() if scope.region else None,
        "demand": demand,
        "unit": unit,
        "local_supply": supply,
        "gap_qty": gap_qty,
        "gap_rate": known(gap_qty / demand) if gap_qty is not None and demand else None,
        "demand_value": known(demand * price / 1e4) if demand is not None and price is not None else None,
        "demanders": _demanders(scope, p),
        "current_sources": _current_sources(scope, p),
        "import_dep": known(figures.import_share[p]),
        "risk_grade": GRADE_NAMES[risk.grade] if risk.grade else None,
        "tts_days": risk.survive,
        "loss_value": _loss_value(risk.loss, daily),
        "loss_value_lower": _loss_value(risk.loss_lower, daily),
        "loss_value_upper": _loss_value(risk.loss_upper, daily),
        "loss_days": risk.loss,
        "upstream_ready": _upstream_ready(scope, code),
        **found,
        "data_grade": grade,
        "as_of": scope.chain.as_of or scope.snapshot.as_of,
        "priority": 0,
        "priority_score": 0.0,
        "priority_parts": _priority_parts(scope, risk, demand, price, code, found),
    }


def _loss_value(days: float | None, daily: float | None) -> float | None:
    """Loss in 万元; nothing lost is 0 whatever a day's output is worth."""
    if days is None:
        return None
    if days <= 1e-9:
        return 0.0
    return known(days * daily) if daily is not None else None


def _reasons(scope: Scope, gap: _Gap, demand: float | None, unit: str | None) -> str:
    p = scope.network.product_index[gap.code]
    place = {2: "本省", 4: "本市", 6: "本县"}.get(
        len(scope.region.rstrip("0")) + len(scope.region.rstrip("0")) % 2, "本地"
    )
    said = []
    if "ML" in gap.reasons:
        buyers = _buyers(scope, p)
        stages = {_stage_name(scope, v) for v in buyers.values()}
        who = f"{stages.pop()}企业" if len(stages) == 1 else "需求企业"
        need = f"; 派生需求{demand:g}{unit or ''}" if demand is not None else ""
        said.append(f"ML: {place}{len(buyers)}家{who}全部外购, {place}0家生产{need}")
    said += weak_words(scope, gap.weak, place)
    if "单点" in gap.reasons:
        said.append("单点: 有采购方只有一个独立来源")
    if gap.risk.gap > 0 and gap.risk.loss is not None:
        said.append(f"断供缺口{gap.risk.gap:g}天, 损失{gap.risk.loss:.1f}满产天")
    return "; ".join(said)


def _buyers(scope: Scope, p: int) -> dict[int, int]:
    """Firms here that need the product, with one of the nodes that need it."""
    n = scope.network
    needs = np.flatnonzero(n.purchase_product[n.alternative_purchase] == p)
    return {int(n.node_firm[v]): int(v) for v in n.alternative_node[needs].tolist() if scope.makers_here[v]}


def _stage_name(scope: Scope, node: int) -> str:
    row = scope.product_row(scope.network.product_codes[scope.network.node_product[node]])
    stage = scope.snapshot.stages.get((row["slot_chain"], row["stage_code"]))
    return str(stage["stage_name"]) if stage else str(row["product_name"])


def _demanders(scope: Scope, p: int) -> str | None:
    n = scope.network
    amounts: dict[int, float] = {}
    for a in np.flatnonzero(n.purchase_product[n.alternative_purchase] == p).tolist():
        v = int(n.alternative_node[a])
        if scope.makers_here[v]:
            need = float(n.alternative_coefficient[a] * n.node_output[v] * n.alternative_mix[a])
            if not np.isfinite(need):
                need = float(n.purchase_quantity[n.alternative_purchase[a]] * n.alternative_use[a])
            firm = int(n.node_firm[v])
            amounts[firm] = amounts.get(firm, 0.0) + (need if np.isfinite(need) else 0.0)
    top = sorted(amounts.items(), key=lambda item: (-item[1], n.firm_ids[item[0]]))[:5]
    return "; ".join(f"{n.firm_names[f]} {amount:.6g}" if amount else n.firm_names[f] for f, amount in top) or None


def _current_sources(scope: Scope, p: int) -> str | None:
    n = scope.network
    parts: dict[str, float] = {}
    mine = {int(f) for f in _buyers(scope, p)}
    for k in np.flatnonzero(n.purchase_product[n.source_purchase] == p).tolist():
        q = int(n.source_purchase[k])
        if int(n.purchase_buyer[q]) not in mine:
            continue
        firm = int(n.node_firm[n.source_node[k]])
        amount = float(n.source_quantity[k])
        if not np.isfinite(amount):
            amount = float(n.source_share[k] * n.purchase_quantity[q])
        place = _place_name(n.firm_region[firm], n.firm_country[firm])
        parts[place] = parts.get(place, 0.0) + (amount if np.isfinite(amount) else 0.0)
    total = sum(parts.values())
    top = sorted(parts.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{place} {amount / total:.0%}" if total else place for place, amount in top) or None


def _place_name(region: str, country: str) -> str:
    if region:
        return region_name(f"{region[:2]}0000", short=True)
    return country_name(country) if country else "未知"


def _upstream_ready(scope: Scope, code: str) -> float | None:
    """Part of the product's essential inputs that are made in the region, 0-1; None where no input is known."""
    rows = [
        r
        for r in scope.snapshot.tables.rows("product_inputs")
        if r["to_product"] == code and r["necessity"] != "非必需"
    ]
    made = [bool(scope.figures.made_here[scope.network.product_index[r["from_product"]]]) for r in rows]
    return sum(made) / len(made) if made else None


def _priority_parts(
    scope: Scope, risk: Risk, demand: float | None, price: float | None, code: str, found: Mapping[str, Any]
) -> dict[str, float | None]:
    ready = [
        x
        for x in (found["downstream_ready"], 1.0 if found["park"] else None, _upstream_ready(scope, code))
        if x is not None
    ]
    return {
        "loss": risk.loss,
        "value": demand * price if demand is not None and price is not None else None,
        "feasibility": sum(ready) / 3.0,
        "leverage": float(len(scope.snapshot.products[code]["chains"])),
        "candidates": found["best_fit"],
    }


def _prioritise(rows: list[dict[str, Any]]) -> None:
    """Score 0-1 per row (weights of WEIGHTS, loss, value and leverage relative to the largest) and priority 1-5."""
    top = {
        name: max((r["priority_parts"][name] or 0.0 for r in rows), default=0.0) or 1.0
        for name in ("loss", "value", "leverage")
    }
    for row in rows:
        parts = {k: (v or 0.0) / top.get(k, 1.0) for k, v in row["priority_parts"].items()}
        score = sum(WEIGHTS[k] * min(1.0, v) for k, v in parts.items())
        row["priority_parts"] = {k: round(v, 6) for k, v in parts.items()}
        row["priority_score"] = round(score, 9)
        row["priority"] = 5 - min(4, int(score * 5))


QUESTION = Question(
    name="gap-list",
    asks="补链招商清单：哪些缺口值得招引，多大规模，找谁，优先级如何？",
    asks_en="Gap list for investment promotion: which gaps to fill, how large, with whom, in which order?",
    parameters=(HORIZON,),
    columns=(
        "no", "chain_code", "chain", "position_path", "product", "product_code", "product_name", "gb4754", "gap_kind",
        "verb", "secondary_verbs", "reasons", "reason_codes", "scope_region", "demand", "unit", "local_supply",
        "gap_qty", "gap_rate", "demand_value", "demanders", "current_sources", "import_dep", "risk_grade", "tts_days",
        "loss_value", "loss_value_lower", "loss_value_upper", "loss_days", "upstream_ready", "downstream_ready",
        "suggested_capacity", "target_profile", "candidates", "mode", "park", "factors", "pipeline", "challenge",
        "policies", "effect", "priority", "priority_score", "priority_parts", "owner", "person", "due",
        "contact_stage", "data_grade", "as_of",
    ),
    run=_run,
    brief=("no", "product", "gap_kind", "verb", "demand", "unit", "gap_qty", "risk_grade", "tts_days", "priority"),
)  # fmt: skip
