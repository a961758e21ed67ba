"""From positions in the network back to the rows that said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow.compute as pc

from graphsvc.domain.arrays import Bools, positions_where
from graphsvc.domain.control import lies_in
from graphsvc.domain.network import Network
from graphsvc.domain.pending import Waiting
from graphsvc.domain.results import Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts

Ref = tuple[str, int, tuple[str, ...]]


def capacity_refs(network: Network, nodes: Iterable[int]) -> list[Ref]:
    """Rows of list 06 behind nodes."""
    return _site_refs(network, nodes, ("effective_capacity", "output", "state", "ttr_days"), None)


def maker_refs(
    facts: Facts, product: int, columns: tuple[str, ...] = ("effective_capacity", "design_capacity", "state")
) -> list[Ref]:
    """Rows of list 06 of the sites in the region that make a product."""
    return made_refs(facts, np.flatnonzero(facts.network.node_product == product), columns)


def made_refs(facts: Facts, nodes: Iterable[int], columns: tuple[str, ...]) -> list[Ref]:
    """Rows of list 06 of the sites in the region behind nodes."""
    members = facts.members
    return _site_refs(facts.network, [v for v in nodes if members.makers_here[v]], columns, members.sites_here)


def _site_refs(n: Network, nodes: Iterable[int], columns: tuple[str, ...], only: Bools | None) -> list[Ref]:
    wanted = np.fromiter(nodes, np.int64)
    first, last = np.searchsorted(n.site_node, wanted), np.searchsorted(n.site_node, wanted, "right")
    sites = [i for a, b in zip(first.tolist(), last.tolist(), strict=True) for i in range(a, b)]
    return [
        ("capacities", int(n.site_row[i]), columns) for i in sites if n.site_row[i] >= 0 and (only is None or only[i])
    ]


def supply_refs(
    n: Network,
    purchases: Iterable[int],
    columns: tuple[str, ...] = ("qty", "share_buyer", "stock", "switch_days"),
) -> list[Ref]:
    """Rows of list 07 behind purchases, those of merged contracts included."""
    found: list[Ref] = []
    for q in purchases:
        found += [("supplies", int(r), columns) for r in n.source_row[n.source_ptr[q] : n.source_ptr[q + 1]] if r >= 0]
    return found


def bought_refs(facts: Facts, product: int, columns: tuple[str, ...] = ("qty", "amount", "share_buyer")) -> list[Ref]:
    """Rows of list 07 in which the region's firms buy a product."""
    n = facts.network
    mine = facts.members.buyers_here[n.purchase_buyer] & (n.purchase_product == product) & n.purchase_has_sources
    return supply_refs(n, np.flatnonzero(mine).tolist(), columns)


def demand_refs(facts: Facts, product: int) -> list[Ref]:
    """Rows that demand follows from: coefficients (04) and outputs here (06), purchases (07) where it is bought."""
    n, figures = facts.network, facts.local.figures
    used = facts.local.technical_use
    used = used[n.purchase_product[n.alternative_purchase[used]] == product]
    refs: list[Ref] = [("product_inputs", int(r), ("coefficient",)) for r in n.alternative_input[used]]
    refs += made_refs(facts, np.unique(n.alternative_node[used]).tolist(), ("output", "effective_capacity"))
    if figures.demand_is_bought[product] or not refs:
        refs += bought_refs(facts, product)
    return refs


def declaration_refs(facts: Facts, sheet: str, product: str | None = None) -> list[Ref]:
    """Rows of sheet 00 that declare a list complete for the chain (or a chain that lists the product) and region.

    Where none does: the rows of the chain, which do not declare it.
    """
    declaring, silent = _declarations(facts, sheet, product)
    return declaring or silent


def declaring_refs(facts: Facts, sheet: str, product: str | None = None) -> list[Ref]:
    """The rows of ``declaration_refs`` that do declare it; none where no row does."""
    return _declarations(facts, sheet, product)[0]


def _declarations(facts: Facts, sheet: str, product: str | None) -> tuple[list[Ref], list[Ref]]:
    region = facts.scope.region
    chains = {facts.chain.code, *(facts.snapshot.products[product]["chains"] if product else ())}
    declaring: list[Ref] = []
    silent: list[Ref] = []
    for i, row in enumerate(facts.snapshot.tables.rows("submissions")):
        if row["slot_chain"] in chains:
            covers = lies_in(region, row["slot_region"] or "") if region else not row["slot_region"]
            declares = any(text[:2] == sheet for text in row["complete_lists"] or ())
            (declaring if covers and declares else silent).append(("submissions", i, ("complete_lists",)))
    return declaring, silent


def not_declared(sheet: str, product: str | None = None) -> dict[str, object]:
    """What is missing where a list is not declared complete, for one product where its list is meant by product."""
    about = {} if product is None else {"product_code": product}
    return {"table": "submissions", "field": "complete_lists", **about, "sheet": sheet}


def conversion_refs(snapshot: GraphSnapshot, firm_id: str, product: str) -> list[Ref]:
    """Rows of list 06 by which a firm's lines can turn to a product."""
    own = positions_where(pc.equal(snapshot.tables["capacities"]["firm"], firm_id))
    rows = snapshot.tables.each("capacities", own)
    columns = ("convertible_to", "convert_days", "effective_capacity", "design_capacity", "output", "state")
    return [
        ("capacities", r, columns) for r, row in zip(own, rows, strict=True) if product in (row["convertible_to"] or ())
    ]


def input_refs(facts: Facts, product: int) -> list[Ref]:
    """Rows of list 04 that name a product as input."""
    code = facts.network.product_codes[product]
    rows = facts.ground.input_rows.get(code, ())
    return [("product_inputs", r, ("coefficient", "necessity", "alt_group")) for r in rows]


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
    rows: dict[tuple[str, int], tuple[str, ...]] = {}
    for table, row, columns in refs:
        known = rows.setdefault((table, row), columns)
        if known != columns:
            rows[table, row] = tuple(dict.fromkeys((*known, *columns)))
    ordered = tuple((table, row, rows[table, row]) for table, row in sorted(rows))
    return Trace(refs=ordered, missing=tuple(missing), path=tuple(path))


def waiting_refs(rows: Iterable[Waiting]) -> list[Ref]:
    """Rows that wait: put aside at load, or standing with a blank where it decides."""
    columns = {"parked": ("table", "code", "cells"), "capacities": ("firm", "product", "state", "site_region")}
    return [(*row.ref, columns.get(row.ref[0], ("supplier", "buyer", "product"))) for row in rows]


def retired_refs(facts: Facts, code: str) -> list[Ref]:
    """Rows of list 06 of makers of a product here that have left."""
    return [("capacities", row, ("firm", "state", "end")) for row in facts.local.retired_rows.get(code, ())]


def product_trace(facts: Facts, code: str, waiting: Iterable[Waiting] = ()) -> Trace:
    """Rows behind a product's verdict: its own row, who needs it and how much, who makes and who buys it."""
    n = facts.network
    p = n.product_index[code]
    purchases = np.flatnonzero((n.purchase_product == p) & n.purchase_has_sources).tolist()
    refs = product_refs(facts.snapshot, [code]) + input_refs(facts, p)
    refs += demand_refs(facts, p) + declaration_refs(facts, "06", code)
    refs += capacity_refs(n, np.flatnonzero(n.node_product == p).tolist()) + supply_refs(n, purchases)
    refs += retired_refs(facts, code)
    refs += waiting_refs(dict.fromkeys((*facts.data.waiting.about(code), *waiting)))
    return unique(refs, [] if facts.data.is_declared("06", code) else [not_declared("06", code)])
