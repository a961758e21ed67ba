"""Shares in words: what is exact is read, what is only about a share is said."""

from __future__ import annotations

import pytest

from loaders.cells.figures import percent_mode
from tests.unit.loaders.cells.test_values import codes, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("六成五", 0.65),
        ("八成五", 0.85),
        ("六成半", 0.65),
        ("3成5", 0.35),
        ("百分之百", 1.0),
        ("百分之八十五", 0.85),
        ("百分之三十五点五", 0.355),
        ("百分之35", 0.35),
        ("百分之一百二十", 1.2),
        ("三分之二", 2 / 3),
        ("四分之三", 0.75),
        ("1/3", 1 / 3),
        ("１／３", 1 / 3),
        ("3/4", 0.75),
        ("一半", 0.5),
        ("全部", 1.0),
    ],
)
@pytest.mark.parametrize("mode", ["share", "percent", "mixed"])
def test_exact_shares(text: str, value: float, mode: str) -> None:
    found = read("supplies", "share_buyer", text, percent=mode)
    assert found.value == pytest.approx(value)
    assert codes(found) == []


@pytest.mark.parametrize(
    "text", ["六七成", "三分之二强", "大半", "4/3", "10/0", "不足一半", "一半以上", "2023/4", "30/70"]
)
@pytest.mark.parametrize("mode", ["share", "percent"])
def test_others_are_said(text: str, mode: str) -> None:
    found = read("supplies", "share_buyer", text, percent=mode)
    assert (found.value, codes(found)) == (None, ["bad_value"])


def test_words_do_not_decide_how_bare_numbers_are_meant() -> None:
    assert percent_mode([35, "一半", "1/3", "三分之二"], None) == "percent"
