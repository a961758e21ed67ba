"""Bounds of the spectral radius against the eigenvalues that LAPACK finds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from graphsvc.analysis.systemic_risk.spectrum import spectrum
from graphsvc.domain.arrays import Floats


def held_against_eigenvalues(matrix: Floats) -> None:
    found = spectrum(sparse.csr_array(matrix))
    largest = float(np.abs(np.linalg.eigvals(matrix)).max())
    assert found.lower - 1e-12 <= largest <= found.upper + 1e-12
    assert found.upper - found.lower <= 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_random_matrices(seed: int) -> None:
    """Several strongly connected parts, and firms that nobody buys from."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 25))
    held_against_eigenvalues(np.where(rng.random((n, n)) < 2 / n, rng.random((n, n)), 0.0))


def test_matrices_that_turn_round() -> None:
    """Of a ring all eigenvalues have one size, which power iteration alone never settles on."""
    ring = np.roll(np.diag([0.2, 0.9, 0.5]), 1, axis=1)
    held_against_eigenvalues(ring)
    assert spectrum(sparse.csr_array(ring)).radius == pytest.approx(0.09 ** (1 / 3), abs=1e-6)


def test_nothing_turns_round() -> None:
    above = np.triu(np.ones((6, 6)), 1)
    assert spectrum(sparse.csr_array(above)).radius == 0.0


@pytest.mark.slow  # a large component
def test_a_large_part() -> None:
    """Found by another way, held against the same eigenvalues."""
    rng = np.random.default_rng(3)
    held_against_eigenvalues(np.where(rng.random((700, 700)) < 0.01, rng.random((700, 700)), 0.0))
