"""Sums and quantities as people say them, for reports and pages."""

from __future__ import annotations

from graphsvc.domain.report import Amount
from graphsvc.domain.values import Values


def loss_money(values: Values, per_day: float | None) -> Amount:
    """Output lost in money: days of full output times the value of a day; 亿元 from one of them on, else 万元."""
    days = (values["loss_days"], values["loss_days_lower"], values["loss_days_upper"])
    return money(*(None if d is None or per_day is None else d * per_day for d in days))


def money(value: float | None, lower: float | None = None, upper: float | None = None) -> Amount:
    """A sum given in 万元, as people say it."""
    if value is None or abs(value) < 1e4:
        return Amount(value, "万元", 0, lower, upper)
    low, high = (None if bound is None else bound / 1e4 for bound in (lower, upper))
    return Amount(value / 1e4, "亿元", 1, low, high)


def quantity(value: float | None, unit: str | None, lower: float | None = None, upper: float | None = None) -> Amount:
    """A quantity in the unit of its product, with as many decimals as its size needs."""
    return Amount(value, unit or "", decimals(value, unit or ""), lower, upper)


def decimals(value: float | None, unit: str) -> int:
    """Decimals that leave up to four digits of a figure to be read; shares are read in percent.

    Examples
    --------
    >>> [decimals(value, "t") for value in (1234.5, 12.34, 20.0, 0.1234, 0.00064, None)]
    [0, 1, 0, 3, 5, 0]
    """
    size = round(abs(value or 0.0) * (100.0 if unit == "share" else 1.0), 9)
    if size == round(size) or size >= 1000:
        return 0
    if size >= 0.1:
        return 1 if size >= 10 or unit == "share" else 3
    return 3 if unit == "share" else next((digits for digits in range(3, 7) if size >= 10.0 ** (1 - digits)), 6)
