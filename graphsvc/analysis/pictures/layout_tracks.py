"""Ways of bundled links between boxes that stand in columns: tracks between columns, corridors through them.

All ways that leave one side of a box share one trunk. A trunk runs up and down on a track of its own between two
columns, passes a column through the room between two boxes, and ends in ports. Heights of ports at the left, ports at
the right and corridors differ by a few units, so that two trunks never run on top of each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]

GRID = 8.0
_PORT = 16.0
_PORT_MOST = 48.0
_TRACK = 6.0
_EDGE = 10.0  # free room beside the tracks
_LABEL = 37.0  # room for the number and the arrow head where links come in
_LABEL_BACK = 20.0  # middle of the number, from the side of the box
LEFT, RIGHT = -1, 1


@dataclass
class _Trunk:
    """What leaves box ``tail`` on one side; the steps below fill in corridors, slots and tracks."""

    tail: int
    side: int
    heads: list[int] = field(default_factory=list)
    gap: dict[int, int] = field(default_factory=dict)  # by column passed: which corridor
    slot: dict[int, float] = field(default_factory=dict)  # by column passed: height
    track: dict[int, int] = field(default_factory=dict)  # by gutter


@dataclass(frozen=True)
class _Way:
    """One link: its trunk, the gutter it ends in and the side of the head where it comes in."""

    trunk: _Trunk
    head: int
    gutter: int
    side: int


@dataclass(frozen=True)
class Tracks:
    """Tops of the boxes, height of the whole, and width of every gutter (right of each column but the last)."""

    top: list[float]
    height: float
    widths: list[float]
    first: list[float]
    column: list[int]
    ways: list[_Way]
    exits: dict[tuple[int, int], float]
    entries: list[float]

    def draw(
        self, sides: Sequence[tuple[float, float]], starts: Sequence[float]
    ) -> tuple[list[tuple[Point, ...]], list[Point]]:
        """Points of every link and the middle of its number.

        Parameters
        ----------
        sides : (n, 2)
            Left and right side of every box.
        starts : (n_columns,)
            Right side of every column, where its gutter begins.
        """
        routes: list[tuple[Point, ...]] = []
        spots: list[Point] = []
        for way, entry in zip(self.ways, self.entries, strict=True):
            trunk = way.trunk
            y = self.exits[(trunk.tail, trunk.side)]
            points = [(sides[trunk.tail][trunk.side == RIGHT], y)]
            gutter = self.column[trunk.tail] - (trunk.side == LEFT)
            while True:
                x = round(starts[gutter] + self.first[gutter] + _TRACK * trunk.track[gutter], 1)
                points.append((x, y))
                if gutter == way.gutter:
                    break
                passed = gutter + (trunk.side == RIGHT)
                y = trunk.slot[passed]
                points.append((x, y))
                gutter += trunk.side
            points += [(x, entry), (sides[way.head][way.side == RIGHT], entry)]
            routes.append(_plain(points))
            spots.append((round(points[-1][0] + way.side * _LABEL_BACK, 1), entry))
        return routes, spots


def lay_tracks(
    columns: Sequence[Sequence[int]],
    heights: Sequence[float],
    links: Sequence[tuple[int, int]],
    start: float,
    gap: float = 16.0,
    above: Mapping[int, float] | None = None,
) -> Tracks:
    """Heights of boxes, ports, corridors and tracks.

    Parameters
    ----------
    columns : sequence of sequences
        Boxes of every column from top to bottom; every box stands in one.
    heights : (n,)
        Multiples of ``GRID``, with room for the ports: 16 for each link that comes in, and 40 more.
    links : (m, 2)
        Tail and head, never the same box.
    start, gap : float
        Where the columns begin (a multiple of ``GRID``), least room between two boxes.
    above : mapping
        Room to keep free right above a box (a multiple of ``GRID``).
    """
    above = above or {}
    column = [0] * len(heights)
    for c, held in enumerate(columns):
        for box in held:
            column[box] = c
    trunks: dict[tuple[int, int], _Trunk] = {}
    ways = []
    for tail, head in links:
        side, gutter, comes = _turns(column[tail], column[head], len(columns))
        trunk = trunks.setdefault((tail, side), _Trunk(tail, side))
        trunk.heads.append(head)
        ways.append(_Way(trunk, head, gutter, comes))
    middle = _middles(columns, heights, start, gap, above)
    slots: dict[tuple[int, int], list[_Trunk]] = defaultdict(list)
    for trunk in trunks.values():
        _choose_corridors(trunk, column, columns, heights, middle, gap)
        for passed, place in trunk.gap.items():
            slots[(passed, place)].append(trunk)
    top, height = _stack(columns, heights, slots, middle, start, gap, above)
    exits, entries = _ports(ways, trunks, top, heights, middle)
    widths, first = _assign_tracks(len(columns), ways, trunks, column, exits, entries)
    return Tracks(top, height, widths, first, column, ways, exits, entries)


def _turns(tail: int, head: int, n_columns: int) -> tuple[int, int, int]:
    """Side a link leaves, gutter it ends in, side it comes in, by the columns of its ends."""
    if tail < head:
        return RIGHT, head - 1, LEFT
    if tail > head:
        return LEFT, head, RIGHT
    if tail + 1 < n_columns or n_columns == 1:
        return RIGHT, tail, RIGHT
    return LEFT, tail - 1, LEFT


def _middles(
    columns: Sequence[Sequence[int]], heights: Sequence[float], start: float, gap: float, above: Mapping[int, float]
) -> list[float]:
    middle = [0.0] * len(heights)
    for held in columns:
        y = start
        for box in held:
            y += above.get(box, 0.0)
            middle[box] = y + heights[box] / 2
            y += heights[box] + gap
    return middle


def _choose_corridors(
    trunk: _Trunk,
    column: Sequence[int],
    columns: Sequence[Sequence[int]],
    heights: Sequence[float],
    middle: Sequence[float],
    gap: float,
) -> None:
    """The corridor through every column on the way to the farthest head: the one nearest to both ends."""
    y = middle[trunk.tail]
    c = column[trunk.tail] + trunk.side
    while True:
        beyond = [h for h in trunk.heads if (column[h] - c) * trunk.side > 0]
        if not beyond:
            return
        wish = sum(middle[h] for h in beyond) / len(beyond)
        held = columns[c]
        edges = [middle[held[0]] - heights[held[0]] / 2 - gap / 2]
        edges += [middle[box] + heights[box] / 2 + gap / 2 for box in held]
        best = min(range(len(edges)), key=lambda k: (abs(edges[k] - y) + abs(edges[k] - wish), k))
        trunk.gap[c] = best
        y = edges[best]
        c += trunk.side


def _stack(
    columns: Sequence[Sequence[int]],
    heights: Sequence[float],
    slots: dict[tuple[int, int], list[_Trunk]],
    middle: Sequence[float],
    start: float,
    gap: float,
    above: Mapping[int, float],
) -> tuple[list[float], float]:
    """Tops of the boxes under corridors as wide as they are used; heights of the slots."""
    top = [0.0] * len(heights)
    bottom = start
    for c, held in enumerate(columns):
        y = start
        for place in range(len(held) + 1):
            users = sorted(slots.get((c, place), ()), key=lambda t: (middle[t.tail], t.tail))
            for k, trunk in enumerate(users):
                trunk.slot[c] = y + GRID * (k + 1) + (2.0 if c % 2 == 0 else 6.0)
            if users or 0 < place < len(held):
                y += gap + GRID * len(users)
            if place < len(held):
                y += above.get(held[place], 0.0)
                top[held[place]] = y
                y += heights[held[place]]
        bottom = max(bottom, y)
    return top, bottom


def _ports(
    ways: Sequence[_Way],
    trunks: dict[tuple[int, int], _Trunk],
    top: Sequence[float],
    heights: Sequence[float],
    middle: Sequence[float],
) -> tuple[dict[tuple[int, int], float], list[float]]:
    """Height where each trunk leaves and each link comes in, in the order of the other ends."""
    ends: dict[tuple[int, int], list[tuple[float, int]]] = defaultdict(list)
    for (tail, side), trunk in trunks.items():
        ends[(tail, side)].append((sum(middle[h] for h in trunk.heads) / len(trunk.heads), -1))
    for k, way in enumerate(ways):
        ends[(way.head, way.side)].append((middle[way.trunk.tail], k))
    exits: dict[tuple[int, int], float] = {}
    entries = [0.0] * len(ways)
    for (box, side), wanted in ends.items():
        n = len(wanted)
        step = min(_PORT_MOST, max(_PORT, (heights[box] - 32) / n // GRID * GRID))
        spare = (heights[box] - 32 - step * (n - 1)) / 2 // GRID * GRID
        for k, (_, link) in enumerate(sorted(wanted)):
            y = top[box] + 16 + max(0.0, spare) + step * k + (4.0 if side == LEFT else 0.0)
            if link < 0:
                exits[(box, side)] = y
            else:
                entries[link] = y
    return exits, entries


def _assign_tracks(
    n_columns: int,
    ways: Sequence[_Way],
    trunks: dict[tuple[int, int], _Trunk],
    column: Sequence[int],
    exits: dict[tuple[int, int], float],
    entries: Sequence[float],
) -> tuple[list[float], list[float]]:
    """Tracks so that no two trunks share one at the same height; width and first track of every gutter."""
    n_gutters = max(1, n_columns - 1)
    reach: list[dict[tuple[int, int], list[float]]] = [defaultdict(list) for _ in range(n_gutters)]
    for key, trunk in trunks.items():
        reach[column[trunk.tail] - (trunk.side == LEFT)][key].append(exits[key])
        for passed, y in trunk.slot.items():
            for gutter in (passed - 1, passed):
                reach[gutter][key].append(y)
    for way, y in zip(ways, entries, strict=True):
        reach[way.gutter][(way.trunk.tail, way.trunk.side)].append(y)
    comes_right = {(way.gutter, way.side) for way in ways}
    widths, first = [], []
    for gutter in range(n_gutters):
        ends: list[float] = []
        for key, heights in sorted(reach[gutter].items(), key=lambda item: (min(item[1]), item[0])):
            low, high = min(heights), max(heights)
            k = next((k for k, end in enumerate(ends) if end + GRID < low), len(ends))
            ends[k : k + 1] = [high]
            trunks[key].track[gutter] = k
        before = _LABEL if (gutter, RIGHT) in comes_right else _EDGE
        behind = _LABEL if (gutter, LEFT) in comes_right else _EDGE
        first.append(before)
        alone = n_columns == 1 and not ends
        widths.append(0.0 if alone else before + behind + _TRACK * max(0, len(ends) - 1))
    return widths, first


def _plain(points: Sequence[Point]) -> tuple[Point, ...]:
    """Points without repeats and without those on a straight piece."""
    found: list[Point] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and (found[-1][0] == found[-2][0] == point[0] or found[-1][1] == found[-2][1] == point[1]):
            found[-1] = point
        else:
            found.append(point)
    return tuple(found)
