"""cut-sets: what must fail together so that a final product can no longer be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.cut_sets.families import Cut
from graphsvc.analysis.cut_sets.importance import NEVER, Figure, Importance, Importances, importances
from graphsvc.analysis.cut_sets.of_network import ProductCuts, product_cuts
from graphsvc.analysis.outages.entities import Entities
from graphsvc.domain.arrays import Longs
from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Said
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question

FIELDS = ("share", "coefficient")
MOST_SETS = 1_000
"""Cut sets looked for per product."""
MEASURES = ("birnbaum", "fussell_vesely", "raw", "rrw")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``cut-sets`` is asked with."""

    entity: str = parameter("enum", "group", allowed=ENTITY_TYPES)
    max_order: int = parameter("integer", 3, minimum=1, maximum=5)
    probability: float = parameter("number", 0.1, "1", minimum=0.0, maximum=1.0)


COLUMNS = columns(
    "cut-sets",
    "chain_code", "product_code", "product_name", "entity_type", "order", "members", "member_names", "set_probability",
    *(f"{measure}{end}" for measure in MEASURES for end in ("", "_lower", "_upper")), "rrw_note", "member_measures",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """Minimal cut sets of every final product, small ones first.

    The top event is that every maker of the product in the region has fallen (L0). Entities fail independently, each
    with ``probability``. The measures of a row are those of its member with the largest Birnbaum measure. Completeness
    is that of shares and coefficients.
    """
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    entities, fallen = facts.outages.entities(asked.entity)
    findings: list[Finding] = []
    tops: list[dict[str, object]] = []
    makers = _makers(facts)
    found = product_cuts(facts.ground.model, entities, fallen.words, makers, asked.max_order, MOST_SETS)
    for product, cuts in found.items():
        chance = dict.fromkeys(cuts.events, asked.probability)
        measured = importances(cuts.found.cuts, cuts.found.complete_to, chance, cuts.events)
        findings += [_finding(facts, entities, product, cut, measured, asked.probability) for cut in cuts.found.cuts]
        tops.append(_top(facts, product, makers[product], cuts, measured.top))
    truncated = any(top["truncated"] for top in tops)
    summary = {
        "entity": asked.entity,
        "n_entities": len(entities),
        "n_cut_sets": len(findings),
        "truncated": truncated,
        "by_product": tops,
    }
    said = Said("cut_sets_cut", {"order": asked.max_order, "most": MOST_SETS}) if truncated else None
    notices = [*facts.members.final_notices, *facts.data.waiting_notices("supplies", "capacities")]
    return Result(findings, summary, notices, completeness, grade, said)


def _makers(facts: Facts) -> dict[str, Longs]:
    """Nodes in the region by the final product they make, products by code."""
    n, node = facts.network, facts.members.finals.node
    return {n.product_codes[p]: node[n.node_product[node] == p] for p in np.unique(n.node_product[node]).tolist()}


def _top(facts: Facts, product: str, makers: Longs, cuts: ProductCuts, top: Figure) -> dict[str, object]:
    complete_to, orders = cuts.found.complete_to, [len(cut) for cut in cuts.found.cuts]
    upstream = facts.ground.model.upstream_of(makers)
    return {
        "product_code": product,
        "product_name": facts.names.product(product),
        "n_cut_sets": len(orders),
        "smallest_order": min(orders, default=None),
        **_bounded("probability", top),
        "is_exact": top.lower == top.upper,
        "complete_to": complete_to,
        "truncated": complete_to is not None,
        "n_sources_unknown": int(np.count_nonzero(upstream & facts.network.node_unknown_need)),
    }


def _finding(
    facts: Facts, entities: Entities, product: str, cut: Cut, measured: Importances, probability: float
) -> Finding:
    kind, members = entities.kind, sorted(cut)
    ids = [entities.ids[e] for e in members]
    measures = {e: measured.events[e] for e in members}
    leading = max(members, key=lambda e: (measures[e].birnbaum.value, -e))
    values = {
        "chain_code": facts.chain.code,
        "product_code": product,
        "product_name": facts.names.product(product),
        "entity_type": kind,
        "order": len(members),
        "members": ids,
        "member_names": [facts.names.entity(kind, each) for each in ids],
        "set_probability": probability ** len(members),
        **_measures(measures[leading]),
        "member_measures": [
            {"entity_id": entities.ids[e], "entity_name": facts.names.entity(kind, entities.ids[e]), **_measures(m)}
            for e, m in measures.items()
        ],
    }
    trace = partial(_trace, facts.snapshot, entities, members)
    return COLUMNS.finding(values, (facts.chain.code, product, kind, *ids), trace)


def _measures(of: Importance) -> dict[str, object]:
    figures = {"birnbaum": of.birnbaum, "fussell_vesely": of.fussell_vesely, "raw": of.raw, "rrw": of.rrw}
    told: dict[str, object] = {}
    for name, figure in figures.items():
        told.update(_bounded(name, figure))
    return {**told, "rrw_note": "without_limit" if of.rrw.value == NEVER else None}


def _bounded(name: str, figure: Figure) -> dict[str, float | None]:
    ends = {name: figure.value, f"{name}_lower": figure.lower, f"{name}_upper": figure.upper}
    return {end: None if value == NEVER else known(value) for end, value in ends.items()}


def _trace(snapshot: GraphSnapshot, entities: Entities, members: Sequence[int]) -> Trace:
    n = snapshot.network
    nodes = np.unique(np.concatenate([entities.nodes_of(e) for e in members]))
    cut = np.concatenate([entities.sources_of(e) for e in members])
    sold = np.unique(np.concatenate([n.source_purchase[np.isin(n.source_node, nodes)], n.source_purchase[cut]]))
    firms = sorted({n.firm_ids[f] for f in n.node_firm[nodes].tolist()})
    return unique(capacity_refs(n, nodes.tolist()) + supply_refs(n, sold.tolist()) + firm_refs(snapshot, firms))


QUESTION = Question(
    name="cut-sets",
    asks="哪些主体同时停了，终端产品就造不出来？概率多大，谁最要紧？",
    asks_en="What must fail together so that a final product cannot be made, how likely is that, and who matters most?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("product_name", "order", "member_names", "birnbaum", "fussell_vesely", "raw", "rrw"),
)
