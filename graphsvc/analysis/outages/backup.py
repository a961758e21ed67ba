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

from graphsvc.analysis.outages.entities import Entities, split_by_product
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.outage import outages, stock_days
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
    entity: Entities,
    finals: Finals,
    natures: Sequence[str | None],
    inside: Bools,
    horizon_days: float,
) -> list[Need]:
    """Needs of one entity's products, those that the chain draws on, by product.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    entity : Entities
        The one that fails.
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
    parts = split_by_product(network, entity)
    drawn = [_drawn(network, entity, parts, i, finals, inside) for i in range(len(parts))]
    used = [i for i, (purchases, _, made, _) in enumerate(drawn) if len(purchases) or made != 0]
    if not used:
        return []
    chosen = parts.take(used)
    whole = recovery_days(network, entity, model.fallen(entity), natures)
    own, same = whole.days, whole.repeated(len(chosen))
    found = outages(model, chosen, model.fallen(chosen), finals, natures, inside, horizon_days, same)
    stocks = stock_days(network)
    window, longest = min(horizon_days, float(own.value[0])), min(horizon_days, float(own.upper[0]))
    needs = []
    for e, i in enumerate(used):
        purchases, quantity, made, told = drawn[i]
        daily, least = ((float(quantity.sum()) + own_output) / 365.0 for own_output in (made, told))
        impact, most = float(found.impact.value[e]), float(found.impact.upper[e])
        gross = daily * window
        need = _per_impact(found.loss.value[e], impact) * daily
        upper = _per_impact(found.loss.upper[e], most) * daily
        near = min(float((stocks[purchases] * quantity).sum()) / 365.0, gross) if len(purchases) else 0.0
        needs.append(
            Need(
                product=network.product_index[chosen.ids[e]],
                daily=daily,
                window_days=window,
                tts_days=float(found.survive.value[e]),
                tts_least=float(found.survive_least[e]),
                tts_most=float(found.survive_most[e]),
                loss_days=float(found.loss.value[e]),
                impact=impact,
                gross=gross,
                stock_upstream=near,
                stock_downstream=float(np.maximum(0.0, gross - near - need)),
                need=need,
                lower=min(need, _per_impact(found.loss.lower[e], impact) * least),
                upper=min(max(need, upper), daily * max(window, longest)),
            )
        )
    return needs


def _per_impact(loss: float, impact: float) -> float:
    """Days that the product itself is missing, from days of output lost."""
    return float(loss / impact) if impact > HURTS else 0.0


def _drawn(
    network: Network, entity: Entities, parts: Entities, i: int, finals: Finals, inside: Bools
) -> tuple[Longs, Floats, float, float]:
    """What the chain draws from part ``i``: purchases, quantity from it [unit/yr], its own final output [unit/yr], and
    how much of that is told: where output is blank the capacity stands in for it.

    Buyers whose every use of the purchase stops with the entity itself draw nothing.
    """
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
    own = finals.node[lost[finals.node] > 0]
    made = network.node_base[own] * lost[own]
    told = np.where(np.isnan(network.node_output[own]), 0.0, made)
    return purchases, quantity * part[rows], float(made.sum()), float(told.sum())
