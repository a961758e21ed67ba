"""Figures and verdicts as answers show them."""

from __future__ import annotations

from typing import Any

from graphsvc.domain.results import Truth

Row = dict[str, Any]


def truth(flag: bool | None) -> Truth:
    """yes, no or unknown (None)."""
    return "unknown" if flag is None else "yes" if flag else "no"
