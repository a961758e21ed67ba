"""Shares: what speaks for itself, and bare numbers as their whole column decides."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.cells.figures import percent_mode
from loaders.raw_cells import Percent
from tests.unit.loaders.cells.test_values import codes, read

SHARES = [
    ("35%", "share", 0.35, []),
    ("0.35", "share", 0.35, []),
    (35, "percent", 0.35, []),
    (1, "percent", 0.01, []),
    (Percent(0.35), "percent", 0.35, []),
    ("三成", "share", 0.3, []),
    ("三成五", "share", 0.35, []),
    ("3成5", "share", 0.35, []),
    ("35-40%", "share", 0.375, ["range"]),
]


@pytest.mark.parametrize(("cell", "percent", "value", "issues"), SHARES)
def test_shares(cell: Any, percent: str, value: float | None, issues: list[str]) -> None:
    found = read("supplies", "share_seller", cell, percent=percent)
    assert (found.value, codes(found)) == (value, issues)


def test_a_number_that_may_be_two_shares_waits_for_the_rest_of_its_row() -> None:
    found = read("supplies", "share_seller", 0.5, percent="mixed")
    assert (found.value, found.issues, found.doubt) == (None, (), 0.5)


@pytest.mark.parametrize(
    ("mode", "cell", "value", "issues"),
    [
        ("odd", 40, 0.4, ["percent_doubt"]),
        ("odd", 1, 0.01, ["percent_doubt"]),
        ("odd", "40%", 0.4, []),
        ("mixed", 1, 0.01, ["percent_doubt"]),
        ("mixed", 40, 0.4, []),
        ("percent", 1, 0.01, []),
        ("odd", "1e999", None, ["out_of_range"]),
    ],
)
def test_a_percent_that_stands_alone_among_shares_is_asked_about(
    mode: str, cell: Any, value: float | None, issues: list[str]
) -> None:
    found = read("supplies", "share_seller", cell, percent=mode)
    assert (found.value, codes(found)) == (value, issues)


def test_bare_numbers_of_a_share_column() -> None:
    assert percent_mode([0.3, 1, None], None) == "share"
    assert percent_mode([30, 1, "40%"], None) == "percent"
    assert percent_mode([30, "0.5"], None) == "mixed"
    assert percent_mode([0.3, 0.5, 1, 40], None) == "odd"
    assert percent_mode([1, 1, 40], None) == "odd"
    assert percent_mode([1, 60], None) == "percent"
    assert percent_mode([1, 1, 40], "%") == "percent"
    assert percent_mode([0.3, 1], "%") == "denied"
    assert percent_mode([0.3, 30], "%") == "percent"
    assert percent_mode([1, 0], "%") == "share"
