"""Recovery, survival and loss of every entity of a chain, with bounds from what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.falls import Falls
from graphsvc.analysis.outages.recovery import Interval, Recovery, recovery_days
from graphsvc.domain.arrays import Bools, Floats
from graphsvc.domain.network import Network

DEFAULT_STOCK_DAYS = 15.0
ENDLESS = 1e5
"""So many times the default no stock outlasts a search: it stands for a stock of any size."""
HURTS = 1e-12


@dataclass(frozen=True)
class Outages:
    """All figures of all entities (E,). Days are calendar days, loss is in full-output days, impact 0-1.

    ``survive`` NaN means beyond the horizon. ``assumed`` entities whose recovery rests on a default.
    ``gap_least``, ``gap_most``, ``survive_least``, ``survive_most`` [d] (``inf``: no end): what a verdict may rest on,
    with no default for a blank stock or recovery time: it may be anything.
    """

    recovery: Interval
    survive: Interval
    gap: Interval
    loss: Interval
    impact: Interval
    kept: Floats
    assumed: Bools
    gap_least: Floats
    gap_most: Floats
    survive_least: Floats
    survive_most: Floats

    def verdicts(self) -> list[str]:
        """Whether each entity is a choke point: yes, no or unknown."""
        ends = zip(self.impact.lower, self.impact.upper, self.gap_least, self.gap_most, strict=True)
        return [is_choke_point(*four) for four in ends]

    def opened(self, which: Bools, horizon_days: float) -> Outages:
        """The same with the ends of ``which`` (E,) as far apart as they can be: none or all of ``horizon_days`` may be
        lost, recovery and survival have no end."""

        def ends(interval: Interval, upper: float) -> Interval:
            lower = np.where(which, np.fmin(0.0, interval.lower), interval.lower)
            return Interval(interval.value, lower, np.where(which, upper, interval.upper))

        return replace(
            self,
            recovery=ends(self.recovery, np.inf),
            survive=ends(self.survive, np.nan),
            gap=ends(self.gap, np.inf),
            loss=ends(self.loss, horizon_days),
            impact=ends(self.impact, 1.0),
            gap_least=np.where(which, 0.0, self.gap_least),
            gap_most=np.where(which, np.inf, self.gap_most),
            survive_least=np.where(which, 0.0, self.survive_least),
            survive_most=np.where(which, np.inf, self.survive_most),
        )


@dataclass(frozen=True)
class Reading:
    """One way to read what is blank: ``stock`` (Q,) [d of base use], ``counted`` (E,) days in which loss counts.

    ``worst``: unidentified shares fail with the entity; ``side``: how parts nobody told are read, see ``outlast``."""

    stock: Floats
    counted: Floats
    worst: bool
    side: int


@dataclass(frozen=True)
class Readings:
    """As it is printed; and, where anything is blank, at worst and at best."""

    value: Reading
    worst: Reading | None
    best: Reading | None


@dataclass(frozen=True)
class _Open:
    """Whether a stock, a share, a part (of a mix, of costs, of sites), or the weights of final output are not known."""

    stock: bool
    share: bool
    part: bool
    weight: bool

    @classmethod
    def of(cls, model: FailureModel, entities: Entities, finals: Finals, inside: Bools) -> _Open:
        network = model.network
        used = np.zeros(network.n_purchases, np.bool_)
        used[network.alternative_purchase[inside[network.alternative_node]]] = True
        return cls(
            bool(np.isnan(network.purchase_stock[used]).any()),
            bool((model.rest[used] > 1e-9).any()),
            model.is_open(inside) or bool(entities.open.any()),
            finals.is_open,
        )


def readings(
    model: FailureModel,
    entities: Entities,
    finals: Finals,
    days: Interval,
    assumed: Bools,
    inside: Bools,
    horizon_days: float,
) -> Readings:
    """The readings that ``outages`` takes its ends from.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    entities : Entities
        E entities.
    finals : Finals
        What the chain is for.
    days : Interval
        When each entity is back [d].
    assumed : (E,)
        Whether that rests on a default.
    inside : (N,)
        Nodes upstream of the final ones.
    horizon_days : float
        How far loss counts [d].
    """
    network, open_ = model.network, _Open.of(model, entities, finals, inside)

    def counted(until: Floats) -> Floats:
        return np.minimum(horizon_days, until)

    value = Reading(stock_days(network), counted(days.value), False, 0)
    if not (open_.stock or open_.share or open_.part or open_.weight or assumed.any()):
        return Readings(value, None, None)
    worst = Reading(stock_days(network, 0.0), counted(days.upper), open_.share, -1)
    return Readings(value, worst, Reading(stock_days(network, 2.0), counted(days.lower), False, 1))


def stock_days(network: Network, factor: float = 1.0) -> Floats:
    """(Q,) stock of each purchase in days of base use; blanks take the default times ``factor``."""
    return np.where(np.isnan(network.purchase_stock), DEFAULT_STOCK_DAYS * factor, network.purchase_stock)


def outages(
    model: FailureModel,
    entities: Entities,
    fallen: Falls,
    finals: Finals,
    natures: Sequence[str | None],
    inside: Bools,
    horizon_days: float,
    recovered: Recovery | None = None,
) -> Outages:
    """Impact, survival, recovery, gap and loss of every entity, each with bounds.

    Lower and upper come from stock 0 and twice the default where stocks are blank, recovery half and twice the
    default, unidentified shares that flow on or fail with the entity, and parts nobody told (of a mix, of costs, of
    sites, of final output) read at best or at worst.

    Parameters
    ----------
    model : FailureModel
        The failure logic of the version.
    entities : Entities
        E entities.
    fallen : Falls
        What ``model.falls`` says of them.
    finals : Finals
        What the chain is for.
    natures : (P,)
        Nature of each product, for the default of a blank recovery time.
    inside : (N,)
        Nodes upstream of the final ones.
    horizon_days : float
        How far loss counts and survival is searched at least [d].
    recovered : Recovery
        Recovery where the entities are parts of something that recovers as one.
    """
    network = model.network
    recovery = recovered or recovery_days(network, entities, fallen, natures)
    open_ = _Open.of(model, entities, finals, inside)

    def run(days: Floats, reading: Reading) -> tuple[Floats, Floats, Floats]:
        search = np.maximum(horizon_days, days)
        found = model.outlast(entities, finals, reading.stock, reading.counted, search, reading.worst, reading.side)
        return found.survive_days, _gap(days, found.survive_days), found.loss_days

    days = recovery.days
    read = readings(model, entities, finals, days, recovery.assumed, inside, horizon_days)
    kept, kept_best, kept_worst = _kept(model, entities, finals, open_)
    survive, gap, loss = run(days.value, read.value)
    survive_short, gap_long, loss_much = survive_long, gap_short, loss_little = survive, gap, loss
    if read.worst is not None and read.best is not None:
        survive_short, gap_long, loss_much = run(days.upper, read.worst)
        survive_long, gap_short, loss_little = run(days.lower, read.best)
    endless = Reading(stock_days(network, ENDLESS), np.minimum(horizon_days, days.lower), False, 1)
    longest = run(days.lower, endless)[0] if open_.stock else survive_long
    never = np.isinf(recovery.most) & (kept_worst < 1.0 - HURTS)
    return Outages(
        recovery=days,
        survive=Interval(survive, np.fmin(survive, survive_short), _later(survive, survive_long)),
        gap=Interval(gap, np.fmin(gap, gap_short), np.fmax(gap, gap_long)),
        loss=Interval(loss, np.fmin(loss, loss_little), np.fmax(loss, loss_much)),
        impact=Interval(1.0 - kept, 1.0 - kept_best, 1.0 - kept_worst),
        kept=kept,
        assumed=recovery.assumed,
        gap_least=_gap(recovery.least, longest),
        gap_most=np.where(never, np.inf, _gap(recovery.most, survive_short)),
        survive_least=np.nan_to_num(survive_short, nan=np.inf),
        survive_most=np.nan_to_num(longest, nan=np.inf),
    )


def _kept(model: FailureModel, entities: Entities, finals: Finals, open_: _Open) -> tuple[Floats, Floats, Floats]:
    """Final output kept in the end: as printed, at best and at worst. One sweep where every level is known."""
    if not (open_.part or open_.share):
        return model.kept_ends(entities, finals) if open_.weight else (model.kept(entities, finals),) * 3
    kept = model.kept(entities, finals)
    best = model.kept(entities, finals, side=1) if open_.part or open_.weight else kept
    return kept, best, model.kept(entities, finals, open_.share, -1)


def _gap(days: Floats, survive: Floats) -> Floats:
    """Days between what the chain outlasts (NaN: all that was searched) and recovery."""
    return np.where(np.isnan(survive), 0.0, np.maximum(0.0, np.where(np.isinf(days), 0.0, days) - survive))


def _later(one: Floats, other: Floats) -> Floats:
    """The later day; NaN, beyond all that was searched, is later than any."""
    return np.maximum(one, other)


def risk_grade(impact: float, gap_days: float, raised: bool = False) -> str:
    """red, orange, yellow or green by impact (0-1) and gap (d); one step up where ``raised``."""
    row = 0 if impact >= 0.5 - 1e-9 else 1 if impact >= 0.2 - 1e-9 else 2
    column = 0 if gap_days >= 30.0 - 1e-9 else 1 if gap_days > 1e-9 else 2
    steps = ("red", "orange", "yellow", "green")
    level = ((0, 1, 2), (1, 2, 2), (2, 3, 3))[row][column]
    return steps[max(0, level - 1)] if raised else steps[level]


def is_choke_point(impact_least: float, impact_most: float, gap_least: float, gap_most: float) -> str:
    """Whether impact >= 0.2 and gap > 0 for sure; ``no`` where that cannot be, ``unknown`` between."""
    if impact_least >= 0.2 - 1e-9 and gap_least > 1e-9:
        return "yes"
    return "unknown" if impact_most >= 0.2 - 1e-9 and gap_most > 1e-9 else "no"
