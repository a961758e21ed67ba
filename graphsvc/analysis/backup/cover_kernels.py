"""Compiled walks over what falls short after each failure."""

from __future__ import annotations

import numpy as np
from numba import njit

from graphsvc.domain.arrays import Bools, Floats, Ints, Longs


@njit(cache=True)
def worst_paths(
    stage_ptr: Longs,
    stage_product: Ints,
    is_root: Bools,
    is_final: Bools,
    next_ptr: Longs,
    next_product: Ints,
    covered: Floats,
) -> tuple[Floats, Longs, Longs]:
    """Per scenario the least covered way from what failed to a final product: its cover, and its stages (CSR).

    Stages of a scenario stand in the order of flow. A way ends at a final product, or where nothing further is short.

    Parameters
    ----------
    stage_ptr : (X+1,)
        Rows of the stages by scenario.
    stage_product, is_root, covered : (R,)
        Product of each stage, whether it failed itself, part of its need that is covered.
    is_final : (P,)
        Products that leave the chain.
    next_ptr, next_product : (P+1,), (E,)
        What needs which product.
    """
    n_scenarios, n_products = len(stage_ptr) - 1, len(next_ptr) - 1
    least = np.full(n_scenarios, np.inf)
    path_ptr = np.zeros(n_scenarios + 1, np.int64)
    path = np.empty(len(stage_product), np.int64)
    position = np.full(n_products, -1, np.int64)
    value = np.full(len(stage_product), np.inf)
    before = np.full(len(stage_product), -1, np.int64)
    used = 0
    for x in range(n_scenarios):
        first, last = stage_ptr[x], stage_ptr[x + 1]
        for r in range(first, last):
            position[stage_product[r]] = r
        end = -1
        for r in range(first, last):
            if is_root[r]:
                value[r] = 0.0
                before[r] = -1
            if value[r] == np.inf:
                continue
            value[r] += covered[r]
            p = stage_product[r]
            goes_on = False
            for i in range(next_ptr[p], next_ptr[p + 1]):
                t = position[next_product[i]]
                if t > r:
                    goes_on = True
                    if value[r] < value[t]:
                        value[t] = value[r]
                        before[t] = r
            if (is_final[p] or not goes_on) and value[r] < least[x]:
                least[x] = value[r]
                end = r
        for r in range(first, last):
            position[stage_product[r]] = -1
        while end >= 0:
            path[used] = end
            used += 1
            end = before[end]
        path_ptr[x + 1] = used
    return least, path_ptr, path[:used]
