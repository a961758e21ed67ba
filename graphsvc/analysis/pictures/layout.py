"""Coordinates of a chain map: swim lanes left to right, so that a painter never has to compute.

Steps: lanes by position, sub-columns inside a lane by technical depth, order inside the columns by barycentres,
heights by least squares, and a way for every link that runs between the boxes and never behind one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graphsvc.analysis.igraph_adapter import Edge, Point, layered_positions
from graphsvc.analysis.pictures.layout_columns import back_edges, columns_by_depth
from graphsvc.analysis.pictures.layout_heights import settle
from graphsvc.domain.chain_map import BOX_HEIGHT, BOX_WIDTH, Lane, MapBox, MapLayout, MapLink, Placed

# picture units; one unit is one pixel at zoom 1, where names are written 14 and second lines 12 units high
_ROW_GAP = 14.0
_THREAD = 12.0  # room a passing link needs
_LANE_HEAD = 40.0
_LANE_PAD = 16.0
_LANE_GAP = 10.0
_BACK_PORT = 12.0  # links that run right to left meet a box this much below its middle
_GUTTER_MIN = 36.0
_GUTTER_MAX = 72.0
_SCREEN_WIDTH = 1440.0  # a picture this wide shows 11 px text on 1366 px
_RESTARTS = 6
_SEED = 20240229

_POSITIONS = ("上游", "中游", "下游")
_SUPPORT = "配套支撑"


@dataclass(frozen=True)
class _Net:
    """Boxes and threads (places where a link passes a column) as one layered graph."""

    column: list[int]  # per node; the first n_boxes nodes are boxes
    edges: list[Edge]  # each spans one column, left to right
    chains: list[list[int]]  # per link the nodes it visits, in the direction goods move


def lay_out(boxes: Sequence[MapBox], links: Sequence[MapLink], labels_of_position: Mapping[str, str]) -> MapLayout:
    """Place boxes in swim lanes 上游, 中游, 下游 (and 配套支撑 at the right) and route the links.

    Parameters
    ----------
    boxes : sequence of MapBox
        Products to place; codes are unique. Positions outside the four known ones get lanes of their own.
    links : sequence of MapLink
        Goods movements; cycles are legal (links that close one run right to left).
    labels_of_position : mapping
        Name of a lane by position; a position without label shows as it is.

    Returns
    -------
    MapLayout in picture units. ``boxes`` in the order given, each ``BOX_WIDTH`` × ``BOX_HEIGHT`` about its centre.
    ``routes`` in the order of ``links``: from a side of one box to a side of the other; a piece between two points
    of one height is straight, any other piece lies in the free strip between two columns. A link to itself or to
    a product that is not drawn has the route ``()``. Same input, same picture.
    """
    index = {box.product_code: i for i, box in enumerate(boxes)}
    lane_names = _lane_names(boxes)
    lane_of = [lane_names.index(box.position) for box in boxes]
    ends = [
        (index[link.from_product], index[link.to_product])
        if link.from_product in index and link.to_product in index and link.from_product != link.to_product
        else None
        for link in links
    ]
    columns, first_column = _assign_columns(len(boxes), lane_of, len(lane_names), ends)
    net = _thread(columns, ends)
    n_columns = first_column[-1]
    order = _best_order(net, n_columns)
    y, height = settle(net.column, net.edges, order, len(boxes), BOX_HEIGHT, _ROW_GAP, _THREAD)
    x, lanes = _across(net, lane_names, first_column, labels_of_position)
    top = _LANE_HEAD + _LANE_PAD
    width = lanes[-1].x_right if lanes else 0.0
    return MapLayout(
        width=width,
        height=height + top + _LANE_PAD if boxes else 0.0,
        lanes=tuple(lanes),
        boxes=tuple(Placed(box.product_code, x[columns[i]], y[i] + top, lane_of[i]) for i, box in enumerate(boxes)),
        routes=tuple(_route(chain, net, x, y, top) for chain in net.chains),
    )


def _lane_names(boxes: Sequence[MapBox]) -> list[str]:
    present = {box.position for box in boxes}
    others = sorted(present.difference(_POSITIONS, [_SUPPORT]))
    return [name for name in (*_POSITIONS, *others, _SUPPORT) if name in present]


def _assign_columns(
    n: int, lane_of: Sequence[int], n_lanes: int, ends: Sequence[Edge | None]
) -> tuple[list[int], list[int]]:
    """Column of every box over all lanes, and the first column of each lane (one more entry: the total)."""
    inside = sorted({e for e in ends if e is not None and lane_of[e[0]] == lane_of[e[1]]})
    backward = back_edges(n, inside)
    forward = [(b, a) if (a, b) in backward else (a, b) for a, b in inside]
    most = max(8, int(np.ceil(1.3 * np.sqrt(n))))
    columns = [0] * n
    first = [0]
    for lane in range(n_lanes):
        members = [i for i in range(n) if lane_of[i] == lane]
        depth = columns_by_depth(members, [e for e in forward if lane_of[e[0]] == lane], most)
        for i in members:
            columns[i] = first[-1] + depth[i]
        first.append(first[-1] + 1 + max(depth.values()))
    return columns, first


def _thread(columns: Sequence[int], ends: Sequence[Edge | None]) -> _Net:
    """Cut links at every column they pass; links that leave one box share their threads."""
    column = list(columns)
    shared: dict[tuple[int, bool, int], int] = {}
    edges: dict[Edge, None] = {}
    chains: list[list[int]] = []
    for end in ends:
        if end is None:
            chains.append([])
            continue
        backward = column[end[0]] > column[end[1]]
        left, right = (end[1], end[0]) if backward else end
        root = right if backward else left
        walk = [left]
        for passed in range(column[left] + 1, column[right]):
            key = (root, backward, passed)
            if key not in shared:
                shared[key] = len(column)
                column.append(passed)
            walk.append(shared[key])
        walk.append(right)
        edges.update(dict.fromkeys(pairwise(walk)))
        chains.append(walk[::-1] if backward else walk)
    return _Net(column, list(edges), chains)


def _best_order(net: _Net, n_columns: int) -> list[list[int]]:
    """Nodes of each column from top to bottom, with the fewest crossings of a fixed number of attempts."""
    n = len(net.column)
    rng = np.random.default_rng(_SEED)
    best: tuple[int, list[list[int]]] | None = None
    for attempt in range(_RESTARTS):
        shuffled = np.arange(n) if attempt == 0 else rng.permutation(n)
        where = np.argsort(shuffled)
        edges = [(int(where[a]), int(where[b])) for a, b in net.edges]
        points, _ = layered_positions(n, edges, [net.column[i] for i in shuffled])
        across = points[where, 0]
        order: list[list[int]] = [[] for _ in range(n_columns)]
        for i in sorted(range(n), key=lambda i: (float(across[i]), i)):
            order[net.column[i]].append(i)
        crossings = _count_crossings(net, order)
        if best is None or crossings < best[0]:
            best = (crossings, order)
    assert best is not None
    return best[1]


def _count_crossings(net: _Net, order: Sequence[Sequence[int]]) -> int:
    rank = {node: r for nodes in order for r, node in enumerate(nodes)}
    by_gap: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for a, b in net.edges:
        by_gap[net.column[a]].append((rank[a], rank[b]))
    total = 0
    for pairs in by_gap.values():
        ranks = np.array(sorted(pairs))
        later = np.triu(np.ones((len(ranks), len(ranks)), dtype=bool), 1)
        ahead = ranks[:, None, 0] < ranks[None, :, 0]
        total += int((later & ahead & (ranks[:, None, 1] > ranks[None, :, 1])).sum())
    return total


def _across(
    net: _Net, lane_names: Sequence[str], first_column: Sequence[int], labels: Mapping[str, str]
) -> tuple[list[float], list[Lane]]:
    """Centre of every column, and the lanes. Busy strips between columns are wider where the screen allows."""
    n_columns = first_column[-1]
    if n_columns == 0:
        return [], []
    busy = [0] * n_columns
    for a, _ in net.edges:
        busy[net.column[a]] += 1
    fixed = n_columns * BOX_WIDTH + len(lane_names) * 2 * _LANE_PAD + (len(lane_names) - 1) * _LANE_GAP
    share = (_SCREEN_WIDTH - fixed) / max(1, n_columns - 1)
    roomy = min(_GUTTER_MAX, max(_GUTTER_MIN, share))
    x: list[float] = []
    lanes: list[Lane] = []
    cursor = 0.0
    for lane, name in enumerate(lane_names):
        left = cursor
        cursor += _LANE_PAD
        for column in range(first_column[lane], first_column[lane + 1]):
            x.append(cursor + BOX_WIDTH / 2)
            cursor += BOX_WIDTH
            if column + 1 < first_column[lane + 1]:
                cursor += min(roomy, max(_GUTTER_MIN, 24.0 + 4.0 * busy[column]))
        cursor += _LANE_PAD
        lanes.append(Lane(labels.get(name, name), left, cursor))
        cursor += _LANE_GAP
    return x, lanes


def _route(chain: Sequence[int], net: _Net, x: Sequence[float], y: Sequence[float], top: float) -> tuple[Point, ...]:
    if not chain:
        return ()
    stride = 1.0 if net.column[chain[-1]] > net.column[chain[0]] else -1.0
    half = stride * BOX_WIDTH / 2
    points: list[Point] = []
    for place, node in enumerate(chain):
        centre, level = x[net.column[node]], y[node] + top
        if stride < 0 and place in (0, len(chain) - 1):
            level += _BACK_PORT
        if place > 0:
            points.append((centre - half, level))
        if place < len(chain) - 1:
            points.append((centre + half, level))
    return tuple(points)
