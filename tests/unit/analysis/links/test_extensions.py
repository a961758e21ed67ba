"""Factors of extend links, worked out by hand; products 0-3 are inputs of 4."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from graphsvc.analysis.links.extensions import Ends, Inputs, feasibilities, scores, surplus_shares, uplifts

P = 5
UNKNOWN = float("nan")


def inputs(*rows: tuple[int, float, bool, str | None]) -> Inputs:
    """Rows (tail, cost, needed, group) of product 4."""
    groups = [group or f"-{i}" for i, (_, _, _, group) in enumerate(rows)]
    return Inputs(
        np.array([r[0] for r in rows]),
        np.full(len(rows), 4),
        np.array([r[1] for r in rows]),
        np.array([r[2] for r in rows]),
        np.array([r[3] is not None for r in rows]),
        np.unique(groups, return_inverse=True)[1],
    )


def ends(figure: Ends) -> tuple[float, float, float]:
    return float(figure.value[4]), float(figure.lower[4]), float(figure.upper[4])


def same(found: tuple[float, ...], expected: tuple[float, ...]) -> bool:
    return found == pytest.approx(expected, nan_ok=True)


THREE = inputs((0, 10.0, True, None), (1, 30.0, True, None), (2, 5.0, False, None))


def test_surplus() -> None:
    """30 of the 100 that leave go into essential inputs 0 and 1; 2 is not essential, 3 no input."""
    assert same(ends(surplus_shares(THREE, np.array([10.0, 20.0, 30.0, 40.0, 0.0]), P)), (0.3, 0.3, 0.3))


def test_surplus_where_one_value_is_blank() -> None:
    """A blank elsewhere may outgrow everything; a blank input may be all there is, or nothing like the rest."""
    assert same(ends(surplus_shares(THREE, np.array([10.0, 20.0, 30.0, UNKNOWN, 0.0]), P)), (UNKNOWN, 0.0, 0.5))
    assert same(ends(surplus_shares(THREE, np.array([UNKNOWN, 20.0, 60.0, 0.0, 0.0]), P)), (UNKNOWN, 0.25, 1.0))
    assert same(ends(surplus_shares(THREE, np.array([UNKNOWN, 0.0, 0.0, 0.0, 0.0]), P)), (UNKNOWN, 0.0, 1.0))


def test_surplus_where_nothing_leaves() -> None:
    """Nothing leaves, or nothing of its inputs whatever else does: nothing can be absorbed."""
    assert same(ends(surplus_shares(THREE, np.zeros(P), P)), (0.0, 0.0, 0.0))
    assert same(ends(surplus_shares(THREE, np.array([0.0, 0.0, 0.0, UNKNOWN, 0.0]), P)), (0.0, 0.0, 0.0))


def test_a_row_said_twice_counts_once() -> None:
    twice = inputs((0, 10.0, True, None), (0, 10.0, True, None))
    assert same(ends(surplus_shares(twice, np.array([10.0, 30.0, 0.0, 0.0, 0.0]), P)), (0.25, 0.25, 0.25))


def test_feasibility() -> None:
    """Essential inputs cost 40, of which the 10 of product 0 are made here."""
    made, none = np.array([True, False, True, True, False]), np.zeros(P, np.bool_)
    assert same(ends(feasibilities(THREE, made, none, P)), (0.25, 0.25, 0.25))
    maybe = np.array([False, True, False, False, False])
    assert same(ends(feasibilities(THREE, made, maybe, P)), (UNKNOWN, 0.25, 1.0))


def test_feasibility_with_a_blank_cost() -> None:
    """Certain where all or nothing is here, whatever the blank is."""
    rows, none = inputs((0, 10.0, True, None), (1, UNKNOWN, True, None)), np.zeros(P, np.bool_)
    for made, expected in (((1, 1), 1.0), ((0, 0), 0.0), ((1, 0), UNKNOWN)):
        here = np.array([*map(bool, made), False, False, False])
        assert same(ends(feasibilities(rows, here, none, P))[:1], (expected,))


def test_one_of_a_group_serves() -> None:
    """Alternatives at 20 and 40 cost 30 on average; one of them here serves, beside an input of 10 that is not here."""
    rows = inputs((0, 20.0, True, "a"), (1, 40.0, True, "a"), (2, 10.0, True, None))
    here, none = np.array([True, False, False, False, False]), np.zeros(P, np.bool_)
    assert same(ends(feasibilities(rows, here, none, P)), (0.75, 0.75, 0.75))
    assert same(ends(uplifts(rows, np.array([1.0, 1.0, 1.0, 1.0, 100.0]), P)), (0.6, 0.6, 0.6))
    assert rows.essential.tolist() == [False, False, True]


def test_uplift() -> None:
    price = np.array([1.0, 1.0, 1.0, 1.0, 50.0])
    assert same(ends(uplifts(THREE, price, P)), (0.1, 0.1, 0.1))
    blank = inputs((0, 10.0, True, None), (1, UNKNOWN, True, None))
    assert same(ends(uplifts(blank, price, P)), (UNKNOWN, UNKNOWN, 0.8))
    assert same(ends(uplifts(THREE, np.full(P, UNKNOWN), P)), (UNKNOWN, UNKNOWN, UNKNOWN))
    assert np.isnan(uplifts(THREE, price, P).value[0])  # nobody says what product 0 is made of


def test_scores_hold_every_product_of_their_factors() -> None:
    factors = (
        Ends(np.array([UNKNOWN]), np.array([0.2]), np.array([0.5])),
        Ends(np.array([0.5]), np.array([0.5]), np.array([0.5])),
        Ends(np.array([UNKNOWN]), np.array([-0.4]), np.array([0.3])),
    )
    found = scores(*factors)
    corners = [np.prod(c) for c in itertools.product((0.2, 0.5), (0.5,), (-0.4, 0.3))]
    assert (found.lower[0], found.upper[0]) == pytest.approx((min(corners), max(corners)))
    assert np.isnan(found.value[0])
