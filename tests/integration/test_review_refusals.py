"""Reviews that cannot be followed: each fault is told at its place, and nothing is applied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.integration.door import Door
from tests.integration.made_books import sold
from tests.integration.review_books import BUYER, MAKER, NEW, OLD, doubtful, fill


@pytest.fixture
def door(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command line on an empty store."""
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture
def review(door: Door, tmp_path: Path) -> Path:
    """The review of a store that holds the doubtful chain."""
    door.json("load", doubtful(tmp_path / "示例甲.xlsx"))
    door.json("review", "--out", tmp_path / "review.xlsx")
    return tmp_path / "review.xlsx"


def codes(document: dict[str, Any]) -> set[str]:
    return {each["code"] for each in document["warnings"]}


@pytest.mark.parametrize(
    ("decide", "code"),
    [
        (("随便", None), "review_choice"),
        (("撤销", None), "review_choice"),
        (("接受", None), "review_no_value"),
        (("改为…", None), "review_no_value"),
        (("改为…", "月球"), "review_value"),
    ],
)
def test_what_cannot_be_followed_is_told_with_its_place(
    door: Door, review: Path, decide: tuple[str, str | None], code: str
) -> None:
    fill(review, {"市中区": decide, "示例电机": ("接受", None)})
    told = door.refused("review", "--apply", review)
    assert told["code"] == "review_refused"
    [fault] = told["errors"]
    assert (fault["code"], fault["sheet"], fault["row"]) == (code, "未识别地区", 3)
    assert door.json("review", "--list") == []


def test_somebody_has_to_have_decided(door: Door, review: Path) -> None:
    fill(review, {"示例电机": ("接受", None)}, by=None)
    assert [e["code"] for e in door.refused("review", "--apply", review)["errors"]] == ["review_nobody"]


def test_firms_are_not_merged_into_each_other(door: Door, review: Path) -> None:
    fill(review, {OLD: ("接受", None), NEW: ("接受", None)})
    assert {e["code"] for e in door.refused("review", "--apply", review)["errors"]} == {"review_circle"}


def test_one_question_has_one_decision(door: Door, review: Path) -> None:
    fill(review, {"示例电机": ("接受", None)})
    book = openpyxl.load_workbook(review)
    sheet = book["别名建议"]
    line = next(row for row in sheet.iter_rows(min_row=3, values_only=True) if row[4] == "示例电机")
    sheet.append(["拒绝" if value == "接受" else value for value in line])
    book.save(review)
    assert [e["code"] for e in door.refused("review", "--apply", review)["errors"]] == ["review_twice"]


def test_a_row_that_is_gone_is_said(door: Door, review: Path, tmp_path: Path) -> None:
    fill(review, {"示例电机": ("接受", None)})
    door.json("load", doubtful(tmp_path / "示例甲2.xlsx", {"07_供应关系": [sold(MAKER, BUYER, "Q1")]}))
    told = door.json("review", "--apply", review)
    assert (told["published"], told["n_decided"], codes(told)) == (False, 0, {"review_gone"})


def test_reviews_of_elsewhere_are_refused(
    door: Door, review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert door.refused("review", "--apply", tmp_path / "示例甲.xlsx")["code"] == "not_a_review"
    assert door.refused("review", "--apply", tmp_path / "none.xlsx")["code"] == "file_not_found"
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert door.refused("review", "--apply", review)["code"] == "review_foreign"
    assert door.refused("review")["code"] == "no_version"
    assert door.refused("review", "--out", "a.xlsx", "--list")["code"] == "usage"
