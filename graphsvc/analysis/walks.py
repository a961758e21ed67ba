"""Walks of bounded length along edges: how far things lie, which edges are passed, which paths lead on.

Breadth first over compressed rows (a step of the whole frontier at once), and an enumeration of simple paths that
looks ahead before every step and counts the steps it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs, pointers, spans
from graphsvc.domain.network import Network

Way = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Walkable:
    """Edges the way goods move, over things that are positions 0..n-1.

    ``tail``, ``head``, ``good`` (E,): from, to, and what moves; edges sorted by them in this order, several goods
    between the same two are several edges. ``share`` (E,) of the buyer 0-1, NaN unknown.
    """

    n: int
    tail: Ints
    head: Ints
    good: Ints
    share: Floats

    @cached_property
    def down(self) -> tuple[Longs, Longs]:
        """Rows (n + 1,) and neighbours (E,) with the goods."""
        return pointers(self.tail, self.n), self.head.astype(np.int64)

    @cached_property
    def up(self) -> tuple[Longs, Longs]:
        """Rows (n + 1,) and neighbours (E,) against the goods."""
        order = np.argsort(self.head, kind="stable")
        return pointers(self.head[order], self.n), self.tail[order].astype(np.int64)


def walkable(n: int, tail: Ints, head: Ints, good: Ints, share: Floats) -> Walkable:
    """Edges in any order as a ``Walkable``.

    Parameters
    ----------
    n : int
        Number of things.
    tail, head, good : (E,)
        From, to, and what moves, as positions.
    share : (E,)
        Share of the buyer 0-1, NaN unknown.
    """
    order = np.lexsort((good, head, tail))
    return Walkable(n, tail[order], head[order], good[order], share[order])


def trade_walks(network: Network) -> Walkable:
    """Firm to firm, per product: every recorded source of every purchase."""
    q = network.source_purchase
    share = np.where(network.source_share_known, network.source_share, np.nan)
    supplier = network.node_firm[network.source_node]
    return walkable(network.n_firms, supplier, network.purchase_buyer[q], network.purchase_product[q], share)


def technical_walks(n: int, upstream: Ints, downstream: Ints) -> Walkable:
    """Product to product (positions, -1 is none) as list 04 has it, each pair once, loops left out; what moves is the
    upstream product."""
    told = (upstream >= 0) & (downstream >= 0) & (upstream != downstream)
    pairs = np.unique(np.stack([upstream[told], downstream[told]], axis=1), axis=0).astype(np.int32)
    return walkable(n, pairs[:, 0], pairs[:, 1], pairs[:, 0], np.full(len(pairs), np.nan))


def steps_from(graph: Walkable, start: int, direction: str, most: int) -> Ints:
    """(n,) least number of steps from ``start``, at most ``most``; -1 where farther or never.

    ``direction``: ``down`` with the goods, ``up`` against them, ``both`` turning at will. O(n + E).
    """
    found = np.full(graph.n, -1, np.int32)
    found[start] = 0
    rows = {"down": (graph.down,), "up": (graph.up,), "both": (graph.down, graph.up)}[direction]
    frontier: Longs = np.array([start], np.int64)
    for step in range(1, most + 1):
        met = np.concatenate([_neighbours(pointer, to, frontier) for pointer, to in rows])
        frontier = np.unique(met[found[met] < 0])
        if not len(frontier):
            break
        found[frontier] = step
    return found


def _neighbours(pointer: Longs, to: Longs, frontier: Longs) -> Longs:
    met: Longs = to[spans(pointer[frontier], pointer[frontier + 1] - pointer[frontier])]
    return met


def edges_within(graph: Walkable, start: int, direction: str, hops: int) -> tuple[Longs, Ints]:
    """Edges passed within ``hops`` steps of ``start``, and the step that passes each first (1..hops), nearest first.

    An edge is passed from the end where the walk comes in: its head going ``up``, its tail going ``down``, the nearer
    of the two for ``both``. Edges of one depth keep their order.
    """
    steps = steps_from(graph, start, direction, hops - 1)
    at_tail, at_head = steps[graph.tail], steps[graph.head]
    if direction == "both":
        far = np.int32(hops)
        entry = np.minimum(np.where(at_tail < 0, far, at_tail), np.where(at_head < 0, far, at_head))
        passed = entry < far
    else:
        entry = at_head if direction == "up" else at_tail
        passed = entry >= 0
    edges = np.flatnonzero(passed)
    edges = edges[np.argsort(entry[edges], kind="stable")]
    return edges, (entry[edges] + 1).astype(np.int32)


def edges_between(graph: Walkable, start: int, goal: int, hops: int) -> tuple[Longs, Ints]:
    """Edges that lie on a walk of at most ``hops`` steps from ``start`` to ``goal`` with the goods, and the steps of
    the shortest walk over each, shortest first. Loops never do."""
    before, after = steps_from(graph, start, "down", hops - 1), steps_from(graph, goal, "up", hops - 1)
    length = before[graph.tail] + 1 + after[graph.head]
    met = (before[graph.tail] >= 0) & (after[graph.head] >= 0) & (graph.tail != graph.head)
    edges = np.flatnonzero(met & (length <= hops))
    edges = edges[np.argsort(length[edges], kind="stable")]
    return edges, length[edges].astype(np.int32)


@dataclass(frozen=True)
class Ways:
    """Simple paths as sequences of edges, shortest first; ``stopped`` names the bound that was met: paths or steps."""

    found: tuple[Way, ...]
    stopped: str | None


def simple_paths(
    tail: Sequence[int], head: Sequence[int], start: int, goal: int, hops: int, most: int, effort: int
) -> Ways:
    """Paths from ``start`` to ``goal`` of at most ``hops`` edges that meet no node twice.

    Shortest first; paths of one length in the order of their edges' positions. Ends at ``most`` paths or after
    ``effort`` edges tried, and says so; what it has then are the first ones of the whole order.

    Parameters
    ----------
    tail, head : (E,)
        Ends of the edges; their order is the order of the paths.
    start, goal : int
        Nodes.
    hops : int
        Edges of a path at most.
    most, effort : int
        Paths found, edges tried at most.

    Notes
    -----
    For each length a depth-first search that takes an edge only where a walk of exactly the steps left leads on to
    the goal (a table of ``hops`` x nodes): without circles no step is in vain. In circles some are, hence ``effort``.
    """
    if start == goal:
        return Ways((), None)
    tails, heads = np.asarray(tail, np.int64), np.asarray(head, np.int64)
    search = _Search(tails, heads, start, goal, hops, effort)
    found: list[Way] = []
    for length in range(1, hops + 1):
        for way in search.ways(length):
            if len(found) == most:
                return Ways(tuple(found), "paths")
            found.append(way)
        if search.left < 0:
            return Ways(tuple(found), "steps")
    return Ways(tuple(found), None)


class _Search:
    """The edges that may be taken at a node with so many steps left, found when first needed; counts edges tried."""

    def __init__(
        self, tail: npt.NDArray[np.int64], head: npt.NDArray[np.int64], start: int, goal: int, hops: int, effort: int
    ) -> None:
        self.start, self.goal, self.left = start, goal, effort
        self._head = head.tolist()
        n = int(max(tail.max(initial=0), head.max(initial=0), start, goal)) + 1
        inner = (head != start) & (tail != goal)
        self._reach = _exact_reach(n, tail[inner], head[inner], goal, hops)
        self._inner = np.flatnonzero(inner)
        by_tail = self._inner[np.argsort(tail[self._inner], kind="stable")]
        self._rows, self._pointer = by_tail, pointers(tail[by_tail], n)
        self._ahead: dict[tuple[int, int], list[int]] = {}
        self._heads = head

    def ahead(self, node: int, steps: int) -> list[int]:
        """Edges out of ``node`` after which ``steps`` - 1 steps can end at the goal."""
        key = (node, steps)
        if key not in self._ahead:
            out = self._rows[self._pointer[node] : self._pointer[node + 1]]
            self._ahead[key] = out[self._reach[steps - 1][self._heads[out]]].tolist()
        return self._ahead[key]

    def ways(self, length: int) -> Iterator[Way]:
        """Paths of exactly ``length`` edges, while edges may still be tried."""
        if not self._reach[length][self.start]:
            return
        way: list[int] = []
        met = {self.start}
        open_: list[Iterator[int]] = [iter(self.ahead(self.start, length))]
        while open_:
            edge = next(open_[-1], -1)
            if edge < 0:
                open_.pop()
                if way:
                    met.discard(self._head[way.pop()])
                continue
            self.left -= 1
            if self.left < 0:
                return
            node = self._head[edge]
            if node in met:
                continue
            if len(way) + 1 == length:
                yield (*way, edge)
                continue
            way.append(edge)
            met.add(node)
            open_.append(iter(self.ahead(node, length - len(way))))


def _exact_reach(n: int, tail: npt.NDArray[np.int64], head: npt.NDArray[np.int64], goal: int, hops: int) -> list[Bools]:
    """Per number of steps 0..hops: (n,) whether a walk of exactly so many ends at the goal."""
    reach = [np.zeros(n, np.bool_)]
    reach[0][goal] = True
    for _ in range(hops):
        further = np.zeros(n, np.bool_)
        further[tail[reach[-1][head]]] = True
        reach.append(further)
    return reach
