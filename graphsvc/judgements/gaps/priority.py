"""Priority of a gap: five parts between 0 and 1, weighed, as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.domain.values import Values

WEIGHTS = {"loss": 0.35, "value": 0.25, "feasibility": 0.2, "leverage": 0.1, "candidates": 0.1}
RELATIVE = ("loss", "value", "leverage")
"""Parts that are measured against the largest of the list."""
SEVERITY = ("red", "orange", "yellow", "green", "grey", None)
STEPS = 5
ORDERS = ("priority", "effect", "demand")

Parts = Mapping[str, float | None]


def prioritise(rows: Sequence[dict[str, Any]]) -> None:
    """Fill score, its bounds, priority and unknown parts of each row, from its ``priority_parts``.

    The score is what is certain: no row comes before another on the strength of what nobody knows. What is unknown
    is named, and the upper bound says how far the row may rise once it is told. Priority 1 is a score of 0.8 or more,
    2 of 0.6 or more, … 5 below 0.2.
    """
    top = {name: max((r["priority_parts"][name] or 0.0 for r in rows), default=0.0) or 1.0 for name in RELATIVE}
    for row in rows:
        told = {name: row["priority_parts"][name] for name in WEIGHTS}
        parts = {k: None if v is None else min(1.0, v / top.get(k, 1.0)) for k, v in told.items()}
        lower, upper = bounds(parts)
        row["priority_parts"] = {k: None if v is None else round(v, 6) for k, v in parts.items()}
        row["priority_unknown"] = [k for k, v in parts.items() if v is None]
        row["priority_score"], row["priority_score_lower"], row["priority_score_upper"] = lower, lower, upper
        row["priority"] = priority(lower)


def bounds(parts: Parts) -> tuple[float, float]:
    """What the known parts give, and what it may be once the unknown ones are known.

    Examples
    --------
    >>> bounds({"loss": 1.0, "value": None, "feasibility": 0.5, "leverage": 1.0, "candidates": 0.0})
    (0.55, 0.8)
    """
    known = {k: v for k, v in parts.items() if v is not None}
    weight = sum(WEIGHTS[k] for k in known)
    held = sum(WEIGHTS[k] * v for k, v in known.items())
    return round(held, 9), round(held + 1.0 - weight, 9)


def priority(score: float) -> int:
    """1 (first) to 5 by fifths of the score.

    Examples
    --------
    >>> [priority(score) for score in (1.0, 0.8, 0.7999, 0.4, 0.0)]
    [1, 1, 2, 3, 5]
    """
    return STEPS - min(STEPS - 1, int(score * STEPS + 1e-9))


def rank(row: Values, grade: str | None) -> tuple[Any, ...]:
    """What rows are ordered by: priority, score, loss, grade, product code."""
    return (
        row["priority"],
        -row["priority_score"],
        -(row["loss_days"] or 0.0),
        SEVERITY.index(grade),
        row["product_code"],
    )


def order_by(order: str, row: Values, grade: str | None) -> tuple[Any, ...]:
    """What rows are ordered by: ``priority``; or what one supplier saves (``effect``: days, then CP), or what is bought
    in a year (``demand``), largest first, unknown last, then priority."""
    first = {"effect": ("effect_loss_days", "effect_cp"), "demand": ("demand_value",)}.get(order, ())
    return (*((row[name] is None, -round(row[name] or 0.0, 9)) for name in first), *rank(row, grade))
