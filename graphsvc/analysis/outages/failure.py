"""How a shortage travels: boolean, proportional, and day by day with stocks, for all entities at once.

One model per network. L0: a node falls when an essential input has lost all its recorded sources (greatest
fixpoint of "alive"; cycles legal). L1: levels x = min(min over essential inputs, 1 - diluted loss), from x = 1
downwards. L2: steps of a quarter day, firms upstream first, stocks in days of base use and capped at their
initial value; inside a cycle the outputs of the previous step count. Simchi-Levi et al. 2015,
doi:10.1287/inte.2015.0804, for survival and recovery; Diem et al. 2022, doi:10.1038/s41598-022-11522-z, for
essential inputs that bind and others that dilute.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graphsvc.analysis.outages import course_kernels, fall_kernels, outlast_kernels, step_kernels
from graphsvc.analysis.outages import failure_kernels as kernels
from graphsvc.analysis.outages.all_cores import Work, in_chunks
from graphsvc.analysis.outages.calm_courses import Calm, CalmCourses
from graphsvc.analysis.outages.course_kernels import NO_RECORD, Course
from graphsvc.analysis.outages.entities import Entities
from graphsvc.analysis.outages.falls import Falls, falls_in, set_bits
from graphsvc.analysis.outages.helped_kernels import NOBODY
from graphsvc.analysis.outages.kept_kernels import kept_each
from graphsvc.domain.arrays import Bools, Floats, Longs, Words, pointers, totals
from graphsvc.domain.network import Network

STEP_DAYS = 0.25
ALIVE = kernels.ALIVE
FALLS, DENSE = 100_000, 4
"""Rows that are looked at one by one before all entities are followed at once: so many, and one in so many of the words
that this would go through."""
CHUNK, LARGEST_CHUNK = 64, 1024
"""Entities that are taken at a time, on any machine; each time arrays of the network's length are laid out."""


@dataclass(frozen=True)
class Finals:
    """What the chain is for: nodes of its final products with value weights that sum to 1. ``is_open``: an output or a
    price is not known, so the weights may be any."""

    node: Longs
    weight: Floats
    is_open: bool = False


@dataclass(frozen=True)
class Outlast:
    """Per entity: ``survive_days`` (NaN: beyond the search) and ``loss_days`` [full-output days]."""

    survive_days: Floats
    loss_days: Floats


@njit(cache=True)
def longest_levels(n: int, start: Longs, end: Longs, n_edges: int) -> Longs:
    """Longest-path level of each vertex of an acyclic graph given as edges sorted by start."""
    indegree = np.zeros(n, np.int64)
    ptr = np.zeros(n + 1, np.int64)
    for i in range(n_edges):
        indegree[end[i]] += 1
        ptr[start[i] + 1] += 1
    for i in range(n):
        ptr[i + 1] += ptr[i]
    level = np.zeros(n, np.int64)
    queue = np.empty(n, np.int64)
    head = tail = 0
    for v in range(n):
        if indegree[v] == 0:
            queue[tail] = v
            tail += 1
    while head < tail:
        v = queue[head]
        head += 1
        for i in range(ptr[v], ptr[v + 1]):
            t = end[i]
            level[t] = max(level[t], level[v] + 1)
            indegree[t] -= 1
            if indegree[t] == 0:
                queue[tail] = t
                tail += 1
    return level


