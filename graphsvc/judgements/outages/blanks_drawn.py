"""Blanks of a chain that every world fills anew: stocks and shares on the way to final output, recovery times."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.outages.worlds import OpenShares, Worlds
from graphsvc.domain.arrays import Bools, Floats, Longs
from graphsvc.domain.rounding import known
from graphsvc.judgements.outages.blank_shares import blank_shares, open_shares
from graphsvc.judgements.workspace import Facts

QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def used_purchases(facts: Facts) -> Bools:
    """(Q,) purchases on the way to final output."""
    n = facts.network
    used = np.zeros(n.n_purchases, np.bool_)
    used[n.alternative_purchase[facts.members.upstream[n.alternative_node]]] = True
    return used


def drawn_shares(facts: Facts) -> OpenShares:
    """Shares that are drawn: those of purchases on the way to final output."""
    return open_shares(list(blank_shares(facts.snapshot, used_purchases(facts))))


def worlds_of(facts: Facts, kind: str, chosen: Longs, horizon_days: float, seed: int) -> Worlds:
    """The worlds of a seed in which the entities ``chosen`` (positions) of a kind fail; shares are drawn of purchases
    on the way to final output."""
    entities, _ = facts.outages.entities(kind)
    ground, finals = facts.ground, facts.members.finals
    part, shares = entities.take(chosen), drawn_shares(facts)
    return Worlds(ground.model, part, finals, ground.natures, horizon_days, shares, seed)


def quantiles(name: str, values: Floats) -> dict[str, float | None]:
    """5, 50 and 95 % of ``values`` (W,) over the worlds, as ``name_p05`` and so on."""
    return {f"{name}_{end}": known(float(np.quantile(values, at))) for end, at in QUANTILES.items()}
