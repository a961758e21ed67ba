"""What a question works on: one snapshot, one chain, one region, with everything derived from them cached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from graphsvc.analysis.completeness import data_grade, known_cells
from graphsvc.analysis.links.grades import GradeFigures, grade_figures
from graphsvc.analysis.links.link_bounds import LinkBounds, link_bounds
from graphsvc.analysis.links.local_figures import (
    LocalFigures,
    buyers_in,
    local_figures,
    nodes_in,
    part_in,
    places_in,
)
from graphsvc.analysis.links.makers import MakerFigures, maker_figures
from graphsvc.analysis.links.waiting import WaitingRows, opened, sellers_in
from graphsvc.analysis.outages.entities import Entities, all_entities
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.outage import Outages, outages
from graphsvc.analysis.walks import Walkable, technical_walks, trade_walks
from graphsvc.domain.arrays import Bools, Longs, Words, encode
from graphsvc.domain.dictionary import list_name
from graphsvc.domain.network import Network
from graphsvc.domain.notices import Notice
from graphsvc.domain.once import OncePerKey, once
from graphsvc.domain.snapshot import ChainInfo, GraphSnapshot
from graphsvc.judgements.names import Names


class Where(NamedTuple):
    """A chain by its code and a region by its six digits: what is asked about, as a value."""

    chain: str
    region: str


class Workspace:
    """One snapshot with its failure model and scopes; each built once, on first use, shared by threads."""

    def __init__(self, snapshot: GraphSnapshot) -> None:
        self.snapshot = snapshot
        self._scopes: OncePerKey[Where, Scope] = OncePerKey()

    @once
    def model(self) -> FailureModel:
        """The failure model over the joined network of all chains."""
        return FailureModel(self.snapshot.network)

    @once
    def names(self) -> Names:
        """What people call the objects of the version."""
        return Names(self.snapshot)

    @once
    def trade(self) -> Walkable:
        """Firm to firm, per product, to be walked along."""
        return trade_walks(self.snapshot.network)

    @once
    def technique(self) -> Walkable:
        """Product to product by list 04, to be walked along."""
        index, inputs = self.snapshot.network.product_index, self.snapshot.tables["product_inputs"]
        return technical_walks(len(index), encode(inputs["from_product"], index), encode(inputs["to_product"], index))

    def scope(self, chain: str, region: str | None = None) -> Scope:
        """The scope of one chain; ``region`` defaults to the chain's own."""
        info = self.snapshot.chains[chain]
        where = Where(chain, info.region if region is None else region)
        return self._scopes.get(where, lambda: Scope(self, info, where.region))


