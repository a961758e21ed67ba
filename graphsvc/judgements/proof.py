"""Which rows prove a sentence: chosen by what it says, the most telling first. Map, report and screen share them.

A row belongs to a sentence when it names the firm or the product the sentence names, or holds a figure of it or an
input of one. What a whole row of an answer rests on is its trace (``trace.py``); a sentence says less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa

from graphsvc.domain.network import Network
from graphsvc.domain.results import Finding
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.trace import (
    Ref,
    bought_refs,
    capacity_refs,
    declaration_refs,
    demand_refs,
    firm_refs,
    made_refs,
    maker_refs,
    product_refs,
    retired_refs,
)
from graphsvc.judgements.workspace import Facts

TOLERANCE = 1e-9


def row_proof(facts: Facts, question: str, finding: Finding) -> Sequence[Ref]:
    """Rows behind a line that shows a row of an answer with its main figures."""
    values = finding.values
    if question == "single-sources":
        return source_proof(facts, values)
    if question == "missing-links":
        ladder = ladder_proof(facts, values, finding.trace().refs) if values["ladder"] else []
        near = seller_refs(facts.network, values["nearest"], values["product_code"]) if values["nearest"] else []
        return [*ladder, *near, *demand_proof(facts, values["product_code"])]
    if question == "weak-links" and values["reasons"]:
        return [ref for reason in values["reasons"] for ref in reason_proof(facts, values["product_code"], reason)]
    return finding.trace().refs


def demand_proof(facts: Facts, code: str) -> list[Ref]:
    """Rows behind demand for a product, or its own row of list 03 where nothing asks for it."""
    return demand_refs(facts, facts.network.product_index[code]) or product_refs(facts.snapshot, [code])


def ladder_proof(facts: Facts, values: Values, trace: Iterable[Ref] = ()) -> list[Ref]:
    """Rows behind a step of the ladder: the nearest maker, what was declared or stated, or who makes and buys it here.

    ``values`` is a row of missing-links, ``trace`` what the whole row rests on: rows that wait in ``parked`` are
    taken from there.
    """
    code, ladder = values["product_code"], values["ladder"]
    p = facts.network.product_index[code]
    own = product_refs(facts.snapshot, [code])
    waiting = waiting_rows(trace)
    if ladder == "not_matched":
        return [*maker_refs(facts, p), *bought_refs(facts, p)]
    if ladder == "not_to_fill":
        return [*own, *_stage_refs(facts, code), *retired_refs(facts, code)]
    if ladder == "unknown" and waiting:
        return [*waiting, *own]
    if ladder == "unknown" and facts.data.list_is_complete("06", code):
        return [
            *demand_proof(facts, code),
            *capacity_refs(facts.network, np.flatnonzero(facts.network.node_product == p)),
            *own,
        ]
    stated = _stated_missing(facts.snapshot, code) if ladder == "nation_has_none" else []
    near = seller_refs(facts.network, values["nearest"], code) if values["nearest"] else []
    return [*stated, *near, *declaration_refs(facts, "06", code), *own]


def waiting_rows(trace: Iterable[Ref]) -> list[Ref]:
    """Of what a row of an answer rests on the rows that wait: put aside at load, or maimed where it decides."""
    return [ref for ref in trace if ref[0] == "parked" or {"state", "site_region"} <= set(ref[2])]


def seller_refs(n: Network, firm_id: str, code: str) -> list[Ref]:
    """Rows that say a firm makes a product (06); where none does, rows in which it sells it (07)."""
    node = n.node_index.get((n.firm_index.get(firm_id, -1), n.product_index.get(code, -1)), -1)
    if node < 0:
        return []
    made = capacity_refs(n, [node])
    return made or _sold(n, np.flatnonzero(n.source_node == node).tolist())


def _sold(n: Network, sources: Iterable[int]) -> list[Ref]:
    return [("supplies", int(n.source_row[k]), ("qty", "share_buyer")) for k in sources if n.source_row[k] >= 0]


def _stage_refs(facts: Facts, code: str) -> list[Ref]:
    row = facts.names.row(code)
    stage = facts.snapshot.stage_of(row)
    return [("stages", int(stage["row"]), ("may_be_absent", "absence_reason"))] if stage else []


def _stated_missing(snapshot: GraphSnapshot, code: str) -> list[Ref]:
    """Rows of list 09 that say nobody in the nation makes it, else its row of list 03."""
    rows = [
        ("shortfalls", i, ("type", "domestic_leaders"))
        for i, row in enumerate(snapshot.tables.rows("shortfalls"))
        if row["product_code"] == code and row["domestic_leaders"] == []
    ]
    return [*rows, ("products", int(snapshot.products[code]["row"]), ("localization",))]


def reason_proof(facts: Facts, code: str, reason: str) -> list[Ref]:
    """Rows behind one reason W1–W7 of a weak link."""
    p = facts.network.product_index[code]
    makers = maker_refs(facts, p)
    if reason == "W1":
        return [*makers, *demand_proof(facts, code)]
    if reason == "W2":
        return [*makers, *firm_refs(facts.snapshot, _maker_ids(facts, p))]
    if reason == "W3":
        return bought_refs(facts, p, ("qty", "share_buyer", "supplier_region"))
    if reason == "W4":
        return [
            *maker_refs(facts, p, ("grade",)),
            *_wanted_grades(facts.snapshot, code),
            *product_refs(facts.snapshot, [code]),
        ]
    if reason == "W5":
        return [*maker_refs(facts, p, ("national_share",)), *firm_refs(facts.snapshot, _maker_ids(facts, p))]
    if reason == "W7":
        return [*_observed(facts.snapshot, code), *maker_refs(facts, p, ("output", "effective_capacity", "end"))]
    return maker_refs(facts, p, ("output", "effective_capacity", "design_capacity", "utilization"))


def capacity_proof(facts: Facts, code: str) -> list[Ref]:
    """Rows behind what a product's makers here can deliver against demand."""
    return [*maker_refs(facts, facts.network.product_index[code]), *demand_proof(facts, code)]


