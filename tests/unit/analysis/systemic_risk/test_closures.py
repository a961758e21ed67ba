"""Closures on all cores, on graphs that are dear, and how far their figures can be trusted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from graphsvc.analysis.systemic_risk import closures
from graphsvc.analysis.systemic_risk.closures import Closures, close_firms
from graphsvc.analysis.systemic_risk.operators import Operators, operators
from graphsvc.domain.arrays import Longs


def network(n: int, sold: Longs, bought: Longs, revenue: float | None = None) -> Operators:
    """Trades of value 1, one essential industry; ``revenue`` of all firms."""
    trade = sparse.csr_array((np.ones(len(sold)), (sold, bought)), shape=(n, n))
    return operators(trade, np.zeros(n, np.int64), [[2]], None if revenue is None else np.full(n, revenue))


def random_network(n: int = 300) -> Operators:
    rng = np.random.default_rng(11)
    sold, bought = rng.integers(0, n, (2, 4 * n))
    trade = sparse.csr_array((rng.random(4 * n), (sold, bought)), shape=(n, n))
    revenue = trade.sum(axis=1) * 1.5 + 1
    return operators(trade, rng.integers(0, 40, n), rng.integers(0, 3, (40, 40)), revenue)


def figures(found: Closures) -> list[bytes]:
    return [
        a.tobytes() for a in (found.esri, found.esri_upstream, found.esri_downstream, found.growth, found.remaining)
    ]


def test_one_thread_and_many_say_the_same_bit_for_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    trade, firms = random_network(), np.arange(300)
    many = close_firms(trade, firms, substitution=True, tolerance=1e-6)
    monkeypatch.setattr(closures, "CHUNK", len(firms))  # one chunk runs in the thread that asks
    one = close_firms(trade, firms, substitution=True, tolerance=1e-6)
    assert figures(many) == figures(one)
    assert many.steps.tolist() == one.steps.tolist()


def test_a_closure_leaves_nothing_behind() -> None:
    """The state of a thread serves the next closure: each alone says what it says among others."""
    trade = random_network()
    whole = close_firms(trade, np.arange(300), substitution=True, tolerance=1e-6)
    for firm in (0, 13, 299):
        alone = close_firms(trade, np.array([firm]), substitution=True, tolerance=1e-6)
        assert alone.esri[0] == whole.esri[firm]


def test_a_chain_of_5000() -> None:
    """Who closes takes all buyers along and all suppliers: as many steps as the longer way, one visit each."""
    n = 5_000
    firms = np.array([0, n // 3, n - 1])
    found = close_firms(
        network(n, np.arange(n - 1), np.arange(1, n)), firms, substitution=False, tolerance=1e-9
    )  # fmt: skip
    assert not found.truncated
    assert found.esri.tolist() == pytest.approx([1.0] * 3)
    assert found.visits.tolist() == [n - 1] * 3
    assert found.steps.tolist() == [n, n - n // 3, n], "one more that finds nothing new"


def test_a_star_of_10000() -> None:
    """Leaves sell to the hub and it to none: it visits them once, a leaf visits it once."""
    n = 10_000
    found = close_firms(
        network(n, np.arange(1, n), np.zeros(n - 1, np.int64)), np.arange(n), substitution=False, tolerance=0.0
    )  # fmt: skip
    assert not found.truncated
    assert found.esri[0] == pytest.approx(1.0), "all that is sold is sold to it"
    assert found.esri[1:].tolist() == pytest.approx([1 / (n - 1)] * (n - 1))
    assert found.visits.tolist() == [n - 1] + [1] * (n - 1)


@pytest.mark.parametrize("n", [2_000])
def test_a_star_that_trades_to_and_fro_is_cut_off(n: int) -> None:
    """Nothing leaves it, so all of it collapses, ever so slowly: the limit comes first and is said."""
    leaf, hub = np.arange(1, n), np.zeros(n - 1, np.int64)
    star = network(n, np.concatenate([leaf, hub]), np.concatenate([hub, leaf]))
    most = 40 * n
    found = close_firms(star, np.array([1]), substitution=False, tolerance=0.0, max_visits=most)
    assert found.truncated
    assert most / 2 - 4 * n <= found.visits[0] <= most, "half of it twice, and no further step is begun"
    assert found.residual > 0
    assert found.hangs_on_tolerance.all()
    assert found.spectral_radius == pytest.approx(1.0)


def test_a_complete_bipartite_graph_of_300_and_300() -> None:
    """One of 300 equal sources of everybody: a three-hundredth of each buyer, which sells nothing on."""
    left, right = (a.ravel() for a in np.meshgrid(np.arange(300), np.arange(300, 600)))
    found = close_firms(network(600, left, right), np.arange(600), substitution=False, tolerance=1e-12)
    assert not found.truncated
    assert found.esri[:300].tolist() == pytest.approx([1 / 300] * 300)
    assert found.esri[300:].tolist() == pytest.approx([1 / 300] * 300), "of the orders of each supplier"
    assert found.visits.sum() <= 600 * 2 * 300 * 3


def test_dear_closures_get_what_cheap_ones_leave() -> None:
    """A chain of 50, where each takes 49 visits, beside 500 pairs that take 1; four each in the first round."""
    n = 1_050
    sold = np.concatenate([np.arange(49), np.arange(50, n, 2)])
    trade = network(n, sold, sold + 1)
    found = close_firms(trade, np.arange(n), substitution=False, tolerance=0.0, max_visits=2 * 4 * n)
    assert not found.truncated
    assert found.visits.tolist() == [49] * 50 + [1] * 1_000
    poor = close_firms(trade, np.arange(n), substitution=False, tolerance=0.0, max_visits=2 * n)
    assert poor.truncated
    assert poor.visits.sum() <= 2 * n + 50


def test_in_a_closed_ring_the_tolerance_makes_the_answer() -> None:
    """Three firms that sell half each to the others: whoever closes, the only fixpoint is that all stop."""
    pairs = np.array([(i, j) for i in range(3) for j in range(3) if i != j])
    ring, first = network(3, pairs[:, 0], pairs[:, 1]), np.array([0])
    rough = close_firms(ring, first, substitution=False, tolerance=1e-2)
    fine = close_firms(ring, first, substitution=False, tolerance=1e-12)
    assert rough.spectral_radius == pytest.approx(1.0)
    assert fine.esri_upstream[0] == pytest.approx(1.0, abs=1e-9)
    assert rough.esri_upstream[0] < 1 - 1e-3, "the customary tolerance understates"
    open_ring = network(3, pairs[:, 0], pairs[:, 1], revenue=4.0)
    settled = close_firms(open_ring, first, substitution=False, tolerance=1e-12)
    assert settled.spectral_radius == pytest.approx(0.5)
    assert settled.esri_upstream[0] == pytest.approx((1 + 2 * 1 / 3) / 3), "x = 1/4 + x/4"
    assert not settled.hangs_on_tolerance.any()


def test_what_remains_is_told_where_growth_shrinks_evenly() -> None:
    """Firm 1 sells half of its revenue to itself and a quarter to 0: 1/4, 1/8, 1/16 … are lost in turn."""
    trade = sparse.csr_array(np.array([[0.0, 0.0], [1.0, 2.0]]))
    rough = close_firms(
        operators(trade, [0, 0], [[0]], [0.0, 4.0]), np.array([0]), substitution=False, tolerance=1e-3
    )  # fmt: skip
    assert rough.esri[0] + rough.remaining[0] == pytest.approx(0.5, abs=1e-12)
    assert rough.growth[0] <= 1e-3 < 2 * rough.growth[0], "the first step that is small enough is the last"
