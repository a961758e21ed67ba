"""single-sources: who really supplies, counted by who controls them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from graphsvc.analysis.sources import SingleSource, single_sources
from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import capacity_refs, firm_refs, supply_refs, unique


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


QUESTION = Question(
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
