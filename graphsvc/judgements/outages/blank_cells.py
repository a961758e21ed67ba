"""Cells of lists 06 and 07 that nobody filled in and that the loss of the worst failures rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.narrowing import Losses, with_recovery, with_share, with_stock
from graphsvc.domain.arrays import Floats
from graphsvc.domain.network import Network
from graphsvc.judgements.outages.blank_shares import blank_shares
from graphsvc.judgements.workspace import Facts


@dataclass(frozen=True, eq=False)
class BlankCell:
    """One cell: row ``position`` of ``table``, ``field`` in it; the firm and the product (positions) it is about.

    ``weight``: widths of the losses it stands in the way of, added up [d]. ``told`` gives the network with
    it filled in.
    """

    table: str
    position: int
    field: str
    firm: int
    product: int
    weight: float
    told: Callable[[Network], Network]

    @property
    def order(self) -> tuple[str, int, str]:
        """Where it stands among others."""
        return self.table, self.position, self.field


def blank_cells(facts: Facts, losses: Losses, widths: Floats) -> list[BlankCell]:
    """Those that touch the entities of ``losses``, heaviest first; ``widths`` (E,) of their losses [d].

    Recovery of a site of their own; stock and share of a purchase that their goods reach on the way to final output.
    A purchase that no row of list 07 is about has no cell.
    """
    n, entities = facts.network, losses.entities
    reached, own = np.zeros(n.n_purchases), np.zeros(n.n_nodes)
    for e in range(len(entities)):
        nodes = entities.nodes_of(e)
        own[np.unique(nodes)] += widths[e]
        reached[losses.model.purchases_below(nodes)] += widths[e]
    used = np.zeros(n.n_purchases, np.bool_)
    used[n.alternative_purchase[losses.inside[n.alternative_node]]] = True
    reached[~used] = 0.0
    found = [*_recoveries(facts, own), *_stocks(n, reached), *_shares(facts, reached)]
    return sorted(found, key=lambda cell: (-cell.weight, cell.order))


def _recoveries(facts: Facts, weight: Floats) -> Iterator[BlankCell]:
    n = facts.network
    sites = np.flatnonzero(n.node_recovery_blank[n.site_node] & (weight[n.site_node] > 0) & (n.site_row >= 0))
    rows = facts.snapshot.tables.each("capacities", n.site_row[sites].tolist())
    blank = [site for site, row in zip(sites.tolist(), rows, strict=True) if row["ttr_days"] is None]
    left = np.bincount(n.site_node[blank], minlength=n.n_nodes)
    for site in blank:
        node = int(n.site_node[site])
        told = partial(with_recovery, node=node, natures=facts.ground.natures, is_last=bool(left[node] == 1))
        firm, product = int(n.node_firm[node]), int(n.node_product[node])
        yield BlankCell("capacities", int(n.site_row[site]), "ttr_days", firm, product, float(weight[node]), told)


def _stocks(n: Network, weight: Floats) -> Iterator[BlankCell]:
    for q in np.flatnonzero(np.isnan(n.purchase_stock) & (weight > 0) & n.purchase_has_sources).tolist():
        row = int(n.source_row[n.source_ptr[q] : n.source_ptr[q + 1]].min())
        told = partial(with_stock, purchase=q)
        yield BlankCell(
            "supplies", row, "stock", int(n.purchase_buyer[q]), int(n.purchase_product[q]), float(weight[q]), told
        )


def _shares(facts: Facts, weight: Floats) -> Iterator[BlankCell]:
    """Shares of suppliers that are one firm; each is taken as an equal part of what no row of the purchase tells."""
    n = facts.network
    for purchase, rest, n_blank, sources in blank_shares(facts.snapshot, weight > 0):
        firm, product = int(n.purchase_buyer[purchase]), int(n.purchase_product[purchase])
        for k in sources:
            told = partial(with_share, source=k, share=rest / n_blank)
            yield BlankCell(
                "supplies", int(n.source_row[k]), "share_buyer", firm, product, float(weight[purchase]), told
            )
