"""single-sources: who really supplies, counted by who controls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.links.waiting import unique as unique_rows
from graphsvc.analysis.sources import KNOWN_ENOUGH, SingleSource, SureShares, single_sources
from graphsvc.domain.arrays import Bools, numbers, totals
from graphsvc.domain.pending import Waiting
from graphsvc.domain.results import Finding, Parameter, Result
from graphsvc.questions.question import Question, Row, Twin, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import capacity_refs, firm_refs, supply_refs, unique, waiting_refs

KINDS = ("disguised", "sole", "single_by_choice", "dominant", "unknown")
FIGURES = ("share", "share_lower", "share_upper", "n_eff", "n_eff_lower", "n_eff_upper", "known_share")


def find_single_sources(scope: Scope, epsilon: float = 0.05, merge_groups: bool = True) -> list[SingleSource]:
    """Single-source findings over the purchases of the region's buyers."""
    n = scope.network

    def has_other_maker(product: int, owner: int) -> bool | None:
        makers = scope.other_makers.get(product, [])
        if any(scope.makers_here[v] and _owner(scope, int(n.node_firm[v]), merge_groups) != owner for v in makers):
            return True
        waiting = scope.waiting.makers(n.product_codes[product]) if scope.waiting else ()
        return None if any(_may_be_another(scope, row, owner, merge_groups) for row in waiting) else False

    return single_sources(n, scope.purchases_here, has_other_maker, epsilon, merge_groups, sure_shares(scope))


def _may_be_another(scope: Scope, row: Waiting, owner: int, merge_groups: bool) -> bool:
    """Whether a maker that waits may be somebody else than the owner."""
    index = scope.network.firm_index
    firms = row.firms
    return firms is None or any(f not in index or _owner(scope, index[f], merge_groups) != owner for f in firms)


def sure_shares(scope: Scope) -> SureShares | None:
    """Where rows of list 07 wait, shares that the buyer states count alone; None where nothing waits."""
    if not scope.waiting:
        return None
    n, snapshot = scope.network, scope.snapshot
    more = snapshot.purchases_waiting(n.purchase_buyer, n.purchase_product, n.firm_index) | _use_waits(scope)
    stated = np.isfinite(numbers(snapshot.tables["supplies"]["share_buyer"])[n.source_row])
    counted = n.source_share_known & (stated | ~more[n.source_purchase])
    held = np.minimum(totals(n.source_purchase, np.where(counted, n.source_share, 0.0), n.n_purchases), 1.0)
    return SureShares(counted, np.where(more, held, n.purchase_known), more, _control_waits(scope))


def _use_waits(scope: Scope) -> Bools:
    """(Q,) purchases whose base use is not all read: a plant of the buyer waits, or what it buys of an alternative."""
    n, snapshot = scope.network, scope.snapshot
    plants = {firm for row in snapshot.pending.rows("capacities") for firm in row.firms or ()}
    found: Bools = np.isin(n.purchase_buyer, [n.firm_index[firm] for firm in plants if firm in n.firm_index])
    for code in n.product_codes if snapshot.pending.rows("supplies") else ():
        for mate in scope.waiting.mates(code):
            own = np.flatnonzero(n.purchase_product == n.product_index[code])
            other = np.full(len(own), n.product_index[mate], np.int32)
            found[own] |= snapshot.purchases_waiting(n.purchase_buyer[own], other, n.firm_index)
    return found


def _control_waits(scope: Scope) -> Bools:
    """(Q,) purchases one of whose sources has its own row in list 05 waiting: who controls it is not known."""
    n = scope.network
    named = {firm for row in scope.snapshot.pending.rows("firms") for firm in row.firms or ()}
    strange = np.array([firm in named for firm in n.firm_ids], np.bool_)[n.node_firm[n.source_node]]
    return np.bincount(n.source_purchase[strange], minlength=n.n_purchases) > 0


def waiting_of(scope: Scope, q: int) -> tuple[Waiting, ...]:
    """Rows that wait and may change what is said of one purchase: further sources, their control, makers here."""
    if not scope.waiting:
        return ()
    n = scope.network
    code, buyer = n.product_codes[n.purchase_product[q]], n.firm_ids[n.purchase_buyer[q]]
    sources = {n.firm_ids[n.node_firm[v]] for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]}
    control = scope.snapshot.pending.naming("firms", sorted(sources))
    plants = scope.snapshot.pending.naming("capacities", [buyer])
    mates = (row for mate in scope.waiting.mates(code) for row in scope.waiting.bought_by(mate, buyer))
    bought = scope.waiting.bought_by(code, buyer)
    return unique_rows((*bought, *control, *plants, *mates, *scope.waiting.makers(code)))


def _owner(scope: Scope, firm: int, merge_groups: bool) -> int:
    return int(scope.network.firm_group[firm]) if merge_groups else firm


def _rows(scope: Scope, parameters: Mapping[str, Any]) -> list[Row]:
    """One row per purchase of the region's buyers; without a ``kind`` where there is nothing to say of it."""
    merge_groups = parameters["merge_groups"]
    found = {item.purchase: item for item in find_single_sources(scope, parameters["epsilon"], merge_groups)}
    purchases = scope.purchases_here.tolist()
    return [_row(scope, found[q], merge_groups) if q in found else {"kind": None} for q in purchases]


