"""How far apart the ends of losses are, and how much nearer they come when one blank cell is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.outage import DEFAULT_STOCK_DAYS, outages
from graphsvc.analysis.outages.recovery import default_recovery
from graphsvc.domain.arrays import Bools, Floats
from graphsvc.domain.network import Network


@dataclass(frozen=True, eq=False)
class Losses:
    """The losses that are looked at: of ``entities`` (E) within ``horizon_days`` [d].

    ``natures`` (P,) of the products, ``inside`` (N,) nodes upstream of the final ones: as ``outages`` takes them.
    """

    model: FailureModel
    entities: Entities
    finals: Finals
    natures: Sequence[str | None]
    inside: Bools
    horizon_days: float

    def widths(self, network: Network | None = None) -> Floats:
        """(E,) upper less lower end of each loss [full-output days], as the network is or as ``network`` has it."""
        model = self.model if network is None else self.model.retold(network)
        fallen = model.falls(self.entities)
        loss = outages(
            model, self.entities, fallen, self.finals, self.natures, self.inside, self.horizon_days
        ).loss  # fmt: skip
        found: Floats = loss.upper - loss.lower
        return found


def with_stock(network: Network, purchase: int) -> Network:
    """The network with the stock of a purchase that tells none told as the default."""
    stock = network.purchase_stock.copy()
    stock[purchase] = DEFAULT_STOCK_DAYS
    return replace(network, purchase_stock=stock)


def with_recovery(network: Network, node: int, natures: Sequence[str | None], is_last: bool) -> Network:
    """The network with the recovery time of one site of a node told as the default of its product; ``is_last``: no
    other site of the node leaves it blank."""
    days, blank = network.node_recovery.copy(), network.node_recovery_blank.copy()
    days[node] = np.fmax(days[node], default_recovery(natures)[network.node_product[node]])
    blank[node] = not is_last
    return replace(network, node_recovery=days, node_recovery_blank=blank)


def with_share(network: Network, source: int, share: float) -> Network:
    """The network with the share (0-1) of a source told."""
    shares, told, known = network.source_share.copy(), network.source_share_known.copy(), network.purchase_known.copy()
    purchase = network.source_purchase[source]
    shares[source], told[source] = share, True
    known[purchase] = min(1.0, known[purchase] + share)
    return replace(network, source_share=shares, source_share_known=told, purchase_known=known)
