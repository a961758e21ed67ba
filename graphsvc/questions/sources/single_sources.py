"""single-sources: who really supplies, counted by who controls them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from graphsvc.analysis.links.waiting import unique as unique_rows
from graphsvc.analysis.sources import KNOWN_ENOUGH, SingleSource
from graphsvc.domain.columns import columns
from graphsvc.domain.network import Network
from graphsvc.domain.pending import Waiting
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.sources.single import KINDS, find_single_sources, owner_of, sure_shares, waiting_of
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique, waiting_refs
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter
from graphsvc.questions.question import Outlooked, PerChain, Question, Twin

FIGURES = ("share", "share_lower", "share_upper", "n_eff", "n_eff_lower", "n_eff_upper", "known_share")


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``single-sources`` is asked with."""

    epsilon: float = parameter("number", 0.05, "1", minimum=0.0, maximum=0.5)
    merge_groups: bool = parameter("bool", True)


COLUMNS = columns(
    "single-sources",
    "chain_code", "buyer_id", "name", "product_code", "product_name", "kind", "kind_note", "group_id", "park",
    "supplier_ids", "supplier_names", "share", "share_lower", "share_upper", "n_groups", "n_eff", "n_eff_lower",
    "n_eff_upper", "known_share", "alternatives", "alternative_regions", "n_pending",
)  # fmt: skip


def _rows(facts: Facts, asked: Parameters) -> list[Row]:
    """One row per purchase of the region's buyers; without a ``kind`` where there is nothing to say of it."""
    merge_groups = asked.merge_groups
    found = {item.purchase: item for item in find_single_sources(facts, asked.epsilon, merge_groups)}
    purchases = facts.members.purchases_here.tolist()
    return [_row(facts, found[q], merge_groups) if q in found else {"kind": None} for q in purchases]


def _row(facts: Facts, item: SingleSource, merge_groups: bool) -> Row:
    n = facts.network
    buyer, product = int(n.purchase_buyer[item.purchase]), int(n.purchase_product[item.purchase])
    own = {owner_of(n, f, merge_groups) for f in item.suppliers} if item.kind != "unknown" else set()
    others = [
        int(n.node_firm[v])
        for v in facts.ground.other_makers.get(product, [])
        if owner_of(n, int(n.node_firm[v]), merge_groups) not in own and n.node_has_capacity[v]
    ]
    return {
        "chain_code": facts.chain.code,
        "buyer_id": n.firm_ids[buyer],
        "name": n.firm_names[buyer],
        "product_code": n.product_codes[product],
        "product_name": facts.names.product(n.product_codes[product]),
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
        "n_pending": len(waiting_of(facts, item.purchase)),
    }


def _result(facts: Facts, asked: Parameters, rows: Sequence[Row]) -> Result:
    told = [row for row in rows if row["kind"]]
    kinds = [row["kind"] for row in told]
    waiting = unique_rows(row for q in facts.members.purchases_here.tolist() for row in waiting_of(facts, q))
    summary = {
        "n_purchases": len(rows),
        **{f"n_{kind}": kinds.count(kind) for kind in KINDS},
        "n_pending": len(waiting),
    }
    completeness = facts.data.completeness(("share",))
    findings = [_finding(facts, row) for row in told]
    notices = facts.data.waiting_notices("capacities", "supplies")
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


def _finding(facts: Facts, row: Row) -> Finding:
    n = facts.network
    buyer, product = row["buyer_id"], row["product_code"]
    q = n.purchase_index[n.firm_index[buyer], n.product_index[product]]
    missing: list[dict[str, object]] = [] if row["known_share"] >= KNOWN_ENOUGH else [
        {"table": "supplies", "firm_id": buyer, "product_code": product, "field": "share_buyer"}
    ]  # fmt: skip
    nodes = [int(v) for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]]
    values = {**row, **{name: known(row[name]) for name in FIGURES}}
    return COLUMNS.finding(values, (facts.chain.code, buyer, product), partial(_single_trace, facts, q, nodes, missing))


def _single(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, _rows(facts, asked))


def _for_twin(facts: Facts, asked: Parameters) -> Values:
    """What the query takes of the rows that wait.

    ``waiting``: by ``<buyer> <product>`` how many, whether one may be a further source (``more``; then stated shares
    count alone, ``known_share`` is their sum) or tells who controls a source. ``waiting_makers``: by product who the
    makers here that wait belong to, null for one that nobody knows.
    """
    sure, n = sure_shares(facts), facts.network
    if sure is None:
        return {"waiting": {}, "waiting_makers": {}}
    purchases = {
        f"{n.firm_ids[n.purchase_buyer[q]]} {n.product_codes[n.purchase_product[q]]}": {
            "n_pending": len(rows),
            "more": bool(sure.more[q]),
            "control": bool(sure.control[q]),
            "known_share": float(sure.known[q]),
        }
        for q in facts.members.purchases_here.tolist()
        if (rows := waiting_of(facts, q))
    }
    told = ((code, facts.data.waiting.makers(code)) for code in n.product_codes)
    makers = {code: _owners(n, rows, asked.merge_groups) for code, rows in told if rows}
    return {"waiting": purchases, "waiting_makers": makers}


def _owners(n: Network, rows: Sequence[Waiting], merge_groups: bool) -> list[str | None]:
    """Who waiting makers may belong to: ids of groups (firms where they are not merged); None for one nobody knows."""
    ids = n.group_ids if merge_groups else n.firm_ids
    firms = {firm if firm in n.firm_index else None for row in rows for firm in row.firms or (None,)}
    owners = {None if firm is None else ids[owner_of(n, n.firm_index[firm], merge_groups)] for firm in firms}
    return sorted(owners, key=lambda owner: (owner is None, owner or ""))


def _single_trace(facts: Facts, q: int, nodes: list[int], missing: list[dict[str, object]]) -> Trace:
    n = facts.network
    firms = [n.firm_ids[n.node_firm[v]] for v in nodes]
    refs = supply_refs(n, [q]) + capacity_refs(n, nodes) + firm_refs(facts.snapshot, firms)
    return unique(refs + waiting_refs(waiting_of(facts, q)), missing)


QUESTION = Question(
    name="single-sources",
    asks="谁是独家供应商？哪些企业依赖它？（按实际控制人合并）",
    asks_en="Who is a single source, and who depends on it? (merged by actual controller)",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_single, Twin(_for_twin, _result)),
    brief=("name", "product_name", "kind", "supplier_names", "share", "n_eff"),
)
