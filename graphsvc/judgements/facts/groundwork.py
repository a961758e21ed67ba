"""What follows from a version whatever the scope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.failure import FailureModel
from graphsvc.analysis.walks import Walkable, technical_walks, trade_walks
from graphsvc.domain.arrays import Floats, Longs, encode, totals
from graphsvc.domain.network import Network
from graphsvc.domain.once import once
from graphsvc.domain.rows import ReserveRow
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.names import Names


@dataclass(frozen=True, eq=False)
class Groundwork:
    """Facts of one version that all its scopes share: the failure model, names, walks, look-ups of products."""

    snapshot: GraphSnapshot

    @property
    def network(self) -> Network:
        """The joined network of the version."""
        return self.snapshot.network

    @once
    def model(self) -> FailureModel:
        """The failure model over the joined network of all chains."""
        return FailureModel(self.network)

    @once
    def names(self) -> Names:
        """What people call the objects of the version."""
        return Names(self.snapshot)

    @once
    def trade(self) -> Walkable:
        """Firm to firm, per product, to be walked along."""
        return trade_walks(self.network)

    @once
    def technique(self) -> Walkable:
        """Product to product by list 04, to be walked along."""
        index, inputs = self.network.product_index, self.snapshot.tables["product_inputs"]
        return technical_walks(len(index), encode(inputs["from_product"], index), encode(inputs["to_product"], index))

    @once
    def natures(self) -> list[str | None]:
        """产品性质 per product position."""
        products = self.snapshot.products
        return [products[c]["nature"] if c in products else None for c in self.network.product_codes]

    @once
    def keys_are_named(self) -> bool:
        """Whether any product of the version says if it is a key product (是否关键产品)."""
        return any(row["is_key"] is not None for row in self.snapshot.products.values())

    @once
    def input_rows(self) -> dict[str, list[int]]:
        """Rows of list 04 by the product that is an input."""
        found: dict[str, list[int]] = {}
        for row, code in enumerate(self.snapshot.tables["product_inputs"]["from_product"].to_pylist()):
            found.setdefault(code, []).append(row)
        return found

    @once
    def reserves_of(self) -> dict[int, list[tuple[int, ReserveRow]]]:
        """Rows of list 18 by product position."""
        found: dict[int, list[tuple[int, ReserveRow]]] = {}
        for i, row in enumerate(self.snapshot.tables.rows("reserves")):
            product = self.network.product_index.get(row["product"] or "", -1)
            if product >= 0:
                found.setdefault(product, []).append((i, row))
        return found

    @once
    def daily_use(self) -> Floats:
        """(P,) ordinary use of each product [unit/d], NaN where a purchase has no quantity."""
        n = self.network
        return totals(n.purchase_product, n.purchase_quantity, len(n.product_codes)) / 365.0

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

    @once
    def firms_making(self) -> dict[int, Longs]:
        """Firm positions behind ``other_makers``, in the same order."""
        return {product: self.network.node_firm[nodes].astype(np.int64) for product, nodes in self.other_makers.items()}
