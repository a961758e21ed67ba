"""Cut sets of the cell example; the screens on rings, cliques, triangles and the karate club."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from graphsvc.analysis.cut_sets import minimal_cut_sets
from graphsvc.analysis.cut_sets.importance import importances
from graphsvc.analysis.screens.cut_points import cut_points
from graphsvc.analysis.screens.dominators import Edges, strong_articulation_points
from graphsvc.analysis.screens.screening import count_paths
from graphsvc.usecases.selfcheck.published import Value

CELLS = {
    "top": ("or", ["cathode", "E", "separator", "cell"]),
    "cathode": ("and", ["AC", "BD"]),
    "AC": ("or", ["A", "C"]),
    "BD": ("or", ["B", "D"]),
    "separator": ("and", ["F", "G"]),
    "cell": ("and", ["H", "I"]),
}
"""((A and C) or (B and D)) and E and (F or G) and (H or I) works."""
KARATE = {
    0: (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31), 1: (2, 3, 7, 13, 17, 19, 21, 30),
    2: (3, 7, 8, 9, 13, 27, 28, 32), 3: (7, 12, 13), 4: (6, 10), 5: (6, 10, 16), 6: (16,), 8: (30, 32, 33), 9: (33,),
    13: (33,), 14: (32, 33), 15: (32, 33), 18: (32, 33), 19: (33,), 20: (32, 33), 22: (32, 33),
    23: (25, 27, 29, 32, 33), 24: (25, 27, 31), 25: (31,), 26: (29, 33), 27: (33,), 28: (31, 33), 29: (32, 33),
    30: (32, 33), 31: (32, 33), 32: (33,),
}  # fmt: skip
"""Who of the 34 members of the club met whom outside of it."""


def cut_sets() -> dict[tuple[str, str], list[Value]]:
    """Sets, probability of the top event and Birnbaum measures of the cell example."""
    found = minimal_cut_sets(CELLS, "top")
    events = sorted({event for cut in found.sets for event in cut})
    number = {event: i for i, event in enumerate(events)}
    cuts = [frozenset(number[event] for event in cut) for cut in found.sets]
    measured = importances(cuts, found.complete_to, dict.fromkeys(range(len(events)), 0.1), range(len(events)))
    order = "E A B C D F G H I"
    return {
        ("cut_sets", ""): [" ".join(sorted(cut)) for cut in found.sets],
        ("cut_set_probability", "p = 0.1"): [measured.top.value],
        ("birnbaum", order): [measured.events[number[event]].birnbaum.value for event in order.split()],
    }


def screens() -> dict[tuple[str, str], list[Value]]:
    """Strong articulation points of three graphs; betweenness, articulation points and bridges of the club."""
    ring = [(i, (i + 1) % 7) for i in range(7)]
    clique = [pair for i, j in combinations(range(5), 2) for pair in ((i, j), (j, i))]
    triangles = [(0, 1), (1, 2), (2, 0), (0, 3), (3, 4), (4, 0)]
    points: list[Value] = [
        int(strong_articulation_points(n, _edges(pairs)).sum()) for n, pairs in ((7, ring), (5, clique), (5, triangles))
    ]
    club = _edges([(a, b) for a, others in KARATE.items() for b in others])
    _, normalized, _ = count_paths(34, club, directed=False)
    found = cut_points(34, club)
    cut = " ".join(map(str, np.flatnonzero(found.is_articulation)))
    bridges = " ".join(f"{a}-{b}" for a, b in found.bridges)
    return {
        ("strong_points", "C_7; K_5; 2 x C_3"): points,
        ("betweenness", "0 33 32"): [float(normalized[i]) for i in (0, 33, 32)],
        ("cut_points", "0; 0-11"): [cut, bridges],
    }


def _edges(pairs: list[tuple[int, int]]) -> Edges:
    return np.array(pairs, np.int64)
