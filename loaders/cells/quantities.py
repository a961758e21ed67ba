"""Numbers with units into the unit a column is kept in: money, durations, quantities, prices, coefficients."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from loaders.cells.spoken_numbers import Number
from loaders.cells.units import PER_YEAR, Unit, base_unit, own_name, parse_unit, ratio

ONE = Decimal(1)
MONEY = "金额"
PLAIN_TAILS = frozenset("名 位 级 个 家 次 人 年 年度 种 项 台 元 人次 分 倍".split())  # noqa: SIM905
DEGREE_TAILS = frozenset(("°", "°e", "°n", "度", "e", "n"))
YEARLY: Mapping[str, str] = {
    "日": "按日折年",
    "月": "按月折年",
    "季": "按季折年",
    "周": "按周折年",
    "小时": "按小时折年",
}


MAGNITUDES: Mapping[str, int] = {
    "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9,
    "百亿": 10**10, "千亿": 10**11,
}  # fmt: skip
"""Magnitudes that a heading may name without a unit."""


@dataclass(frozen=True)
class Target:
    """What a column is kept in.

    ``numerator`` None: the unit is not known (product not in the file). ``denominator`` for prices and
    coefficients. ``period``: ``年`` or ``日`` where the quantity is counted over one, ``any`` where each row
    has its own, None for stocks and plain amounts. ``default``: unit of bare numbers where it is another one.
    """

    numerator: Unit | None
    denominator: Unit | None = None
    period: str | None = None
    default: str | None = None
    is_rate: bool = False


@dataclass(frozen=True)
class Converted:
    """A number in the column's unit; ``note`` tells a yearly figure made from a shorter period."""

    value: Decimal
    lower: Decimal | None
    upper: Decimal | None
    note: str | None = None


def convert(number: Number, heading_unit: str | None, target: Target, period: str | None = None) -> Converted | None:
    """Bring a number into the unit of its column; None where the units measure different things.

    ``period`` is that of the row (a column beside the number names it) and stands back behind the cell's own. A heading
    that is a bare magnitude (亿) counts where the cell tells neither unit nor magnitude.
    """
    if heading_unit in MAGNITUDES:
        if not number.unit and not number.magnitude:
            number = _counted_in(number, MAGNITUDES[heading_unit or ""])
        heading_unit = None
    is_money = target.numerator is not None and target.numerator.measure == MONEY
    if number.is_spoken and is_money and not (number.unit or heading_unit):
        number = replace(number, magnitude=False)  # nobody tells a unit: 一万二 in a column of 万元 is 12,000
    text = number.unit or heading_unit or target.default or ""
    told_period = number.period or period
    if not text and not number.magnitude:
        factor, note = _per(None, told_period, target)
        return _times(number, factor, note)
    if target.numerator is None:
        return None
    found = _factor(text, number.magnitude and not number.unit, told_period, target, target.numerator)
    return None if found is None else _times(number, *found)


def one_fitting(units: Sequence[str], target: Target, *, is_magnitude: bool) -> str | None:
    """The unit of a list in which a bare figure of a column stands; None where none or several measure the same.

    Units that come to the same are one. ``is_magnitude``: the figure is counted in 万 or 亿, and the units in ones.
    """
    fitting: dict[tuple[Decimal, str | None], str] = {}
    for text in units:
        unit = parse_unit(text, own_name(target.numerator))
        if unit is None or target.numerator is None:
            continue
        times = ratio(base_unit(unit) if is_magnitude else unit, target.numerator)
        if times is not None:
            fitting.setdefault((times, unit.period), text)
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _counted_in(number: Number, factor: int) -> Number:
    low, high = (None if end is None else end * factor for end in (number.lower, number.upper))
    return replace(number, value=number.value * factor, lower=low, upper=high, magnitude=True)


def _times(number: Number, factor: Decimal, note: str | None) -> Converted:
    lower = None if number.lower is None else number.lower * factor
    upper = None if number.upper is None else number.upper * factor
    return Converted(number.value * factor, lower, upper, note)


@lru_cache(maxsize=1 << 12)
def _factor(
    text: str, is_magnitude: bool, period: str | None, target: Target, numerator: Unit
) -> tuple[Decimal, str | None] | None:
    if target.is_rate:
        times = _rate_factor(text, is_magnitude, target.denominator, numerator)
        return None if times is None else (times, None)
    unit = parse_unit(text, own_name(numerator)) if text else replace(numerator, period=None)
    if unit is None:
        return None
    if is_magnitude:
        unit = base_unit(unit)
    times = ratio(unit, numerator)
    if times is None:
        return None
    if target.period is None and unit.period is not None:
        return None
    factor, note = _per(unit.period, period, target)
    return times * factor, note


def _per(unit_period: str | None, period: str | None, target: Target) -> tuple[Decimal, str | None]:
    told = unit_period or period
    if told is None or told not in PER_YEAR or target.period in (None, "any", told):
        return ONE, None
    if target.period == "日":
        return PER_YEAR[told] / 365, None if told == "小时" else YEARLY.get(told, "按年折日")
    return PER_YEAR[told], YEARLY[told]


def _rate_factor(text: str, is_magnitude: bool, denominator: Unit | None, numerator: Unit) -> Decimal | None:
    """Factor of a price or coefficient such as 元/吨, 千克/条, 万元."""
    above, slash, below = text.partition("/")
    upper = parse_unit(above, own_name(numerator)) if above else numerator
    if upper is None and slash:  # 台/套 holds a stroke itself
        upper, slash = parse_unit(text), ""
    if upper is None:
        return None
    times = ratio(base_unit(upper) if is_magnitude else upper, numerator)
    if times is None or not slash:
        return times
    lower = parse_unit(re.sub(r"^(?:每|1)", "", below), own_name(denominator))
    per = ratio(lower, denominator) if lower and denominator else None
    return None if per is None else times / per


def is_plain_tail(text: str, is_degree: bool = False) -> bool:
    """Whether what stands behind a bare number says nothing of its size: 3名, 2023年, and of a degree 118.3°E."""
    return not text or text.strip("()") in (DEGREE_TAILS if is_degree else PLAIN_TAILS)
