"""choke-points: what is lost when one thing fails, and whether the chain can outlast it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.outage import Outages, stock_days
from graphsvc.analysis.outages.reallocation import Reallocation
from graphsvc.analysis.outages.recovery import Interval
from graphsvc.analysis.screens.screening import count_paths
from graphsvc.domain.arrays import Floats, Longs
from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.network import Network
from graphsvc.domain.notices import Notice
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Said
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.declared import grade_notices
from graphsvc.judgements.outages.choke import FIELDS, outside_spare, risk_grades
from graphsvc.judgements.outages.others import other_firms
from graphsvc.judgements.outages.stocks import blank_stocks
from graphsvc.judgements.outages.trade_graph import trade_graph
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter
from graphsvc.questions.question import Outlooked, PerChain, Question, horizon

_NONE = np.empty(0, np.int64)
L1PLUS_BUDGET = 60
"""With ``l1plus=auto`` the linear program is solved for this many entities, worst first."""


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``choke-points`` is asked with."""

    entity: str = parameter("enum", "group", allowed=ENTITY_TYPES)
    region_level: str = parameter("enum", "city", allowed=("province", "city", "county"))
    horizon_days: float = horizon()
    l1plus: str = parameter("enum", "auto", allowed=("auto", "all", "none"))
    most_alternatives: int | None = parameter("integer", unit="firms", minimum=0, maximum=1_000_000)


ALL_LISTED, FEW = 50_000, 5
"""Alternatives that an answer lists in all, and those of a row once there are more."""
COLUMNS = columns(
    "choke-points",
    "chain_code", "entity_type", "entity_id", "name", "product_code", "products", "is_choke_point", "impact",
    "impact_lower", "impact_upper", "tts_days", "tts_days_lower", "tts_days_upper", "tts_days_note",
    "tts_fast_lower", "tts_fast_upper", "ttr_days", "ttr_days_lower", "ttr_days_upper", "ttr_assumed", "gap_days",
    "gap_days_lower", "gap_days_upper", "loss_days", "loss_days_lower", "loss_days_upper", "kept_l1", "kept_l1plus",
    "fallen", "risk_grade", "n_buyers", "alternatives", "n_alternatives",
    "betweenness",
)  # fmt: skip


def _betweenness(facts: Facts) -> dict[int, float]:
    """Directed betweenness of firms: supplier to buyer, and one common final node. Screening only."""
    graph = trade_graph(facts)
    values, _, _ = count_paths(len(graph.node) + 1, graph.edges)
    return dict(zip(graph.node.tolist(), values.tolist(), strict=False))


def run(facts: Facts, asked: Parameters) -> Result:
    """Every entity of the chain, most days lost first."""
    horizon = asked.horizon_days
    kind = asked.region_level if asked.entity == "region" and asked.region_level != "city" else asked.entity
    entities, fallen = facts.outages.entities(kind)
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    if not len(facts.members.finals.node):
        return Result([], {"n_entities": len(entities)}, facts.members.final_notices, completeness, grade)
    figures = facts.outages.figures(kind, horizon)
    order = np.lexsort((np.arange(len(entities)), -figures.impact.value, -np.round(figures.loss.value, 9)))
    plus, truncated = _reallocated(facts, entities, figures, order, asked.l1plus)
    screening = _betweenness(facts) if kind in ("firm", "group") else {}
    verdicts, risks = figures.verdicts(), risk_grades(facts, entities, figures, grade)
    model, finals = facts.ground.model, facts.members.finals
    fast = np.column_stack(model.fast_bounds(entities, fallen.ptr, fallen.node, stock_days(facts.network), finals))
    hung = facts.undated.hanging(entities)
    fast[hung], plus = np.nan, {e: kept for e, kept in plus.items() if not hung[e]}
    source_ptr, by_node = facts.network.rows_sold
    others = {e: _others(facts, entities, e) for e in range(len(entities))}
    most, shortened = _listed(others.values(), asked.most_alternatives)
    findings = []
    for e in order.tolist():
        sold = np.concatenate([by_node[source_ptr[v] : source_ptr[v + 1]] for v in entities.nodes_of(e)] or [_NONE])
        down = fallen.node[fallen.ptr[e] : fallen.ptr[e + 1]]
        judged = verdicts[e], risks[e], fast[e]
        findings.append(
            _finding(facts, entities, down, sold, figures, e, plus.get(e), judged, screening, (others[e], most))
        )
    grades = [f.values["risk_grade"] for f in findings]
    summary = {
        "n_entities": len(entities),
        "n_choke_points": sum(f.values["is_choke_point"] == "yes" for f in findings),
        "n_unknown": sum(f.values["is_choke_point"] == "unknown" for f in findings),
        **{f"n_{g}": grades.count(g) for g in ("red", "orange", "yellow", "green", "grey")},
        "horizon_days": horizon,
        "final_value_per_day": known(facts.members.final_value),
        "l1plus_note": truncated,
    }
    notices = [*facts.members.final_notices, *shortened, *grade_notices(facts, _worst_grades(findings))]
    return Result(findings, summary, notices, completeness, grade)


