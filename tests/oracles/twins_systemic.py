"""Systemic risk said plainly: dense matrices, every firm looked at in every step, industries summed one by one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphsvc.domain.arrays import Floats, Longs


class Closed(NamedTuple):
    """What closing one firm does, and how many steps it took."""

    esri: float
    upstream: float
    downstream: float
    steps: int
    growth: float


def close(
    weights: Floats,
    industry: Longs,
    essentiality: Longs,
    firm: int,
    *,
    revenue: Floats | None = None,
    substitution: bool = True,
    tolerance: float = 1e-2,
    most_steps: int = 10_000,
) -> Closed:
    """Levels of all firms, both sides, step by step."""
    n = len(weights)
    sales = weights.sum(axis=1)
    up, down = np.ones(n), np.ones(n)
    up[firm] = down[firm] = 0.0
    growth, steps = np.inf, 0
    while growth > tolerance and steps < most_steps:
        steps += 1
        sigma = np.array([_sigma(i, sales, industry, down) if substitution else 1.0 for i in range(n)])
        next_down = np.array([_down(j, weights, industry, essentiality, sigma * (1 - down)) for j in range(n)])
        own = sales if revenue is None else revenue
        lost = weights @ (1 - up)
        next_up = np.array([max(0.0, 1 - lost[i] / own[i]) if sales[i] > 0 else 1.0 for i in range(n)])
        next_up[firm] = next_down[firm] = 0.0
        growth = max(np.abs(next_down - down).max(), np.abs(next_up - up).max())
        down, up = next_down, next_up
    total = sales.sum()
    weight = sales / total if total > 0 else sales
    both, upstream, downstream = (float(weight @ (1 - level)) for level in (np.minimum(down, up), up, down))
    return Closed(both, upstream, downstream, steps, growth)


def _sigma(i: int, sales: Floats, industry: Longs, down: Floats) -> float:
    alike = industry == industry[i]
    offered = float((sales[alike] * down[alike]).sum())
    return 1.0 if offered <= 1e-10 else min(1.0, sales[i] / offered)


def _down(j: int, weights: Floats, industry: Longs, essentiality: Longs, missing: Floats) -> float:
    worst = other = 0.0
    bought = weights[:, j].sum()
    for k in np.unique(industry):
        alike = industry == k
        of_kind = weights[alike, j]
        if of_kind.sum() == 0:
            continue
        kind = essentiality[k, industry[j]]
        if kind == 2:
            worst = max(worst, float((of_kind * missing[alike]).sum() / of_kind.sum()))
        elif kind == 1:
            other += float((of_kind * missing[alike]).sum() / bought)
    return max(0.0, min(1 - worst, 1 - other))