class FailureModel:
    """The failure logic over one network; nothing but kept courses between calls, safe to share between threads."""

    def __init__(self, network: Network) -> None:
        self.network = network
        nq, nn = network.n_purchases, network.n_nodes
        self.n_elements = nq + nn
        start = np.concatenate(
            [nq + network.source_node.astype(np.int64), network.alternative_purchase.astype(np.int64)]
        )
        end = np.concatenate([network.source_purchase.astype(np.int64), nq + network.alternative_node.astype(np.int64)])
        self.component, self.order = self._flow_order(start, end)
        self.position = np.empty(self.n_elements, np.int64)
        self.position[self.order] = np.arange(self.n_elements)
        self.out_ptr, self.out_element = self._adjacency(start, end)
        self.in_ptr, self.in_element = self._adjacency(end, start)
        by_purchase = np.argsort(network.alternative_purchase, kind="stable")
        self.use_alternative = by_purchase.astype(np.int64)
        self.use_ptr = pointers(network.alternative_purchase[by_purchase], nq)
        self.alternative_need = np.repeat(np.arange(len(network.need_essential)), np.diff(network.alternative_ptr))
        self._calm = CalmCourses()

    def _flow_order(self, start: Longs, end: Longs) -> tuple[Longs, Longs]:
        n = self.n_elements
        if n == 0:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        graph = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(n, n)).tocsr()
        count, label = connected_components(graph, directed=True, connection="strong")
        between = label[start] != label[end]
        edges = np.unique(np.stack([label[start[between]], label[end[between]]]), axis=1).astype(np.int64)
        level = longest_levels(count, edges[0], edges[1], edges.shape[1])
        smallest = np.full(count, n)
        np.minimum.at(smallest, label, np.arange(n))
        rank = np.empty(count, np.int64)
        rank[np.lexsort((smallest, level))] = np.arange(count)
        component = rank[label]
        return component, np.lexsort((np.arange(n), component)).astype(np.int64)

    def _adjacency(self, start: Longs, end: Longs) -> tuple[Longs, Longs]:
        order = np.argsort(start, kind="stable")
        return pointers(start[order], self.n_elements), end[order]

    @cached_property
    def identified(self) -> Floats:
        """(Q,) part of each purchase that its identified sources bring together."""
        n = self.network
        return totals(n.source_purchase, n.source_share, n.n_purchases)

    @cached_property
    def rest(self) -> Floats:
        """(Q,) part of each purchase that no identified source brings."""
        rest: Floats = np.maximum(0.0, 1.0 - self.identified)
        return rest

    @cached_property
    def _flow(self) -> kernels.Flow:
        n = self.network.n_purchases
        return kernels.Flow(
            self.order, self.position, self.component, self.out_ptr, self.out_element, self.in_ptr, self.in_element, n
        )

    @cached_property
    def _needs(self) -> kernels.Needs:
        n = self.network
        mix_open = np.zeros(len(n.need_essential), np.bool_)
        mix_open[self.alternative_need[~n.alternative_mix_known]] = True
        use_open = np.zeros(n.n_purchases, np.bool_)
        use_open[n.alternative_purchase[~n.alternative_use_known]] = True
        return kernels.Needs(
            n.need_ptr, n.need_essential, n.need_weight, n.alternative_ptr, n.alternative_purchase, n.alternative_mix,
            n.alternative_use, self.use_ptr, self.use_alternative, n.alternative_node, self.alternative_need,
            mix_open, ~n.need_weight_known & ~n.need_essential, use_open, 0,
        )  # fmt: skip

    def is_open(self, inside: Bools) -> bool:
        """Whether a mix, a cost share or the division of a stock is not known for any of the nodes ``inside`` (N,)."""
        needs, own = self._needs, inside[self.network.alternative_node]
        need, purchase = self.alternative_need[own], self.network.alternative_purchase[own]
        return bool((needs.mix_open[need] | needs.weight_open[need] | needs.use_open[purchase]).any())

    def _trade(self, worst: bool = False) -> kernels.Trade:
        n = self.network
        rest = np.zeros_like(self.rest) if worst else self.rest
        return kernels.Trade(n.source_ptr, n.source_node, n.source_share, n.source_purchase, rest)

    def arrays(self, worst: bool, side: int) -> tuple[kernels.Flow, kernels.Needs, kernels.Trade]:
        """What the compiled loops run over; ``worst`` and ``side`` as in ``outlast``."""
        return self._flow, self._needs._replace(side=side), self._trade(worst)

    def calm(self, stock: Floats, days: float, worst: bool, side: int, granted: Floats | None = None) -> Calm:
        """How levels go when nothing fails: at rest, but for what the worst reading takes away.

        Parameters
        ----------
        stock : (Q,)
            Stock [d of base use].
        days : float
            How far to go [d].
        worst, side : bool, int
            As in ``outlast``.
        granted : (Q,)
            Inflow that further suppliers add, 1 is base use; None for nothing.
        """
        n_steps = int(np.ceil(days / STEP_DAYS))

        def build() -> Calm:
            course, until = self._course(stock, n_steps, worst, side, granted)
            return Calm(course, until, course_kernels.short_of(course, self._trade(worst)))

        return build() if granted is not None else self._calm.get(stock, n_steps, worst, side, build)

    def _course(
        self, stock: Floats, n_steps: int, worst: bool, side: int, granted: Floats | None
    ) -> tuple[Course, int]:
        n_nodes = self.network.n_nodes
        if not worst:
            nothing = np.empty(0, np.int64)
            at_rest = Course(np.empty((0, 0)), nothing, np.full(n_nodes, -1), np.zeros(n_nodes, np.int64))
            return at_rest, course_kernels.FOR_GOOD
        granted = np.zeros(self.network.n_purchases) if granted is None else granted
        return course_kernels.calm_course(*self.arrays(worst, side), n_nodes, granted, stock, STEP_DAYS, n_steps)

    def upstream_of(self, nodes: Longs) -> Bools:
        """(N,) nodes from which goods reach any of ``nodes``, those included."""
        return self._reached(nodes, self.in_ptr, self.in_element)[self.network.n_purchases :]

    def purchases_below(self, nodes: Longs) -> Bools:
        """(Q,) purchases that goods of any of ``nodes`` reach, directly or worked into others."""
        return self._reached(nodes, self.out_ptr, self.out_element)[: self.network.n_purchases]

    def _reached(self, nodes: Longs, ptr: Longs, element: Longs) -> Bools:
        """(Q+N,) elements that ``nodes`` reach over an adjacency, those included."""
        mark = np.zeros(self.n_elements, np.bool_)
        seeds = self.network.n_purchases + np.asarray(nodes, np.int64)
        inside = np.zeros(self.n_elements, np.bool_)
        inside[self.order[kernels.reach(seeds, ptr, element, self.position, mark)]] = True
        return inside

    def retold(self, network: Network) -> FailureModel:
        """The same logic over a network with other stocks, recovery times or shares but the same nodes, purchases,
        sources and needs; nothing that hangs on who supplies whom is worked out again."""
        other = copy(self)
        other.network, other._calm = network, CalmCourses()
        for name in ("identified", "rest"):
            other.__dict__.pop(name, None)
        return other

    def falls(self, entities: Entities, spared: Bools | None = None) -> Falls:
        """L0 for all entities. ``spared`` (Q,): purchases that never lose all their sources."""
        network, n_words = self.network, _words(len(entities))
        whole = entities.loss >= 1.0
        ptr = np.concatenate([[0], np.cumsum(whole)])[entities.ptr]
        cuts = fall_kernels.Cuts(ptr, entities.node[whole], entities.cut_ptr, entities.cut_source)
        most = FALLS + len(network.source_node) * n_words // DENSE
        done, ptr, node = fall_kernels.fall_each(
            cuts, fall_kernels.Sold(*network.rows_sold), self._lasting(spared), self._trade(), network.n_nodes, most
        )
        return (
            Falls(network.n_nodes, ptr, node) if done else falls_in(self._fallen(entities, spared, None), len(entities))
        )

    def fallen(self, entities: Entities, spared: Bools | None = None, doomed: Bools | None = None) -> Words:
        """L0 for all entities at once: (N, ceil(E/64)) words; bit e of row v says that v falls with entity e.

        ``spared`` (Q,): purchases that never lose all their sources; ``doomed`` (N,): nodes that fall in any case.
        """
        return self.falls(entities, spared).words if doomed is None else self._fallen(entities, spared, doomed)

    def _fallen(self, entities: Entities, spared: Bools | None, doomed: Bools | None) -> Words:
        """Word by word, 64 entities at a time, as in ``fallen``."""
        n_rows, m = len(self.network.source_node), len(entities)
        down = np.zeros((self.network.n_nodes, _words(m)), np.uint64)
        cut = np.zeros((n_rows if len(entities.cut_source) else 0, _words(m)), np.uint64)
        owner = np.repeat(np.arange(m), np.diff(entities.ptr))
        whole = entities.loss >= 1.0
        set_bits(down, entities.node[whole], owner[whole])
        if doomed is not None:
            down[doomed] = ~np.uint64(0)
        if len(entities.cut_source):
            cutter = np.repeat(np.arange(m), np.diff(entities.cut_ptr))
            set_bits(cut, entities.cut_source, cutter)
        return kernels.fall(self._flow, self._lasting(spared), self._trade(), down, cut)

    def _lasting(self, spared: Bools | None) -> kernels.Needs:
        """Needs, of which those that a purchase of ``spared`` meets are none that binds."""
        needs = self._needs
        if spared is None:
            return needs
        lasting = np.zeros(len(needs.essential), np.bool_)
        np.logical_or.at(lasting, self.alternative_need, spared[self.network.alternative_purchase])
        return needs._replace(essential=needs.essential & ~lasting)

    def kept(self, entities: Entities, finals: Finals, worst: bool = False, side: int = 0) -> Floats:
        """L1: final output kept (E,) 0-1 in the end. ``worst``: unidentified remainders fail with the entity; ``side``
        -1 or 1: parts that nobody told are read at worst or at best, not as equal ones."""
        kept: Floats = self._kept(entities, finals, worst, side, [side if finals.is_open else 0])[:, 0]
        return kept

    def kept_ends(self, entities: Entities, finals: Finals) -> tuple[Floats, Floats, Floats]:
        """L1 where nothing but the weights of final output is open: as printed, at best and at worst, (E,) each."""
        as_printed, best, worst = self._kept(entities, finals, False, 0, [0, 1, -1]).T
        return as_printed, best, worst

    def _kept(self, entities: Entities, finals: Finals, worst: bool, side: int, sides: Sequence[int]) -> Floats:
        """L1 (E, S), final output weighed by each of ``sides``; ``worst`` and ``side`` as in ``kept``."""
        trade, failing, n = self._trade(worst), failing_arrays(entities, side), self.network
        needs = self._needs._replace(side=side)
        levels, supply = np.ones(n.n_nodes), np.ones(n.n_purchases)
        if worst:
            levels, supply = kernels.settle_all(self._flow, needs, trade, n.n_nodes)
        read = np.array(sides, np.int64)

        run = Work(
            kept_each, self._flow, needs, trade, failing, levels, supply, finals.node, finals.weight, read
        )  # fmt: skip
        return np.concatenate(in_chunks(run, len(entities), _chunk(len(entities))) or [np.empty((0, len(sides)))])

    def outlast(
        self,
        entities: Entities,
        finals: Finals,
        stock: Floats,
        loss_days: Floats,
        search_days: Floats,
        worst: bool = False,
        side: int = 0,
    ) -> Outlast:
        """L2 for every entity: survival and loss.

        Parameters
        ----------
        entities : Entities
            E entities.
        finals : Finals
            What the chain is for.
        stock : (Q,)
            Stock [d of base use].
        loss_days, search_days : (E,)
            How long loss is counted, how long survival is searched [d].
        worst : bool
            Unidentified remainders fail with the entity.
        side : int
            -1 or 1: parts that nobody told are read at worst or at best, 0: as equal ones.
        """
        trade, failing, n_nodes = self._trade(worst), failing_arrays(entities, side), self.network.n_nodes
        needs, spread = self._needs._replace(side=side), side if finals.is_open else 0
        nothing, days = np.zeros(self.network.n_purchases), np.maximum(loss_days, search_days)
        calm, _, draining = self.calm(stock, float(np.max(days, initial=0.0)), worst, side)

        run = Work(
            _outlast, self._flow, needs, trade, failing, calm, draining, n_nodes, nothing, stock, finals.node,
            finals.weight, spread, loss_days, search_days,
        )  # fmt: skip
        parts = in_chunks(run, len(entities), _chunk(len(entities)))
        if not parts:
            return Outlast(np.empty(0), np.empty(0))
        return Outlast(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]))

    def levels(self, entities: Entities, severity: float = 1.0) -> Floats:
        """L1 levels (N,) of every node in the end when all ``entities`` fail together."""
        n = self.network
        state = kernels.fresh_state(self._needs, self._trade(), n.n_nodes, np.zeros(n.n_purchases), 1.0)
        np.maximum.at(state.node_loss, entities.node, entities.loss * severity)
        np.maximum.at(state.src_loss, entities.cut_source, entities.cut_loss * severity)
        kernels.settle(self.order, self._flow, self._needs, self._trade(), state)
        return state.y

    def fast_bounds(
        self, entities: Entities, ptr: Longs, fallen: Longs, stock: Floats, finals: Finals
    ) -> tuple[Floats, Floats]:
        """Bounds of the day on which final output stops when each entity fails.

        Parameters
        ----------
        entities : Entities
            E entities.
        ptr, fallen : (E+1,), (n,)
            Nodes that fall with each of them.
        stock : (Q,)
            Stock [d of base use].
        finals : Finals
            What the chain is for.

        Returns
        -------
        lower, upper : (E,)
            Day [d]; inf where it does not stop.
        """
        n, failing = self.network, failing_arrays(entities, 0)
        owner = np.repeat(np.arange(len(entities)), np.diff(ptr))
        in_order = fallen[np.lexsort((self.position[n.n_purchases + fallen], owner))]
        earliest, latest = (
            step_kernels.fast_bounds_each(
                ptr, in_order, failing, self._needs, self._trade(), stock, finals.node, n.n_nodes, last
            )
            for last in (False, True)
        )
        return earliest, latest


