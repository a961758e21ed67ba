"""Who and what is in a scope: products, makers, purchases, and the final output they lead to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.links.local_figures import buyers_in, nodes_in, part_in, places_in
from graphsvc.analysis.outages.failure import Finals
from graphsvc.domain.arrays import Bools, Longs
from graphsvc.domain.network import Network
from graphsvc.domain.notices import Notice
from graphsvc.domain.once import once
from graphsvc.domain.snapshot import ChainInfo
from graphsvc.judgements.facts.groundwork import Groundwork


@dataclass(frozen=True, eq=False)
class Members:
    """Members of a chain wherever they stand, and those of the region (``_here``).

    Shapes: (N,) makers, (S,) sites, (F,) firms of the whole network, which is never cut.
    """

    ground: Groundwork
    chain: ChainInfo
    region: str

    @property
    def network(self) -> Network:
        """The joined network of the version."""
        return self.ground.network

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
    def final_set(self) -> frozenset[str]:
        """Codes of the final products, for asking whether a product is one."""
        return frozenset(self.chain.final_products)

    @once
    def final_codes(self) -> list[int]:
        """Positions of the final products."""
        index = self.network.product_index
        return [index[c] for c in self.chain.final_products if c in index]

    @once
    def upstream(self) -> Bools:
        """(N,) makers from which goods reach the final products, those included."""
        everywhere = np.isin(self.network.node_product, self.final_codes)
        return self.ground.model.upstream_of(np.flatnonzero(everywhere))

    @once
    def makers(self) -> Bools:
        """(N,) makers of any product of the chain's map, whether or not a recorded trade leads on from them."""
        index = self.network.product_index
        return np.isin(self.network.node_product, [index[c] for c in self.product_codes if c in index])

    @once
    def product_codes(self) -> tuple[str, ...]:
        """Products of the chain's map: those its lists name and those that feed its final products, sorted."""
        n = self.network
        fed = {n.product_codes[p] for p in np.unique(n.node_product[self.upstream]).tolist()}
        fed.update(self._technical_closure())
        return tuple(sorted(fed | set(self.chain.product_codes)))

    def _technical_closure(self) -> set[str]:
        snapshot = self.ground.snapshot
        inputs: dict[str, list[str]] = {}
        for row in snapshot.tables.rows("product_inputs"):
            inputs.setdefault(row["to_product"], []).append(row["from_product"])
        found, queue = set(self.chain.final_products), list(self.chain.final_products)
        while queue:
            for code in inputs.get(queue.pop(), ()):
                if code not in found:
                    found.add(code)
                    queue.append(code)
        return found & set(snapshot.products)

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
    def purchases(self) -> Longs:
        """Purchases that belong to the chain, wherever the buyer stands: they serve a maker of one of its products."""
        n = self.network
        chain = np.zeros(n.n_purchases, np.bool_)
        chain[n.alternative_purchase[self.makers[n.alternative_node]]] = True
        listed = np.isin(n.purchase_product, [n.product_index[c] for c in self.product_codes if c in n.product_index])
        serves_none = np.diff(self.ground.model.use_ptr) == 0
        return np.flatnonzero((chain | (listed & serves_none)) & n.purchase_has_sources)

    @once
    def purchases_here(self) -> Longs:
        """Those of the region's buyers."""
        return self.purchases[self.buyers_here[self.network.purchase_buyer[self.purchases]]]
