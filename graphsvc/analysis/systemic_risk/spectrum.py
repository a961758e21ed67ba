"""Spectral radius of a non-negative matrix, between two bounds that hold whatever the iteration did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import ArpackError, eigs

from graphsvc.domain.arrays import Floats, Longs

PRECISION = 1e-7
SHIFT = 0.1
"""Part of the radius that is added to the matrix: a period cannot keep it from settling, and it settles quickly."""
ROUNDS = 2_000
LARGE, FAINT = 500, 1e-12


@dataclass(frozen=True)
class Spectrum:
    """``lower`` <= spectral radius <= ``upper``; ``radius`` is the upper end: what may be claimed to be below 1."""

    lower: float
    upper: float

    @property
    def radius(self) -> float:
        """The upper bound."""
        return self.upper


def spectrum(matrix: sparse.csr_array) -> Spectrum:
    """Bounds of the spectral radius of a non-negative (n, n) matrix.

    Notes
    -----
    The radius is that of its strongly connected parts, each irreducible. For any positive x, min (Ax)_i / x_i <= rho <=
    max (Ax)_i / x_i over one part (Collatz 1942, Wielandt 1950, doi:10.1007/BF02230720); x comes from power
    iteration with A + c I, which no period can keep from settling.
    """
    n = matrix.shape[0]
    _, label = connected_components(matrix, directed=True, connection="strong")
    inner = sparse.coo_array(matrix)
    start, end = inner.coords
    same = label[start] == label[end]
    if not (same & (inner.data > 0)).any():
        return Spectrum(0.0, 0.0)
    part = sparse.csr_array((inner.data[same], (start[same], end[same])), shape=(n, n))
    used = np.unique(start[same])
    return _bounds(sparse.csr_array(part[used][:, used]), np.unique(label[used], return_inverse=True)[1])


def _bounds(part: sparse.csr_array, label: Longs) -> Spectrum:
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.diff(label[order], prepend=-1))
    x = _first_guess(part, label)
    low, high = 0.0, np.inf
    for _ in range(ROUNDS):
        y: Floats = part @ x
        ratio = (y / x)[order]
        low = max(low, float(np.minimum.reduceat(ratio, starts).max()))
        high = min(high, float(np.maximum.reduceat(ratio, starts).max()))
        if high - low <= PRECISION * high:
            break
        x = y + SHIFT * high * x
        x = x / np.maximum.reduceat(x[order], starts)[label]
    return Spectrum(low, high)


def _first_guess(part: sparse.csr_array, label: Longs) -> Floats:
    """(n,) positive: of a large part what Arnoldi's method finds, ones elsewhere; the bounds hold for any."""
    x = np.ones(len(label))
    size = np.bincount(label)
    own = np.flatnonzero(label == size.argmax())
    if len(own) < LARGE:
        return x
    try:
        _, vector = eigs(part[own][:, own], k=1, v0=np.ones(len(own)), tol=PRECISION / 10)
    except ArpackError:
        return x
    found = np.abs(vector[:, 0])
    x[own] = np.maximum(found / found.max(), FAINT)
    return x
