"""Coordinates of a panorama: swim lanes of top stages with their stages and product chips, and bundled links.

Steps: chip columns to lanes by need, top stages below each other in their given order, links on tracks between the
columns (``layout_tracks``) and through corridors between the top stages, so that none runs behind a box.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from graphsvc.analysis.pictures.layout_tracks import GRID, Tracks, lay_tracks
from graphsvc.domain.chain_map import MapStage, PanoramaLayout, Rect, StageLink

# picture units; the picture is shown 0.93 of this on 1366 px, so that 12 units are 11 px
WIDTH = 1440.0
CHIP_HEIGHT = 21.0
GROUP_HEAD = 44.0
STAGE_HEAD = 21.0
LANE_HEAD = 40.0
_CHIP_GAP = 4.0
_STAGE_PAD = 5.0
_STAGE_GAP = 6.0
_GROUP_PAD = 5.0
_LANE_PAD = 6.0
_CHIP_LEAST = 108.0
_CHIP_MOST = 190.0
_CHIP_USUAL = 124.0
_PORT = 16.0
_ACROSS = 2  # chips side by side
_ROWS = (8, 6, 5, 4, 3, 2, 1)

_POSITIONS = ("上游", "中游", "下游")
_SUPPORT = "配套支撑"


def lay_out_panorama(
    groups: Sequence[MapStage],
    stages: Sequence[MapStage],
    links: Sequence[StageLink],
    labels_of_position: Mapping[str, str],
    *,
    n_columns: int = 4,
    width: float | None = WIDTH,
    height_wish: float = 2000.0,
) -> PanoramaLayout:
    """Place top stages, their stages, chips and bundled links.

    Parameters
    ----------
    groups : sequence of MapStage
        Top stages in their order; ``position`` says the lane.
    stages : sequence of MapStage
        Stages in their order, each with the position of its group. Chips wanted are ``chips``; how many fit is
        answered by ``n_shown``.
    links : sequence of StageLink
        Bundles between groups (positions in ``groups``), none from a group to itself.
    labels_of_position : mapping
        Name of a lane by position; a position without label shows as it is.
    n_columns : int
        Columns of top stages side by side, at most three lanes of them next to each other.
    width, height_wish : float
        Width to fill (None: as the chips need), height to stay near by drawing fewer chips.

    Returns
    -------
    PanoramaLayout in picture units. Nothing overlaps; a route touches only
    the sides of its two groups and crosses others at right angles. Same input, same picture.
    """
    names = _lane_names(groups)
    if not groups:
        return PanoramaLayout(0.0, 0.0, (), (), (), (), (), (), (), ())
    members = [[i for i, s in enumerate(stages) if s.group == g] for g in range(len(groups))]
    bare = [len(m) == 1 and stages[m[0]].code == groups[g].code for g, m in enumerate(members)]
    least = _least_heights(len(groups), links)

    def tall(g: int, rows: int) -> float:
        return max(least[g], _group_height(stages, members[g], bare[g], rows))

    columns, rows = _fill([names.index(group.position) for group in groups], len(names), tall, n_columns, height_wish)
    heights = [tall(g, rows[g]) for g in range(len(groups))]
    lane_of = [names.index(group.position) for group in groups]
    heads = {h[k]: LANE_HEAD for h in columns for k in range(1, len(h)) if lane_of[h[k]] != lane_of[h[k - 1]]}
    tracks = lay_tracks(columns, heights, [(link.tail, link.head) for link in links], LANE_HEAD, above=heads)
    x, chip_width = _across(columns, lane_of, tracks, width)
    wide = _column_width(chip_width)
    height = tracks.height + GRID
    column_of = {g: c for c, held in enumerate(columns) for g in held}
    group_rects: list[Rect] = []
    stage_rects: list[Rect] = [Rect(0, 0, 0, 0)] * len(stages)
    chips: list[tuple[Rect, ...]] = [()] * len(stages)
    shown = [0] * len(stages)
    for g in range(len(groups)):
        rect = Rect(x[column_of[g]], tracks.top[g], wide, heights[g])
        group_rects.append(rect)
        y = rect.top + GROUP_HEAD
        for i in members[g]:
            head = 0.0 if bare[g] else STAGE_HEAD
            shown[i] = _shown(stages[i], rows[g])
            high = _stage_height(shown[i], bare[g])
            place = Rect(rect.left + _GROUP_PAD, y, round(wide - 2 * _GROUP_PAD, 1), high)
            stage_rects[i] = rect if bare[g] else place
            chips[i] = tuple(
                Rect(
                    round(place.left + _STAGE_PAD + (j % _ACROSS) * (chip_width + _CHIP_GAP), 1),
                    y + head + (j // _ACROSS) * (CHIP_HEIGHT + _CHIP_GAP),
                    chip_width,
                    CHIP_HEIGHT,
                )
                for j in range(shown[i])
            )
            y += high + _STAGE_GAP
    sides = [(rect.left, rect.left + rect.width) for rect in group_rects]
    routes, spots = tracks.draw(sides, [left + wide for left in x])
    lanes = _lanes(names, lane_of, column_of, group_rects, height, labels_of_position)
    return PanoramaLayout(
        width=round(max(r.left + r.width for _, r in lanes) + (tracks.widths[0] if len(columns) == 1 else 0.0), 1),
        height=height,
        lanes=lanes,
        groups=tuple(group_rects),
        stages=tuple(stage_rects),
        is_bare=tuple(bare[stage.group] for stage in stages),
        chips=tuple(chips),
        n_shown=tuple(shown),
        routes=tuple(routes),
        labels=tuple(spots),
    )


def _lane_names(groups: Sequence[MapStage]) -> list[str]:
    present = {group.position for group in groups}
    others = sorted(present.difference(_POSITIONS, [_SUPPORT]))
    return [name for name in (*_POSITIONS, *others, _SUPPORT) if name in present]


def _least_heights(n: int, links: Sequence[StageLink]) -> list[float]:
    """Room for the ends of links: one per bundle that comes in on the fuller side, one that leaves."""
    ends = [0] * n
    for link in links:
        ends[link.head] += 1
    return [(count + 2) * _PORT + 8 for count in ends]


def _shown(stage: MapStage, rows: int) -> int:
    return min(len(stage.chips), _ACROSS * rows)


def _group_height(stages: Sequence[MapStage], members: Sequence[int], bare: bool, rows: int) -> float:
    total = GROUP_HEAD + _GROUP_PAD - _STAGE_GAP
    total += sum(_stage_height(_shown(stages[i], rows), bare) + _STAGE_GAP for i in members)
    return float(GRID * np.ceil(total / GRID))


def _stage_height(n_shown: int, bare: bool) -> float:
    lines = max(1, -(-n_shown // _ACROSS))
    return lines * (CHIP_HEIGHT + _CHIP_GAP) - _CHIP_GAP + _STAGE_PAD + (0.0 if bare else STAGE_HEAD)


def _fill(
    lane_of: Sequence[int], n_lanes: int, tall: Callable[[int, int], float], n_columns: int, height_wish: float
) -> tuple[list[list[int]], list[int]]:
    """Top stages by column from top to bottom, and for each the rows of chips its stages have at most.

    As many rows as keep the picture low; a column that is lower than the tallest has more.

    The first lanes have columns of their own, the tallest of them more than one; any further lane (配套支撑) stands
    below the lowest lane of one column, or at the right where every lane has several.
    """
    held = [[g for g, lane in enumerate(lane_of) if lane == i] for i in range(n_lanes)]
    own = min(n_lanes, len(_POSITIONS))
    columns: list[list[int]] = []
    rows = _ROWS[-1]
    for rows in _ROWS:
        size = partial(_run_height, tall, rows)
        parts = [[run] for run in held[:own]]
        while sum(map(len, parts)) < n_columns:
            order = sorted(range(own), key=lambda i: (-max(map(size, parts[i])), i))
            lane = next((i for i in order if len(held[i]) > len(parts[i])), None)
            if lane is None:
                break
            n = len(parts[lane]) + 1
            parts[lane] = _divided(held[lane], [size([g]) for g in held[lane]], n)
        columns = [run for runs in parts for run in runs]
        alone = [c for c, run in enumerate(columns) if len(parts[lane_of[run[0]]]) == 1]
        for extra in held[own:]:
            if alone:
                lowest = min(alone, key=lambda c: (size(columns[c]), -c))
                columns[lowest] = [*columns[lowest], *extra]
            else:
                columns.append(extra)
        if max(map(size, columns)) <= height_wish:
            break
    most = max(_run_height(tall, rows, run) for run in columns)
    rows_of = [rows] * len(lane_of)
    for run in columns:
        own_rows = next((r for r in _ROWS if r >= rows and _run_height(tall, r, run) <= most), rows)
        for g in run:
            rows_of[g] = own_rows
    return columns, rows_of


def _run_height(tall: Callable[[int, int], float], rows: int, run: Sequence[int]) -> float:
    return sum(tall(g, rows) + 2 * GRID for g in run)


def _divided(items: Sequence[int], sizes: Sequence[float], parts: int) -> list[list[int]]:
    """Neighbouring items in ``parts`` runs, the tallest as low as can be, none empty."""
    ends = np.concatenate([[0.0], np.cumsum(sizes)])
    best = {(0, 0): (0.0, [0])}
    for part in range(1, parts + 1):
        for stop in range(part, len(items) - (parts - part) + 1):
            best[(part, stop)] = min(
                (max(best[(part - 1, cut)][0], float(ends[stop] - ends[cut])), [*best[(part - 1, cut)][1], stop])
                for cut in range(part - 1, stop)
                if (part - 1, cut) in best
            )
    cuts = best[(parts, len(items))][1]
    return [list(items[a:b]) for a, b in pairwise(cuts)]


def _column_width(chip_width: float) -> float:
    return _ACROSS * chip_width + (_ACROSS - 1) * _CHIP_GAP + 2 * (_STAGE_PAD + _GROUP_PAD)


def _across(
    columns: Sequence[Sequence[int]], lane_of: Sequence[int], tracks: Tracks, width: float | None
) -> tuple[list[float], float]:
    """Left side of every column, and the width of a chip."""
    ends = [c + 1 == len(columns) or lane_of[columns[c + 1][0]] != lane_of[h[0]] for c, h in enumerate(columns)]
    fixed = sum(tracks.widths) + sum(ends) * 2 * _LANE_PAD + len(columns) * _column_width(0.0)
    chip = _CHIP_USUAL if width is None else float(np.floor((width - fixed) / (_ACROSS * len(columns))))
    chip = min(_CHIP_MOST, max(_CHIP_LEAST, chip))
    x: list[float] = []
    cursor = _LANE_PAD
    for c in range(len(columns)):
        x.append(round(cursor, 1))
        cursor += _column_width(chip) + (tracks.widths[c] if c + 1 < len(columns) else 0.0)
        cursor += 2 * _LANE_PAD if ends[c] else 0.0
    return x, chip


def _lanes(
    names: Sequence[str],
    lane_of: Sequence[int],
    column_of: Mapping[int, int],
    rects: Sequence[Rect],
    height: float,
    labels: Mapping[str, str],
) -> tuple[tuple[str, Rect], ...]:
    """Ground of every lane: around its top stages, down to the bottom or to the lane below."""
    found = []
    for lane, name in enumerate(names):
        own = [g for g, other in enumerate(lane_of) if other == lane]
        columns = {column_of[g] for g in own}
        left = min(rects[g].left for g in own) - _LANE_PAD
        right = max(rects[g].left + rects[g].width for g in own) + _LANE_PAD
        top = min(rects[g].top for g in own) - LANE_HEAD
        top = 0.0 if top <= 2 * LANE_HEAD else top
        below = [
            rects[g].top - LANE_HEAD - GRID
            for g, other in enumerate(lane_of)
            if other != lane and column_of[g] in columns and rects[g].top > rects[own[-1]].top
        ]
        found.append((labels.get(name, name), Rect(left, top, right - left, min(below, default=height) - top)))
    return tuple(found)
