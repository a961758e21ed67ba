"""What each gap is worth: days of output no longer lost, and what becomes of CP, SSR and RS, with one supplier more.

Loss avoided is counted over the failure set of ``resilience``, every outage of one group once; the set stays the same,
so the supplier's own outage is none of it, and recovery times stay what they are. The ends: least avoided is what is
lost without it at least, less what is lost with it at most, failure by failure; most avoided the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.outages.fills import losses_of_pairs, losses_with, refilled
from graphsvc.analysis.outages.outage import Outages, Reading, readings
from graphsvc.domain.arrays import Bools, Floats
from graphsvc.domain.rounding import known
from graphsvc.judgements.gaps.suppliers import Supplier, fills_of
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.workspace import Facts

KNOWN_ENOUGH = 0.9
Ends = tuple[float | None, float | None, float | None]
"""Value, lower and upper end."""
NOTHING: Ends = (None, None, None)


@dataclass(frozen=True)
class Effect:
    """What one supplier changes: ``loss_days`` avoided over the failure set, ``rs`` points gained, ``cp`` and ``ssr``
    gained (0-1); ``cut_order`` groups that had to fail together to starve a buyer."""

    supplier: Supplier
    loss_days: Ends = NOTHING
    rs: Ends = NOTHING
    cp: float | None = None
    ssr: Ends = NOTHING
    cut_order: int | None = None

    @property
    def per_investment(self) -> Ends:
        """Days avoided per 亿元."""
        money = self.supplier.investment
        return NOTHING if not money else _scaled(self.loss_days, 1e4 / money)


def _scaled(ends: Ends, factor: float) -> Ends:
    value, lower, upper = (None if x is None else known(x * factor) for x in ends)
    return value, lower, upper


def gap_effects(
    facts: Facts, suppliers: Sequence[Supplier], gained_cp: Mapping[str, float | None], horizon_days: float
) -> dict[str, Effect]:
    """Effects by product; loss and RS None where no purchase here has a recorded source, or no final output is made.

    Parameters
    ----------
    facts : Facts
        The scope.
    suppliers : sequence of Supplier
        One for each gap.
    gained_cp : mapping of str to float or None
        What CP gains by product.
    horizon_days : float
        T [d].
    """
    found = {}
    for s, (loss, rs) in zip(suppliers, losses_avoided(facts, suppliers, horizon_days), strict=True):
        found[s.code] = Effect(
            supplier=s,
            loss_days=loss,
            rs=rs,
            cp=known(gained_cp[s.code]),
            ssr=(known(s.share), known(s.lower), known(s.upper)),
            cut_order=_cut_order(facts, s),
        )
    return found


def losses_avoided(facts: Facts, suppliers: Sequence[Supplier], horizon_days: float) -> list[tuple[Ends, Ends]]:
    """(days of loss avoided, points of RS gained) by each of the suppliers alone, in one pass over the failure set.

    Nothing is known where no purchase here has a recorded source, or no final output is made.
    """
    n_failures = len(failure_set(facts, "group"))
    if not n_failures or not len(facts.members.finals.node):
        return [(NOTHING, NOTHING)] * len(suppliers)
    serving = [i for i, s in enumerate(suppliers) if len(s.purchases)]
    told = dict(zip(serving, _Avoided(facts, [suppliers[i] for i in serving], horizon_days).ends(), strict=True))
    days = [told.get(i, NOTHING) for i in range(len(suppliers))]
    return [(_scaled(ends, 1.0), _scaled(ends, 100.0 / (n_failures * horizon_days))) for ends in days]


class _Avoided:
    """Days avoided by each of several suppliers, over the failure set of one chain."""

    def __init__(self, facts: Facts, suppliers: Sequence[Supplier], horizon_days: float) -> None:
        self.model, self.finals, self.suppliers = facts.ground.model, facts.members.finals, suppliers
        self.entities, _ = facts.outages.entities("group")
        self.figures: Outages = facts.outages.figures("group", horizon_days)
        self.counted = np.zeros(len(self.entities), np.bool_)
        self.counted[failure_set(facts, "group")] = True
        self.read = readings(
            self.model, self.entities, self.finals, self.figures.recovery, self.figures.assumed,
            facts.members.upstream, horizon_days,
        )  # fmt: skip

    def ends(self) -> list[Ends]:
        """(value, lower, upper) for each supplier; no value where its share is not known."""
        shares = [1.0 if s.share is None else s.share for s in self.suppliers]
        _, value = self._with(self.read.value, shares)
        is_open = [self.read.worst is not None or s.is_open for s in self.suppliers]
        if not any(is_open) or not self.suppliers:
            return [(float(x), float(x), float(x)) for x in value]
        pairs, _ = self._with(self.read.best or self.read.value, [s.upper for s in self.suppliers])
        most, least = self._most(pairs), self._least(pairs)
        ends: list[Ends] = []
        for s, x, low, high, opened in zip(self.suppliers, value.tolist(), least, most, is_open, strict=True):
            low, high = (min(low, x), max(high, x)) if opened else (x, x)
            ends.append((None if s.share is None else x, low, high))
        return ends

    def _with(self, reading: Reading, shares: Sequence[float]) -> tuple[list[dict[int, float]], Floats]:
        """Per supplier the losses that may differ with it, by entity; and the days avoided in all."""
        fills = fills_of(self.suppliers, shares)
        found = refilled(self.model, self.entities, self.finals, reading, fills)
        mine = self.counted[found.entity] & ~self._away()[found.fill, found.entity]
        fill, entity, lost = found.fill[mine], found.entity[mine], found.with_fill[mine]
        pairs: list[dict[int, float]] = [{} for _ in self.suppliers]
        for g, e, x in zip(fill.tolist(), entity.tolist(), lost.tolist(), strict=True):
            pairs[g][e] = x
        saved = found.without[entity] - lost
        return pairs, np.bincount(fill, weights=saved, minlength=len(self.suppliers)).astype(np.float64)

    def _away(self) -> Bools:
        """(G, E) failures that take the supplier along."""
        found = np.zeros((len(self.suppliers), len(self.entities)), np.bool_)
        for g, s in enumerate(self.suppliers):
            if s.away is not None:
                found[g] = s.away
        return found

    def _most(self, pairs: Sequence[Mapping[int, float]]) -> list[float]:
        """Lost at most without, less lost at least with it, over the failures that reach what it serves."""
        network, loss = self.model.network, self.figures.loss
        owner = np.repeat(np.arange(len(self.entities)), np.diff(self.entities.ptr))
        found = []
        for s, own in zip(self.suppliers, pairs, strict=True):
            served = np.zeros(network.n_purchases, np.bool_)
            served[s.purchases] = True
            behind = self.model.upstream_of(network.source_node[served[network.source_purchase]].astype(np.int64))
            reached = np.zeros(len(self.entities), np.bool_)
            reached[owner[behind[self.entities.node]]] = True
            lost = loss.lower.copy()
            lost[list(own)] = np.minimum(loss.lower[list(own)], list(own.values()))
            if s.away is not None:
                reached &= ~s.away
            found.append(float((loss.upper - lost)[reached & self.counted].sum()))
        return found

    def _least(self, pairs: Sequence[Mapping[int, float]]) -> list[float]:
        """Lost at least without, less lost at most with it; looked at only where that can be above nothing."""
        reading, loss = self.read.worst or self.read.value, self.figures.loss.lower
        n, found = self.model.network.n_purchases, []
        fills = fills_of(self.suppliers, [s.lower for s in self.suppliers])
        for g, own in enumerate(pairs):
            asked = np.array(sorted(e for e, x in own.items() if loss[e] > x + 1e-12), np.int64)
            if not len(asked):
                found.append(0.0)
                continue
            if self.suppliers[g].is_timed:
                which = np.full(len(asked), g)
                lost = losses_of_pairs(self.model, self.entities, self.finals, reading, fills, asked, which)
            else:
                lost = losses_with(self.model, self.entities, self.finals, reading, fills.granted(n, [g]), asked)
            found.append(float(np.maximum(0.0, loss[asked] - lost).sum()))
        return found


def _cut_order(facts: Facts, s: Supplier) -> int | None:
    """Fewest independent groups that had to fail together before one of the buyers stood without the product.

    1 where one group's failure takes all sources of a purchase, hidden or not; else the groups its sources belong to.
    None where too little is known of who they are.
    """
    n, (_, fallen) = facts.network, facts.outages.entities("group")
    orders: list[int | None] = []
    for q in s.purchases.tolist():
        sources = n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]
        firms = n.node_firm[sources]
        together = np.bitwise_and.reduce(fallen.words[sources], axis=0)
        if n.purchase_known[q] < KNOWN_ENOUGH - 1e-9 or not n.firm_identified[firms].all():
            orders.append(None)
        elif together.any():
            orders.append(1)
        else:
            orders.append(len(np.unique(n.firm_group[firms])))
    if 1 in orders:
        return 1
    return None if None in orders or not orders else min(o for o in orders if o is not None)
