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


def known(value: float | None) -> float | None:
    """A figure as strict JSON has it: None for NaN and infinity; 12 significant digits, at most 12 decimals."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return round(float(f"{value:.12g}"), 12) + 0.0


def plain(value: float) -> str:
    """A figure in a sentence: six significant digits, never an exponent.

    Examples
    --------
    >>> plain(15.288), plain(1793149.861), plain(7.1076335), plain(0.0000012)
    ('15.288', '1793150', '7.10763', '0.0000012')
    """
    value = float(f"{value:.6g}")
    return f"{value:.12f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:.0f}"


def percent(value: float) -> str:
    """A share in a sentence: whole percent, and a little is not nothing.

    Examples
    --------
    >>> percent(1.0), percent(0.126), percent(0.004), percent(0.0), percent(0.996)
    ('100%', '13%', '<1%', '0%', '>99%')
    """
    if 0.0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= value < 1.0 - 1e-9 else f"{value:.0%}"