@dataclass(frozen=True, eq=False)
class Scope:
    """One chain in one region. The network is never cut: ``upstream`` marks all that feeds the final products."""

    workspace: Workspace
    chain: ChainInfo
    region: str
    _entities: OncePerKey[str, tuple[Entities, Words]] = field(default_factory=OncePerKey, init=False, repr=False)
    _outages: OncePerKey[tuple[str, float], Outages] = field(default_factory=OncePerKey, init=False, repr=False)

    @property
    def snapshot(self) -> GraphSnapshot:
        """The version asked."""
        return self.workspace.snapshot

    @property
    def network(self) -> Network:
        """The joined network of the version."""
        return self.snapshot.network

    @property
    def model(self) -> FailureModel:
        """The failure model of the version."""
        return self.workspace.model

    @property
    def names(self) -> Names:
        """What people call the objects of the version."""
        return self.workspace.names

    @once
    def _finals(self) -> tuple[Finals, tuple[Notice, ...]]:
        n = self.network
        here, part = nodes_in(n, self.region)
        codes = [n.product_index[c] for c in self.chain.final_products if c in n.product_index]
        node: Longs = np.flatnonzero(here & np.isin(n.node_product, codes))
        base, split = n.node_base[node], n.site_node[~n.site_share_known]
        is_open = bool(np.isnan(n.node_output[node]).any() or (np.isin(node, split) & (part[node] < 1.0)).any())
        notices = []
        if np.isnan(base).any():
            notices.append(Notice("final_output_unknown", action="defaulted", facts={"chain": self.chain.code}))
            base = np.where(np.isnan(base), 1.0, base)
        base = base * part[node]
        price = n.product_price[n.node_product[node]]
        if np.isnan(price).any():
            if len(np.unique(n.node_product[node])) > 1:
                is_open = True
                notices.append(Notice("price_unknown", action="defaulted", facts={"chain": self.chain.code}))
            price = np.ones(len(node))
        if not len(node):
            notices.append(
                Notice("no_final_output", action=None, facts={"chain": self.chain.code, "region": self.region})
            )
        weight = base * price
        total = weight.sum()
        return Finals(node, weight / total if total > 0 else weight, is_open and len(node) > 1), tuple(notices)

    @property
    def finals(self) -> Finals:
        """Makers of the chain's final products in the region, by value of base output."""
        return self._finals[0]

    @property
    def final_notices(self) -> tuple[Notice, ...]:
        """What had to be assumed about final output."""
        return self._finals[1]

    @once
    def final_value(self) -> float | None:
        """Value of a full day's final output [万元/d]; None where a price or an output is unknown."""
        n, node = self.network, self.finals.node
        part = part_in(n, self.region)
        value = float((n.node_output[node] * part[node] * n.product_price[n.node_product[node]]).sum()) / 1e4 / 365.0
        return value if len(node) and np.isfinite(value) else None

    @once
    def upstream(self) -> Bools:
        """(N,) makers from which goods reach the final products, those included."""
        everywhere = np.isin(self.network.node_product, self.final_codes)
        return self.model.upstream_of(np.flatnonzero(everywhere))

    @once
    def makers(self) -> Bools:
        """(N,) makers of any product of the chain's map, whether or not a recorded trade leads on from them."""
        index = self.network.product_index
        return np.isin(self.network.node_product, [index[c] for c in self.product_codes if c in index])

    @once
    def final_set(self) -> frozenset[str]:
        """Codes of the final products, for asking whether a product is one."""
        return frozenset(self.chain.final_products)

    @once
    def keys_are_named(self) -> bool:
        """Whether any product of the version says if it is a key product (是否关键产品)."""
        return any(row["is_key"] is not None for row in self.snapshot.products.values())

    @once
    def final_codes(self) -> list[int]:
        """Positions of the final products."""
        index = self.network.product_index
        return [index[c] for c in self.chain.final_products if c in index]

    @once
    def product_codes(self) -> tuple[str, ...]:
        """Products of the chain's map: those its lists name and those that feed its final products, sorted."""
        n = self.network
        fed = {n.product_codes[p] for p in np.unique(n.node_product[self.upstream]).tolist()}
        fed.update(self._technical_closure())
        return tuple(sorted(fed | set(self.chain.product_codes)))

    def _technical_closure(self) -> set[str]:
        inputs: dict[str, list[str]] = {}
        for row in self.snapshot.tables.frame("product_inputs")[["to_product", "from_product"]].itertuples(index=False):
            inputs.setdefault(row[0], []).append(row[1])
        found, queue = set(self.chain.final_products), list(self.chain.final_products)
        while queue:
            for code in inputs.get(queue.pop(), ()):
                if code not in found:
                    found.add(code)
                    queue.append(code)
        return found & set(self.snapshot.products)

    @once
    def figures(self) -> LocalFigures:
        """Local figures of every product in the region."""
        return local_figures(self.network, self.region)

    @once
    def bounds(self) -> LinkBounds:
        """How far the local figures could move once blanks are filled in."""
        found = link_bounds(self.network, self.region, self.figures)
        if not self.waiting:
            return found
        codes, rows = self.network.product_codes, self.waiting
        masks = (rows.makers, rows.needs, rows.purchases, rows.shifts)
        return opened(found, *(np.array([bool(of(code)) for code in codes], np.bool_) for of in masks))

    @once
    def standing(self) -> MakerFigures:
        """Market shares, titles and decline of the region's makers, per product."""
        return maker_figures(self.snapshot, self.region, self.chain.as_of or self.snapshot.as_of)

    @once
    def grades(self) -> GradeFigures:
        """Part of demand in grades that no maker here delivers, per product."""
        return grade_figures(self.snapshot, self.region, self.chain.as_of or self.snapshot.as_of)

    @once
    def makers_here(self) -> Bools:
        """(N,) makers with a present site in the region."""
        return nodes_in(self.network, self.region)[0]

    @once
    def sites_here(self) -> Bools:
        """(S,) sites in the region."""
        return places_in(self.network.site_region, self.region)[0]

    @once
    def buyers_here(self) -> Bools:
        """(F,) active firms of the region."""
        return buyers_in(self.network, self.region)

    @once
    def technical_use(self) -> Longs:
        """Positions of alternatives by which makers here use an input of list 04: what derived demand is made of."""
        n = self.network
        return np.flatnonzero(self.makers_here[n.alternative_node] & (n.alternative_input >= 0))

    @once
    def input_rows(self) -> dict[str, list[int]]:
        """Rows of list 04 by the product that is an input."""
        found: dict[str, list[int]] = {}
        for row, code in enumerate(self.snapshot.tables["product_inputs"]["from_product"].to_pylist()):
            found.setdefault(code, []).append(row)
        return found

    @once
    def purchases_here(self) -> Longs:
        """Purchases of the region's buyers that belong to the chain: they serve a maker of one of its products."""
        n = self.network
        buyers = self.buyers_here
        chain = np.zeros(n.n_purchases, np.bool_)
        chain[n.alternative_purchase[self.makers[n.alternative_node]]] = True
        listed = np.isin(n.purchase_product, [n.product_index[c] for c in self.product_codes if c in n.product_index])
        serves_none = np.diff(self.model.use_ptr) == 0
        wanted = (chain | (listed & serves_none)) & buyers[n.purchase_buyer] & n.purchase_has_sources
        return np.flatnonzero(wanted)

    def is_declared(self, sheet: str, product: str | None = None) -> bool:
        """Whether a list was declared complete for this region and the chain (or a chain that lists the product)."""
        chains = [self.chain.code, *(self.snapshot.products[product]["chains"] if product else ())]
        return self.snapshot.is_declared_complete(sheet, chains, self.region)

    def list_is_complete(self, sheet: str, product: str | None = None) -> bool:
        """Whether a list is complete: declared so, and no row of it waits that may concern the product here."""
        return self.is_declared(sheet, product) and not self.waiting.of_list(sheet, product)

    @once
    def waiting(self) -> WaitingRows:
        """Rows that wait, as this chain and region have to mind them."""
        return WaitingRows(self.snapshot, self.chain.code, self.region)

    def waiting_notices(self, *tables: str) -> tuple[Notice, ...]:
        """One notice per list named of which rows wait: how many, in the whole version."""
        told = [(list_name(table), len(self.snapshot.pending.rows(table))) for table in tables]
        return tuple(
            Notice("rows_pending", action="kept", facts={"list": name, "n": n, "chain": self.chain.code})
            for name, n in told
            if n
        )

    @once
    def sellers_here(self) -> Bools:
        """(P,) products that a firm here sells by list 07 and none is recorded to make in list 06."""
        return sellers_in(self.network, self.region)

    def entities(self, kind: str) -> tuple[Entities, Words]:
        """Entities with a maker of the chain, whole as they are, and what falls with each (boolean, packed)."""
        return self._entities.get(kind, lambda: self._entities_of(kind))

    def _entities_of(self, kind: str) -> tuple[Entities, Words]:
        everywhere = np.ones(self.network.n_nodes, np.bool_)
        found = all_entities(self.network, kind, everywhere, self.snapshot.tables["supplies"])
        if kind != "corridor":
            owner = np.repeat(np.arange(len(found)), np.diff(found.ptr))
            own = np.unique(owner[self.makers[found.node]])
            found = found if len(own) == len(found) else found.take(own)
        return found, self.model.fallen(found)

    def outages(self, kind: str, horizon_days: float) -> Outages:
        """Impact, survival, recovery and loss of every entity of a kind."""
        return self._outages.get((kind, horizon_days), lambda: self._outages_of(kind, horizon_days))

    def _outages_of(self, kind: str, horizon_days: float) -> Outages:
        found, fallen = self.entities(kind)
        return outages(self.model, found, fallen, self.finals, self.natures, self.upstream, horizon_days)

    @once
    def natures(self) -> list[str | None]:
        """产品性质 per product position."""
        products = self.snapshot.products
        return [products[c]["nature"] if c in products else None for c in self.network.product_codes]

    def completeness(self, fields: Iterable[str]) -> float | None:
        """Known / needed cells over the named fields of the chain."""
        index = self.network.product_index
        products = [index[c] for c in self.product_codes if c in index]
        return known_cells(self.snapshot, self.upstream, products, fields, self._waiting_cells)

    @once
    def _waiting_cells(self) -> Mapping[str, int]:
        """Rows of lists 04, 06 and 07 that wait and may speak of the chain's products, wherever they stand."""
        return self.waiting.per_list(self.product_codes)

    def grade(self, completeness: float | None) -> str:
        """Data grade A-D of a result with this completeness."""
        return data_grade(self.snapshot, completeness)

    @once
    def other_makers(self) -> dict[int, list[int]]:
        """Makers (node positions) of each product, most spare capacity first, then largest, then by id."""
        n = self.network
        spare = np.nan_to_num(np.maximum(0.0, n.node_capacity - n.node_output))
        size = np.nan_to_num(n.node_capacity)
        order = np.lexsort((n.node_firm, -size, -spare))
        found: dict[int, list[int]] = {}
        for v in order.tolist():
            if n.firm_identified[n.node_firm[v]]:
                found.setdefault(int(n.node_product[v]), []).append(v)
        return found
