"""How close products are to what a place already makes: comparative advantage, proximity, density, complexity.

Hidalgo and Hausmann 2009, doi:10.1073/pnas.0900943106; Hidalgo et al. 2007, doi:10.1126/science.1144581. All of them
are hints: they say what places that make one thing also make, not what feeds what.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from graphsvc.domain.arrays import Bools, Floats, Longs

ALIKE = 1e-9
"""Eigenvalues nearer than this are the same."""


def comparative_advantage(values: sp.csr_array) -> sp.csr_array:
    """RCA (C, P) of output values (C places, P products), any unit: share of the product in the place's output over its
    share in the output of all places. 0 where nothing is made."""
    place, product = values.sum(axis=1), values.sum(axis=0)
    found = values.tocoo()
    share = found.data / place[found.row]
    common = product[found.col] / product.sum()
    return sp.csr_array((share / common, (found.row, found.col)), shape=values.shape)


def proximity(makes: sp.csr_array, products: Longs) -> Floats:
    """(len(products), P) smaller of the two conditional probabilities that a place which makes one makes the other.

    ``makes`` (C, P) 0 or 1. NaN where nobody makes one of the two.
    """
    together = (makes[:, products].T @ makes).toarray()
    made = np.asarray(makes.sum(axis=0), dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(made > 0, together / np.maximum(made[products][:, None], made[None, :]), np.nan)


def density(own: Bools, near: Floats) -> Floats:
    """(K,) density 0-1 of products around what a place makes (``own``, (P,)); ``near`` (K, P) their proximities.

    NaN for a product that nobody makes anywhere.
    """
    known = np.nan_to_num(near)
    total = known.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, known[:, own].sum(axis=1) / total, np.nan)


def complexity(makes: Floats) -> tuple[Floats, Floats]:
    """(eigenvalues, complexity of places), both (C,), of ``makes`` (C, P) 0 or 1 in which every place makes something
    and every product is made.

    Eigenvalues in falling order, the first is 1. Complexity is the eigenvector of the second one, standardised, with
    the sign that lets it rise with the number of products; NaN for fewer than two places, where all are alike, and
    where no direction is the second one.
    """
    n_made, n_places = makes.sum(axis=1), makes.sum(axis=0)
    shared = (makes / n_places) @ makes.T
    root = 1.0 / np.sqrt(n_made)  # symmetric form of the same operator
    eigenvalues, vectors = np.linalg.eigh(root[:, None] * shared * root[None, :])
    eigenvalues, vectors = eigenvalues[::-1], vectors[:, ::-1]
    if len(eigenvalues) < 2 or eigenvalues[1] < ALIKE or _is_double(eigenvalues):
        return eigenvalues, np.full(len(makes), np.nan)
    index = vectors[:, 1] * root
    index = (index - index.mean()) / index.std()
    return eigenvalues, -index if index @ n_made < 0 else index


def _is_double(eigenvalues: Floats) -> bool:
    """Whether the second eigenvalue is the third as well: any direction between their vectors would do."""
    return len(eigenvalues) > 2 and bool(eigenvalues[1] - eigenvalues[2] < ALIKE)
