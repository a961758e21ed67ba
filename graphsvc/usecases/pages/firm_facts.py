"""What the lists say about firms, for finding and showing them: names, places, what they make, whom they trade with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.local_figures import source_amounts, stand_in
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.network import Network
from graphsvc.domain.reference import region_name
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts, Workspace


@dataclass(frozen=True)
class Made:
    """A product of a firm. ``share`` (0–1) and ``rank`` by effective capacity among all makers the lists know, None
    where a capacity is blank; ``n_groups`` independent makers besides its own group."""

    node: int
    product: str
    unit: str
    capacity: float | None
    output: float | None
    share: float | None
    rank: int | None
    n_makers: int
    n_groups: int
    recovery: float | None
    is_only: str


@dataclass(frozen=True)
class Trade:
    """One source of a purchase. ``share`` of the buyer's purchase (0–1), ``quantity`` [unit/yr], ``stock`` [d]."""

    seller: int
    buyer: int
    product: str
    share: float | None
    quantity: float | None
    unit: str
    stock: float | None
    row: int


def search_names(snapshot: GraphSnapshot) -> dict[str, tuple[str, ...]]:
    """Every name and code a firm is found by, in small letters."""
    n = snapshot.network
    found: dict[str, list[str]] = {firm: [firm, name] for firm, name in zip(n.firm_ids, n.firm_names, strict=True)}
    for row in snapshot.firms.values():
        found.setdefault(row["firm_id"], []).extend(
            str(text) for text in (row["name"], row["uscc"], row["other_id"], *(row["aliases"] or ())) if text
        )
    for alias in snapshot.tables.rows("aliases"):
        if alias["kind"] == "企业" and alias["target"] in found:
            found[alias["target"]].append(alias["alias"])
    for named in snapshot.tables.rows("firm_names"):
        if named["firm"] in found:
            found[named["firm"]].append(named["name"])
    return {firm: tuple(text.casefold() for text in texts) for firm, texts in found.items()}


def aliases_of(snapshot: GraphSnapshot, firm_id: str) -> tuple[str, ...]:
    """Other names of a firm, as the lists give them."""
    row = snapshot.firms.get(firm_id)
    told = list((row and row["aliases"]) or ())
    told += [r["alias"] for r in snapshot.tables.rows("aliases") if r["target"] == firm_id and r["kind"] == "企业"]
    told += [r["name"] for r in snapshot.tables.rows("firm_names") if r["firm"] == firm_id]
    name = row["name"] if row else None
    return tuple(text for text in dict.fromkeys(told) if text != name)


def firms_of_chain(space: Workspace, chain: str) -> Bools:
    """(F,) firms that make a product of a chain."""
    n = space.snapshot.network
    nodes = space.facts(space.scope(chain)).members.makers
    return np.bincount(n.node_firm[nodes], minlength=n.n_firms) > 0


def firms_of_region(network: Network, region: str | None) -> Bools:
    """(F,) firms of a region; all where none is asked."""
    return stand_in(network, region) if region else np.ones(network.n_firms, np.bool_)


def made_by(facts: Facts, firm: int) -> list[Made]:
    """Products of a firm, largest share first."""
    n = facts.network
    found = [_made(facts, int(v)) for v in np.flatnonzero(n.node_firm == firm).tolist()]
    return sorted(found, key=lambda made: (-(made.share or 0.0), made.product))


def _made(facts: Facts, node: int) -> Made:
    n = facts.network
    product = int(n.node_product[node])
    code = n.product_codes[product]
    makers = np.flatnonzero((n.node_product == product) & n.node_has_capacity & n.firm_identified[n.node_firm])
    others = {int(g) for g in n.firm_group[n.node_firm[makers]].tolist()} - {int(n.firm_group[n.node_firm[node]])}
    held = n.node_capacity[makers]
    is_told = bool(np.isfinite(held).all()) and node in makers.tolist()
    own, total = float(n.node_capacity[node]), float(held.sum())
    return Made(
        node=node,
        product=code,
        unit=unit_of(facts.snapshot, code),
        capacity=known(own),
        output=known(float(n.node_output[node])),
        share=own / total if is_told and total > 0 else None,
        rank=int((held > own).sum()) + 1 if is_told else None,
        n_makers=len(makers),
        n_groups=len(others),
        recovery=known(float(n.node_recovery[node])),
        is_only="no" if others else "yes" if facts.data.list_is_complete("06", code) else "unknown",
    )


def unit_of(snapshot: GraphSnapshot, code: str) -> str:
    """Unit of a product, "" where no list tells it."""
    row = snapshot.products.get(code)
    return str(row["unit"] or "") if row else ""


def sales_of(snapshot: GraphSnapshot, firm: int) -> list[Trade]:
    """Sales of a firm, those that fill most of the buyer's need first."""
    n = snapshot.network
    return _trades(snapshot, np.flatnonzero(n.node_firm[n.source_node] == firm))


def purchases_of(snapshot: GraphSnapshot, firm: int) -> list[Trade]:
    """Purchases of a firm, those with the largest share first."""
    n = snapshot.network
    return _trades(snapshot, np.flatnonzero(n.purchase_buyer[n.source_purchase] == firm))


def _trades(snapshot: GraphSnapshot, sources: Longs) -> list[Trade]:
    n = snapshot.network
    amounts = source_amounts(n)
    found = []
    for k in sources.tolist():
        q = int(n.source_purchase[k])
        code = n.product_codes[n.purchase_product[q]]
        share = float(n.source_share[k]) if n.source_share_known[k] else None
        found.append(
            Trade(int(n.node_firm[n.source_node[k]]), int(n.purchase_buyer[q]), code, share, known(float(amounts[k])),
                  unit_of(snapshot, code), known(float(n.purchase_stock[q])), int(n.source_row[k]))
        )  # fmt: skip
    return sorted(found, key=lambda t: (-(t.share or 0.0), t.product, t.seller, t.buyer))


def place_of(network: Network, firm: int) -> str:
    """Where a firm stands, in words of the lists: its region, else its country."""
    region = network.firm_region[firm]
    return (region_name(region) or region) if region else ""
