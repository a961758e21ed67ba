"""One product that fails, as arrays; tests add what they need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphsvc.analysis.backup.cover import Cover, Failures, Flow, Options, Uses


def one_product(
    options: Sequence[tuple[int, float, float]], needs: Sequence[float], losses: Sequence[float], impact: float = 1.0
) -> Cover:
    """Options (region, amount, cost) of one final product; each failure needs so much of it and loses so many days."""
    k, x = len(options), len(needs)
    return Cover(
        Options(
            np.zeros(k, np.int32),
            np.array([o[0] for o in options], np.int32),
            np.array([o[1] for o in options]),
            np.array([o[2] for o in options]),
        ),
        Failures(
            np.array(losses),
            np.full(x, impact),
            np.full(x, 1 / x),
            np.arange(x + 1),
            np.zeros(x, np.int32),
            np.ones(x, np.bool_),
            np.array(needs),
        ),
        Uses(np.repeat(np.arange(x), k), np.tile(np.arange(k), x), np.tile([o[1] for o in options], x)),
        Flow(np.zeros(2, np.int64), np.empty(0, np.int32), np.ones(1, np.bool_)),
    )
