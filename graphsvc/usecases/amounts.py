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
    size = abs(value or 0.0)
    return Amount(value, unit or "", 0 if size >= 1000 else 1 if size >= 10 else 3, lower, upper)
