"""hidden-sources: an input that looks diversified, and the one thing all its sources hang on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.sources import HiddenSource
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.judgements.proof import path_proof
from graphsvc.judgements.sources.hidden import HIDDEN_TYPES, find_hidden_sources
from graphsvc.judgements.trace import supply_refs, unique, waiting_refs
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``hidden-sources`` is asked with."""

    entity: tuple[str, ...] = parameter("list", ("firm", "group"), allowed=HIDDEN_TYPES)
    max_depth: int = parameter("integer", 6, "trade steps", minimum=2, maximum=12)


COLUMNS = columns(
    "hidden-sources",
    "chain_code", "buyer_id", "name", "product_code", "product_name", "entity_type", "entity_id", "entity_name",
    "is_hidden", "depth", "path", "n_groups", "missing_lists", "n_pending",
)  # fmt: skip


def _hidden(facts: Facts, asked: Parameters) -> Result:
    found = find_hidden_sources(facts, asked.entity, asked.max_depth)
    rows = [(item, kind) for kind, items in found.items() for item in items]
    n = facts.network
    findings = []
    for item, kind in sorted(rows, key=lambda r: (r[0].purchase, asked.entity.index(r[1]), r[0].entity)):
        q = item.purchase
        buyer, product = n.firm_ids[n.purchase_buyer[q]], n.product_codes[n.purchase_product[q]]
        entity_id = facts.outages.entities(kind)[0].ids[item.entity]
        path = [
            {"firm_id": n.firm_ids[n.node_firm[v]], "product_code": n.product_codes[n.node_product[v]]}
            for v in item.path
        ]
        path.append({"firm_id": buyer, "product_code": product})
        values = {
            "chain_code": facts.chain.code,
            "buyer_id": buyer,
            "name": n.firm_names[n.purchase_buyer[q]],
            "product_code": product,
            "product_name": facts.names.product(product),
            "entity_type": kind,
            "entity_id": entity_id,
            "entity_name": facts.names.entity(kind, entity_id),
            "is_hidden": item.is_hidden,
            "depth": item.depth,
            "path": path,
            "n_groups": item.n_groups,
            "missing_lists": [n.firm_ids[f] for f in item.missing],
            "n_pending": len(facts.data.waiting.bought_by(product, buyer)),
        }
        findings.append(
            COLUMNS.finding(
                values,
                (facts.chain.code, buyer, product, kind, entity_id),
                partial(_hidden_trace, facts, item, path, kind, entity_id),
            )
        )
    verdicts = [f.values["is_hidden"] for f in findings]
    tierless = np.flatnonzero(n.node_unknown_need & facts.members.upstream)
    summary = {
        "n_pending": len(facts.snapshot.pending.rows("supplies")),
        "n_hidden": verdicts.count("yes"),
        "n_unknown": verdicts.count("unknown"),
        "suppliers_without_lists": sorted({n.firm_ids[n.node_firm[v]] for v in tierless}),
    }
    completeness = facts.data.completeness(("share",))
    notices = facts.data.waiting_notices("supplies")
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


def _hidden_trace(facts: Facts, item: HiddenSource, path: list[dict[str, str]], kind: str, entity: str) -> Trace:
    n = facts.network
    nodes = [int(v) for v in n.source_node[n.source_ptr[item.purchase] : n.source_ptr[item.purchase + 1]]]
    feeding = n.alternative_purchase[np.isin(n.alternative_node, nodes)].tolist()
    missing = [{"table": "supplies", "firm_id": n.firm_ids[f], "field": "supplier"} for f in item.missing]
    waiting = [
        row
        for q in (item.purchase, *feeding)
        for row in facts.data.waiting.bought_by(n.product_codes[n.purchase_product[q]], n.firm_ids[n.purchase_buyer[q]])
    ]
    refs = [*path_proof(facts.snapshot, path, kind, entity), *supply_refs(n, [item.purchase, *feeding])]
    return unique(refs + waiting_refs(waiting), missing, path)


QUESTION = Question(
    name="hidden-sources",
    asks="哪些“多源”其实卡在同一个上游（隐性独家）？",
    asks_en="Which inputs with several suppliers hang on one entity further upstream (hidden single source)?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_hidden),
    brief=("name", "product_name", "entity_name", "is_hidden", "depth", "missing_lists"),
)
