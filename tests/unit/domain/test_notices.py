"""Notices: sentences with their facts, long texts and numbers of persons cut short."""

from __future__ import annotations

import pytest

from graphsvc.domain.notices import Notice, Place, discreet, discreet_notice, message, message_codes, notice_document

PLACE = Place("甲.xlsx", "05_企业名录", 7, "统一社会信用代码")


def test_a_notice_says_where_and_what() -> None:
    facts = {"sheet": PLACE.sheet, "row": PLACE.row, "column": PLACE.column}
    document = notice_document(Notice("V04", PLACE, "9.1E+17", "nulled", facts), "zh")
    assert document["message"] == (
        "05_企业名录 第 7 行“统一社会信用代码”的信用代码“9.1E+17”是数字格式，末几位已丢失，不采用。"
    )
    assert {name: document[name] for name in ("code", "file", "row", "action")} == {
        "code": "V04", "file": "甲.xlsx", "row": 7, "action": "nulled",
    }  # fmt: skip


def test_a_fact_nobody_gave_is_a_question_mark() -> None:
    said = message("short_name", {"sheet": "05", "row": 2, "column": "企业名称", "original": "甲"}, "en")
    assert said.text == "05 row 2, 企业名称: 甲 has fewer than ? characters and may be a short form."


@pytest.mark.parametrize(
    ("fact", "kept"),
    [("轮胎", "轮胎"), ("x" * 300, "x" * 300), ("x" * 301, "x" * 300 + "…"), ("13812345678", "138****5678"), (7, 7)],
)
def test_what_a_refusal_repeats(fact: object, kept: object) -> None:
    assert discreet(fact) == kept


def test_every_text_of_a_notice_is_discreet() -> None:
    told = discreet_notice(Notice("V04", Place("甲.xlsx", column="13812345678"), "13812345678", None, {"a": "y" * 400}))
    assert (told.place.column, told.original, told.place.file) == ("138****5678", "138****5678", "甲.xlsx")
    assert told.facts["a"] == "y" * 300 + "…"


def test_a_code_without_sentences_cannot_be_said() -> None:
    assert "V04" in message_codes()
    with pytest.raises(KeyError):
        message("no_such_code", {}, "zh")
