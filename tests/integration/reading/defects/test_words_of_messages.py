"""What is said in Chinese is Chinese: no code word and no English kind among the facts; bounds as people write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphsvc.domain.notices import Lang, notice_document
from graphsvc.domain.sentences import plain_fact
from graphsvc.judgements.objects import unknown_object
from graphsvc.stores.alike import facts_of
from loaders import report
from loaders.files.verdicts import refusal
from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.unit.loaders.spoiled_in_reading import READING
from tests.unit.loaders.spoiled_in_resolving import RESOLVING
from tests.unit.loaders.spoiling import Spoiled, cell, plain_pages

KNOWN = {"xlsx", "xls", "csv", "zip", "graphsvc", "table", "parked", "reports", "review", "out", "apply"}
"""Names of tables, commands and endings, which a person types as they are."""

_WORD = re.compile(r"(?<![A-Za-z])[a-z][a-z_]{2,}")


def _said(folder: Path, case: Spoiled, lang: Lang = "zh") -> list[str]:
    book = plain_pages()
    case.spoil(book)
    found = loaded([write_book(list(book.values()), folder / "示例.xlsx")])
    documents = [notice_document(n, lang) for n in found.notices if n.code == case.code]
    return [f"{d['message']}{d['remedy']}".replace(d["original"] or "\0", "") for d in documents]


@pytest.mark.parametrize("case", [*READING, *RESOLVING], ids=lambda case: case.code)
def test_no_code_word_stands_in_a_chinese_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Spoiled
) -> None:
    read_here(monkeypatch)
    told = _said(tmp_path, case)
    assert told
    assert not [(word, text) for text in told for word in _WORD.findall(text) if word not in KNOWN]


WORDED = [
    (cell("out_of_range", "supplies", "lead", 900), "（0 天 至 365 天）", "outside 0 days to 365 days"),
    (cell("out_of_range", "firms", "revenue", -3), "（0 万元 至 不限）", "outside 0 × 10⁴ CNY to no limit"),
    (cell("out_of_range", "products", "localization", "130%"), "（0% 至 100%）", "outside 0% to 100%"),
    (cell("out_of_range", "firms", "lat", 61), "（3 度 至 54 度）", "outside 3 degrees to 54 degrees"),
    (
        cell("bad_value", "capacities", "start", "过些年"),
        "应为：日期，如 2023-04-01。",
        "expected: a date such as 2023-04-01.",
    ),
    (cell("bad_value", "firms", "revenue", "很多"), "应为：数字。", "expected: a number."),
    (cell("bad_value", "stages", "is_key", "也许"), "应为：是或否。", "expected: yes or no."),
    (cell("date_precision", "capacities", "start", "2019年3季度"), "精度为 季度。", "to the quarter."),
    (cell("made_yearly", "capacities", "design_capacity", "60万条/月"), "（按月折年）", "(12 months a year)"),
]


@pytest.mark.parametrize(("case", "zh", "en"), WORDED)
def test_facts_are_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Spoiled, zh: str, en: str) -> None:
    read_here(monkeypatch)
    for lang, wanted in (("zh", zh), ("en", en)):
        (told,) = _said(tmp_path, case, "zh" if lang == "zh" else "en")
        assert wanted in told


def test_what_nobody_knows_is_called_by_its_kind() -> None:
    for kind, zh, en in (
        ("park", "没有 园区 示例园", "no park 示例园"),
        ("chain", "没有 产业链 示例园", "no chain 示例园"),
        ("firm product", "没有 企业、产品 示例园", "no firm, product 示例园"),
    ):
        refused = unknown_object(kind, "示例园", ())
        assert zh in refused.document("zh")["detail"]
        assert en in refused.document("en")["detail"]


def test_of_many_notices_the_kind_is_told_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)
    monkeypatch.setattr(report, "MOST_OF_ONE_KIND", 1)
    book = plain_pages()
    for row in (2, 3):
        book["firms"].put(row, "employees", "未统计")
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    (more,) = [n for n in found.notices if n.code == "more_of_the_same"]
    assert "没有数据的写法" in notice_document(more, "zh")["message"]
    assert "Word for no data" in notice_document(more, "en")["message"]


def test_stores_keep_facts_before_any_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)
    book = plain_pages()
    book["supplies"].put(2, "lead", 900)
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    (said,) = [n for n in found.notices if n.code == "out_of_range"]
    facts = facts_of(said)["facts"]
    assert (facts["low"], facts["high"]) == (0.0, 365.0)
    assert plain_fact("示例") == "示例"


def test_why_reading_failed_is_told_in_words() -> None:
    refused = refusal("reader_failed", "示例.xlsx", reason="memory")
    assert "内存不足" in refused.document("zh")["detail"]
    assert "out of memory" in refused.document("en")["detail"]
