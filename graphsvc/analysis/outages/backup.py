"""How much of each product a backup would have to bring while an entity is away, after the stocks there are.

need = (L_T / I) daily: days of full output lost, over the part of output that hangs on the product, times what the
chain draws from the entity in a day. gross = daily min(T, TTR). What lies between them is bridged by stocks: at direct
buyers (their stock days times what they buy from the entity), and beyond them. L_T and I are those of the entity's
makers of this one product, so that an entity with several products is not backed up twice over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.entities import Entities, joined, split_by_product
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.outage import Outages, outages, stock_days
from graphsvc.analysis.outages.recovery import recovery_days
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.network import Network

HURTS = 1e-12


@dataclass(frozen=True)
class Need:
    """Quantities of one ``product`` (position) in its unit, NaN unknown; ``tts_days`` NaN beyond the horizon, with the
    ends that hold whatever the blank stocks are (``inf``: beyond).

    ``daily`` [unit/d] drawn from the entity; ``window_days`` min(T, TTR); ``loss_days`` [full-output days].
    """

    product: int
    daily: float
    window_days: float
    tts_days: float
    tts_least: float
    tts_most: float
    loss_days: float
    impact: float
    gross: float
    stock_upstream: float
    stock_downstream: float
    need: float
    lower: float
    upper: float


def backup_needs(
    model: FailureModel,
    entities: Entities,
    finals: Finals,
    natures: Sequence[str | None],
    inside: Bools,
    horizon_days: float,
) -> list[list[Need]]:
    """Needs of the products of every entity, those that the chain draws on, by product; all run in one sweep.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    entities : Entities
        E entities, each of which fails alone.
    finals : Finals
        What the chain is for.
    natures : (P,)
        Nature of each product, for the default of a blank recovery time.
    inside : (N,)
        Nodes of the chain.
    horizon_days : float
        T [d].
    """
    network = model.network
    parts, drawn, owner = [], [], []
    is_final = np.zeros(network.n_nodes, np.bool_)
    is_final[finals.node] = True
    for e in range(len(entities)):
        entity = entities.take([e])
        split = split_by_product(network, entity)
        for i in range(len(split)):
            from_part = _drawn(network, entity, split, i, is_final, inside)
            if len(from_part.purchases) or from_part.made != 0:
                parts.append(split.take([i]))
                drawn.append(from_part)
                owner.append(e)
    needs: list[list[Need]] = [[] for _ in range(len(entities))]
    if not parts:
        return needs
    chosen = joined(parts)
    same = recovery_days(network, entities, model.falls(entities), natures).take(np.array(owner))
    found = outages(model, chosen, model.falls(chosen), finals, natures, inside, horizon_days, same)
    stocks = stock_days(network)
    for i, (e, part) in enumerate(zip(owner, drawn, strict=True)):
        needs[e].append(_need(network.product_index[chosen.ids[i]], part, found, i, stocks, horizon_days))
    return needs


def _need(product: int, drawn: _Drawn, found: Outages, i: int, stocks: Floats, horizon_days: float) -> Need:
    """The need of one part of an entity from its outage, row ``i`` of ``found``; ``stocks`` (Q,) [d of base use]."""
    own = found.recovery
    window, longest = min(horizon_days, float(own.value[i])), min(horizon_days, float(own.upper[i]))
    purchases, quantity = drawn.purchases, drawn.quantity
    daily, least = ((float(quantity.sum()) + output) / 365.0 for output in (drawn.made, drawn.told))
    impact, most = float(found.impact.value[i]), float(found.impact.upper[i])
    gross = daily * window
    need = _per_impact(found.loss.value[i], impact) * daily
    upper = _per_impact(found.loss.upper[i], most) * daily
    near = min(float((stocks[purchases] * quantity).sum()) / 365.0, gross) if len(purchases) else 0.0
    return Need(
        product=product,
        daily=daily,
        window_days=window,
        tts_days=float(found.survive.value[i]),
        tts_least=float(found.survive_least[i]),
        tts_most=float(found.survive_most[i]),
        loss_days=float(found.loss.value[i]),
        impact=impact,
        gross=gross,
        stock_upstream=near,
        stock_downstream=float(np.maximum(0.0, gross - near - need)),
        need=need,
        lower=min(need, _per_impact(found.loss.lower[i], impact) * least),
        upper=min(max(need, upper), daily * max(window, longest)),
    )


def _per_impact(loss: float, impact: float) -> float:
    """Days that the product itself is missing, from days of output lost."""
    return float(loss / impact) if impact > HURTS else 0.0


@dataclass(frozen=True)
class _Drawn:
    """What the chain draws from a part of an entity: ``purchases`` with the ``quantity`` from it [unit/yr], its own
    final output ``made`` [unit/yr], and how much of that is ``told``: where output is blank the capacity stands in.
    """

    purchases: Longs
    quantity: Floats
    made: float
    told: float


def _drawn(network: Network, entity: Entities, parts: Entities, i: int, is_final: Bools, inside: Bools) -> _Drawn:
    """What the chain draws from part ``i``; buyers whose every use of it stops with the entity itself draw nothing."""
    lost = np.zeros(network.n_nodes)
    lost[parts.nodes_of(i)] = parts.loss[parts.ptr[i] : parts.ptr[i + 1]]
    part = lost[network.source_node]
    cut = parts.sources_of(i)
    part[cut] = np.maximum(part[cut], parts.cut_loss[parts.cut_ptr[i] : parts.cut_ptr[i + 1]])
    stopped = np.zeros(network.n_nodes, np.bool_)
    stopped[entity.node[entity.loss >= 1.0]] = True
    draws = np.zeros(network.n_purchases, np.bool_)
    user = network.alternative_node
    draws[network.alternative_purchase[inside[user] & ~stopped[user]]] = True
    rows = np.flatnonzero((part > 0) & draws[network.source_purchase])
    purchases = network.source_purchase[rows].astype(np.int64)
    quantity = network.source_quantity[rows]
    by_share = np.where(network.source_share_known[rows], network.source_share[rows], np.nan)
    quantity = np.where(np.isnan(quantity), by_share * network.purchase_quantity[purchases], quantity)
    nodes = np.unique(parts.nodes_of(i))
    own = nodes[is_final[nodes] & (lost[nodes] > 0)]
    made = network.node_base[own] * lost[own]
    told = np.where(np.isnan(network.node_output[own]), 0.0, made)
    return _Drawn(purchases, quantity * part[rows], float(made.sum()), float(told.sum()))
