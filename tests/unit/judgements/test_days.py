"""Dates known to a month or a year alone, and periods, by the calendar."""

from __future__ import annotations

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.judgements.days import last_day, period_of, read_day


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        ("2024-02-15", None, "2024-02-15"),
        ("2024-02-01", "month", "2024-02-29"),
        ("2023-02-01", "month", "2023-02-28"),
        ("2023-04-01", "quarter", "2023-06-30"),
        ("2023-12-01", "quarter", "2023-12-31"),
        ("2023-07-01", "half-year", "2023-12-31"),
        ("2023-01-01", "half-year", "2023-06-30"),
        ("2023-01-01", "year", "2023-12-31"),
        ("2023-05-05", "day", "2023-05-05"),
    ],
)
def test_the_last_day_it_can_be(day: str, precision: str | None, last: str) -> None:
    assert last_day(day, precision).isoformat() == last


@pytest.mark.parametrize(
    ("text", "end", "days"),
    [("2024-02", "2024-02-29", 29), ("2023-12", "2023-12-31", 31), ("2020-W53", "2021-01-03", 7)],
)
def test_periods(text: str, end: str, days: int) -> None:
    period = period_of(text)
    assert period is not None
    assert (period.end.isoformat(), period.n_days) == (end, days)


@pytest.mark.parametrize("text", ["2021-W53", "2023-13", "2023", "", "去年"])
def test_what_is_no_period(text: str) -> None:
    assert period_of(text) is None


def test_periods_that_follow_each_other_are_counted_on() -> None:
    december, january = period_of("2023-12"), period_of("2024-01")
    assert december is not None
    assert january is not None
    assert january.index - december.index == 1
    last, first = period_of("2020-W53"), period_of("2021-W01")
    assert last is not None
    assert first is not None
    assert first.index - last.index == 1


def test_a_parameter_that_is_no_day_is_refused() -> None:
    assert read_day("date", "2023-12-31").isoformat() == "2023-12-31"
    with pytest.raises(ParameterError) as refused:
        read_day("date", "31.12.2023")
    assert refused.value.facts["name"] == "date"
