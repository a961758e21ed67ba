"""Two published cases through the two-stage program that plans of backups are made with."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.backup.two_stage import INFINITY, Cuts, FirstStage, Rows, Scenarios, Solved, TwoStage
from graphsvc.domain.arrays import Floats
from graphsvc.usecases.selfcheck.published import Value

YIELD = np.array([2.5, 3.0, 20.0])
YEARS = (1.2, 1.0, 0.8)
"""The farmer: tons an acre of wheat, corn and beets, and what a year makes of them."""
CAPACITY, DEMAND, STOCK = np.array([30.0, 45.0, 60.0]), np.array([75.0, 50.0]), np.array([20.0, 25.0])
UNIT_LOSS, RECOVERY = np.array([5_000.0, 6_500.0]), 2.0
"""Three sites that each can make two products: capacity and demand per period, stocks, loss per unit, periods."""
ENDLESS = 1e4
"""Periods that stand for ever."""


def programs() -> dict[tuple[str, str], list[Value]]:
    """The farmer's plan and what knowing more is worth; three sites lost one at a time."""
    plan, mean = _farmer(YEARS), _farmer((1.0,))
    known = np.mean([_farmer((year,)).value for year in YEARS])
    assert plan.x is not None, plan.status
    assert mean.x is not None, mean.status
    fixed = _farmer(YEARS, mean.x)
    lost = [_recovering(site) for site in (None, 0, 1, 2)]
    about = "-, S1, S2, S3"
    return {
        ("farmer", ""): [plan.value, *plan.x.tolist()],
        ("farmer_worth", "EVPI, VSS"): [float(plan.value - known), fixed.value - plan.value],
        ("recovery_cost", about): [cost for cost, _ in lost],
        ("recovery_units", about): [units for _, units in lost],
        ("survival", about): [_survival(site) for site in (None, 0, 1, 2)],
    }


def _farmer(years: tuple[float, ...], acres: Floats | None = None) -> Solved:
    """Acres of least expected cost over the years, or the cost of ``acres``."""

    def oracle(x: Floats) -> tuple[Floats, Cuts]:
        grown = YIELD * np.array(years)[:, None] * x
        short = grown < np.array([200.0, 240.0, 6_000.0])
        price = np.where(short, [238.0, 210.0, 36.0], [170.0, 150.0, 10.0])
        value = (price * (np.array([200.0, 240.0, 6_000.0]) - grown)).sum(axis=1) - 36.0 * 6_000.0
        slope = -price * YIELD * np.array(years)[:, None]
        n = len(years)
        return value, Cuts(
            np.arange(n), value - slope @ x, np.arange(n + 1) * 3, np.tile(np.arange(3), n), slope.ravel()
        )

    land = _rows(np.ones((1, 3)), np.array([500.0]))
    lower, upper = (np.zeros(3), np.full(3, 500.0)) if acres is None else (acres, acres)
    n = len(years)
    scenarios = Scenarios(np.full(n, 1 / n), np.ones(n), np.full(n, -1e7), np.full(n, INFINITY))
    return TwoStage(FirstStage(np.array([150.0, 230.0, 260.0]), lower, upper, land), scenarios, oracle).solve(1.0, 1.0)


def _left(site: int | None) -> Floats:
    """Capacities without a site."""
    return np.where(np.arange(3) == site, 0.0, CAPACITY)


def _recovering(site: int | None) -> tuple[float, float]:
    """(cost, units) lost until a site is back: least loss over what the others make."""
    made = np.kron(np.ones((1, 3)), np.eye(2))

    def oracle(x: Floats) -> tuple[Floats, Cuts]:
        short = RECOVERY * DEMAND - STOCK - made @ x
        slope = -np.where(short > 0, UNIT_LOSS, 0.0) @ made
        value = np.array([UNIT_LOSS @ np.maximum(0.0, short)])
        return value, Cuts(np.zeros(1, np.int64), value - slope @ x, np.array([0, 6]), np.arange(6), slope)

    each = np.kron(np.eye(3), np.ones((1, 2))).astype(np.float64)
    sites = _rows(each, RECOVERY * _left(site))
    first = FirstStage(np.zeros(6), np.zeros(6), np.full(6, INFINITY), sites)
    found = TwoStage(first, Scenarios(np.ones(1), np.ones(1), np.zeros(1), np.full(1, INFINITY)), oracle).solve(
        0.0, 1.0
    )
    assert found.x is not None, found.status
    return found.value, float(np.maximum(0.0, RECOVERY * DEMAND - STOCK - made @ found.x).sum())


def _survival(site: int | None) -> float | None:
    """Most periods without any loss when a site is gone; None for ever. Columns: the periods, then what sites make."""
    met = np.hstack([DEMAND[:, None], -np.kron(np.ones((1, 3)), np.eye(2))])
    able: Floats = np.hstack([-_left(site)[:, None], np.kron(np.eye(3), np.ones((1, 2)))])
    rows = _rows(np.vstack([met, able]), np.concatenate([STOCK, np.zeros(3)]))
    upper = np.concatenate([[ENDLESS], np.full(6, INFINITY)])
    first = FirstStage(np.concatenate([[-1.0], np.zeros(6)]), np.zeros(7), upper, rows)
    nothing = np.empty(0, np.int64)

    def oracle(x: Floats) -> tuple[Floats, Cuts]:
        return np.zeros(1), Cuts(nothing, np.empty(0), np.zeros(1, np.int64), nothing, np.empty(0))

    one = Scenarios(np.ones(1), np.ones(1), np.zeros(1), np.full(1, INFINITY))
    found = TwoStage(first, one, oracle).solve(1.0, 0.0)
    assert found.x is not None, found.status
    return None if found.x[0] >= ENDLESS - 1e-6 else float(found.x[0])


def _rows(matrix: Floats, upper: Floats) -> Rows:
    """``matrix`` x <= ``upper``, every coefficient written."""
    m, n = matrix.shape
    return Rows(np.full(m, -INFINITY), upper, np.arange(m + 1) * n, np.tile(np.arange(n), m), matrix.ravel())