def _row(scope: Scope, item: SingleSource, merge_groups: bool) -> Row:
    n = scope.network
    buyer, product = int(n.purchase_buyer[item.purchase]), int(n.purchase_product[item.purchase])
    own = {_owner(scope, f, merge_groups) for f in item.suppliers} if item.kind != "unknown" else set()
    others = [
        int(n.node_firm[v])
        for v in scope.other_makers.get(product, [])
        if _owner(scope, int(n.node_firm[v]), merge_groups) not in own and n.node_has_capacity[v]
    ]
    return {
        "chain_code": scope.chain.code,
        "buyer_id": n.firm_ids[buyer],
        "name": n.firm_names[buyer],
        "product_code": n.product_codes[product],
        "product_name": scope.product_name(n.product_codes[product]),
        "kind": item.kind,
        "kind_note": item.note,
        "group_id": n.group_ids[item.group] if item.group >= 0 else None,
        "park": item.park,
        "supplier_ids": [n.firm_ids[f] for f in item.suppliers],
        "supplier_names": [n.firm_names[f] for f in item.suppliers],
        "share": item.share,
        "share_lower": item.share,
        "share_upper": min(1.0, item.share + max(0.0, 1.0 - item.known_share)) if item.share else None,
        "n_groups": item.n_groups,
        "n_eff": item.n_eff.value,
        "n_eff_lower": item.n_eff.lower,
        "n_eff_upper": item.n_eff.upper,
        "known_share": item.known_share,
        "alternatives": [n.firm_ids[f] for f in others],
        "alternative_regions": [n.firm_region[f] or None for f in others],
        "n_pending": len(waiting_of(scope, item.purchase)),
    }


def _result(scope: Scope, parameters: Mapping[str, Any], rows: Sequence[Row]) -> Result:
    told = [row for row in rows if row["kind"]]
    kinds = [row["kind"] for row in told]
    waiting = unique_rows(row for q in scope.purchases_here.tolist() for row in waiting_of(scope, q))
    summary = {
        "n_purchases": len(rows),
        **{f"n_{kind}": kinds.count(kind) for kind in KINDS},
        "n_pending": len(waiting),
    }
    completeness = scope.completeness(("share",))
    findings = [_finding(scope, row) for row in told]
    notices = scope.waiting_notices("capacities", "supplies")
    return Result(findings, summary, notices, completeness, scope.grade(completeness))


def _finding(scope: Scope, row: Row) -> Finding:
    n = scope.network
    buyer, product = row["buyer_id"], row["product_code"]
    q = n.purchase_index[n.firm_index[buyer], n.product_index[product]]
    missing: list[dict[str, object]] = [] if row["known_share"] >= KNOWN_ENOUGH else [
        {"table": "supplies", "firm_id": buyer, "product_code": product, "field": "share_buyer"}
    ]  # fmt: skip
    nodes = [int(v) for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]]
    values = {**row, **{name: known(row[name]) for name in FIGURES}}
    return Finding(values, (scope.chain.code, buyer, product), partial(_single_trace, scope, q, nodes, missing))


def _single(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    return _result(scope, parameters, _rows(scope, parameters))


def _for_twin(scope: Scope, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the query takes of the rows that wait.

    ``waiting``: by ``<buyer> <product>`` how many, whether one may be a further source (``more``; then stated shares
    count alone, ``known_share`` is their sum) or tells who controls a source. ``waiting_makers``: by product who the
    makers here that wait belong to, null for one that nobody knows.
    """
    sure, n = sure_shares(scope), scope.network
    if sure is None:
        return {"waiting": {}, "waiting_makers": {}}
    purchases = {
        f"{n.firm_ids[n.purchase_buyer[q]]} {n.product_codes[n.purchase_product[q]]}": {
            "n_pending": len(rows),
            "more": bool(sure.more[q]),
            "control": bool(sure.control[q]),
            "known_share": float(sure.known[q]),
        }
        for q in scope.purchases_here.tolist()
        if (rows := waiting_of(scope, q))
    }
    told = ((code, scope.waiting.makers(code)) for code in n.product_codes)
    makers = {code: _owners(scope, rows, parameters["merge_groups"]) for code, rows in told if rows}
    return {"waiting": purchases, "waiting_makers": makers}


def _owners(scope: Scope, rows: Sequence[Waiting], merge_groups: bool) -> list[str | None]:
    """Who waiting makers may belong to: ids of groups (firms where they are not merged); None for one nobody knows."""
    n = scope.network
    ids = n.group_ids if merge_groups else n.firm_ids
    firms = {firm if firm in n.firm_index else None for row in rows for firm in row.firms or (None,)}
    owners = {None if firm is None else ids[_owner(scope, n.firm_index[firm], merge_groups)] for firm in firms}
    return sorted(owners, key=lambda owner: (owner is None, owner or ""))


def _single_trace(scope: Scope, q: int, nodes: list[int], missing: list[dict[str, object]]) -> Any:
    n = scope.network
    firms = [n.firm_ids[n.node_firm[v]] for v in nodes]
    refs = supply_refs(scope, [q]) + capacity_refs(scope, nodes) + firm_refs(scope.snapshot, firms)
    return unique(refs + waiting_refs(waiting_of(scope, q)), missing)


QUESTION = Question(
    name="single-sources",
    asks="谁是独家供应商？哪些企业依赖它？（按实际控制人合并）",
    asks_en="Who is a single source, and who depends on it? (merged by actual controller)",
    parameters=(
        Parameter("epsilon", "number", 0.05, "1", minimum=0.0, maximum=0.5),
        Parameter("merge_groups", "bool", True),
    ),
    columns=(
        "chain_code", "buyer_id", "name", "product_code", "product_name", "kind", "kind_note", "group_id", "park",
        "supplier_ids", "supplier_names", "share", "share_lower", "share_upper", "n_groups", "n_eff", "n_eff_lower",
        "n_eff_upper", "known_share", "alternatives", "alternative_regions", "n_pending",
    ),
    run=_single,
    brief=("name", "product_name", "kind", "supplier_names", "share", "n_eff"),
    twin=Twin(_for_twin, _result),
)  # fmt: skip
