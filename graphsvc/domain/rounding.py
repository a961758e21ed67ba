"""Rounding that the graph database does the same way, so that both engines show the same figure at an exact tie."""

from __future__ import annotations

import math


def rounded(value: float, digits: int) -> float:
    """A figure of at most ``digits`` decimals, halves upwards: ``floor(x * 10^d + 0.5) / 10^d`` in either language.

    Python's own ``round`` takes halves to the even digit and looks at the binary value, Cypher's takes them away from
    zero and looks at the decimal text: 2.675 becomes 2.67 in one and 2.68 in the other.

    Examples
    --------
    >>> rounded(0.125, 2), rounded(2.5, 0), rounded(2.0**-10, 9), rounded(0.35, 9)
    (0.13, 3.0, 0.000976563, 0.35)
    """
    scale = 10.0**digits
    return math.floor(value * scale + 0.5) / scale
