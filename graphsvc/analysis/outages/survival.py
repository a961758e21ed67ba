"""How long a maker's own stocks last once nothing of an input arrives any more.

tts = min over essential needs of the days of base use in stock; in a need met by several alternatives all their
stocks are eaten, each by its part of the mix: D = sum of mix_k stock_k. Needs without any recorded source say nothing
and are left out. Simchi-Levi et al. 2015, doi:10.1287/inte.2015.0804 (time to survive), here for one maker alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.outage import stock_days
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.network import Network


@dataclass(frozen=True)
class Survival:
    """Per node (N,): ``days`` its inputs last [d] (inf: no essential need with a recorded source), with bounds from
    blank stocks (none, and twice the default) and
    a mix of alternatives that is not known, and ``binding``, the purchase that ends it (-1: none)."""

    days: Floats
    lower: Floats
    upper: Floats
    binding: Longs


def survival(network: Network, product: int | None = None) -> Survival:
    """Days every node lasts on its stocks once nothing arrives; ``product`` (position): once only that input stops."""
    n = network
    told = n.purchase_has_sources[n.alternative_purchase]
    need = np.repeat(np.arange(len(n.need_essential)), np.diff(n.alternative_ptr))
    counted = n.need_essential & (np.bincount(need[told], minlength=len(n.need_essential)) > 0)
    if product is not None:
        own = n.purchase_product[n.alternative_purchase] == product
        counted &= np.bincount(need[own & told], minlength=len(counted)) > 0
        told = told & own
    keep = told & counted[need]
    days = _days_of_needs(n, need, keep, 1.0)
    lower, upper = _ends_of_needs(n, need, keep, 0.0), _ends_of_needs(n, need, keep, 2.0)
    node_of_need = np.repeat(np.arange(n.n_nodes), np.diff(n.need_ptr))
    found = [_least(node_of_need, np.where(counted, values, np.inf), n.n_nodes) for values in (days, lower, upper)]
    return Survival(found[0], found[1], found[2], _binding(n, need, keep, days, found[0], node_of_need))


def _days_of_needs(network: Network, need: Longs, keep: Bools, factor: float) -> Floats:
    """(M,) days of base use in stock, alternatives weighted by their part of the mix."""
    stock = stock_days(network, factor)[network.alternative_purchase[keep]]
    mix = network.alternative_mix[keep]
    m = len(network.need_essential)
    whole = np.bincount(need[keep], weights=mix, minlength=m)
    mix = np.where(whole[need[keep]] > 0, mix, 1.0)  # nothing of any was used: equal parts
    whole = np.bincount(need[keep], weights=mix, minlength=m)
    held = np.bincount(need[keep], weights=mix * stock, minlength=m)
    return np.divide(held, whole, out=np.zeros(m), where=whole > 0)


def _ends_of_needs(network: Network, need: Longs, keep: Bools, factor: float) -> Floats:
    """(M,) the same at an end: where the mix is not known, the shortest (``factor`` 0) or longest stock of them all."""
    days = _days_of_needs(network, need, keep, factor)
    stock = stock_days(network, factor)[network.alternative_purchase[keep]]
    extreme = np.full(len(days), np.inf if factor == 0.0 else -np.inf)
    (np.minimum if factor == 0.0 else np.maximum).at(extreme, need[keep], stock)
    is_open = np.zeros(len(days), np.bool_)
    is_open[need[keep & ~network.alternative_mix_known]] = True
    return np.where(is_open, extreme, days)


def _least(of: Longs, values: Floats, n: int) -> Floats:
    found = np.full(n, np.inf)
    np.minimum.at(found, of, values)
    return found


def _binding(network: Network, need: Longs, keep: Bools, days: Floats, least: Floats, node_of_need: Longs) -> Longs:
    """(N,) the shortest-lived purchase of the need that ends each node; the first of them where several do."""
    found = np.full(network.n_nodes, -1, np.int64)
    chosen = np.flatnonzero(keep)
    node = node_of_need[need[chosen]]
    ends = days[need[chosen]] <= least[node]
    chosen, node = chosen[ends], node[ends]
    stock = stock_days(network)[network.alternative_purchase[chosen]]
    order = np.lexsort((chosen, stock, node))
    first = np.unique(node[order], return_index=True)
    found[first[0]] = network.alternative_purchase[chosen[order][first[1]]]
    return found
