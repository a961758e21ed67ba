"""Relatedness: the closed forms of the two papers, and figures by hand."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from graphsvc.analysis.links.relatedness import comparative_advantage, complexity, density, proximity


def test_advantage_is_share_over_common_share() -> None:
    """Place 0 makes 30 of 40 in product 0, all places 40 of 80: 0.75 / 0.5."""
    found = comparative_advantage(sp.csr_array(np.array([[30.0, 10.0], [10.0, 30.0]]))).toarray()
    assert found == pytest.approx(np.array([[1.5, 0.5], [0.5, 1.5]]))


@pytest.mark.parametrize(("places", "products"), [(2, 3), (5, 5), (7, 2)])
def test_who_makes_everything_is_wholly_related(places: int, products: int) -> None:
    near = proximity(sp.csr_array(np.ones((places, products))), np.arange(products))
    assert density(np.ones(products, np.bool_), near) == pytest.approx(np.ones(products))


def test_density_by_hand() -> None:
    """Product 0 is made with 1 in one of two places (1/2), with 2 in one of two (1/2), with itself always."""
    makes = sp.csr_array(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]))
    near = proximity(makes, np.array([0]))
    assert near.tolist() == [[1.0, 0.5, 0.5]]
    assert density(np.array([False, True, False]), near).tolist() == [0.25]


def test_a_product_nobody_makes_has_no_density() -> None:
    near = proximity(sp.csr_array(np.array([[1.0, 0.0]])), np.array([1]))
    assert np.isnan(density(np.array([True, False]), near)).all()


@pytest.mark.parametrize("n", [2, 3, 6, 9])
def test_nested_places(n: int) -> None:
    """Lower triangular: eigenvalues 1, 1/4, 1/9 …, complexity rises with the number of products."""
    eigenvalues, index = complexity(np.tril(np.ones((n, n))))
    assert eigenvalues == pytest.approx(1.0 / np.arange(1, n + 1) ** 2)
    assert (np.diff(index) > 0).all()
    assert (index.mean(), index.std()) == pytest.approx((0.0, 1.0))


def test_places_that_are_all_alike_have_no_rank() -> None:
    assert np.isnan(complexity(np.ones((3, 4)))[1]).all()


def test_places_without_a_second_direction_have_no_rank() -> None:
    """Each of three makes one thing of its own: every direction is as good."""
    assert np.isnan(complexity(np.eye(3))[1]).all()


def test_places_that_make_as_many_have_a_rank_all_the_same() -> None:
    eigenvalues, index = complexity(np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0]]))
    assert eigenvalues == pytest.approx([1.0, 0.75, 0.25])
    assert index == pytest.approx(index[0] * np.array([1.0, 0.0, -1.0]))
