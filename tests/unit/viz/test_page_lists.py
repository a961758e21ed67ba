"""Lists of pages as files: numbers stay numbers, units stand in the heading, bounds in columns of their own."""

from __future__ import annotations

from graphsvc.domain.pages import Goto, Line, Linked, Listing
from graphsvc.domain.report import Amount, Coded
from viz.page_lists import list_rows


def test_figures_with_one_unit() -> None:
    lines = (
        Line((Linked("示例甲", Goto("/firms/1")), Amount(0.5, "share"), Coded("truth", "yes"), 3)),
        Line(("=示例乙", Amount(None, "share"), None, 0)),
    )
    headings, rows = list_rows(Listing("x", ("firm", "share_here", "verdict", "n_buyers"), lines, 2), "zh")
    assert rows[0] == dict(zip(headings, ["示例甲", 50.0, "是", 3], strict=True))
    assert rows[1] == dict(zip(headings, ["=示例乙", None, None, 0], strict=True))
    assert headings[1].endswith("[%]")


def test_units_that_differ_and_bounds() -> None:
    lines = (Line((Amount(2.0, "吨", 0, 1.0, 3.0),)), Line((Amount(5.0, "万吨"),)))
    headings, rows = list_rows(Listing("x", ("output",), lines, 2), "en")
    assert headings == ["Output a year", "Output a year unit", "Output a year lower bound", "Output a year upper bound"]
    assert list(rows[0].values()) == [2.0, "t", 1.0, 3.0]
    assert list(rows[1].values()) == [5.0, "× 10⁴ t", None, None]
