"""Two-stage programs against published figures: the farmer of Birge & Louveaux, and CVaR by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from graphsvc.analysis.backup.two_stage import (
    INFEASIBLE,
    INFINITY,
    OPTIMAL,
    TIME_LIMIT,
    Cuts,
    FirstStage,
    Rows,
    Scenarios,
    TwoStage,
    conditional_value_at_risk,
)
from graphsvc.domain.arrays import Floats

AVERAGE = np.array([2.5, 3.0, 20.0])
"""Tons an acre of wheat, corn and sugar beets; a good and a bad year bring a fifth more and less."""
YEARS = (1.2, 1.0, 0.8)
ACRES = Rows(np.array([-INFINITY]), np.array([500.0]), np.array([0, 3]), np.array([0, 1, 2]), np.ones(3))

NOTHING = Rows(np.empty(0), np.empty(0), np.zeros(1, np.int64), np.empty(0, np.int64), np.empty(0))


def harvest(acres: Floats, factor: float) -> tuple[float, Floats]:
    """Cost of a year once the acres are sown (purchases less sales), and its slope: a linear program by SciPy.

    Columns: wheat sold, wheat bought, corn sold, corn bought, beets sold at 36, beets sold at 10.
    """
    grown = AVERAGE * factor * acres
    answer = linprog(
        [-170, 238, -150, 210, -36, -10],
        A_ub=[[1, -1, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0], [0, 0, 0, 0, 1, 1]],
        b_ub=[grown[0] - 200, grown[1] - 240, grown[2]],
        bounds=[(0, None)] * 4 + [(0, 6000), (0, None)],
    )
    assert answer.fun is not None
    return answer.fun, answer.ineqlin.marginals * AVERAGE * factor


def farmer(years: tuple[float, ...], lower: Floats | None = None, upper: Floats | None = None) -> TwoStage:
    def oracle(acres: Floats) -> tuple[Floats, Cuts]:
        found = [harvest(acres, year) for year in years]
        value, slope = np.array([f[0] for f in found]), np.array([f[1] for f in found])
        n = len(years)
        constant = value - slope @ acres
        return value, Cuts(np.arange(n), constant, np.arange(n + 1) * 3, np.tile(np.arange(3), n), slope.ravel())

    n = len(years)
    first = FirstStage(
        np.array([150.0, 230.0, 260.0]),
        np.zeros(3) if lower is None else lower,
        np.full(3, 500.0) if upper is None else upper,
        ACRES,
    )
    ends = np.full(n, -1e7), np.full(n, INFINITY)
    return TwoStage(first, Scenarios(np.full(n, 1 / n), np.ones(n), *ends), oracle)


def test_the_farmer() -> None:
    """Birge & Louveaux, Introduction to Stochastic Programming, section 1.1: profit 108,390 at 170, 80, 250 acres;
    118,600 in the mean year; perfect information is worth 7,016, the stochastic solution 1,150."""
    here_and_now = farmer(YEARS).solve(1.0, 1.0)
    assert here_and_now.status == OPTIMAL
    assert here_and_now.value == pytest.approx(-108_390)
    assert here_and_now.x == pytest.approx([170, 80, 250])
    wait_and_see = np.mean([farmer((year,)).solve(1.0, 1.0).value for year in YEARS])
    assert here_and_now.value - wait_and_see == pytest.approx(7_015.56, abs=0.01)
    mean_year = farmer((1.0,)).solve(1.0, 1.0)
    assert mean_year.value == pytest.approx(-118_600)
    assert mean_year.x is not None
    fixed = farmer(YEARS, mean_year.x, mean_year.x).solve(1.0, 1.0)
    assert fixed.value - here_and_now.value == pytest.approx(1_150)


def test_bounds_and_time() -> None:
    assert farmer(YEARS, lower=np.array([300.0, 300.0, 0.0])).solve(1.0, 1.0).status == INFEASIBLE
    early = farmer(YEARS).solve(1.0, 1.0, time_limit=0.0)
    assert (early.status, early.x) == (TIME_LIMIT, None)
    assert early.gap == INFINITY


def test_cvar_is_the_mean_of_the_worst() -> None:
    """Losses 10, 6, 2, 1 at a quarter each: the worst half is 8, the worst tenth 10, all of them 4.75."""
    losses, weight = np.array([2.0, 10.0, 1.0, 6.0]), np.full(4, 0.25)
    assert conditional_value_at_risk(losses, weight, 0.5) == pytest.approx(8)
    assert conditional_value_at_risk(losses, weight, 0.9) == pytest.approx(10)
    assert conditional_value_at_risk(losses, weight, 0.0) == pytest.approx(4.75)
    assert conditional_value_at_risk(losses, weight, 0.4) == pytest.approx((10 * 0.25 + 6 * 0.25 + 2 * 0.1) / 0.6)


@pytest.mark.parametrize(("alpha", "least"), [(None, 1.5), (0.0, 1.5), (0.5, 2.0), (0.75, 2.0)])
def test_cvar_as_a_program(alpha: float | None, least: float) -> None:
    """Failures that lose 4 and 8 days, each half of the time; a unit of cover takes 2 days off the first or 1 off the
    second, 8 of them in all. Expected loss is least with 2 and 6: (0 + 2) / 2 = 1; of 7 units (2, 5): 1.5. The worst
    half is least where both lose the same, 4 - 2 a = 8 - b: of 7 units a = 1, b = 6: 2 days."""

    def oracle(x: Floats) -> tuple[Floats, Cuts]:
        value = np.maximum(0.0, np.array([4.0, 8.0]) - np.array([2.0, 1.0]) * x)
        return value, Cuts(np.arange(2), np.array([4.0, 8.0]), np.arange(3), np.arange(2), np.array([-2.0, -1.0]))

    first = FirstStage(np.ones(2), np.zeros(2), np.full(2, 8.0), NOTHING)
    scenarios = Scenarios(np.full(2, 0.5), np.ones(2), np.zeros(2), np.full(2, INFINITY))
    found = TwoStage(first, scenarios, oracle, alpha).solve(0.0, 1.0, most_cost=7.0)
    assert found.status == OPTIMAL
    assert found.value == pytest.approx(least)
    all_of_it = TwoStage(first, scenarios, oracle, alpha).solve(0.0, 1.0, most_cost=10.0)
    assert all_of_it.value == pytest.approx(0.0)
