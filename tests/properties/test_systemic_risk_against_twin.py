"""Systemic risk against dense matrices that look at every firm in every step."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from graphsvc.analysis.systemic_risk import systemic_risk
from tests.oracles.twins_systemic import close
from tests.properties.engine import examples

MOST_STEPS = 300


@examples(80)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(1, 10),
    degree=st.floats(0.3, 4.0),
    n_industries=st.integers(1, 6),
    substitution=st.booleans(),
    sold_outside=st.sampled_from((None, 0.0, 0.7)),
    tolerance=st.sampled_from((1e-2, 1e-5, 1e-8)),
)
def test_every_closure(
    seed: int,
    n: int,
    degree: float,
    n_industries: int,
    substitution: bool,
    sold_outside: float | None,
    tolerance: float,
) -> None:
    rng = np.random.default_rng(seed)
    trade = np.where(rng.random((n, n)) < degree / n, rng.lognormal(0, 2, (n, n)), 0.0)
    industry, needs = rng.integers(0, n_industries, n), rng.integers(0, 3, (n_industries, n_industries))
    revenue = None if sold_outside is None else trade.sum(axis=1) * (1 + sold_outside * rng.random(n))
    found = systemic_risk(
        sparse.csr_array(trade), industry, needs, revenue=revenue, substitution=substitution, tolerance=tolerance
    )
    for f in range(n):
        told = close(
            trade, industry, needs, f, revenue=revenue, substitution=substitution, tolerance=tolerance,
            most_steps=MOST_STEPS,
        )  # fmt: skip
        if told.growth > tolerance:
            assert found.steps[f] > MOST_STEPS
            continue
        assert abs(found.growth[f] - told.growth) <= 1e-12
        assert found.steps[f] == told.steps or abs(told.growth - tolerance) <= 1e-12
        for mine, twin in (
            (found.esri[f], told.esri),
            (found.esri_upstream[f], told.upstream),
            (found.esri_downstream[f], told.downstream),
        ):
            assert abs(mine - twin) <= 1e-12, (f, mine, twin)
