"""A share that may be anything from nothing to all is unknown wherever it is printed; any other keeps its bounds."""

from __future__ import annotations

import pytest

from graphsvc.domain.pages import Line, Listing
from graphsvc.domain.report import Amount, PortfolioBar, PortfolioPicture, Span
from viz.page_lists import list_rows
from viz.page_words import PageWords
from viz.report_charts import portfolio
from viz.report_words import ReportWords

OPEN = (Amount(1.0, "share", 0, 0.0, 1.0), Amount(45.8, "percent", 1, 0.0, 100.0))


@pytest.mark.parametrize("amount", OPEN)
def test_bounds_from_nothing_to_all_say_nothing(amount: Amount) -> None:
    zh, en = PageWords("zh"), PageWords("en")
    assert (zh.say(amount), zh.bare(amount), en.say(amount)) == ("未知", "未知", "unknown")


def test_bounds_that_say_something_stay() -> None:
    words = PageWords("zh")
    assert words.say(Amount(1.0, "share", 0, 0.58, 1.0)) == "100%（58–100）"
    assert words.say(Amount(3.0, "d", 1, 0.0, 100.0)) == "3 天（0–100）"
    assert words.say(Amount(0.0, "share", 0, 0.0, 0.0)) == "0%"


def test_a_file_has_the_bounds_and_no_figure() -> None:
    headings, rows = list_rows(Listing("portfolio", ("kept_worst",), (Line((OPEN[1],)),), 1), "zh")
    assert [rows[0][heading] for heading in headings] == [None, 0.0, 100.0]


def test_no_bar_is_drawn_of_it() -> None:
    bar = PortfolioBar("示例链", Span(87.3, 80.0, 90.0), Span(100.0, 0.0, 100.0), "D")
    svg = str(portfolio(PortfolioPicture((bar,), 90.0), ReportWords("zh")))
    assert "87.3%" in svg
    assert "未知" in svg
    assert "100.0%" not in svg
