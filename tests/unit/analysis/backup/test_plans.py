"""Plans whose figures follow by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.backup.cover import ANYWHERE
from graphsvc.analysis.backup.plans import Rules, allowed, least_cost, least_loss, most_taken
from tests.unit.analysis.backup.made_cover import one_product

M1_NEED = 2245.479452
"""Tons of the tyre chain's intermediate over 90 days: 48.785714 days of 16,800 / 365 t."""


def test_the_cheapest_in_two_regions() -> None:
    """Of 2,245.479 t half at most from one city: all of the cheaper 1,122.74 at 1 and as much at 3."""
    cover = one_product([(1, 2000, 2000), (2, 2000, 6000), (3, 2000, 20_000)], [M1_NEED], [48.785714])
    plan = least_cost(cover, 1.0, Rules())
    assert plan.status == "optimal"
    assert plan.taken * 2000 == pytest.approx([M1_NEED / 2, M1_NEED / 2, 0])
    assert plan.cost == pytest.approx(M1_NEED / 2 * (1 + 3))
    assert least_cost(cover, 1.0, Rules(region_share=1.0)).cost == pytest.approx(2000 + (M1_NEED - 2000) * 3)
    half = least_cost(cover, 0.5, Rules())
    assert half.cost == pytest.approx(plan.cost / 2)
    assert half.uncovered == pytest.approx([0.5])


def test_served_output_counts_what_the_failure_leaves() -> None:
    """A failure that takes a quarter of final output leaves 0.75: 0.9 is served once 0.6 of the need is covered."""
    cover = one_product([(1, 100, 100), (2, 100, 100)], [100], [10], impact=0.25)
    assert allowed(cover, 0.9) == pytest.approx([0.4])
    assert least_cost(cover, 0.9, Rules()).cost == pytest.approx(60)
    assert least_cost(cover, 0.75, Rules()).cost == pytest.approx(0)


def test_what_cannot_be_covered_is_told_in_units() -> None:
    """700 + 300 in two cities, so 300 + 300 may count; 1,000 are needed and 400 are short. What there is, is taken."""
    cover = one_product([(1, 700, 70), (2, 300, 60)], [1000], [10])
    plan = least_cost(cover, 1.0, Rules())
    assert plan.status == "infeasible"
    assert plan.short == pytest.approx([400])
    assert plan.taken * [700, 300] == pytest.approx([300, 300])
    assert plan.uncovered == pytest.approx([0.4])
    assert most_taken(cover, 0.5) * [700, 300] == pytest.approx([300, 300])
    alone = least_cost(one_product([(1, 700, 70)], [1000], [10]), 1.0, Rules())
    assert alone.short == pytest.approx([1000]), "one city alone is no backup"


def test_what_may_stand_anywhere_is_no_region() -> None:
    cover = one_product([(ANYWHERE, 1000, 5000), (1, 1000, 1000)], [1000], [10])
    plan = least_cost(cover, 1.0, Rules())
    assert plan.taken == pytest.approx([0.5, 0.5])
    assert most_taken(cover, 0.5) == pytest.approx([1, 1])


def test_a_budget_buys_days_where_they_are_cheapest() -> None:
    """Failures of 100 units lose 40 and 20 days, each half of the time; 30 of money cover 30 of 100 in both."""
    cover = one_product([(1, 100, 100), (2, 100, 100)], [100, 100], [40, 20])
    plan = least_loss(cover, 30, Rules())
    assert plan.value == pytest.approx(0.7 * 30)
    assert plan.uncovered == pytest.approx([0.7, 0.7])
    assert least_loss(cover, 30, Rules(alpha=0.5)).value == pytest.approx(0.7 * 40)
    assert least_loss(cover, 1000, Rules()).value == pytest.approx(0)


def test_what_one_more_unit_is_worth() -> None:
    """The cheaper site is used up: a unit more there saves 3 - 1, a unit from anywhere saves the dearer one's 3. For a
    budget a unit of the product from anywhere saves 10 days / 100 units."""
    cover = one_product([(ANYWHERE, 60, 60), (ANYWHERE, 100, 300)], [100], [10])
    plan = least_cost(cover, 1.0, Rules())
    assert plan.cost == pytest.approx(60 + 40 * 3)
    assert plan.worth_of_option == pytest.approx([2, 0])
    assert plan.worth_of_product == pytest.approx([3])
    assert least_loss(cover, 90, Rules()).worth_of_product == pytest.approx([0.1])


def test_out_of_time_is_never_called_optimal() -> None:
    """With no time at all the plan is what the rules allow, and the gap is all of it: nothing is proven."""
    cover = one_product([(1, 100, 100), (2, 100, 100)], [100], [10])
    plan = least_cost(cover, 1.0, Rules(time_limit=0.0))
    assert plan.status == "time_limit"
    assert plan.uncovered == pytest.approx([0.0], abs=1e-6)
    assert plan.cost >= 100 - 1e-6
    assert plan.gap == pytest.approx(1.0)
    nothing = least_loss(cover, 50, Rules(time_limit=0.0))
    assert (nothing.status, np.isinf(nothing.gap)) == ("time_limit", True)
