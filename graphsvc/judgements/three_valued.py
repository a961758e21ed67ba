"""Verdicts on figures with bounds: true or false only where no blank cell could turn it round, else None."""

from __future__ import annotations

from collections.abc import Iterable

TOLERANCE = 1e-9


def at_least(lower: float, upper: float, limit: float) -> bool | None:
    """Whether a figure between two ends reaches ``limit``; NaN ends say nothing.

    Examples
    --------
    >>> at_least(0.4, 0.5, 0.4), at_least(0.1, 0.3, 0.4), at_least(0.3, 0.5, 0.4)
    (True, False, None)
    """
    if lower >= limit - TOLERANCE:
        return True
    return False if upper < limit - TOLERANCE else None


def below(lower: float, upper: float, limit: float) -> bool | None:
    """Whether a figure between two ends stays under ``limit``."""
    return negated(at_least(lower, upper, limit))


def negated(verdict: bool | None) -> bool | None:
    """The opposite; unknown stays unknown."""
    return None if verdict is None else not verdict


def all_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Kleene's AND: one known false settles it, else anything unknown leaves it open."""
    told = list(verdicts)
    return False if any(v is False for v in told) else None if None in told else True


def any_of(verdicts: Iterable[bool | None]) -> bool | None:
    """Kleene's OR: one known true settles it, else anything unknown leaves it open."""
    told = list(verdicts)
    return True if True in told else None if None in told else False


def if_listed(verdict: bool | None, is_complete: bool) -> bool | None:
    """A verdict that unlisted makers could still turn into its opposite: true only where the list is complete."""
    return None if verdict and not is_complete else verdict
