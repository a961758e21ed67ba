"""Heights in a layered picture: links as straight as the order of the boxes allows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graphsvc.analysis.igraph_adapter import Edge

Vector = NDArray[np.float64]

_SWEEPS = 60


def settle(
    column: Sequence[int],
    edges: Sequence[Edge],
    order: Sequence[Sequence[int]],
    n_boxes: int,
    box_height: float,
    gap: float,
    thread: float,
) -> tuple[list[float], float]:
    """Centre height of every node and the height of the whole, in picture units.

    Parameters
    ----------
    column : (n,)
        Column of each node; the first ``n_boxes`` nodes are boxes, the others threads (links passing by).
    edges : (m, 2)
        Each spans one column.
    order : per column
        Its nodes from top to bottom; kept.
    n_boxes : int
        How many of the nodes are boxes.
    box_height, gap, thread : float
        Height of a box, free room below it, room of a thread.

    Notes
    -----
    Sweeps to and fro; each column is set to the weighted means of its neighbours by isotonic regression under the
    minimum distances, inside the height of the fullest column. Straightness counts most for threads.
    """
    n = len(column)
    size = np.full(n, thread)
    size[:n_boxes] = box_height + gap
    total = max((float(size[list(nodes)].sum()) for nodes in order if nodes), default=0.0)
    neighbours: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for a, b in edges:
        pull = {0: 1.0, 1: 2.0, 2: 12.0}[(a >= n_boxes) + (b >= n_boxes)]
        neighbours[a].append((b, pull))
        neighbours[b].append((a, pull))
    offsets = [_offsets(size[list(nodes)]) for nodes in order]
    y = np.zeros(n)
    for nodes, offset in zip(order, offsets, strict=True):
        if nodes:
            spare = (total - float(size[list(nodes)].sum())) / 2
            y[list(nodes)] = offset + spare
    for sweep in range(_SWEEPS):
        walk = range(len(order)) if sweep % 2 == 0 else range(len(order) - 1, -1, -1)
        for c in walk:
            nodes = list(order[c])
            if not nodes:
                continue
            wish = np.array([_wish(i, neighbours[i], y) for i in nodes])
            weight = np.array([max(1.0, sum(w for _, w in neighbours[i])) for i in nodes])
            offset = offsets[c]
            low = float(offset[0])
            high = total - float(size[nodes].sum()) + low
            below_first: Vector = offset - low
            y[nodes] = np.clip(_isotonic(wish - below_first, weight), low, high) + below_first
    y = np.round(y, 1)
    if n:
        top = min(float(y[i] - size[i] / 2) for i in range(n))
        y -= top
        total = max(float(y[i] + size[i] / 2) for i in range(n))
    return [float(v) for v in np.round(y, 1)], round(total, 1)


def _offsets(sizes: Vector) -> Vector:
    """Centres of boxes stacked from 0 without spare room."""
    return np.cumsum(sizes) - sizes / 2


def _wish(node: int, neighbours: Sequence[tuple[int, float]], y: Vector) -> float:
    if not neighbours:
        return float(y[node])
    weight = sum(w for _, w in neighbours)
    return sum(w * float(y[j]) for j, w in neighbours) / weight


def _isotonic(wish: Vector, weight: Vector) -> Vector:
    """Nearest non-decreasing sequence (least squares, pool adjacent violators)."""
    blocks: list[list[float]] = []  # value, weight, length
    for value, w in zip(wish, weight, strict=True):
        blocks.append([float(value), float(w), 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            v2, w2, n2 = blocks.pop()
            v1, w1, n1 = blocks[-1]
            blocks[-1] = [(v1 * w1 + v2 * w2) / (w1 + w2), w1 + w2, n1 + n2]
    return np.concatenate([np.full(int(length), value) for value, _, length in blocks])
