"""Figures and verdicts as answers show them."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def truth(flag: bool | None) -> str:
    """yes, no or unknown (None)."""
    return "unknown" if flag is None else "yes" if flag else "no"


def known(value: float | None) -> float | None:
    """A figure as strict JSON has it: None for NaN and infinity; 12 significant digits, at most 12 decimals."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return round(float(f"{value:.12g}"), 12) + 0.0
