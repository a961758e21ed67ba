"""The index on figure 1 of Diem et al. 2022 (doi:10.1038/s41598-022-11522-z), on loops, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from graphsvc.analysis.systemic_risk import systemic_risk
from graphsvc.domain.arrays import Floats
from graphsvc.domain.errors import ParameterError

TRADES = ((2, 1), (2, 3), (7, 4), (9, 5), (3, 7), (6, 7), (10, 7), (9, 10), (7, 11), (8, 11))
"""Supplier and buyer in figure 1 of the paper, all of value 1."""
INDUSTRY = np.array((1, 2, 1, 3, 4, 2, 4, 1, 2, 3, 5)) - 1


def figure_1() -> sparse.csr_array:
    sold, bought = np.array(TRADES).T - 1
    return sparse.csr_array((np.ones(len(TRADES)), (sold, bought)), shape=(11, 11))


@pytest.mark.parametrize(
    ("kind", "substitution", "expected"),
    [
        (1, False, (0.1, 0.366667, 0.266667, 0.35, 0.1, 0.166667, 0.7, 0.1, 0.366667, 0.266667, 0.45)),
        (1, True, (0.1, 0.3, 0.266667, 0.35, 0.1, 0.116667, 0.7, 0.1, 0.311111, 0.266667, 0.45)),
        (2, False, (0.1, 0.5, 0.4, 0.35, 0.1, 0.3, 0.7, 0.1, 0.5, 0.4, 0.45)),
        (2, True, (0.1, 0.366667, 0.4, 0.35, 0.1, 0.15, 0.7, 0.1, 0.4, 0.4, 0.45)),
    ],
)
def test_figure_1(kind: int, substitution: bool, expected: tuple[float, ...]) -> None:
    found = systemic_risk(figure_1(), INDUSTRY, np.full((5, 5), kind), substitution=substitution)
    np.testing.assert_allclose(found.esri, expected, rtol=0, atol=5e-7)
    assert (found.residual, found.spectral_radius) == (0.0, 0.0)
    assert not found.hangs_on_tolerance.any()
    assert not found.truncated


def test_a_loop_that_substitution_brings_down() -> None:
    """Firm 0 sells to itself and to 1, which sells to itself; one essential industry, 0 closes."""
    trade = sparse.csr_array(np.array([[1.0, 1.0], [0.0, 1.0]]))
    found = systemic_risk(trade, [0, 0], [[2]], tolerance=1e-12, firms=[0])
    assert found.esri_upstream == pytest.approx([2 / 3], abs=1e-9)
    assert found.esri_downstream == pytest.approx([1.0], abs=1e-9)
    assert found.esri == pytest.approx([1.0], abs=1e-9)
    assert 0 < found.residual <= 1e-12
    assert found.spectral_radius == pytest.approx(1.0)


def test_upstream_in_closed_form() -> None:
    """One solve for all firms: (w G)_f / G_ff with G = (I - L)^-1; both sides together lie between the larger and the
    sum."""
    rng = np.random.default_rng(5)
    trade = np.where(rng.random((30, 30)) < 0.15, rng.random((30, 30)), 0.0)
    sales = trade.sum(axis=1)
    revenue = sales * (1.1 + rng.random(30))
    found = systemic_risk(
        sparse.csr_array(trade), rng.integers(0, 5, 30), rng.integers(0, 3, (5, 5)), revenue=revenue, tolerance=1e-14
    )
    greens = np.linalg.inv(np.eye(30) - trade / np.where(sales > 0, revenue, 1)[:, None])
    closed = (sales / sales.sum() @ greens) / np.diag(greens)
    np.testing.assert_allclose(found.esri_upstream, closed, rtol=0, atol=1e-12)
    assert (found.esri >= np.maximum(found.esri_upstream, found.esri_downstream) - 1e-15).all()
    assert (found.esri <= found.esri_upstream + found.esri_downstream + 1e-15).all()


def test_nothing_is_sold() -> None:
    found = systemic_risk(sparse.csr_array((3, 3)), [0, 0, 0], [[2]])
    assert found.esri.tolist() == [0.0, 0.0, 0.0]
    assert systemic_risk(sparse.csr_array((0, 0)), np.empty(0, np.int64), [[2]]).n_iterations == 0


def test_only_the_firms_asked_for() -> None:
    whole = systemic_risk(figure_1(), INDUSTRY, np.full((5, 5), 2))
    some = systemic_risk(figure_1(), INDUSTRY, np.full((5, 5), 2), firms=[6, 1])
    assert some.esri.tolist() == whole.esri[[6, 1]].tolist()
    assert some.firms.tolist() == [6, 1]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("weights", {"weights": sparse.csr_array(np.ones((2, 3)))}),
        ("weights", {"weights": sparse.csr_array(-np.eye(2))}),
        ("weights", {"weights": sparse.csr_array(np.array([[0.0, np.nan], [0.0, 0.0]]))}),
        ("industry", {"industry": [0]}),
        ("industry", {"industry": [0, 1]}),
        ("industry", {"industry": [0.0, 0.0]}),
        ("essentiality", {"essentiality": [[3]]}),
        ("essentiality", {"essentiality": [[1, 1]]}),
        ("revenue", {"revenue": [1.0]}),
        ("revenue", {"revenue": [0.0, 1.0]}),
        ("tolerance", {"tolerance": -1.0}),
        ("tolerance", {"tolerance": np.nan}),
        ("firms", {"firms": [2]}),
        ("firms", {"firms": [0.5]}),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, given: dict[str, object]) -> None:
    whole: Floats = np.array([[0.0, 1.0], [1.0, 0.0]])
    sound: dict[str, object] = {"weights": sparse.csr_array(whole), "industry": [0, 0], "essentiality": [[2]]}
    told = {**sound, **given}
    with pytest.raises(ParameterError) as refusal:
        systemic_risk(told.pop("weights"), told.pop("industry"), told.pop("essentiality"), **told)  # type: ignore[arg-type]
    assert refusal.value.facts["name"] == name
