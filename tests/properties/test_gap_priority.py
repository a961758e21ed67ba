"""Priorities of gap rows: the formula said plainly, more loss is never behind, and a blank makes nothing surer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.judgements.gaps.priority import WEIGHTS, prioritise, rank

Row = dict[str, Any]
PLAIN = {"loss": 35, "value": 25, "feasibility": 20, "leverage": 10, "candidates": 10}
"""Weights in hundredths, as the specification has them."""
part = st.none() | st.sampled_from([0.0, 0.25, 1.0]) | st.floats(0, 1)
parts = st.fixed_dictionaries(
    {
        "loss": st.none() | st.floats(0, 90),
        "value": st.none() | st.floats(0, 1e7),
        "feasibility": part,
        "leverage": st.integers(1, 19).map(float),
        "candidates": st.floats(0, 1),
    }
)


def _rows(found: list[dict[str, float | None]]) -> list[Row]:
    rows = [
        {"priority_parts": dict(p), "loss_days": p["loss"], "product_code": f"P{i:03}"} for i, p in enumerate(found)
    ]
    prioritise(rows)
    return rows


@given(st.lists(parts, min_size=1, max_size=6))
def test_the_formula_said_plainly(found: list[dict[str, float | None]]) -> None:
    rows = _rows(found)
    for own, row in zip(found, rows, strict=True):
        sure = open_ = 0.0
        for name, weight in PLAIN.items():
            value = own[name]
            if value is None:
                open_ += weight / 100
                continue
            largest = max((p[name] or 0.0 for p in found), default=0.0)
            relative = name in ("loss", "value", "leverage")
            sure += weight / 100 * (value / largest if relative and largest > 0 else value)
        assert row["priority_score"] == pytest.approx(sure, abs=1e-8)
        assert row["priority_score_upper"] == pytest.approx(sure + open_, abs=1e-8)
        assert row["priority_unknown"] == [name for name in WEIGHTS if own[name] is None]
        assert row["priority"] in range(1, 6)
        assert abs((5 - row["priority"]) - min(4, sure * 5)) < 1 + 1e-6


@given(st.lists(parts, min_size=1, max_size=5), parts, st.floats(0, 90), st.sampled_from(["red", "green", None]))
def test_more_loss_is_never_behind(
    others: list[dict[str, float | None]], base: dict[str, float | None], more: float, grade: str | None
) -> None:
    less = base["loss"] or 0.0
    rows = _rows([*others, {**base, "loss": less}, {**base, "loss": less + more}])
    weak, strong = rows[-2:]
    weak["product_code"], strong["product_code"] = "PB", "PA"
    assert rank(strong, grade) <= rank(weak, grade)


@given(st.lists(parts, min_size=2, max_size=5), st.data())
def test_a_blank_only_widens(found: list[dict[str, float | None]], data: st.DataObject) -> None:
    before = _rows(found)
    name = data.draw(st.sampled_from(["feasibility", "candidates"]))
    at = data.draw(st.integers(0, len(found) - 1))
    after = _rows([{**p, name: None} if i == at else p for i, p in enumerate(found)])
    for one, other in zip(before, after, strict=True):
        assert other["priority_score_lower"] <= one["priority_score_lower"] + 1e-8
        assert other["priority_score_upper"] >= one["priority_score_upper"] - 1e-8


def test_a_row_of_worse_grade_goes_first_at_equal_score_and_loss() -> None:
    row = {"priority": 3, "priority_score": 0.5, "loss_days": 1.0, "product_code": "P1"}
    ranks = [rank(row, grade) for grade in ("red", "orange", "yellow", "green", "grey", None)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 6