def _others(facts: Facts, entities: Entities, e: int) -> Longs:
    nodes = entities.nodes_of(e)
    return other_firms(facts, nodes.tolist(), np.unique(facts.network.node_firm[nodes]).tolist())


def _listed(others: Collection[Longs], asked: int | None) -> tuple[int | None, list[Notice]]:
    """How many alternatives a row lists (None: all of them): as asked, else all while they come to no more than
    ``ALL_LISTED``, then the best ``FEW`` with a notice."""
    total = sum(map(len, others))
    if asked is not None or total <= ALL_LISTED:
        return asked, []
    return FEW, [Notice("alternatives_shortened", action="kept", facts={"most": FEW, "n": total})]


def _worst_grades(findings: list[Finding]) -> dict[str, str]:
    """Worst computed grade per product."""
    order = ("green", "yellow", "orange", "red")
    worst: dict[str, str] = {}
    for finding in findings:
        grade = finding.values["risk_grade"]
        for product in finding.values["products"]:
            if grade in order and order.index(grade) > order.index(worst.get(product, "green")):
                worst[product] = grade
            elif grade in order:
                worst.setdefault(product, grade)
    return worst


def _reallocated(
    facts: Facts, entities: Entities, figures: Outages, order: Longs, mode: str
) -> tuple[dict[int, float], Said | None]:
    if mode == "none":
        return {}, None
    hurt = [int(e) for e in order if figures.impact.value[e] > 1e-12]
    chosen = hurt if mode == "all" else hurt[:L1PLUS_BUDGET]
    kept = {int(e): 1.0 for e in order if figures.impact.value[e] <= 1e-12}
    if chosen:
        program = Reallocation(facts.ground.model, facts.members.finals, outside_spare(facts))
        for e in chosen:
            value = program.kept(entities, e)
            if value is not None:
                kept[e] = max(value, float(figures.kept[e]))
    note = None if len(chosen) == len(hurt) else Said("l1plus_cut", {"n": len(chosen), "of": len(hurt)})
    return kept, note


