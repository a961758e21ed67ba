"""Those found without closing everybody on both sides are those that closing everybody finds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from graphsvc.analysis.systemic_risk.closures import close_firms
from graphsvc.analysis.systemic_risk.leading import leading_firms, upstream_bounds
from graphsvc.analysis.systemic_risk.operators import Operators, operators


def random_network(seed: int, sold_outside: float, n: int = 60) -> Operators:
    rng = np.random.default_rng(seed)
    sold, bought = rng.integers(0, n, (2, 2 * n))
    trade = sparse.csr_array((rng.lognormal(0, 2, 2 * n), (sold, bought)), shape=(n, n))
    revenue = np.asarray(trade.sum(axis=1)).reshape(-1) * (1 + sold_outside)
    return operators(trade, rng.integers(0, 8, n), rng.integers(0, 3, (8, 8)), revenue)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("sold_outside", [0.0, 0.5])
def test_the_leading_ones_are_among_them(seed: int, sold_outside: float) -> None:
    network = random_network(seed, sold_outside)
    whole = close_firms(network, np.arange(60), substitution=True, tolerance=1e-10)
    leading = set(np.argsort(-whole.esri, kind="stable")[:5].tolist())
    assert leading <= set(leading_firms(network, 5, substitution=True, tolerance=1e-10).tolist())


def test_most_firms_need_no_second_look() -> None:
    found = [len(leading_firms(random_network(seed, 1.0), 5, substitution=True, tolerance=1e-10)) for seed in range(12)]
    assert np.mean(found) < 30


@pytest.mark.parametrize("seed", range(6))
def test_upstream_bounds_hold(seed: int) -> None:
    network = random_network(seed, 0.5)
    whole = close_firms(network, np.arange(60), substitution=True, tolerance=1e-12)
    assert (whole.esri_upstream <= upstream_bounds(network) + 1e-9).all()


def test_upstream_bounds_of_a_row() -> None:
    """0 sells all to 1 and 1 half of its revenue to 2, sales 1 and 1: closing 2 takes 1/2 of 1 and 1/2 of 0 along."""
    row = operators(sparse.csr_array(([1.0, 1.0], ([0, 1], [1, 2])), shape=(3, 3)), [0, 0, 0], [[1]], [1.0, 2.0, 0.0])
    assert upstream_bounds(row).tolist() == pytest.approx([0.5, 1.0, 0.5])


def test_all_are_found_where_all_are_asked_for() -> None:
    network = random_network(1, 0.5)
    assert leading_firms(network, 60, substitution=True, tolerance=1e-6).tolist() == list(range(60))
