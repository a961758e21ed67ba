"""What buyers lack of a supplier and suppliers lose of a buyer, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from graphsvc.analysis.systemic_risk.operators import operators


def test_parts_of_inputs_and_of_revenue() -> None:
    """Firm 3 buys 6 and 2 from two of industry 0, essential, 4 from industry 1, non-essential, and 8 from industry 2,
    irrelevant: 3/4 and 1/4 of the essential ones, 4 of 20 of all."""
    trade = np.zeros((5, 5))
    trade[[0, 1, 2, 4], 3] = 6, 2, 4, 8
    needs = [[0, 0, 0, 2], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    found = operators(sparse.csr_array(trade), [0, 0, 1, 3, 2], needs, [12.0, 2.0, 4.0, 0.0, 8.0])
    lacks = {int(i): float(v) for i, v in zip((0, 1, 2), found.down.value, strict=True)}
    assert lacks == {0: 0.75, 1: 0.25, 2: pytest.approx(0.2)}
    assert np.diff(found.down.ptr).tolist() == [1, 1, 1, 0, 0], "what is irrelevant is not handed on"
    assert found.down.slot[0] == found.down.slot[1] != found.down.slot[2]
    assert np.diff(found.down.slots).tolist() == [0, 0, 0, 2, 0]
    assert found.upstream_matrix().toarray()[:, 3].tolist() == [0.5, 1.0, 1.0, 0.0, 1.0]
    assert found.market.weight.tolist() == [0.3, 0.1, 0.2, 0.0, 0.4]
    assert found.market.supply.tolist() == [8.0, 4.0, 8.0, 0.0]


def test_rows_told_twice_add_up() -> None:
    twice = sparse.coo_array(([1.0, 2.0], ([0, 0], [1, 1])), shape=(2, 2))
    found = operators(twice, [0, 0], [[1]])
    assert found.market.sales.tolist() == [3.0, 0.0]
    assert found.down.value.sum() == pytest.approx(1.0)
