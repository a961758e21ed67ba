"""When a failed thing is back: by itself, or because its buyers have switched to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import has_bit
from graphsvc.domain.arrays import Bools, Floats, Longs, Words
from graphsvc.domain.network import Network

DEFAULT_RECOVERY_DAYS: Mapping[str, float] = {
    "原材料": 60.0,
    "元器件": 90.0,
    "零部件": 60.0,
    "中间产品": 60.0,
    "终端产品": 60.0,
    "装备": 180.0,
    "软件": 365.0,
    "服务": 30.0,
}
FALLBACK_RECOVERY_DAYS = 60.0


@dataclass(frozen=True)
class Interval:
    """A figure per entity (E,) with the bounds that unknown inputs leave; NaN where there is none."""

    value: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Recovery:
    """Days until each entity (E,) is back: ``days`` as they are printed, on a default where ``assumed``.

    ``least``, ``most``: what a verdict may rest on, with no default: a blank time is anything from none to ``inf``, and
    so is the time to switch where blanks leave open whether others could step in.
    """

    days: Interval
    assumed: Bools
    least: Floats
    most: Floats

    def repeated(self, n: int) -> Recovery:
        """The one entity's recovery for ``n`` parts of it that recover as one."""
        days = Interval(*(np.repeat(values, n) for values in (self.days.value, self.days.lower, self.days.upper)))
        return Recovery(days, np.repeat(self.assumed, n), np.repeat(self.least, n), np.repeat(self.most, n))


@dataclass(frozen=True)
class OwnRecovery:
    """Own recovery of every node (N,) [d]: headline and printed ends, on a default where ``blank``; ``least``, ``most``
    without any."""

    value: Floats
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats
    blank: Bools


def recovery_days(network: Network, entities: Entities, fallen: Words, natures: Sequence[str | None]) -> Recovery:
    """Days until each entity is back: its own recovery, or switching where that is quicker and proven possible.

    Own recovery is that of its slowest site; a source without a capacity row takes the largest switch time of its
    rows; a blank takes a default by ``natures`` of the product, halved and doubled for the bounds.
    Switching counts where every (buyer, product) of the entity states its time and spare capacity of other groups'
    makers that do not fall with it covers what is lost.
    """
    own = own_recovery(network, natures)
    n = len(entities)
    found = np.zeros((5, n))
    assumed = np.zeros(n, np.bool_)
    spare, most_spare = _spare(network)
    for e in range(n):
        nodes = entities.nodes_of(e)
        if not len(nodes):
            found[:, e], assumed[e] = _cut(network.source_switch[entities.sources_of(e)])
            continue
        found[:, e] = [values[nodes].max() for values in (own.value, own.lower, own.upper, own.least, own.most)]
        assumed[e] = bool(own.blank[nodes].any())
        down = has_bit(fallen, e)
        quicker = _switch_time(network, nodes, np.where(down, 0.0, spare))
        if quicker is not None:
            found[:, e] = np.minimum(found[:, e], quicker)
        elif _may_switch(network, nodes, np.where(down, 0.0, most_spare)):
            found[3, e] = min(found[3, e], _least_switch(network, nodes))
    return Recovery(Interval(found[0], found[1], found[2]), assumed, found[3], found[4])


def own_recovery(network: Network, natures: Sequence[str | None]) -> OwnRecovery:
    """That of the slowest site; of the slowest switch of its rows where there is no capacity row. Where a site or a row
    leaves it blank, the default by ``natures`` of the product counts if it is slower than what is told."""
    switch = np.full(network.n_nodes, np.nan)
    np.fmax.at(switch, network.source_node, network.source_switch)
    some_row = np.isnan(switch)
    some_row[network.source_node[np.isnan(network.source_switch)]] = True
    own = np.where(network.node_has_capacity, network.node_recovery, switch)
    blank = np.where(network.node_has_capacity, network.node_recovery_blank, some_row)
    default = np.array(
        [DEFAULT_RECOVERY_DAYS.get(natures[p] or "", FALLBACK_RECOVERY_DAYS) for p in network.node_product.tolist()]
    )
    value, lower, upper = (np.where(blank, np.fmax(default * factor, own), own) for factor in (1.0, 0.5, 2.0))
    return OwnRecovery(value, lower, upper, np.nan_to_num(own), np.where(blank, np.inf, own), blank)


def _cut(switch: Floats) -> tuple[tuple[float, ...], bool]:
    """Recovery of deliveries that are cut: the largest switch time of their rows, and whether one is blank."""
    told = switch[np.isfinite(switch)]
    known = float(told.max(initial=0.0))
    if len(told) == len(switch) > 0:
        return (known,) * 5, False
    value, lower, upper = (max(known, FALLBACK_RECOVERY_DAYS * factor) for factor in (1.0, 0.5, 2.0))
    return (value, lower, upper, known, np.inf), True


def _spare(network: Network) -> tuple[Floats, Floats]:
    """Spare capacity (N,) [unit/yr] that is sure, and the most it can be: a blank capacity has no end, a blank output
    may be 0."""
    least = np.maximum(0.0, network.node_capacity - network.node_output)
    most = np.maximum(0.0, network.node_capacity - np.nan_to_num(network.node_output))
    has = network.node_has_capacity
    return np.where(has, np.nan_to_num(least), 0.0), np.where(has, np.where(np.isnan(most), np.inf, most), 0.0)


def _switch_time(network: Network, nodes: Longs, spare: Floats) -> float | None:
    sources = _outgoing(network, nodes)
    told = np.unique(network.source_purchase[sources[np.isfinite(network.source_switch[sources])]])
    if len(sources) == 0 or len(told) < len(np.unique(network.source_purchase[sources])):
        return None
    groups = np.unique(network.firm_group[network.node_firm[nodes]])
    for product in np.unique(network.node_product[nodes]).tolist():
        lost = network.source_quantity[sources[network.node_product[network.source_node[sources]] == product]]
        others = (network.node_product == product) & ~np.isin(network.firm_group[network.node_firm], groups)
        if len(lost) and not (np.isfinite(lost).all() and spare[others].sum() >= lost.sum() - 1e-9):
            return None
    return float(np.nanmax(network.source_switch[sources]))


def _outgoing(network: Network, nodes: Longs) -> Longs:
    """Sources (rows of the trade layer) by which ``nodes`` sell to others."""
    owners = np.unique(network.node_firm[nodes])
    sources = np.flatnonzero(np.isin(network.source_node, nodes))
    return sources[~np.isin(network.purchase_buyer[network.source_purchase[sources]], owners)]


def _may_switch(network: Network, nodes: Longs, spare: Floats) -> bool:
    """Whether others could take over, whatever the blanks are: of no product less than is surely lost."""
    sources = _outgoing(network, nodes)
    groups = np.unique(network.firm_group[network.node_firm[nodes]])
    carried = network.node_product[network.source_node[sources]]
    for product in np.unique(carried).tolist():
        lost = float(np.nan_to_num(network.source_quantity[sources[carried == product]]).sum())
        others = (network.node_product == product) & ~np.isin(network.firm_group[network.node_firm], groups)
        held = float(spare[others].sum())
        if held <= 0.0 or held < lost - 1e-9:
            return False
    return bool(len(sources))


def _least_switch(network: Network, nodes: Longs) -> float:
    """The least that switching could take [d]: the largest time told, 0 where one is blank."""
    times = network.source_switch[_outgoing(network, nodes)]
    return 0.0 if np.isnan(times).any() else float(times.max())
