"""hidden-sources: an input that looks diversified, and the one thing all its sources hang on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.sources import HiddenSource, hidden_sources, smallest_only
from graphsvc.domain.arrays import Bools
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.proof import path_proof
from graphsvc.questions.question import Question
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import supply_refs, unique, waiting_refs

HIDDEN_TYPES = ENTITY_TYPES


def find_hidden_sources(scope: Scope, kinds: tuple[str, ...], max_depth: int = 6) -> dict[str, list[HiddenSource]]:
    """Hidden-source findings by entity kind, the smallest entity only among firms and groups."""
    found: dict[str, list[HiddenSource]] = {}
    waits = purchases_waiting(scope)
    wanted = ("firm", *kinds) if "group" in kinds and "firm" not in kinds else kinds
    for kind in wanted:
        entities, fallen = scope.entities(kind)
        found[kind] = hidden_sources(scope.model, entities, fallen, scope.purchases_here, max_depth, waits)
    if "group" in wanted:
        n = scope.network
        firms, groups = scope.entities("firm")[0], scope.entities("group")[0]

        def group_of(position: int, kind: str) -> str:
            if kind == "group":
                return str(groups.ids[position])
            return str(n.group_ids[n.firm_group[n.firm_index[firms.ids[position]]]])

        smallest_only(found, group_of)
    return {kind: found[kind] for kind in kinds}


def purchases_waiting(scope: Scope) -> Bools | None:
    """(Q,) purchases to which a row of list 07 that waits may add a source; None where none waits."""
    n, snapshot = scope.network, scope.snapshot
    if not snapshot.pending.rows("supplies"):
        return None
    return snapshot.purchases_waiting(n.purchase_buyer, n.purchase_product, n.firm_index)


def _hidden(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    kinds = tuple(parameters["entity"])
    for kind in kinds:
        if kind not in HIDDEN_TYPES:
            raise ParameterError(
                "bad_parameter", name="entity", value=kind,
                expected_zh="只能是 " + "、".join(HIDDEN_TYPES), expected_en="one of " + ", ".join(HIDDEN_TYPES),
            )  # fmt: skip
    found = find_hidden_sources(scope, kinds, parameters["max_depth"])
    rows = [(item, kind) for kind, items in found.items() for item in items]
    n = scope.network
    findings = []
    for item, kind in sorted(rows, key=lambda r: (r[0].purchase, kinds.index(r[1]), r[0].entity)):
        q = item.purchase
        buyer, product = n.firm_ids[n.purchase_buyer[q]], n.product_codes[n.purchase_product[q]]
        entity_id = scope.entities(kind)[0].ids[item.entity]
        path = [
            {"firm_id": n.firm_ids[n.node_firm[v]], "product_code": n.product_codes[n.node_product[v]]}
            for v in item.path
        ]
        path.append({"firm_id": buyer, "product_code": product})
        values = {
            "chain_code": scope.chain.code,
            "buyer_id": buyer,
            "name": n.firm_names[n.purchase_buyer[q]],
            "product_code": product,
            "product_name": scope.product_name(product),
            "entity_type": kind,
            "entity_id": entity_id,
            "entity_name": scope.entity_name(kind, entity_id),
            "is_hidden": item.is_hidden,
            "depth": item.depth,
            "path": path,
            "n_groups": item.n_groups,
            "missing_lists": [n.firm_ids[f] for f in item.missing],
            "n_pending": len(scope.waiting.bought_by(product, buyer)),
        }
        findings.append(
            Finding(
                values,
                (scope.chain.code, buyer, product, kind, entity_id),
                partial(_hidden_trace, scope, item, path, kind, entity_id),
            )
        )
    verdicts = [f.values["is_hidden"] for f in findings]
    tierless = np.flatnonzero(n.node_unknown_need & scope.upstream)
    summary = {
        "n_pending": len(scope.snapshot.pending.rows("supplies")),
        "n_hidden": verdicts.count("yes"),
        "n_unknown": verdicts.count("unknown"),
        "suppliers_without_lists": sorted({n.firm_ids[n.node_firm[v]] for v in tierless}),
    }
    completeness = scope.completeness(("share",))
    return Result(findings, summary, scope.waiting_notices("supplies"), completeness, scope.grade(completeness))


def _hidden_trace(scope: Scope, item: HiddenSource, path: list[dict[str, str]], kind: str, entity: str) -> Any:
    n = scope.network
    nodes = [int(v) for v in n.source_node[n.source_ptr[item.purchase] : n.source_ptr[item.purchase + 1]]]
    feeding = n.alternative_purchase[np.isin(n.alternative_node, nodes)].tolist()
    missing = [{"table": "supplies", "firm_id": n.firm_ids[f], "field": "supplier"} for f in item.missing]
    waiting = [
        row
        for q in (item.purchase, *feeding)
        for row in scope.waiting.bought_by(n.product_codes[n.purchase_product[q]], n.firm_ids[n.purchase_buyer[q]])
    ]
    refs = [*path_proof(scope, path, kind, entity), *supply_refs(scope, [item.purchase, *feeding])]
    return unique(refs + waiting_refs(waiting), missing, path)


QUESTION = Question(
    name="hidden-sources",
    asks="哪些“多源”其实卡在同一个上游（隐性独家）？",
    asks_en="Which inputs with several suppliers hang on one entity further upstream (hidden single source)?",
    parameters=(
        Parameter("entity", "list", ("firm", "group"), allowed=HIDDEN_TYPES),
        Parameter("max_depth", "integer", 6, "trade steps", minimum=2, maximum=12),
    ),
    columns=(
        "chain_code", "buyer_id", "name", "product_code", "product_name", "entity_type", "entity_id", "entity_name",
        "is_hidden",
        "depth", "path", "n_groups", "missing_lists", "n_pending",
    ),
    run=_hidden,
    brief=("name", "product_name", "entity_name", "is_hidden", "depth", "missing_lists"),
)  # fmt: skip
