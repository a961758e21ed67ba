"""Walks by hand: a diamond with a circle and a loop; bounds; the shapes with far too many paths."""

from __future__ import annotations

import time

import numpy as np
import pytest

from graphsvc.analysis.walks import Walkable, edges_between, edges_within, simple_paths, steps_from, walkable

# 0 -> 1 -> 3, 0 -> 2 -> 3 (two goods), 3 -> 4 -> 0 (back), 4 -> 4
EDGES = [(0, 1, 0), (0, 2, 0), (1, 3, 0), (2, 3, 0), (2, 3, 1), (3, 4, 0), (4, 0, 0), (4, 4, 0)]
DENSE = [(i, j, 0) for i in range(60) for j in range(60) if i != j]
LAYERS = [(8 * k + i, 8 * (k + 1) + j, 0) for k in range(11) for i in range(8) for j in range(8)]


def _graph(edges: list[tuple[int, int, int]], n: int) -> Walkable:
    tail, head, good = (np.array(column, np.int32) for column in zip(*edges, strict=True))
    return walkable(n, tail, head, good, np.full(len(edges), np.nan))


def _passed(graph: Walkable, start: int, direction: str, hops: int) -> list[tuple[int, int, int, int]]:
    edges, depth = edges_within(graph, start, direction, hops)
    columns = (graph.tail[edges], graph.head[edges], graph.good[edges], depth)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _ways(
    edges: list[tuple[int, int, int]], start: int, goal: int, hops: int, most: int = 99, effort: int = 9999
) -> tuple[list[list[tuple[int, int, int]]], str | None]:
    found = simple_paths([e[0] for e in edges], [e[1] for e in edges], start, goal, hops, most, effort)
    return [[edges[i] for i in way] for way in found.found], found.stopped


def test_edges_are_sorted() -> None:
    graph = _graph(EDGES[::-1], 5)
    assert list(zip(graph.tail.tolist(), graph.head.tolist(), graph.good.tolist(), strict=True)) == EDGES


@pytest.mark.parametrize(
    ("direction", "most", "steps"),
    [
        ("down", 9, [0, 1, 1, 2, 3]),
        ("down", 2, [0, 1, 1, 2, -1]),
        ("up", 9, [0, 3, 3, 2, 1]),
        ("both", 9, [0, 1, 1, 2, 1]),
        ("both", 0, [0, -1, -1, -1, -1]),
    ],
)
def test_steps(direction: str, most: int, steps: list[int]) -> None:
    assert steps_from(_graph(EDGES, 5), 0, direction, most).tolist() == steps


def test_edges_are_passed_from_where_the_walk_comes_in() -> None:
    graph = _graph(EDGES, 5)
    assert _passed(graph, 0, "down", 2) == [(0, 1, 0, 1), (0, 2, 0, 1), (1, 3, 0, 2), (2, 3, 0, 2), (2, 3, 1, 2)]
    assert _passed(graph, 0, "up", 2) == [(4, 0, 0, 1), (3, 4, 0, 2), (4, 4, 0, 2)], "a loop is passed at its node"
    assert _passed(graph, 0, "both", 1) == [(0, 1, 0, 1), (0, 2, 0, 1), (4, 0, 0, 1)]
    assert len(_passed(graph, 0, "down", 12)) == len(EDGES), "back along the circle too"


def test_edges_between_lie_on_short_walks() -> None:
    graph = _graph(EDGES, 5)
    edges, length = edges_between(graph, 0, 3, 2)
    assert [EDGES[e] for e in edges.tolist()] == EDGES[:5]
    assert length.tolist() == [2] * 5
    assert len(edges_between(graph, 0, 3, 1)[0]) == 0
    assert [EDGES[e] for e in edges_between(graph, 3, 0, 12)[0].tolist()][:2] == [(3, 4, 0), (4, 0, 0)]


def test_paths_come_shortest_first_and_in_the_order_of_their_edges() -> None:
    longer = [*EDGES, (1, 2, 0)]
    ways, stopped = _ways(longer, 0, 3, 12)
    assert stopped is None
    assert ways == [
        [(0, 1, 0), (1, 3, 0)],
        [(0, 2, 0), (2, 3, 0)],
        [(0, 2, 0), (2, 3, 1)],
        [(0, 1, 0), (1, 2, 0), (2, 3, 0)],
        [(0, 1, 0), (1, 2, 0), (2, 3, 1)],
    ]
    assert _ways(longer, 0, 3, 2)[0] == ways[:3]
    assert _ways(longer, 3, 3, 12) == ([], None), "no path leads to where it starts"
    assert _ways(longer, 1, 0, 12)[0][0] == [(1, 3, 0), (3, 4, 0), (4, 0, 0)]


def test_bounds_keep_the_first_paths() -> None:
    ways, _ = _ways(EDGES, 0, 3, 12)
    assert _ways(EDGES, 0, 3, 12, most=2) == (ways[:2], "paths")
    assert _ways(EDGES, 0, 3, 12, most=3) == (ways, None), "all of them is not too many"
    few, stopped = _ways(EDGES, 0, 3, 12, effort=3)
    assert (few, stopped) == (ways[:1], "steps")


def test_nothing_to_walk_along() -> None:
    none = np.empty(0, np.int32)
    empty = Walkable(3, none, none, none, np.empty(0))
    assert steps_from(empty, 1, "both", 12).tolist() == [-1, 0, -1]
    assert len(edges_within(empty, 1, "up", 12)[0]) == len(edges_between(empty, 0, 1, 12)[0]) == 0
    assert simple_paths([], [], 0, 1, 12, 9, 9).found == ()


@pytest.mark.parametrize(
    ("edges", "goal", "n", "depth"),
    [(DENSE, 59, 60, 4), (LAYERS, 95, 96, 11)],
    ids=["dense", "layers"],
)
def test_far_too_many_paths(edges: list[tuple[int, int, int]], goal: int, n: int, depth: int) -> None:
    """8 to the 10th paths through twelve layers; 58 x 57 x 56 of four steps among sixty."""
    graph = _graph(edges, n)
    started = time.perf_counter()
    between, _ = edges_between(graph, 0, goal, 12)
    order = np.sort(between)
    ways = simple_paths(graph.tail[order].tolist(), graph.head[order].tolist(), 0, goal, 12, 10_000, 200_000)
    assert time.perf_counter() - started < 5
    assert (len(ways.found), ways.stopped) == (10_000, "paths")
    assert len(ways.found[-1]) == depth


def test_circles_that_lead_nowhere_end_too() -> None:
    """Walks of thirteen steps and no path: the goal hangs on the start's own neighbour, and circles pass time."""
    n = 40
    ring = [(i, j, 0) for i in range(1, n) for j in range(1, n) if i != j]
    edges = sorted([(0, 1, 0), (1, n, 0), *ring])
    ways, stopped = _ways(edges, 0, n, 12, effort=20_000)
    assert ways == [[(0, 1, 0), (1, n, 0)]]
    assert stopped == "steps"