def _maker_ids(facts: Facts, p: int) -> list[str]:
    n = facts.network
    nodes = np.flatnonzero(facts.members.makers_here & (n.node_product == p))
    return [n.firm_ids[f] for f in n.node_firm[nodes].tolist()]


def _wanted_grades(snapshot: GraphSnapshot, code: str) -> list[Ref]:
    rows = enumerate(snapshot.tables.rows("demand_offers"))
    return [("demand_offers", i, ("grade", "quantity")) for i, row in rows if row["product"] == code]


def _observed(snapshot: GraphSnapshot, code: str) -> list[Ref]:
    rows = enumerate(snapshot.tables.rows("observations"))
    return [("observations", i, ("period", "output")) for i, row in rows if row["product"] == code]


def source_proof(facts: Facts, values: Values) -> list[Ref]:
    """Rows behind a line of single-sources: its trades, and what binds several suppliers or leaves no other.

    The suppliers' trades come first, then the others of the same purchase, whose shares make up the rest.
    """
    n = facts.network
    buyer, p = n.firm_index[values["buyer_id"]], n.product_index[values["product_code"]]
    q = n.purchase_index[buyer, p]
    mine = {n.firm_index[f] for f in values["supplier_ids"]}
    rows = range(n.source_ptr[q], n.source_ptr[q + 1])
    named = [k for k in rows if int(n.node_firm[n.source_node[k]]) in mine]
    refs = [*_sold(n, named), *_sold(n, [k for k in rows if k not in named])]
    if values["kind"] == "disguised":
        refs += _bound_refs(facts.snapshot, values, p)
    if values["kind"] == "sole":
        refs += declaration_refs(facts, "06", values["product_code"])
    if values["kind"] == "single_by_choice":
        others = [
            n.node_index[n.firm_index[f], p] for f in values["alternatives"] if (n.firm_index[f], p) in n.node_index
        ]
        refs += made_refs(facts, others, ("effective_capacity", "state"))
    return refs


def _bound_refs(snapshot: GraphSnapshot, values: Values, p: int) -> list[Ref]:
    """What makes several suppliers one source: their controllers in list 05, or their sites in a park (06, 12)."""
    n = snapshot.network
    if values["park"] is None:
        return firm_refs(snapshot, values["supplier_ids"])
    nodes = [n.node_index[n.firm_index[f], p] for f in values["supplier_ids"] if (n.firm_index[f], p) in n.node_index]
    parks = [i for i, row in enumerate(snapshot.tables.rows("parks")) if row["park_code"] == values["park"]]
    sites = [(table, row, ("park", "site")) for table, row, _ in capacity_refs(n, nodes)]
    return [*sites, *(("parks", i, ("park_code", "name")) for i in parks)]


def path_proof(
    snapshot: GraphSnapshot, path: Sequence[Mapping[str, str]], entity_type: str, entity_id: str
) -> list[Ref]:
    """Rows of the trades along a way of goods, from the entity to the buyer, and of what makes firms one entity."""
    n = snapshot.network
    refs: list[Ref] = []
    for step, after in pairwise(path):
        p = n.product_index[step["product_code"]]
        node = n.node_index.get((n.firm_index[step["firm_id"]], p), -1)
        q = n.purchase_index.get((n.firm_index[after["firm_id"]], p), -1)
        if q >= 0:
            refs += _sold(n, [k for k in range(n.source_ptr[q], n.source_ptr[q + 1]) if n.source_node[k] == node])
    if entity_type == "group" and path:
        refs += firm_refs(snapshot, [path[0]["firm_id"], entity_id])
    return refs


def is_stated(snapshot: GraphSnapshot, refs: Iterable[Ref], columns: Sequence[str], value: float | None) -> bool:
    """Whether one of the rows holds a figure as it is said; else it was computed from them."""
    if value is None:
        return False
    rows: dict[str, list[int]] = {}
    for table, row, _ in refs:
        rows.setdefault(table, []).append(row)
    for table, positions in rows.items():
        data = snapshot.tables[table]
        for column in set(columns) & set(data.column_names):
            told = data[column].take(positions).cast(pa.float64()).to_numpy()
            if bool((np.abs(told - value) <= TOLERANCE).any()):
                return True
    return False
