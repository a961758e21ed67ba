"""What a backup costs: as list 18 tells, else a default by kind of reserve, half and twice of it as bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_SHARES: Mapping[str, tuple[float, float]] = {
    "实物储备": (1.0, 0.2),
    "闲置产能": (0.0, 0.05),
    "可转产产能": (0.1, 0.05),
    "备选供方": (0.05, 0.05),
}
"""Cost once, and cost of a year, over the value of what is brought within the horizon. A stock is bought, and keeping
it costs a fifth of its value a year (storage, capital, loss); capacity is paid for being ready."""
YUAN = 1e4
"""元 of a 万元."""


@dataclass(frozen=True)
class Cost:
    """[万元] of the whole reserve over the horizon; ``is_default`` where a part of it is not listed."""

    value: float
    lower: float
    upper: float
    is_default: bool


def cost_of(
    instrument: str | None, once: float | None, yearly: float | None, worth: float, horizon_days: float
) -> Cost | None:
    """Cost over ``horizon_days`` [d] of a reserve that brings goods of ``worth`` [元], NaN where no price is known.

    None where a part is blank and there is no default for it.
    """
    years = horizon_days / 365.0
    told = (once or 0.0) + (yearly or 0.0) * years
    if once is not None and yearly is not None:
        return Cost(told, told, told, False)
    shares = DEFAULT_SHARES.get(instrument or "")
    if shares is None or not worth > 0:
        return None
    rest = worth / YUAN * ((shares[0] if once is None else 0.0) + (shares[1] * years if yearly is None else 0.0))
    return Cost(told + rest, told + 0.5 * rest, told + 2.0 * rest, True)
