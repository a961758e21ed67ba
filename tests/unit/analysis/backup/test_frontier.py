"""Frontiers whose corners follow by hand."""

from __future__ import annotations

import pytest

from graphsvc.analysis.backup.cover import ANYWHERE
from graphsvc.analysis.backup.frontier import frontier, knee_of
from graphsvc.analysis.backup.plans import Rules
from tests.unit.analysis.backup.made_cover import one_product


def test_corners_and_knee() -> None:
    """50 of 100 units at 1, 30 at 2, 100 at 10: loss of 20 days falls by 0.2 a unit: (0, 20), (50, 10), (110, 4), and
    the last 20 units for 200: (310, 0). By spans the corners lie 0, 0.339, 0.445 and 0 below the chord."""
    cover = one_product([(ANYWHERE, 50, 50), (ANYWHERE, 30, 60), (ANYWHERE, 100, 1000)], [100], [20])
    found = frontier(cover, Rules())
    assert [c.cost for c in found.corners] == pytest.approx([0, 50, 110, 310])
    assert [c.loss for c in found.corners] == pytest.approx([20, 10, 4, 0], abs=1e-6)
    assert (found.knee, found.is_complete) == (2, True)
    few = frontier(cover, Rules(), most=3)
    assert (len(few.corners), few.is_complete) == (3, False)
    assert few.corners[-1].cost == pytest.approx(310)


def test_no_bend_no_knee() -> None:
    assert frontier(one_product([(ANYWHERE, 100, 100)], [100], [20]), Rules()).knee is None
    nothing = frontier(one_product([(1, 100, 100)], [100], [20]), Rules())
    assert [(c.cost, c.loss) for c in nothing.corners] == [(0, 20)], "one region alone is no backup"
    assert knee_of([0, 1, 2], [2, 1, 0]) is None
    assert knee_of([0, 1, 4], [10, 2, 0]) == 1


def test_no_time_no_frontier() -> None:
    found = frontier(one_product([(ANYWHERE, 50, 50)], [100], [20]), Rules(time_limit=0.0))
    assert not found.is_complete
