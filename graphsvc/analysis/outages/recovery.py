"""When a failed thing is back: by itself, or because its buyers have switched to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.falls import Falls
from graphsvc.analysis.outages.switch_kernels import Making, Selling, switch_each
from graphsvc.domain.arrays import Bools, Floats, Longs, pointers
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

    def take(self, owner: Longs) -> Recovery:
        """(n,) recovery of parts that recover with the entities that own them."""
        days = Interval(self.days.value[owner], self.days.lower[owner], self.days.upper[owner])
        return Recovery(days, self.assumed[owner], self.least[owner], self.most[owner])


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


def recovery_days(network: Network, entities: Entities, fallen: Falls, natures: Sequence[str | None]) -> Recovery:
    """Days until each entity is back: its own recovery, or switching where that is quicker and proven possible.

    Own recovery is that of its slowest site; a source without a capacity row takes the largest switch time of its
    rows; a blank takes a default by ``natures`` of the product, halved and doubled for the bounds.
    Switching counts where every (buyer, product) of the entity states its time and spare capacity of other groups'
    makers that do not fall with it covers what is lost.
    """
    found, assumed = _without_switching(network, entities, natures)
    proven, possible = switching_days(network, entities, fallen)
    found = np.fmin(found, proven)
    found[3] = np.where(np.isnan(proven), np.fmin(found[3], possible), found[3])
    return Recovery(Interval(found[0], found[1], found[2]), assumed, found[3], found[4])


def switching_days(network: Network, entities: Entities, fallen: Falls) -> tuple[Floats, Floats]:
    """(E,), (E,) days until buyers have switched away from each entity, where that is proven possible, and where
    blanks leave it possible; NaN where it is not."""
    if not np.diff(entities.ptr).any():
        return np.full(len(entities), np.nan), np.full(len(entities), np.nan)
    return switch_each(
        entities.ptr, entities.node, fallen.ptr, fallen.node, _selling(network), _making(network), *_spare(network)
    )


def longest_recovery(network: Network, entities: Entities, natures: Sequence[str | None]) -> Floats:
    """(E,) days until each entity is back by itself, whoever might be switched to; several together are back with the
    slowest of them."""
    days: Floats = _without_switching(network, entities, natures)[0][0]
    return days


def drawn_recovery(
    network: Network, entities: Entities, natures: Sequence[str | None], factor: Floats, cut_factor: Floats
) -> Floats:
    """Own recovery where what is blank takes so many times the default.

    Parameters
    ----------
    network : Network
        With N nodes.
    entities : Entities
        E entities.
    natures : (P,)
        Nature of each product, for the default.
    factor : (N,)
        Times the default, of each node.
    cut_factor : (E,)
        The same of entities that only cut deliveries.

    Returns
    -------
    days : (E,)
        Until each is back, whoever might be switched to [d].
    """
    own, blank = _told_recovery(network)
    default = default_recovery(natures)[network.node_product] * factor
    days = _slowest(entities, np.where(blank, np.fmax(default, own), own))
    for e in np.flatnonzero(np.diff(entities.ptr) == 0).tolist():
        (*_, known, _), assumed = _cut(network.source_switch[entities.sources_of(e)])
        days[e] = max(known, FALLBACK_RECOVERY_DAYS * cut_factor[e]) if assumed else known
    return days


def _slowest(entities: Entities, days: Floats) -> Floats:
    """(E,) the largest of ``days`` (N,) of its nodes; 0 where an entity has none."""
    found, whole = np.zeros(len(entities)), np.flatnonzero(np.diff(entities.ptr) > 0)
    if len(whole):
        found[whole] = np.maximum.reduceat(days[entities.node], entities.ptr[whole])
    return found


def _without_switching(network: Network, entities: Entities, natures: Sequence[str | None]) -> tuple[Floats, Bools]:
    """(5, E) own recovery: value, its ends, what a verdict may rest on; (E,) whether it rests on a default."""
    own = own_recovery(network, natures)
    found = np.array([_slowest(entities, days) for days in (own.value, own.lower, own.upper, own.least, own.most)])
    assumed = _slowest(entities, own.blank.astype(np.float64)) > 0
    for e in np.flatnonzero(np.diff(entities.ptr) == 0).tolist():
        found[:, e], assumed[e] = _cut(network.source_switch[entities.sources_of(e)])
    return found, assumed


def _selling(network: Network) -> Selling:
    n = network
    sold = (*n.rows_sold, n.source_purchase, n.purchase_buyer)
    return Selling(*sold, n.source_switch, n.source_quantity, n.n_purchases)


def _making(network: Network) -> Making:
    n = network
    node = np.argsort(n.node_product, kind="stable")
    ptr = pointers(n.node_product[node], len(n.product_codes))
    return Making(n.node_product, n.node_firm, n.firm_group[n.node_firm], ptr, node, len(n.firm_ids))


def own_recovery(network: Network, natures: Sequence[str | None]) -> OwnRecovery:
    """That of the slowest site; of the slowest switch of its rows where there is no capacity row. Where a site or a row
    leaves it blank, the default by ``natures`` of the product counts if it is slower than what is told."""
    own, blank = _told_recovery(network)
    default = default_recovery(natures)[network.node_product]
    value, lower, upper = (np.where(blank, np.fmax(default * factor, own), own) for factor in (1.0, 0.5, 2.0))
    return OwnRecovery(value, lower, upper, np.nan_to_num(own), np.where(blank, np.inf, own), blank)


def _told_recovery(network: Network) -> tuple[Floats, Bools]:
    """(N,) what is told [d], NaN where nothing is; (N,) whether a site or a row leaves it blank."""
    switch = np.full(network.n_nodes, np.nan)
    np.fmax.at(switch, network.source_node, network.source_switch)
    some_row = np.isnan(switch)
    some_row[network.source_node[np.isnan(network.source_switch)]] = True
    own = np.where(network.node_has_capacity, network.node_recovery, switch)
    return own, np.where(network.node_has_capacity, network.node_recovery_blank, some_row)


def default_recovery(natures: Sequence[str | None]) -> Floats:
    """(P,) recovery time [d] of each product where a site leaves it blank."""
    return np.array([DEFAULT_RECOVERY_DAYS.get(each or "", FALLBACK_RECOVERY_DAYS) for each in natures], np.float64)


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
