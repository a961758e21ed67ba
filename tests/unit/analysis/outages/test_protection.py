"""Whom to protect, on lists of worst sets written by hand."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from graphsvc.analysis.outages.protection import Members, least_left


def game(losses: dict[Any, float], n_protections: int) -> tuple[list[int], float]:
    """What is protected and what the worst set that is left loses."""

    def worst(protected: Members) -> tuple[tuple[int, ...], float]:
        left = [(loss, each) for each, loss in losses.items() if protected.isdisjoint(each)]
        loss, each = max(left, default=(0.0, ()))
        return each, loss

    chosen = least_left(worst, n_protections)
    return sorted(chosen), worst(chosen)[1]


STAR = {(0, 1): 9.0, (0, 2): 8.0, (0, 3): 7.0, (1, 2): 3.0, (2, 3): 2.0}


def test_one_that_is_in_all_the_worst() -> None:
    assert game(STAR, 1) == ([0], 3.0)


def test_the_worst_alone_does_not_tell() -> None:
    """Of 0-1 and 2-3 the same is lost: one protection leaves one of both; two need one of each."""
    pairs = {(0, 1): 5.0, (2, 3): 5.0, (1, 3): 4.0}
    assert game(pairs, 1)[1] == 5.0
    assert game(pairs, 2) == ([0, 3], 0.0)


def test_fewer_are_enough() -> None:
    assert game({(0, 1): 5.0}, 3) == ([0], 0.0)
    assert game(STAR, 0) == ([], 9.0)
    assert game({}, 2) == ([], 0.0)


def test_every_choice_of_two() -> None:
    best = min(
        max((loss for each, loss in STAR.items() if not set(each) & set(two)), default=0.0)
        for two in combinations(range(4), 2)
    )
    assert game(STAR, 2)[1] == best == 0.0
