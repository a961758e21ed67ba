"""The failure network as frozen arrays: firm-product nodes, purchases, needs.

A *node* is a firm making a product. A *purchase* is a buyer's supply of one product: its sources (nodes) with
shares, and one stock. A *need* of a node is met by any of its alternatives, each of them a purchase of the same
firm. Goods move source -> purchase -> need -> node. The technical layer gives the needs, the trade layer the
sources; they are joined here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from types import MappingProxyType

import numpy as np

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, pointers, totals


@dataclass(frozen=True)
class Network:
    """All arrays of one version. ``n_*`` counts; NaN means unknown, never zero.

    Firms (F): ``firm_ids`` sorted; ``firm_group`` index into ``group_ids``; ``firm_region`` six digits or "";
    ``firm_country`` alpha-2 or "" (unknown); ``firm_listed`` stands in sheet 05; ``firm_active`` may produce;
    ``firm_identified`` False for remainders and traders of unknown origin.
    Products (P): ``product_codes`` sorted; ``product_price`` [元/unit].
    Nodes (N), sorted by (firm, product): ``node_output``, ``node_capacity`` [unit/yr], ``node_design``;
    ``node_base`` [unit/yr] output or the best stand-in, ``node_recovery`` [d] of the slowest site that
    tells; ``node_recovery_blank`` some site does not tell; ``node_has_capacity`` a 现状 row.
    Sites (S), sorted by node: ``site_share`` of the node's capacity (sums to 1 per node; equal parts where not
    ``site_share_known``).
    Purchases (Q), sorted by (buyer, product): ``purchase_stock`` [d], ``purchase_switch`` [d],
    ``purchase_known`` 0-1 identified share, ``purchase_declared`` list 07 complete for it,
    ``purchase_quantity`` [unit/yr] base use.
    Sources (K), rows by ``source_ptr`` (Q+1): ``source_node``, ``source_share`` (0 where unknown),
    ``source_share_known``, ``source_quantity`` [unit/yr], ``source_switch`` [d], ``source_row`` in table ``supplies``.
    Needs (M), rows by ``need_ptr`` (N+1): ``need_essential``, ``need_weight`` (non-essential cost share).
    Alternatives (A), rows by ``alternative_ptr`` (M+1): ``alternative_purchase``, ``alternative_mix`` (sums to 1
    per need), ``alternative_use`` (share of the purchase's base use), both equal parts where not ``…_known``;
    ``alternative_coefficient`` [unit_up/unit_down],
    ``alternative_loss`` 0-1, ``alternative_switch`` [d], ``alternative_input`` row of ``product_inputs`` or -1.
    """

    firm_ids: tuple[str, ...]
    firm_names: tuple[str, ...]
    firm_group: Ints
    group_ids: tuple[str, ...]
    firm_region: tuple[str, ...]
    firm_country: tuple[str, ...]
    firm_listed: Bools
    firm_active: Bools
    firm_identified: Bools
    product_codes: tuple[str, ...]
    product_price: Floats
    node_firm: Ints
    node_product: Ints
    node_output: Floats
    node_capacity: Floats
    node_design: Floats
    node_base: Floats
    node_recovery: Floats
    node_recovery_blank: Bools
    node_has_capacity: Bools
    site_node: Ints
    site_ids: tuple[str, ...]
    site_region: tuple[str, ...]
    site_park: tuple[str, ...]
    site_share: Floats
    site_share_known: Bools
    site_row: Ints
    purchase_buyer: Ints
    purchase_product: Ints
    purchase_stock: Floats
    purchase_switch: Floats
    purchase_known: Floats
    purchase_declared: Bools
    purchase_quantity: Floats
    source_ptr: Longs
    source_node: Ints
    source_share: Floats
    source_share_known: Bools
    source_quantity: Floats
    source_switch: Floats
    source_row: Ints
    need_ptr: Longs
    need_essential: Bools
    need_weight: Floats
    need_weight_known: Bools
    alternative_ptr: Longs
    alternative_purchase: Ints
    alternative_mix: Floats
    alternative_mix_known: Bools
    alternative_use: Floats
    alternative_use_known: Bools
    alternative_coefficient: Floats
    alternative_loss: Floats
    alternative_switch: Floats
    alternative_input: Ints
    n_unlisted_needs: int
    n_differing_stocks: int

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def n_firms(self) -> int:
        """Firms, external sources included."""
        return len(self.firm_ids)

    @property
    def n_nodes(self) -> int:
        """Firm-product nodes."""
        return len(self.node_firm)

    @property
    def n_purchases(self) -> int:
        """(buyer, product) pairs."""
        return len(self.purchase_buyer)

    @cached_property
    def rows_sold(self) -> tuple[Longs, Longs]:
        """(ptr (N + 1,), rows) of the trade layer by the node that sells, in their order."""
        row = np.argsort(self.source_node, kind="stable")
        return pointers(self.source_node[row], self.n_nodes), row

    @cached_property
    def firm_index(self) -> MappingProxyType[str, int]:
        """Position of each firm id."""
        return MappingProxyType({v: i for i, v in enumerate(self.firm_ids)})

    @cached_property
    def firm_abroad(self) -> Bools:
        """(F,) firms that are known to stand in another country."""
        return np.array([country not in ("", "CN") for country in self.firm_country], np.bool_)

    @cached_property
    def product_index(self) -> MappingProxyType[str, int]:
        """Position of each product code."""
        return MappingProxyType({v: i for i, v in enumerate(self.product_codes)})

    @cached_property
    def node_index(self) -> MappingProxyType[tuple[int, int], int]:
        """Position of each (firm, product) pair."""
        pairs = zip(self.node_firm.tolist(), self.node_product.tolist(), strict=True)
        return MappingProxyType({pair: i for i, pair in enumerate(pairs)})

    @cached_property
    def purchase_index(self) -> MappingProxyType[tuple[int, int], int]:
        """Position of each (buyer, product) pair."""
        pairs = zip(self.purchase_buyer.tolist(), self.purchase_product.tolist(), strict=True)
        return MappingProxyType({pair: i for i, pair in enumerate(pairs)})

    @cached_property
    def purchase_has_sources(self) -> Bools:
        """(Q,) whether any source is recorded."""
        return np.diff(self.source_ptr) > 0

    @cached_property
    def source_purchase(self) -> Ints:
        """(K,) the purchase each source belongs to."""
        return np.repeat(np.arange(self.n_purchases, dtype=np.int32), np.diff(self.source_ptr))

    @cached_property
    def node_sold_share(self) -> Floats:
        """(N,) known shares of its buyers' purchases that each node holds, added up: a size where quantities are
        blank."""
        return totals(self.source_node, self.source_share, self.n_nodes)

    @cached_property
    def alternative_node(self) -> Ints:
        """(A,) the node each alternative serves."""
        need_node = np.repeat(np.arange(self.n_nodes, dtype=np.int32), np.diff(self.need_ptr))
        return np.repeat(need_node, np.diff(self.alternative_ptr))

    @cached_property
    def edges(self) -> tuple[Ints, Ints]:
        """Node to node: (from, to) for every source of every alternative, duplicates kept."""
        counts = np.diff(self.source_ptr)[self.alternative_purchase]
        starts = self.source_ptr[self.alternative_purchase]
        offsets = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        sources = self.source_node[np.repeat(starts, counts) + offsets]
        return sources, np.repeat(self.alternative_node, counts)

    @cached_property
    def node_unknown_need(self) -> Bools:
        """(N,) nodes with an essential need for which no source is recorded: their tier-2 list is missing."""
        has = self.purchase_has_sources[self.alternative_purchase]
        any_source = np.zeros(len(self.need_essential), np.bool_)
        np.logical_or.at(any_source, np.repeat(np.arange(len(any_source)), np.diff(self.alternative_ptr)), has)
        missing = self.need_essential & ~any_source
        unknown = np.zeros(self.n_nodes, np.bool_)
        np.logical_or.at(unknown, np.repeat(np.arange(self.n_nodes), np.diff(self.need_ptr)), missing)
        return unknown