def _chunk(n: int) -> int:
    """How many of n entities are taken at a time."""
    return min(LARGEST_CHUNK, max(CHUNK, n // 32))


def _outlast(
    flow: kernels.Flow, needs: kernels.Needs, trade: kernels.Trade, failing: kernels.Failing, calm: Course,
    draining: Bools, n_nodes: int, granted: Floats, stock: Floats, final_node: Longs, final_weight: Floats, side: int,
    loss_days: Floats, search_days: Floats, first: int, last: int,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Survival and loss of the entities first..last-1."""
    return outlast_kernels.outlast_each(
        flow, needs, trade, failing, calm, draining, n_nodes, granted, stock, STEP_DAYS, final_node, final_weight, side,
        loss_days, search_days, np.arange(first, last), NOBODY, NO_RECORD,
    )  # fmt: skip


def has_bit(words: Words, position: int) -> Bools:
    """Column ``position`` of packed bits as booleans (N,)."""
    found: Bools = (words[:, position // 64] >> np.uint64(position % 64)) & np.uint64(1) == 1
    return found


def _words(n: int) -> int:
    """Words that n bits take, one at least."""
    return max(1, -(-n // 64))


def failing_arrays(entities: Entities, side: int) -> kernels.Failing:
    """Entities as the compiled loops take them; ``side`` -1 or 1: open parts are lost wholly or not at all."""
    e = entities
    loss = e.loss if side == 0 else np.where(e.open, 1.0 if side < 0 else 0.0, e.loss)
    return kernels.Failing(e.ptr, e.node, loss, e.cut_ptr, e.cut_source, e.cut_loss)
