"""Days and periods as lists tell them: dates known to a month or a year alone, months and weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.domain.errors import ParameterError

_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "plan-period": 12}


def last_day(day: str, precision: str | None) -> date:
    """The last day that a date of some precision can mean: of its month, quarter, half or whole year; else itself."""
    told = date.fromisoformat(day)
    span = _MONTHS.get(precision or "")
    if span is None:
        return told
    following = (told.month - 1) // span * span + span
    return date(told.year + following // 12, following % 12 + 1, 1) - timedelta(days=1)


def read_day(name: str, text: str) -> date:
    """A parameter that is a day, ``yyyy-mm-dd``; ParameterError otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(
            "bad_parameter", name=name, value=text,
            expected_zh="应为日期，如 2023-12-31", expected_en="a day such as 2023-12-31",
        ) from None  # fmt: skip


@dataclass(frozen=True, order=True)
class Period:
    """A month or an ISO week: ``end`` its last day, ``n_days`` its length [d], ``index`` counts periods of its kind."""

    end: date
    kind: str
    index: int
    n_days: int


def period_of(text: str) -> Period | None:
    """``yyyy-MM`` or ``yyyy-Www`` as a period; None where it is neither or no such week exists.

    Examples
    --------
    >>> period_of("2024-02").n_days, period_of("2020-W53").end.isoformat(), period_of("2021-W53")
    (29, '2021-01-03', None)
    """
    try:
        if "W" in text:
            year, _, week = text.partition("-W")
            end = date.fromisocalendar(int(year), int(week), 7)
            return Period(end, "week", end.toordinal() // 7, 7)
        first = date.fromisoformat(f"{text}-01")
        end = last_day(first.isoformat(), "month")
    except ValueError:
        return None
    return Period(end, "month", first.year * 12 + first.month - 1, end.day)
