"""Figures and verdicts as answers show them."""

from __future__ import annotations

from typing import Any

from graphsvc.domain.results import Truth

Row = dict[str, Any]


def truth(flag: bool | None) -> Truth:
    """yes, no or unknown (None)."""
    return "unknown" if flag is None else "yes" if flag else "no"


def zero_if_blank(figure: float) -> float:
    """A figure of an array as a plain number, 0 where it is NaN."""
    return 0.0 if figure != figure else float(figure)
