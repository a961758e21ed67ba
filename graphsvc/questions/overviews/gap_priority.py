"""Priority of a gap: five parts between 0 and 1, weighed; what is not known is neither 0 nor 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WEIGHTS = {"loss": 0.35, "value": 0.25, "feasibility": 0.2, "leverage": 0.1, "candidates": 0.1}
RELATIVE = ("loss", "value", "leverage")
"""Parts that are measured against the largest of the list."""
SEVERITY = ("red", "orange", "yellow", "green", "grey", None)
STEPS = 5

Parts = Mapping[str, float | None]


def prioritise(rows: Sequence[dict[str, Any]]) -> None:
    """Fill score, its bounds, priority and unknown parts of each row, from its ``priority_parts``.

    The score weighs the known parts alone, so that a blank neither lifts nor sinks a row; the bounds put 0 and 1 in
    place of what is unknown. Priority 1 is a score of 0.8 or more, 2 of 0.6 or more, … 5 below 0.2.
    """
    top = {name: max((r["priority_parts"][name] or 0.0 for r in rows), default=0.0) or 1.0 for name in RELATIVE}
    for row in rows:
        parts = {k: None if v is None else min(1.0, v / top.get(k, 1.0)) for k, v in row["priority_parts"].items()}
        score, lower, upper = scores(parts)
        row["priority_parts"] = {k: None if v is None else round(v, 6) for k, v in parts.items()}
        row["priority_unknown"] = [k for k, v in parts.items() if v is None]
        row["priority_score"], row["priority_score_lower"], row["priority_score_upper"] = score, lower, upper
        row["priority"] = priority(score)


def scores(parts: Parts) -> tuple[float, float, float]:
    """Score over the known parts, and what it may be once the unknown ones are known.

    Examples
    --------
    >>> scores({"loss": 1.0, "value": None, "feasibility": 0.5, "leverage": 1.0, "candidates": 0.0})
    (0.733333333, 0.55, 0.8)
    """
    known = {k: v for k, v in parts.items() if v is not None}
    weight = sum(WEIGHTS[k] for k in known)
    held = sum(WEIGHTS[k] * v for k, v in known.items())
    score = held / weight if weight else 0.0
    return round(score, 9), round(held, 9), round(held + 1.0 - weight, 9)


def priority(score: float) -> int:
    """1 (first) to 5 by fifths of the score.

    Examples
    --------
    >>> [priority(score) for score in (1.0, 0.8, 0.7999, 0.4, 0.0)]
    [1, 1, 2, 3, 5]
    """
    return STEPS - min(STEPS - 1, int(score * STEPS + 1e-9))


def rank(row: Mapping[str, Any], grade: str | None) -> tuple[Any, ...]:
    """What rows are ordered by: priority, score, loss, grade, product code."""
    return (
        row["priority"],
        -row["priority_score"],
        -(row["loss_days"] or 0.0),
        SEVERITY.index(grade),
        row["product_code"],
    )
