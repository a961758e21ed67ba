"""Worlds that the lists allow: what nobody told is drawn between the ends it is read at, and outages are played in it.

A world is drawn from a seed and its number alone, so the first hundred of a thousand worlds are the hundred. What is
drawn, each by itself: the stock of a purchase evenly from none to twice the default; recovery of a node (of a row of
deliveries that is cut) evenly from half to twice the default, never quicker than what its other sites tell; blank
shares of a purchase, evenly among all ways to split what no row tells between its blank rows and somebody unnamed, who
goes on delivering. Parts that are no cell of their own (of a mix, of costs, of sites) are read as equal, as in the
headline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv

from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import FailureModel, Finals
from graphsvc.analysis.outages.outage import stock_days
from graphsvc.analysis.outages.recovery import drawn_recovery, switching_days
from graphsvc.domain.arrays import Bools, Floats, Longs, totals
from graphsvc.domain.network import Network

LEAST_STOCK, MOST_STOCK = 0.0, 2.0
LEAST_RECOVERY, MOST_RECOVERY = 0.5, 2.0
"""Times the default."""
HURTS = 1e-9
"""Full-output days below which nothing is lost."""
UNSURE = 0.05
"""Chance that a share of worlds stands outside the ends given for it."""


class OpenShares(NamedTuple):
    """Ways to split what no row tells: ``purchase``, ``rest`` 0-1 of each that has blank rows; each part of one
    (``owner``) belongs to a ``source`` (row of the trade layer), or to somebody unnamed (-1)."""

    purchase: Longs
    rest: Floats
    owner: Longs
    source: Longs


class World(NamedTuple):
    """One of them: stocks (Q,) [d of base use], how many times the default recovery takes where it is blank, by node
    (N,) and by entity that cuts deliveries (E,), and shares (K,) 0-1 of the sources."""

    stock: Floats
    recovery: Floats
    cut_recovery: Floats
    share: Floats


@dataclass(frozen=True, eq=False)
class Worlds:
    """The worlds of a seed in which ``entities`` (E) fail one at a time.

    ``natures`` (P,) of the products, ``horizon_days`` [d] how far loss counts: as ``outages`` takes them.
    """

    model: FailureModel
    entities: Entities
    finals: Finals
    natures: Sequence[str | None]
    horizon_days: float
    shares: OpenShares
    seed: int

    @property
    def _network(self) -> Network:
        return self.model.network

    def draw(self, number: int) -> World:
        """World ``number`` of the seed."""
        network = self._network
        stocks, recoveries, cuts, parts = (
            np.random.default_rng(each) for each in np.random.SeedSequence(self.seed, spawn_key=(number,)).spawn(4)
        )
        factor = stocks.uniform(LEAST_STOCK, MOST_STOCK, network.n_purchases)
        stock = np.where(np.isnan(network.purchase_stock), stock_days(network) * factor, network.purchase_stock)
        share = network.source_share.copy()
        open_ = self.shares
        size = parts.exponential(size=len(open_.owner))
        part = size / totals(open_.owner, size, len(open_.purchase))[open_.owner] * open_.rest[open_.owner]
        named = open_.source >= 0
        share[open_.source[named]] = part[named]
        return World(
            stock,
            recoveries.uniform(LEAST_RECOVERY, MOST_RECOVERY, network.n_nodes),
            cuts.uniform(LEAST_RECOVERY, MOST_RECOVERY, len(self.entities)),
            share,
        )

    @cached_property
    def _switching(self) -> Floats:
        """(E,) days until buyers have switched; nothing that is drawn moves them."""
        return switching_days(self._network, self.entities, self.model.falls(self.entities))[0]

    def losses(self, world: World) -> Floats:
        """(E,) full-output days that each entity loses in a world."""
        network, model = self._network, self.model
        if len(self.shares.source):
            model = model.retold(replace(network, source_share=world.share))
        days = drawn_recovery(network, self.entities, self.natures, world.recovery, world.cut_recovery)
        counted = np.minimum(self.horizon_days, np.fmin(days, self._switching))
        never = np.zeros(len(self.entities))
        return model.outlast(self.entities, self.finals, world.stock, counted, never).loss_days

    def play(self, n_worlds: int) -> Floats:
        """(W, E) losses in the first worlds."""
        return np.array([self.losses(self.draw(i)) for i in range(n_worlds)]).reshape(n_worlds, len(self.entities))


def may_be_among(lower: Floats, upper: Floats, top: int) -> Longs:
    """Positions of those that may be among the ``top`` that lose most: fewer than ``top`` surely lose more.

    Parameters
    ----------
    lower, upper : (E,)
        Ends of each loss [full-output days].
    top : int
        How many.
    """
    floor = np.sort(lower)[-top] if len(lower) >= top else 0.0
    found: Longs = np.flatnonzero((upper >= floor - HURTS) & (upper > HURTS))
    return found


def among_top(losses: Floats, impact: Floats, top: int) -> tuple[Bools, Bools]:
    """(W, E) whether each is among the ``top`` that lose most in each world, and whether it is the first.

    Parameters
    ----------
    losses : (W, E)
        Full-output days lost.
    impact : (E,)
        Final output lost in the end, 0-1: of equals the one with more comes first, then by position.
    top : int
        How many; what loses nothing is none of them.
    """
    n_worlds, n = losses.shape
    place = np.broadcast_to(np.arange(n), losses.shape)
    order = np.lexsort((place, np.broadcast_to(-impact, losses.shape), -np.round(losses, 9)))
    rank = np.empty((n_worlds, n), np.int64)
    np.put_along_axis(rank, order, place, axis=1)
    loses = losses > HURTS
    return (rank < top) & loses, (rank == 0) & loses


def share_ends(n_found: Longs, n_worlds: int) -> tuple[Floats, Floats]:
    """(E,), (E,) ends of the share of all worlds, when it holds in ``n_found`` (E,) of ``n_worlds`` drawn: those of
    Clopper and Pearson at 95 %."""
    k = n_found.astype(np.float64)
    least = np.where(k > 0, betaincinv(np.maximum(k, 1.0), n_worlds - k + 1.0, UNSURE / 2), 0.0)
    left = n_worlds - k
    most = np.where(left > 0, betaincinv(k + 1.0, np.maximum(left, 1.0), 1.0 - UNSURE / 2), 1.0)
    return least, most
