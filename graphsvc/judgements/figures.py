"""Figures and verdicts as answers show them."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def truth(flag: bool | None) -> str:
    """yes, no or unknown (None)."""
    return "unknown" if flag is None else "yes" if flag else "no"