def _finding(
    facts: Facts,
    entities: Entities,
    fallen: Longs,
    sold: Longs,
    figures: Outages,
    e: int,
    plus: float | None,
    judged: tuple[str, str, Floats],
    screening: Mapping[int, float],
    others: tuple[Longs, int | None],
) -> Finding:
    """The row of entity ``e``; ``fallen`` are the nodes that stop with it, ``sold`` its rows of the trade layer,
    ``judged`` its verdict, its grade and the fast bounds of the day on which final output stops, ``others`` who else
    makes it and how many of them are listed."""
    n = facts.network
    nodes = [int(v) for v in entities.nodes_of(e)]
    own = sorted({int(n.node_firm[v]) for v in nodes})
    purchases = np.unique(n.source_purchase[np.concatenate([sold, entities.sources_of(e)])])
    impact, gap = figures.impact, figures.gap
    survive = figures.survive
    verdict, risk, fast = judged
    values: dict[str, object] = {
        "chain_code": facts.chain.code,
        "entity_type": entities.kind,
        "entity_id": entities.ids[e],
        "name": facts.names.entity(entities.kind, entities.ids[e]),
        "product_code": products[0] if len(products := _products(facts, nodes)) == 1 else None,
        "products": products,
        "is_choke_point": verdict,
        **_bounded("impact", impact, e),
        **_bounded("tts_days", survive, e),
        "tts_days_note": "beyond_horizon" if np.isnan(survive.value[e]) else None,
        "tts_fast_lower": known(fast[0]),
        "tts_fast_upper": known(fast[1]),
        **_bounded("ttr_days", figures.recovery, e),
        "ttr_assumed": bool(figures.assumed[e]),
        **_bounded("gap_days", gap, e),
        **_bounded("loss_days", figures.loss, e),
        "kept_l1": known(figures.kept[e]),
        "kept_l1plus": known(plus),
        "fallen": fallen_firms(n, fallen, set(own)),
        "risk_grade": risk,
        "n_buyers": len({int(b) for b in n.purchase_buyer[purchases]}),
        "alternatives": [n.firm_ids[f] for f in others[0][: others[1]].tolist()],
        "n_alternatives": len(others[0]),
        "betweenness": known(screening.get(own[0])) if len(own) == 1 and own[0] in screening else None,
    }
    return COLUMNS.finding(
        values,
        (facts.chain.code, entities.kind, entities.ids[e]),
        partial(_trace, facts.snapshot, nodes, purchases, own),
    )


def _bounded(name: str, interval: Interval, e: int) -> dict[str, float | None]:
    return {
        name: known(interval.value[e]),
        f"{name}_lower": known(interval.lower[e]),
        f"{name}_upper": known(interval.upper[e]),
    }


def fallen_firms(n: Network, fallen: Longs, own: set[int]) -> list[str]:
    """Sorted ids of firms all of whose products (``fallen``: nodes) stop, the failed ones left out."""
    firms, stopped = np.unique(n.node_firm[fallen], return_counts=True)
    made = np.searchsorted(n.node_firm, firms, "right") - np.searchsorted(n.node_firm, firms, "left")
    return sorted(n.firm_ids[f] for f in firms[stopped == made].tolist() if f not in own)


def _products(facts: Facts, nodes: list[int]) -> list[str]:
    n = facts.network
    inside = [v for v in nodes if facts.members.makers[v]] or nodes
    return sorted({n.product_codes[n.node_product[v]] for v in inside})


def _trace(snapshot: GraphSnapshot, nodes: list[int], purchases: np.ndarray, own: list[int]) -> Trace:
    n = snapshot.network
    bought = purchases.tolist()
    missing = blank_stocks(n, bought)
    missing += [
        {"table": "capacities", "firm_id": n.firm_ids[n.node_firm[v]],
         "product_code": n.product_codes[n.node_product[v]], "field": "ttr_days"}
        for v in nodes
        if n.node_recovery_blank[v]
    ]  # fmt: skip
    refs = capacity_refs(n, nodes) + supply_refs(n, bought)
    return unique(refs + firm_refs(snapshot, [n.firm_ids[f] for f in own]), missing)


QUESTION = Question(
    name="choke-points",
    asks="最要命的卡点是哪些？断了损失多少满产天，库存能不能撑到恢复？",
    asks_en="Which single failures hurt most: days of full output lost, and can the chain outlast them?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("name", "risk_grade", "is_choke_point", "loss_days", "tts_days", "ttr_days", "gap_days"),
)
