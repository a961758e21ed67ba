"""Recovery, survival and loss of every entity of a chain, with bounds from what is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, Finals, Words, has_bit
from graphsvc.domain.arrays import Bools, Floats
from graphsvc.domain.network import Network

DEFAULT_STOCK_DAYS = 15.0
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
class Outages:
    """All figures of all entities (E,). Days are calendar days, loss is in full-output days, impact 0-1.

    ``survive`` NaN means beyond the horizon. ``assumed`` entities whose recovery rests on a default.
    """

    recovery: Interval
    survive: Interval
    gap: Interval
    loss: Interval
    impact: Interval
    kept: Floats
    assumed: Bools


def recovery_days(
    network: Network, entities: Entities, fallen: Words, natures: Sequence[str | None]
) -> tuple[Interval, Bools]:
    """Days until each entity is back: its own recovery, or switching where that is quicker and proven possible.

    Own recovery is that of its slowest site; a source without a capacity row takes the largest switch time of its
    rows; blanks take a default by ``natures`` of the product, halved and doubled for the bounds.
    Switching counts where every (buyer, product) of the entity states its time and spare capacity of other groups'
    makers that do not fall with it covers what is lost.
    """
    own = np.where(network.node_has_capacity, network.node_recovery, np.nan)
    switch = np.full(network.n_nodes, np.nan)
    np.fmax.at(switch, network.source_node, network.source_switch)
    own = np.where(network.node_has_capacity, own, switch)
    default = np.array(
        [DEFAULT_RECOVERY_DAYS.get(natures[p] or "", FALLBACK_RECOVERY_DAYS) for p in network.node_product.tolist()]
    )
    blank = np.where(network.node_has_capacity, network.node_recovery_blank, np.isnan(own))
    value, lower, upper = (np.where(blank, np.fmax(default * factor, own), own) for factor in (1.0, 0.5, 2.0))
    n = len(entities)
    found = np.zeros((3, n))
    assumed = np.zeros(n, np.bool_)
    spare = _spare(network)
    for e in range(n):
        nodes = entities.nodes_of(e)
        if len(nodes):
            found[:, e] = value[nodes].max(), lower[nodes].max(), upper[nodes].max()
            assumed[e] = bool(blank[nodes].any())
            quicker = _switch_time(network, nodes, switch, np.where(has_bit(fallen, e), 0.0, spare))
            if quicker is not None:
                found[:, e] = np.minimum(found[:, e], quicker)
        else:
            cut = network.source_switch[entities.sources_of(e)]
            known = cut[np.isfinite(cut)]
            assumed[e] = len(known) < len(cut)
            days = float(known.max()) if len(known) else FALLBACK_RECOVERY_DAYS
            found[:, e] = (days, days, days) if not assumed[e] else (days, days / 2, days * 2)
    return Interval(found[0], found[1], found[2]), assumed


def _spare(network: Network) -> Floats:
    spare = np.maximum(0.0, network.node_capacity - network.node_output)
    return np.where(network.node_has_capacity, np.nan_to_num(spare), 0.0)


def _switch_time(network: Network, nodes: np.ndarray, switch: Floats, spare: Floats) -> float | None:
    if np.isnan(switch[nodes]).all():
        return None
    owners = np.unique(network.node_firm[nodes])
    sources = np.flatnonzero(np.isin(network.source_node, nodes))
    sources = sources[~np.isin(network.purchase_buyer[network.source_purchase[sources]], owners)]
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


def stock_days(network: Network, factor: float = 1.0) -> Floats:
    """(Q,) stock of each purchase in days of base use; blanks take the default times ``factor``."""
    return np.where(np.isnan(network.purchase_stock), DEFAULT_STOCK_DAYS * factor, network.purchase_stock)


def outages(
    model: FailureModel,
    entities: Entities,
    fallen: Words,
    finals: Finals,
    natures: Sequence[str | None],
    inside: Bools,
    horizon_days: float,
    recovered: tuple[Interval, Bools] | None = None,
) -> Outages:
    """Impact, survival, recovery, gap and loss of every entity, each with bounds.

    ``recovered``: recovery and whether it is assumed, where the entities are parts of something that recovers as one.
    Lower and upper come from stock 0 and twice the default where stocks are blank, recovery half and twice the
    default, and unidentified shares that flow on or fail with the entity.
    """
    network = model.network
    recovery, assumed = recovered or recovery_days(network, entities, fallen, natures)
    used = np.zeros(network.n_purchases, np.bool_)
    used[network.alternative_purchase[inside[network.alternative_node]]] = True
    unknown_stock = bool(np.isnan(network.purchase_stock[used]).any())
    unknown_share = bool((model.rest[used] > 1e-9).any())
    unknown = unknown_stock or unknown_share or bool(assumed.any())

    def run(days: Floats, factor: float, worst: bool) -> tuple[Floats, Floats, Floats]:
        found = model.outlast(
            entities,
            finals,
            stock_days(network, factor),
            np.minimum(horizon_days, days),
            np.maximum(horizon_days, days),
            worst,
        )
        gap = np.where(np.isnan(found.survive_days), 0.0, np.maximum(0.0, days - found.survive_days))
        return found.survive_days, gap, found.loss_days

    kept = model.kept(entities, finals)
    survive, gap, loss = run(recovery.value, 1.0, False)
    if unknown:
        kept_worst = model.kept(entities, finals, worst=True) if unknown_share else kept
        survive_short, gap_long, loss_much = run(recovery.upper, 0.0, unknown_share)
        survive_long, gap_short, loss_little = run(recovery.lower, 2.0, False)
    else:
        kept_worst = kept
        survive_short, gap_long, loss_much = survive_long, gap_short, loss_little = survive, gap, loss
    return Outages(
        recovery=recovery,
        survive=Interval(survive, survive_short, survive_long),
        gap=Interval(gap, np.fmin(gap, gap_short), np.fmax(gap, gap_long)),
        loss=Interval(loss, np.fmin(loss, loss_little), np.fmax(loss, loss_much)),
        impact=Interval(1.0 - kept, 1.0 - kept, 1.0 - kept_worst),
        kept=kept,
        assumed=assumed,
    )


def risk_grade(impact: float, gap_days: float, raised: bool = False) -> str:
    """red, orange, yellow or green by impact (0-1) and gap (d); one step up where ``raised``."""
    row = 0 if impact >= 0.5 - 1e-9 else 1 if impact >= 0.2 - 1e-9 else 2
    column = 0 if gap_days >= 30.0 - 1e-9 else 1 if gap_days > 1e-9 else 2
    steps = ("red", "orange", "yellow", "green")
    level = ((0, 1, 2), (1, 2, 2), (2, 3, 3))[row][column]
    return steps[max(0, level - 1)] if raised else steps[level]


def is_choke_point(impact: Sequence[float], gap: Sequence[float]) -> str:
    """Whether impact >= 0.2 and gap > 0; ``unknown`` where (value, lower, upper) do not agree."""
    certain = impact[1] >= 0.2 - 1e-9 and gap[1] > 1e-9
    possible = impact[2] >= 0.2 - 1e-9 and gap[2] > 1e-9
    return "yes" if certain else "unknown" if possible else "no"
