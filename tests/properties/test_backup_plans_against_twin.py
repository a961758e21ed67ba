"""Plans of backups against every way written out, and laws that hold of any of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.backup.frontier import frontier
from graphsvc.analysis.backup.plans import Rules, least_cost, least_loss
from tests.oracles import twins_plans
from tests.oracles.twins_plans import PlainCase, PlainOption
from tests.properties.backup_cases import as_cover, cases
from tests.properties.engine import examples

BY_HAND = 1e-5


@examples(150)
@given(cases(), st.sampled_from([1.0, 0.9, 0.6]), st.sampled_from([0.5, 0.7, 1.0]))
def test_least_cost(case: PlainCase, target: float, share: float) -> None:
    """Equal cost, or no plan in both; what is short makes up for it, and no less would."""
    found = least_cost(as_cover(case), target, Rules(share))
    cost = twins_plans.least_cost(case, target, share)
    assert (found.status == "infeasible") == (cost is None)
    if cost is not None:
        assert found.cost == pytest.approx(cost, abs=BY_HAND, rel=BY_HAND)
        return
    products = sorted(case.needed_by)
    given_ = tuple(
        PlainOption(p, None, amount * 1.001 + 1e-4, 0.0)
        for p, amount in zip(products, found.short.tolist(), strict=True)
    )
    helped = replace(case, options=(*case.options, *given_))
    assert twins_plans.least_cost(helped, target, share) is not None, "with what is short there is a plan"


@examples(100)
@given(cases(), st.integers(0, 60), st.sampled_from([None, 0.5, 0.9]))
def test_least_loss_for_a_budget(case: PlainCase, budget: int, alpha: float | None) -> None:
    found = least_loss(as_cover(case), float(budget), Rules(alpha=alpha))
    assert found.status == "optimal"
    assert found.cost <= budget * (1 + 1e-9) + 1e-6
    assert found.value == pytest.approx(twins_plans.least_loss(case, budget, alpha), abs=BY_HAND, rel=BY_HAND)


@examples(60)
@given(cases(), st.sampled_from([None, 0.75]))
def test_corners_of_the_frontier(case: PlainCase, alpha: float | None) -> None:
    """Each corner is the least loss for its cost, and so is every point between two of them."""
    found = frontier(as_cover(case), Rules(alpha=alpha))
    assert found.is_complete
    corners = found.corners
    assert corners[0].cost == pytest.approx(0, abs=BY_HAND)
    for a, b in pairwise(corners):
        middle = 0.5 * (a.cost + b.cost)
        told = twins_plans.least_loss(case, middle, alpha)
        assert told == pytest.approx(0.5 * (a.loss + b.loss), abs=1e-3, rel=1e-3)
    for corner in corners:
        told = twins_plans.least_loss(case, corner.cost + 1e-9, alpha)
        assert corner.loss == pytest.approx(told, abs=BY_HAND * 10, rel=BY_HAND * 10)
    assert corners[-1].loss == pytest.approx(twins_plans.least_loss(case, 1e6, alpha), abs=BY_HAND, rel=BY_HAND)


@examples(60)
@given(cases(), st.integers(0, 40), st.integers(1, 40))
def test_more_money_never_loses_more(case: PlainCase, budget: int, more: int) -> None:
    less = least_loss(as_cover(case), float(budget), Rules()).value
    assert least_loss(as_cover(case), float(budget + more), Rules()).value <= less + 1e-6


@examples(60)
@given(cases(), st.integers(0, 6), st.integers(1, 20))
def test_what_grows_dearer_is_never_used_more(case: PlainCase, which: int, dearer: int) -> None:
    """Of several cheapest plans one may use more of it, so its part is compared at prices that no tie survives."""
    which %= len(case.options)
    priced = tuple(replace(o, cost=o.cost + 0.0137 * 1.61**i) for i, o in enumerate(case.options))
    before = replace(case, options=priced)
    up = list(priced)
    up[which] = replace(up[which], cost=up[which].cost + dearer)
    one = least_cost(as_cover(before), 0.9, Rules())
    two = least_cost(as_cover(replace(case, options=tuple(up))), 0.9, Rules())
    assert one.status == two.status
    if one.status == "optimal":
        assert two.taken[which] <= one.taken[which] + 1e-5


@examples(60)
@given(cases())
def test_what_nothing_needs_changes_nothing(case: PlainCase) -> None:
    spare = PlainOption("Z", "370900", 10.0, 1.0)
    wider = replace(case, options=(*case.options, spare), needed_by={**case.needed_by, "Z": ()})
    one, two = least_cost(as_cover(case), 0.9, Rules()), least_cost(as_cover(wider), 0.9, Rules())
    assert one.status == two.status
    assert one.cost == pytest.approx(two.cost, abs=1e-6)
    assert two.taken[-1] == pytest.approx(0, abs=1e-9)
