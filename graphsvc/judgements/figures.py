"""Figures and verdicts as answers show them."""

from __future__ import annotations

from graphsvc.domain.results import Truth
from graphsvc.domain.values import Document

Row = Document


def truth(flag: bool | None) -> Truth:
    """yes, no or unknown (None)."""
    return "unknown" if flag is None else "yes" if flag else "no"
