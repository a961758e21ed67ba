"""The pairs (and threes) of entities that cost most when they fail at once, exact, with most pairs never stepped.

What a pair loses is bounded from what each of its members does alone. In the proportional model (L1) the loss of a node
is a maximum of sums of losses upstream with weights of 0 or more, so that losses of two failures are at most the sum of
both: l_ab <= l_a + l_b at every node. Day by day (L2) no level is ever below that of L1, for stocks only add, and no
final node is short before the quickest way from either failure has used up every stock on it. So a pair loses at most

    sum over final nodes f of w_f min(1, l_a,f + l_b,f) (D - min(t_a,f, t_b,f))

full-output days, with D the days in which its loss counts. In the harshest course (see ``harsh_kernels``) nothing but
the stocks on which both draw makes the pair lose more than the sum of both: where A and B days are not brought to a
stock S by each alone, at most min(A, B, S, A + B - S) days more pass it, each of which costs what the purchase is worth
in the end (see ``drawn_together``). Pairs that pass these bounds are
followed in their harshest course, which is worse than the true one, and no better where more fails: first a few of
them at once, then each by itself. Only those whose loss in it reaches the worst ones stepped so far are stepped, the
harshest first. The same holds of three.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from graphsvc.analysis.outages import harsh_kernels, kept_kernels, pair_kernels
from graphsvc.analysis.outages.all_cores import Work, in_chunks
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.failure import STEP_DAYS, FailureModel, Finals, failing_arrays
from graphsvc.analysis.outages.failure_kernels import Failing
from graphsvc.analysis.outages.pair_kernels import Alone
from graphsvc.analysis.outages.recovery import longest_recovery, recovery_days
from graphsvc.analysis.outages.together import together
from graphsvc.domain.arrays import Floats, Longs, totals

BUCKETS = 64
"""Final nodes beyond so many share a bound."""
SEEDS = {2: 12, 3: 12}
"""Entities that may lose most alone, whose sets are stepped first, by how many a set has."""
MOST_BOUNDED = {2: 1 << 40, 3: 100_000}
"""Sets of so many whose harshest course is run at most."""
BATCH, AT_ONCE, STEPPED = 1024, 4, 20
"""Pairs that are looked at together, of which so many are first taken as one, and pairs stepped together."""
ONE_GO, LEVELS = 100_000, 5
"""Sets that are held at once whatever their bounds; slices of bounds, the largest first, where there are more."""
SLACK = 1e-6
"""Full-output days by which a bound is taken to be larger, against rounding."""
ROWS, COURSES = 256, 64
"""First members whose pairs are looked at together, and harshest courses that are run in one call."""


@dataclass(frozen=True)
class Case:
    """What is asked: entities that may fail, what the chain is for, natures of the products (for blank recovery times),
    stocks [d of base use] (Q,), and how far loss counts [d]."""

    model: FailureModel
    entities: Entities
    finals: Finals
    natures: Sequence[str | None]
    stock: Floats
    horizon_days: float

    def losses(self, members: Longs) -> Floats:
        """(P,) full-output days lost when the entities of each row of ``members`` (P, k) fail at once."""
        network = self.model.network
        one = together(self.entities, members, network.n_nodes)
        back = recovery_days(network, one, self.model.falls(one), self.natures).days.value
        counted = np.minimum(self.horizon_days, back)
        return self.model.outlast(one, self.finals, self.stock, counted, np.zeros(len(one))).loss_days

    def harshest(self, one: Entities, counted: Longs, most: int) -> tuple[Floats, Floats, Longs, Longs, Floats]:
        """Loss of the entities ``one`` in the harshest course, see ``harsh_kernels.harsh_each``."""
        run = Work(harsh_kernels.harsh_each, *self._harsh(one), counted, most)
        parts = in_chunks(run, len(one), ROWS, "pairs") or [run(0, 0)]
        own, longest, counts, purchase, lacking = (np.concatenate(part) for part in zip(*parts, strict=True))
        return own, longest, counts, purchase, lacking

    def _harsh(self, one: Entities) -> tuple[object, ...]:
        """What the loops of the harshest course read."""
        flow, needs, trade = self.model.arrays(worst=False, side=0)
        trade = trade._replace(rest=1.0 - self.model.identified)  # parts that add up to more than all: losses add up
        failing, finals, n_nodes = failing_arrays(one, 0), self.finals, self.model.network.n_nodes
        return flow, needs, trade, failing, n_nodes, self.stock, STEP_DAYS, finals.node, finals.weight

    def counted(self, one: Entities) -> Longs:
        """(E,) steps in which loss counts, whoever might be switched to."""
        days = np.minimum(self.horizon_days, longest_recovery(self.model.network, one, self.natures))
        return np.ceil((days - 1e-9) / STEP_DAYS).astype(np.int64)

    def most(self, members: Longs) -> Floats:
        """(P,) what the entities of each row of ``members`` lose at most [full-output days]."""
        one = together(self.entities, members, self.model.network.n_nodes)
        run = Work(harsh_kernels.most_each, *self._harsh(one), self.counted(one))
        most: Floats = np.concatenate([np.empty(0), *in_chunks(run, len(one), COURSES, "pairs")])
        return most


@dataclass(frozen=True)
class Worst:
    """``pairs`` (n, k) positions of entities, smaller first, with ``loss_days`` (n,), most first; ``n_pairs`` there
    are, of ``n_bounded`` the harshest course was run, ``n_stepped`` were stepped. ``open_days``: what a set loses at
    most that was left out as the search was cut short, 0 where it was not."""

    pairs: Longs
    loss_days: Floats
    n_pairs: int
    n_bounded: int
    n_stepped: int
    open_days: float = 0.0

    @property
    def is_cut(self) -> bool:
        """Whether something worse may have been left out."""
        return self.open_days > 0.0


def worst_sets(case: Case, alone: Floats, top: int, size: int = 2) -> Worst:
    """The ``top`` sets of ``size`` that lose most, of those that lose anything.

    Parameters
    ----------
    case : Case
        What is asked.
    alone : (E,)
        Full-output days that each entity loses alone: of pairs that lose the same, the one whose members lose less
        alone comes first, then by position.
    top : int
        How many.
    size : int
        How many fail at once: two or three.
    """
    n = len(case.entities)
    search = _Search(case, alone, top, size)
    open_days = 0.0
    if n >= size:
        bounds = bounds_alone(case)
        near = np.argsort(-bounds.own, kind="stable")[: SEEDS[size]].tolist()
        search.try_out(np.array(list(combinations(near, size)), np.int64).reshape(-1, size))
        open_days = _search_all(search, bounds)
    pairs, losses = search.best()
    return Worst(pairs, losses, comb(n, size), search.n_bounded, search.n_stepped, open_days)


def _search_all(search: _Search, bounds: Alone) -> float:
    """Step every set whose bound reaches the floor: in one go where these are few, else slice by slice of bounds; what
    a set loses at most that was left out, 0 where none was."""
    pairs, bound = _sets(search, bounds, search.floor, np.inf, ONE_GO)
    if len(pairs) <= ONE_GO:
        return search.go_through(pairs, bound, bounds)
    edges = np.linspace(search.horizon_days + 1.0, 0.0, LEVELS + 1)
    for high, low in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if high < search.floor:
            break
        most = MOST_BOUNDED[search.size]
        pairs, bound = _sets(search, bounds, max(low, search.floor), high, most)
        left = search.go_through(pairs, bound, bounds)
        if left > 0.0 or len(pairs) > most:
            return min(high, search.horizon_days) if len(pairs) > most else left
    return 0.0


def _sets(search: _Search, bounds: Alone, low: float, high: float, most: int) -> tuple[Longs, Floats]:
    """Sets whose bound lies in low..high, and the bounds; not all where there are more than ``most``."""
    run = Work(_between, bounds, search.size, low, high, most)
    found = in_chunks(run, len(bounds.order), ROWS if search.size < 3 else ROWS // 16, "pairs")
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


class _Search:
    """Sets stepped so far, by key: their positions, smaller first, as digits to the base E."""

    def __init__(self, case: Case, alone: Floats, top: int, size: int) -> None:
        self._case, self._alone, self._top, self.size = case, alone, top, size
        self.horizon_days = case.horizon_days
        self._keys = np.empty(0, np.int64)
        self._loss = np.empty(0)
        self.n_bounded = 0
        self.floor = SLACK
        """A pair whose bound is smaller is none of the worst."""

    @property
    def n_stepped(self) -> int:
        return len(self._keys)

    def try_out(self, pairs: Longs) -> None:
        """Step those of ``pairs`` (P, k) whose harshest course reaches the floor, the harshest first."""
        self.n_bounded += len(pairs)
        for some in self.hopeful(self._case.most(pairs), STEPPED):
            self.step(pairs[some])

    def go_through(self, pairs: Longs, bound: Floats, alone: Alone) -> float:
        """Step those of ``pairs`` (P, k) that reach the floor, by bounds (P,) and then by courses, as many as are run
        at most; what those left out lose at most, 0 where there are none."""
        for some in self.hopeful(bound, BATCH):
            if self.n_bounded >= MOST_BOUNDED[self.size]:
                return min(float(bound[some[0]]), self.horizon_days)
            self.try_out(self.pass_over(pairs[some], alone.longest, alone.counted))
        return 0.0

    def pass_over(self, pairs: Longs, longest: Floats, counted: Longs) -> Longs:
        """Those of ``pairs`` (P, k) that may reach the floor by what they lose with a few others at once.

        Where more fails the harshest course is no better, and no shorter. So sets that differ in one member alone are
        taken together, ``AT_ONCE`` of them, and passed over where all that fails then does not reach the floor.

        Parameters
        ----------
        pairs : (P, k)
            Positions of entities.
        longest, counted : (E,)
            As in ``Alone``.
        """
        lead = np.take_along_axis(pairs, np.argsort(-longest[pairs], axis=1, kind="stable"), axis=1)
        order = np.lexsort((counted[lead[:, -1]], *lead[:, :-1].T))
        lead, pairs = lead[order], pairs[order]
        begins = np.concatenate([[True], (lead[1:, :-1] != lead[:-1, :-1]).any(axis=1)])
        first = np.maximum.accumulate(np.where(begins, np.arange(len(lead)), 0))
        begins |= (np.arange(len(lead)) - first) % AT_ONCE == 0
        group, starts = np.cumsum(begins) - 1, np.flatnonzero(begins)
        last = np.append(starts[1:], len(lead)) - 1
        row = np.minimum(starts[:, None] + np.arange(AT_ONCE), last[:, None])
        self.n_bounded += len(starts)
        most = self._case.most(np.concatenate([lead[starts, :-1], lead[row, -1]], axis=1))
        may: Longs = pairs[(most >= self.floor)[group]]
        return may

    def hopeful(self, bound: Floats, size: int) -> Iterator[Longs]:
        """Positions of bounds (P,) that reach the floor, the highest first, ``size`` at a time; the floor may rise
        between."""
        order = np.argsort(-bound, kind="stable")
        for at in range(0, len(order), size):
            some = order[at : at + size]
            some = some[bound[some] >= self.floor]
            if not len(some):
                return
            yield some

    def step(self, pairs: Longs) -> None:
        """Step those of ``pairs`` (P, 2) that were not stepped yet."""
        keys = np.setdiff1d(np.sort(pairs, axis=1) @ self._digits, self._keys)
        if not len(keys):
            return
        self._loss = np.concatenate([self._loss, self._case.losses(self._sets(keys))])
        self._keys = np.concatenate([self._keys, keys])
        if len(self._loss) >= self._top:
            self.floor = max(SLACK, float(np.partition(self._loss, -self._top)[-self._top]) - SLACK)

    @property
    def _digits(self) -> Longs:
        """(k,) what each place of a key counts."""
        return np.array([len(self._case.entities) ** place for place in range(self.size - 1, -1, -1)], np.int64)

    def _sets(self, keys: Longs) -> Longs:
        """(n, k) positions by key."""
        n = max(len(self._case.entities), 1)
        found: Longs = keys[:, None] // self._digits.clip(1) % n
        return found

    def best(self) -> tuple[Longs, Floats]:
        """The ``top`` that lose most."""
        pairs = self._sets(self._keys)
        both = self._alone[pairs].sum(axis=1)
        order = np.lexsort((self._keys, np.round(both, 9), -np.round(self._loss, 9)))
        order = order[self._loss[order] > SLACK][: self._top]
        return pairs[order], self._loss[order]


def bounds_alone(case: Case) -> Alone:
    """What each entity does alone."""
    model, entities, finals, n = case.model, case.entities, case.finals, len(case.entities)
    flow, needs, trade = model.arrays(worst=False, side=0)
    failing = failing_arrays(entities, 0)
    trade = trade._replace(rest=1.0 - model.identified)  # also where parts add up to more than all: losses add up
    n_buckets = min(BUCKETS, len(finals.node))
    bucket = np.arange(len(finals.node)) * n_buckets // max(1, len(finals.node))
    delay = np.floor(case.stock / STEP_DAYS + 1e-9).astype(np.int64)
    counted = case.counted(entities)
    most = int(counted.max(initial=0))

    lose = Work(
        kept_kernels.lost_each, flow, needs, trade, failing, finals.node, finals.weight, bucket, n_buckets,
        model.network.n_nodes,
    )  # fmt: skip
    arrive = Work(
        pair_kernels.arrive_each, flow, trade, failing, delay, finals.node, bucket, n_buckets, most
    )  # fmt: skip
    lost, arrival = np.concatenate(in_chunks(lose, n, ROWS)), np.concatenate(in_chunks(arrive, n, ROWS))
    own, longest, counts, purchase, lacking = case.harshest(entities, counted, most)
    ptr = np.concatenate([[0], np.cumsum(counts)])
    impact = lost.sum(axis=1)
    weight = totals(bucket, finals.weight, n_buckets)
    order = np.argsort(-impact, kind="stable")
    worth = _worth(case)
    return Alone(
        order, impact, lost, arrival, weight, counted, own, longest, ptr, purchase, lacking, case.stock, worth
    )  # fmt: skip


def _worth(case: Case) -> Floats:
    """(Q,) final output 0-1 lost in the end where all of a purchase is missing, and in proportion for a part of it;
    ``inf`` where shares add up to more than all, for then a part may cost more than in proportion."""
    model, finals, network = case.model, case.finals, case.model.network
    need_node = np.repeat(np.arange(network.n_nodes), np.diff(network.need_ptr))
    weights = totals(need_node, np.where(network.need_essential, 0.0, network.need_weight), network.n_nodes)
    if (model.identified > 1.0 + SLACK).any() or (weights > 1.0 + SLACK).any():
        return np.full(network.n_purchases, np.inf)
    flow, needs, trade = model.arrays(worst=False, side=0)
    nothing = np.zeros(network.n_purchases + 1, np.int64)
    rows = np.arange(len(network.source_node))
    failing = Failing(nothing, rows[:0], np.empty(0), network.source_ptr, rows, np.ones(len(rows)))
    n_purchases, one_bucket = network.n_purchases, np.zeros(len(finals.node), np.int64)

    lose = Work(
        kept_kernels.lost_each, flow, needs, trade, failing, finals.node, finals.weight, one_bucket, 1, network.n_nodes
    )  # fmt: skip
    lost = np.concatenate([np.empty((0, 1)), *in_chunks(lose, n_purchases, ROWS)])[:, 0]
    brought = np.minimum(model.identified, 1.0)
    found: Floats = np.where(brought > 0, lost / np.where(brought > 0, brought, 1.0), 0.0)
    return found


def _between(
    bounds: Alone, size: int, floor: float, high: float, most: int, first: int, last: int
) -> tuple[Longs, Floats]:
    """Sets whose first member is one of first..last-1 and whose bound lies in floor..high, and the bounds."""
    found = pair_kernels.sets_between(bounds, size, STEP_DAYS, floor, high, most, first, last)
    return found[0], found[1]
