"""From positions in the network back to the rows that said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from graphsvc.domain.pending import Waiting
from graphsvc.domain.results import Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.questions.scope import Scope

Ref = tuple[str, int, tuple[str, ...]]


def capacity_refs(scope: Scope, nodes: Iterable[int]) -> list[Ref]:
    """Rows of list 06 behind nodes."""
    n = scope.network
    wanted = np.isin(n.site_node, list(nodes))
    columns = ("effective_capacity", "output", "state", "ttr_days")
    return [("capacities", int(row), columns) for row in n.site_row[wanted] if row >= 0]


def supply_refs(scope: Scope, purchases: Iterable[int]) -> list[Ref]:
    """Rows of list 07 behind purchases, those of merged contracts included."""
    n = scope.network
    columns = ("qty", "share_buyer", "stock", "switch_days")
    found: list[Ref] = []
    for q in purchases:
        found += [("supplies", int(r), columns) for r in n.source_row[n.source_ptr[q] : n.source_ptr[q + 1]]]
    return found


def input_refs(scope: Scope, product: int) -> list[Ref]:
    """Rows of list 04 that name a product as input."""
    code = scope.network.product_codes[product]
    frame = scope.snapshot.tables.frame("product_inputs")
    rows = np.flatnonzero((frame["from_product"] == code).to_numpy())
    return [("product_inputs", int(r), ("coefficient", "necessity", "alt_group")) for r in rows]


def firm_refs(snapshot: GraphSnapshot, firm_ids: Iterable[str]) -> list[Ref]:
    """Rows of list 05 behind firms."""
    rows = [snapshot.firms[f] for f in firm_ids if f in snapshot.firms]
    return [("firms", int(row["row"]), ("status", "reg_region", "controller", "controller_uscc")) for row in rows]


def product_refs(snapshot: GraphSnapshot, codes: Iterable[str]) -> list[Ref]:
    """Rows of list 03 behind products."""
    return [
        ("products", int(snapshot.products[c]["row"]), ("unit", "ref_price")) for c in codes if c in snapshot.products
    ]


def unique(
    refs: Iterable[Ref], missing: Iterable[Mapping[str, object]] = (), path: Iterable[Mapping[str, str]] = ()
) -> Trace:
    """A trace with every row once, in table order."""
    rows = {(table, row): columns for table, row, columns in refs}
    ordered = tuple((table, row, rows[table, row]) for table, row in sorted(rows))
    return Trace(refs=ordered, missing=tuple(missing), path=tuple(path))


def waiting_refs(rows: Iterable[Waiting]) -> list[Ref]:
    """Rows that wait: put aside at load, or standing with a blank where it decides."""
    columns = {"parked": ("table", "code", "cells"), "capacities": ("firm", "product", "state", "site_region")}
    return [(*row.ref, columns.get(row.ref[0], ("supplier", "buyer", "product"))) for row in rows]


def product_trace(scope: Scope, code: str, waiting: Iterable[Waiting] = ()) -> Trace:
    """Rows behind a product's verdict: its own row, who needs it, who makes and who buys it, what waits about it."""
    n = scope.network
    p = n.product_index[code]
    purchases = np.flatnonzero((n.purchase_product == p) & n.purchase_has_sources).tolist()
    refs = product_refs(scope.snapshot, [code]) + input_refs(scope, p)
    refs += capacity_refs(scope, np.flatnonzero(n.node_product == p).tolist()) + supply_refs(scope, purchases)
    refs += waiting_refs(dict.fromkeys((*scope.waiting.about(code), *waiting)))
    missing = []
    if not scope.is_declared("06", code):
        missing.append({"table": "submissions", "field": "complete_lists", "product_code": code, "sheet": "06"})
    return unique(refs, missing)
