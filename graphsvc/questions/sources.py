"""single-sources and hidden-sources: who really supplies, counted by who controls them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.sources import HiddenSource, SingleSource, hidden_sources, single_sources, smallest_only
from graphsvc.domain.errors import ParameterError
from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import capacity_refs, firm_refs, supply_refs, unique

HIDDEN_TYPES = ("firm", "group", "park", "region", "country", "product")


def find_single_sources(scope: Scope, epsilon: float = 0.05, merge_groups: bool = True) -> list[SingleSource]:
    """Single-source findings over the purchases of the region's buyers."""
    n = scope.network

    def has_other_maker(product: int, owner: int) -> bool:
        makers = scope.other_makers.get(product, [])
        return any(scope.makers_here[v] and _owner(scope, int(n.node_firm[v]), merge_groups) != owner for v in makers)

    return single_sources(n, scope.purchases_here, has_other_maker, epsilon, merge_groups)


def _owner(scope: Scope, firm: int, merge_groups: bool) -> int:
    return int(scope.network.firm_group[firm]) if merge_groups else firm


def _single(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    n = scope.network
    merge_groups = parameters["merge_groups"]
    found = find_single_sources(scope, parameters["epsilon"], merge_groups)
    findings = []
    for item in sorted(found, key=lambda f: f.purchase):
        q = item.purchase
        buyer, product = n.firm_ids[n.purchase_buyer[q]], n.product_codes[n.purchase_product[q]]
        own = {_owner(scope, f, merge_groups) for f in item.suppliers} if item.kind != "unknown" else set()
        others = [
            int(n.node_firm[v])
            for v in scope.other_makers.get(int(n.purchase_product[q]), [])
            if _owner(scope, int(n.node_firm[v]), merge_groups) not in own and n.node_has_capacity[v]
        ]
        values = {
            "chain_code": scope.chain.code,
            "buyer_id": buyer,
            "name": n.firm_names[n.purchase_buyer[q]],
            "product_code": product,
            "product_name": scope.product_name(product),
            "kind": item.kind,
            "group_id": n.group_ids[item.group] if item.group >= 0 else None,
            "park": item.park,
            "supplier_ids": [n.firm_ids[f] for f in item.suppliers],
            "supplier_names": [n.firm_names[f] for f in item.suppliers],
            "share": known(item.share),
            "share_lower": known(item.share),
            "share_upper": known(min(1.0, item.share + max(0.0, 1.0 - item.known_share))) if item.share else None,
            "n_groups": item.n_groups,
            "n_eff": known(item.n_eff),
            "known_share": known(item.known_share),
            "alternatives": [n.firm_ids[f] for f in others],
            "alternative_regions": [n.firm_region[f] or None for f in others],
        }
        missing = [] if item.known_share >= 0.9 else [
            {"table": "supplies", "firm_id": buyer, "product_code": product, "field": "share_buyer"}
        ]  # fmt: skip
        nodes = [int(v) for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]]
        refs = partial(_single_trace, scope, q, nodes, missing)
        findings.append(Finding(values, (scope.chain.code, buyer, product), refs))
    kinds = [f.kind for f in found]
    summary = {
        "n_purchases": len(scope.purchases_here),
        **{f"n_{k}": kinds.count(k) for k in ("disguised", "sole", "single_by_choice", "dominant", "unknown")},
    }
    completeness = scope.completeness(("share",))
    return Result(findings, summary, (), completeness, scope.grade(completeness))


def _single_trace(scope: Scope, q: int, nodes: list[int], missing: list[dict[str, object]]) -> Any:
    n = scope.network
    firms = [n.firm_ids[n.node_firm[v]] for v in nodes]
    return unique(supply_refs(scope, [q]) + capacity_refs(scope, nodes) + firm_refs(scope.snapshot, firms), missing)


SINGLE_SOURCES = Question(
    name="single-sources",
    asks="谁是独家供应商？哪些企业依赖它？（按实际控制人合并）",
    asks_en="Who is a single source, and who depends on it? (merged by actual controller)",
    parameters=(
        Parameter("epsilon", "number", 0.05, "1", minimum=0.0, maximum=0.5),
        Parameter("merge_groups", "bool", True),
    ),
    columns=(
        "chain_code", "buyer_id", "name", "product_code", "product_name", "kind", "group_id", "park", "supplier_ids",
        "supplier_names", "share", "share_lower", "share_upper", "n_groups", "n_eff", "known_share", "alternatives",
        "alternative_regions",
    ),
    run=_single,
    brief=("name", "product_name", "kind", "supplier_names", "share", "n_eff"),
)  # fmt: skip


def find_hidden_sources(scope: Scope, kinds: tuple[str, ...], max_depth: int = 6) -> dict[str, list[HiddenSource]]:
    """Hidden-source findings by entity kind, the smallest entity only among firms and groups."""
    found: dict[str, list[HiddenSource]] = {}
    wanted = ("firm", *kinds) if "group" in kinds and "firm" not in kinds else kinds
    for kind in wanted:
        entities, fallen = scope.entities(kind)
        found[kind] = hidden_sources(scope.model, entities, fallen, scope.purchases_here, max_depth)
    if "group" in wanted:
        n = scope.network
        firms, groups = scope.entities("firm")[0], scope.entities("group")[0]

        def group_of(position: int, kind: str) -> str:
            if kind == "group":
                return str(groups.ids[position])
            return str(n.group_ids[n.firm_group[n.firm_index[firms.ids[position]]]])

        smallest_only(found, group_of)
    return {kind: found[kind] for kind in kinds}


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
        }
        findings.append(
            Finding(
                values, (scope.chain.code, buyer, product, kind, entity_id), partial(_hidden_trace, scope, item, path)
            )
        )
    verdicts = [f.values["is_hidden"] for f in findings]
    tierless = np.flatnonzero(n.node_unknown_need & scope.upstream)
    summary = {
        "n_hidden": verdicts.count("yes"),
        "n_unknown": verdicts.count("unknown"),
        "suppliers_without_lists": sorted({n.firm_ids[n.node_firm[v]] for v in tierless}),
    }
    completeness = scope.completeness(("share",))
    return Result(findings, summary, (), completeness, scope.grade(completeness))


def _hidden_trace(scope: Scope, item: HiddenSource, path: list[dict[str, str]]) -> Any:
    n = scope.network
    nodes = [int(v) for v in n.source_node[n.source_ptr[item.purchase] : n.source_ptr[item.purchase + 1]]]
    feeding = n.alternative_purchase[np.isin(n.alternative_node, nodes)].tolist()
    missing = [{"table": "supplies", "firm_id": n.firm_ids[f], "field": "supplier"} for f in item.missing]
    return unique(supply_refs(scope, [item.purchase, *feeding]), missing, path)


HIDDEN_SOURCES = Question(
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
        "depth", "path", "n_groups", "missing_lists",
    ),
    run=_hidden,
    brief=("name", "product_name", "entity_name", "is_hidden", "depth", "missing_lists"),
)  # fmt: skip
