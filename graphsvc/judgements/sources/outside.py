"""Essential supplies that come from outside: by province of the same country, and by country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.domain.arrays import Longs
from graphsvc.judgements.workspace import Facts

HOME = "CN"
KINDS = ("province", "country", "unknown")
"""Kinds of places in the order they are told."""


@dataclass(frozen=True)
class Outside:
    """One supplier of one product to the region's buyers: where it stands (``kind`` province, country or unknown),
    positions of the rows of supply (sources) and of the purchases they belong to, one each."""

    kind: str
    place: str | None
    firm: int
    product: int
    sources: Longs
    purchases: Longs


def essential_purchases(facts: Facts) -> Longs:
    """Purchases of the chain's buyers in the region without which one of their products cannot be made."""
    n = facts.network
    need = np.repeat(np.arange(len(n.need_essential)), np.diff(n.alternative_ptr))
    essential = np.zeros(n.n_purchases, np.bool_)
    essential[n.alternative_purchase[n.need_essential[need]]] = True
    own = facts.members.purchases_here
    return own[essential[own]]


def outside_suppliers(facts: Facts, purchases: Longs) -> list[Outside]:
    """Suppliers of purchases in other provinces and countries, and those whose place nobody tells; by place, supplier,
    product."""
    n = facts.network
    wanted = np.zeros(n.n_purchases, np.bool_)
    wanted[purchases] = True
    purchase = np.repeat(np.arange(n.n_purchases), np.diff(n.source_ptr))
    at = np.flatnonzero(wanted[purchase])
    firm = n.node_firm[n.source_node[at]].astype(np.int64)
    pairs = firm * len(n.product_codes) + n.purchase_product[purchase[at]]
    order = np.argsort(pairs, kind="stable")
    names, first = np.unique(pairs[order], return_index=True)
    found = []
    for pair, own in zip(names.tolist(), np.split(at[order], first)[1:], strict=True):
        who, product = divmod(pair, len(n.product_codes))
        where = stands_at(facts, who)
        if where is not None:
            found.append(Outside(*where, who, product, own, purchase[own]))
    found.sort(key=lambda o: (KINDS.index(o.kind), o.place or "", n.firm_ids[o.firm], n.product_codes[o.product]))
    return found


def stands_at(facts: Facts, firm: int) -> tuple[str, str | None] | None:
    """(kind, code) of a firm's place; None for one of the scope's own province."""
    n, own = facts.network, facts.scope.region[:2]
    country, region = n.firm_country[firm], n.firm_region[firm]
    if country not in ("", HOME):
        return "country", country
    if not region[:2].strip("0"):
        return "unknown", None
    return None if region[:2] == own or not own else ("province", f"{region[:2]}0000")
