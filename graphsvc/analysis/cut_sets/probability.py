"""Probability that at least one of a family of sets has failed wholly, events failing independently.

Exact by Shannon expansion over the events, most frequent first, with what does not touch taken apart and every family
worked out once: the decision diagram of the family (Rauzy 1993, doi:10.1016/0951-8320(93)90060-C). Where that would
take too long, between the product bound over sets that share no event and the minimal-cut upper bound of Esary &
Proschan 1963 (coherent structures, independent events).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import NamedTuple

from graphsvc.analysis.cut_sets.families import Cut, minimal, rank

EXPANSIONS, DEPTH = 2_000, 100
"""Families expanded for one figure, one inside the other, before bounds stand in."""


class Ends(NamedTuple):
    """Bounds of a probability, equal where it is exact."""

    lower: float
    upper: float


class _TooLong(Exception):
    pass


def components(family: Iterable[Cut]) -> list[list[Cut]]:
    """The family taken apart into families that share no event, in the order of their first sets."""
    parent: dict[int, int] = {}

    def root(event: int) -> int:
        while parent.setdefault(event, event) != event:
            parent[event] = parent[parent[event]]
            event = parent[event]
        return event

    ordered = sorted(family, key=rank)
    for cut in ordered:
        first, *rest = cut
        for event in rest:
            parent[root(event)] = root(first)
    parts: dict[int, list[Cut]] = {}
    for cut in ordered:
        parts.setdefault(root(next(iter(cut))), []).append(cut)
    return list(parts.values())


def without(family: Iterable[Cut], event: int, failed: bool) -> Sequence[Cut]:
    """What is left of the family when an event has failed, or never does."""
    if failed:
        return sorted(minimal(cut - {event} for cut in family), key=rank)
    return [cut for cut in family if event not in cut]


class Expansion:
    """Probabilities of families over the same events; ``chance`` per event, 0-1."""

    def __init__(self, chance: Mapping[int, float]) -> None:
        self.chance = chance
        self._known: dict[frozenset[Cut], float] = {}
        self._left = 0

    def ends(self, family: Sequence[Cut]) -> Ends:
        """Probability that a set of the family has failed, exact or bounded."""
        if any(not cut for cut in family):
            return Ends(1.0, 1.0)
        parts = [self._part(part) for part in components(family)]
        return Ends(any_of([p.lower for p in parts]), any_of([p.upper for p in parts]))

    def _part(self, family: Sequence[Cut]) -> Ends:
        self._left = EXPANSIONS
        try:
            exact = self._exact(family, 0)
        except _TooLong:
            return self._bounds(family)
        return Ends(exact, exact)

    def _exact(self, family: Sequence[Cut], depth: int) -> float:
        if any(not cut for cut in family):
            return 1.0
        return any_of([self._joined(part, depth) for part in components(family)])

    def _joined(self, family: Sequence[Cut], depth: int) -> float:
        if len(family) == 1:
            return prod(self.chance[e] for e in family[0])
        key = frozenset(family)
        if key not in self._known:
            self._left -= 1
            if self._left < 0 or depth > DEPTH:
                raise _TooLong
            counts = Counter(e for cut in family for e in cut)
            pivot = min(counts, key=lambda e: (-counts[e], e))
            p = self.chance[pivot]
            failed = self._exact(without(family, pivot, failed=True), depth + 1)
            sound = self._exact(without(family, pivot, failed=False), depth + 1)
            self._known[key] = p * failed + (1.0 - p) * sound
        return self._known[key]

    def _bounds(self, family: Sequence[Cut]) -> Ends:
        each = {cut: prod(self.chance[e] for e in cut) for cut in family}
        taken: set[int] = set()
        apart = 1.0
        for cut in sorted(family, key=lambda c: (-each[c], rank(c))):
            if taken.isdisjoint(cut):
                taken |= cut
                apart *= 1.0 - each[cut]
        return Ends(1.0 - apart, any_of(list(each.values())))


def any_of(chances: Sequence[float]) -> float:
    """Probability that any of independent events happens."""
    return chances[0] if len(chances) == 1 else 1.0 - prod(1.0 - p for p in chances)


def more_than(k: int, chances: Iterable[float]) -> float:
    """Probability that more than ``k`` of independent events happen."""
    if k < 0:
        return 1.0
    exactly = [1.0] + [0.0] * k
    for p in chances:
        for i in range(k, 0, -1):
            exactly[i] = exactly[i] * (1.0 - p) + exactly[i - 1] * p
        exactly[0] *= 1.0 - p
    return max(0.0, 1.0 - sum(exactly))
