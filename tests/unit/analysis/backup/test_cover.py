"""Cover along ways of goods: every input is needed, so the least covered way counts."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.backup.cover import Cover, Failures, Flow, Options, Uses
from graphsvc.analysis.backup.plans import Rules, least_cost


def diamond() -> Cover:
    """Product 0 fails; 1 and 2 are made of it and both go into 3, the final product. Needs 100, 50, 20, 10. One option
    for each product: 40, 25, 20 and 2 units."""
    amount = np.array([40.0, 25.0, 20.0, 2.0])
    return Cover(
        Options(np.arange(4, dtype=np.int32), np.full(4, -2, np.int32), amount, np.array([8.0, 1.0, 1.0, 1.0])),
        Failures(
            np.array([30.0]),
            np.array([1.0]),
            np.array([1.0]),
            np.array([0, 4]),
            np.arange(4, dtype=np.int32),
            np.array([True, False, False, False]),
            np.array([100.0, 50.0, 20.0, 10.0]),
        ),
        Uses(np.arange(4), np.arange(4), amount),
        Flow(np.array([0, 2, 3, 4, 4]), np.array([1, 2, 3, 3], np.int32), np.array([False, False, False, True])),
    )


def test_the_least_covered_way_counts() -> None:
    """Shares 0.4, 0.5, 1.0, 0.2: the way through 1 has 0.4 + 0.5 + 0.2, the one through 2 has 1.6."""
    cover = diamond()
    assert cover.uncovered(np.zeros(4)) == pytest.approx([1.0])
    assert cover.uncovered(np.array([1.0, 0, 1.0, 0])) == pytest.approx([0.6])
    assert cover.uncovered(np.array([0, 1.0, 1.0, 0])) == pytest.approx([0.5])
    assert cover.uncovered(np.array([0, 0, 1.0, 0])) == pytest.approx([1.0]), "product 1 still stops the rest"
    assert cover.uncovered(np.ones(4)) == pytest.approx([0.0])


def test_a_plan_may_cover_further_down() -> None:
    """Way through 1: 0.4 a + 0.5 b + 0.2 d >= 1, through 2: 0.4 a + 1.0 c + 0.2 d >= 1. All of b and d at 1 each leave
    0.3 to a, 0.75 of it for 6; then c fills 0.5 for 0.5."""
    plan = least_cost(diamond(), 1.0, Rules())
    assert plan.taken == pytest.approx([0.75, 1.0, 0.5, 1.0])
    assert plan.cost == pytest.approx(6 + 1 + 0.5 + 1)


def test_cuts_hold_for_every_plan() -> None:
    cover = diamond()
    value, cuts = cover.oracle(np.zeros(8))
    assert value == pytest.approx([1.0])
    rng = np.random.default_rng(3)
    for _ in range(50):
        taken = rng.random(4)
        told = cuts.constant[0] + cuts.value @ np.concatenate([taken, np.zeros(4)])[cuts.index]
        assert cover.uncovered(taken)[0] >= told - 1e-12
