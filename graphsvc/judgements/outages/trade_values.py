"""The trade of a chain in money: what each firm sells to each, by whom it is known, and of which industry they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from graphsvc.domain.arrays import Bools, Floats, Longs, encode, numbers
from graphsvc.domain.essentiality import UNKNOWN_SECTION, essentiality, industry_section
from graphsvc.domain.network import Network
from graphsvc.domain.once import once
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Facts

YUAN = 1e4
"""元 in 万元."""


@dataclass(frozen=True)
class TradeValues:
    """Trade among ``firms`` (f,), positions in the network, those of known value.

    ``sales`` (f, f) [万元/yr] supplier to buyer; ``industry`` (f,) 0..k-1; ``essentiality`` (k, k) supplier x customer
    industry; ``revenue`` (f,) [万元/yr], NaN unknown; ``unvalued`` (f,) relations of each firm whose value nobody knows
    and that are left out; ``has_industry`` (f,) a code of list 05.
    """

    firms: Longs
    sales: sparse.csr_array
    industry: Longs
    essentiality: Longs
    revenue: Floats
    unvalued: Longs
    has_industry: Bools
    n_valued: int
    n_unvalued: int

    @once
    def sold(self) -> Floats:
        """(f,) [万元/yr] recorded sales of each firm."""
        return np.asarray(self.sales.sum(axis=1), np.float64).reshape(-1)

    @once
    def is_valued(self) -> Bools:
        """(f,) firms that any relation of known value leads to or from."""
        bought = np.asarray(self.sales.sum(axis=0), np.float64).reshape(-1)
        found: Bools = (self.sold > 0) | (bought > 0)
        return found

    @property
    def completeness(self) -> float | None:
        """Known cells (value of each relation, industry and revenue of each firm) of those needed; None without any."""
        known = self.n_valued + int(self.has_industry.sum()) + int(np.isfinite(self.revenue).sum())
        needed = self.n_valued + self.n_unvalued + 2 * len(self.firms)
        return known / needed if needed else None


def trade_values(facts: Facts) -> TradeValues:
    """Trade upstream of the chain. Sources that nobody identified take no part, nor what a firm makes for itself."""
    n = facts.network
    inside = facts.members.upstream & n.firm_identified[n.node_firm]
    used = np.zeros(n.n_purchases, np.bool_)
    used[n.alternative_purchase[inside[n.alternative_node]]] = True
    supplier, buyer = n.node_firm[n.source_node], n.purchase_buyer[n.source_purchase]
    kept = np.flatnonzero(inside[n.source_node] & used[n.source_purchase] & (supplier != buyer))
    supplier, buyer = supplier[kept].astype(np.int64), buyer[kept].astype(np.int64)
    value = source_values(facts.snapshot)[kept]
    known = value > 0
    blank = np.isnan(value)
    firms = np.unique(np.concatenate([supplier, buyer]))
    seller, customer = np.searchsorted(firms, supplier), np.searchsorted(firms, buyer)
    size = len(firms)
    ends = np.concatenate([seller[blank], customer[blank]])
    codes = _industry_codes(facts.snapshot, firms)
    industry, essentiality = _industries(
        n, firms, codes, _main_products(n, n.source_node[kept].astype(np.int64), value)
    )
    return TradeValues(
        firms,
        sparse.csr_array((value[known], (seller[known], customer[known])), shape=(size, size)),
        industry,
        essentiality,
        _revenue(facts.snapshot, firms),
        np.bincount(ends, minlength=size).astype(np.int64),
        np.array([code is not None for code in codes], np.bool_),
        int((~blank).sum()),
        int(blank.sum()),
    )


def source_values(snapshot: GraphSnapshot) -> Floats:
    """(K,) [万元/yr] of each source: the value list 07 states, else quantity times price; NaN unknown."""
    n = snapshot.network
    stated = numbers(snapshot.tables["supplies"]["amount"])
    row = n.source_row
    amount = np.where(row >= 0, stated[row] if len(stated) else np.nan, np.nan)
    product = n.purchase_product[n.source_purchase]
    share = np.where(n.source_share_known, n.source_share, np.nan)
    quantity = np.where(np.isnan(n.source_quantity), share * n.purchase_quantity[n.source_purchase], n.source_quantity)
    found: Floats = np.where(np.isnan(amount), quantity * n.product_price[product] / YUAN, amount)
    return found


def _industry_codes(snapshot: GraphSnapshot, firms: Longs) -> list[str | None]:
    """Code of list 05 of each firm, None where it has none that GB/T 4754-2017 knows."""
    n, table = snapshot.network, snapshot.tables["firms"]
    told = dict(zip(table["firm_id"].to_pylist(), table["gb4754"].to_pylist(), strict=True))
    found = (told.get(n.firm_ids[f]) for f in firms.tolist())
    return [code if code and industry_section(code) else None for code in found]


def _revenue(snapshot: GraphSnapshot, firms: Longs) -> Floats:
    table = snapshot.tables["firms"]
    revenue = np.full(snapshot.network.n_firms, np.nan)
    position = encode(table["firm_id"], snapshot.network.firm_index)
    revenue[position[position >= 0]] = numbers(table["revenue"])[position >= 0]
    return revenue[firms]


def _main_products(n: Network, seller_node: Longs, value: Floats) -> Longs:
    """(F,) product each firm sells most of by known value, else its first; -1 of firms that make nothing."""
    sold = np.bincount(seller_node, weights=np.nan_to_num(value), minlength=n.n_nodes)
    order = np.lexsort((n.node_product, -sold, n.node_firm))
    firm, first = np.unique(n.node_firm[order], return_index=True)
    main = np.full(n.n_firms, -1, np.int64)
    main[firm] = n.node_product[order][first]
    return main


def _industries(n: Network, firms: Longs, codes: Sequence[str | None], main: Longs) -> tuple[Longs, Longs]:
    """(f,) industries and (k, k) what they need of each other; firms without a code stand together by main product."""
    keys = [
        (code, industry_section(code) or UNKNOWN_SECTION) if code else (f"product:{main[f]}", UNKNOWN_SECTION)
        for f, code in zip(firms.tolist(), codes, strict=True)
    ]
    kinds = sorted(set(keys))
    place = {key: i for i, key in enumerate(kinds)}
    sections = sorted({section for _, section in kinds})
    needs = np.array([[essentiality(supplier, customer) for customer in sections] for supplier in sections], np.int64)
    of = np.array([sections.index(section) for _, section in kinds], np.int64)
    industry = np.array([place[key] for key in keys], np.int64)
    return industry, needs.reshape(len(sections), len(sections))[np.ix_(of, of)]
