"""Which entities to protect so that the worst that can still fail at once costs least: attacker and defender, exact.

A protection that leaves the worst set whole changes nothing, so the best one holds a member of it, beside that a member
of the worst set that is left, and so on: the search branches over the members of what is worst, no deeper than there
are protections.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from graphsvc.analysis.outages.worst_pairs import Case, Worst, worst_sets
from graphsvc.domain.arrays import Floats

Members = frozenset[int]
LISTED = 20
"""Worst sets that are worked out at once: while one of them is left nothing has to be searched again."""


@dataclass(frozen=True)
class Protection:
    """``chosen`` positions of entities, in order, and what the worst set without them loses [full-output days];
    whether that is proven to be the least."""

    chosen: tuple[int, ...]
    loss_days: float
    is_proven: bool


def best_protection(case: Case, alone: Floats, size: int, found: Worst, n_protections: int) -> Protection:
    """The protections that leave least to lose; the fewest that do, then the first by position.

    Parameters
    ----------
    case : Case
        What is asked.
    alone : (E,)
        Full-output days that each entity loses alone.
    size : int
        How many fail at once.
    found : Worst
        The worst sets with nobody protected.
    n_protections : int
        How many may be protected at most.
    """
    left = _Left(case, alone, size, found)
    chosen = least_left(left.worst, n_protections)
    return Protection(tuple(sorted(chosen)), left.worst(chosen)[1], left.is_proven)


def least_left(worst: Callable[[Members], tuple[tuple[int, ...], float]], n_protections: int) -> Members:
    """What to protect; ``worst`` tells the members and the loss of the worst set without those protected."""
    tried: dict[Members, float] = {}

    def branch(chosen: Members) -> None:
        if chosen in tried:
            return
        members, tried[chosen] = worst(chosen)
        if len(chosen) < n_protections:
            for member in members:
                branch(chosen | {member})

    branch(frozenset())
    return min(tried, key=lambda chosen: (round(tried[chosen], 9), len(chosen), sorted(chosen)))


class _Left:
    """The worst set without those protected, from lists worked out already where one of them is left."""

    def __init__(self, case: Case, alone: Floats, size: int, found: Worst) -> None:
        self._case, self._alone, self._size = case, alone, size
        self._lists = [(frozenset[int](), found)]
        self.is_proven = not found.is_cut

    def worst(self, protected: Members) -> tuple[tuple[int, ...], float]:
        """Its members and what it loses; nobody and nothing where nothing is lost."""
        for without, found in self._lists:
            if without <= protected:
                for members, loss in zip(found.pairs.tolist(), found.loss_days.tolist(), strict=True):
                    if protected.isdisjoint(members):
                        return tuple(members), loss
        found = self._search(protected)
        self._lists.append((protected, found))
        self.is_proven = self.is_proven and not found.is_cut
        if not len(found.pairs):
            return (), 0.0
        return tuple(found.pairs[0].tolist()), float(found.loss_days[0])

    def _search(self, protected: Members) -> Worst:
        case = self._case
        rest = np.array([e for e in range(len(case.entities)) if e not in protected], np.int64)
        size = min(self._size, len(rest))
        if not size:
            return Worst(np.empty((0, 0), np.int64), np.empty(0), 0, 0, 0)
        part = replace(case, entities=case.entities.take(rest))
        if size == len(rest):
            loss = part.losses(np.arange(size)[None, :])
            hurts = loss > 0
            return Worst(rest[None, :][hurts], loss[hurts], 1, 1, 1)
        found = worst_sets(part, self._alone[rest], LISTED, size)
        return replace(found, pairs=rest[found.pairs])
