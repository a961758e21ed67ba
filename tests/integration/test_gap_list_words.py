"""The gap list in words: in English nothing is Chinese but names and quoted text, and its codes are everybody's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.exports.answer_workbook import answer_workbook
from graphsvc.exports.gap_workbook import gap_csv, gap_json, gap_workbook
from graphsvc.questions.overviews.gap_list import COLUMNS
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import file_document
from tests.integration.made_books import load_all, write_book
from tests.integration.quoted import Quotes, quoted_texts, texts_of, unquoted
from tests.unit.questions.overviews.test_gap_list import CHAIN, SHAFT, lists

PROJECT = {
    "项目编码": "XM-1", "名称": "示例轴项目", "产品": SHAFT, "新增产能": 20, "新增产能单位": "万台", "总投资": 1,
    "建设地点区划": "370305", "阶段": "在建", "投产日期": "2024-06",
}  # fmt: skip
NOT_WORDS = frozenset({"columns", "original"})
"""Members of a document in both languages, and cells as they were written."""


@pytest.fixture(scope="module", params=["made", "samples"])
def analyst(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """The chain in which each rule shows itself once, and the three sample chains."""
    if request.param == "samples":
        found: Analyst = request.getfixturevalue("samples")
        return found
    made = {**lists(), "13_重点项目清单": [PROJECT]}
    return load_all(write_book(tmp_path_factory.mktemp("words") / "book.xlsx", CHAIN, made))


@cache
def documents(analyst: Analyst, lang: Lang) -> dict[str, list[tuple[str, str]]]:
    """Every text of the answer, the workbook, the CSV, the JSON and the plain workbook, with where it stands."""
    document = file_document(analyst.ask("gap-list", {}), lang)
    table = csv.DictReader(io.StringIO(gap_csv(document, lang).decode("utf-8-sig"), newline=""))
    texts = {
        "answer": texts_of(document, skip=NOT_WORDS),
        "json": texts_of(json.loads(gap_json(document)), skip=NOT_WORDS),
        "csv": texts_of(list(table), skip=NOT_WORDS),
        "xlsx": cells_of(gap_workbook(document, lang)),
        "answer.xlsx": cells_of(answer_workbook(document, lang)),
    }
    return {kind: list(found) for kind, found in texts.items()}


def cells_of(workbook: bytes) -> Iterator[tuple[str, str]]:
    """Names of sheets, every cell, what stands in the margins, and what figures show beside themselves."""
    for sheet in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        yield "sheet", sheet.title
        for part in (sheet.oddHeader, sheet.oddFooter):
            yield from (("margin", str(getattr(part, side).text or "")) for side in ("left", "center", "right"))
        for row in sheet.iter_rows():
            for cell in row:
                yield f"{sheet.title}!{cell.coordinate}", str(cell.value or "")
                yield f"{sheet.title}!{cell.coordinate} format", cell.number_format


@pytest.mark.parametrize("kind", ["answer", "json", "csv", "xlsx", "answer.xlsx"])
def test_nothing_is_chinese_in_english_but_what_is_quoted(analyst: Analyst, kind: str) -> None:
    quoted = Quotes(quoted_texts(analyst.workspace().snapshot))
    found = [(where, text, left) for where, text in documents(analyst, "en")[kind] if (left := unquoted(text, quoted))]
    assert found == []
    assert any(unquoted(text, quoted) for _, text in documents(analyst, "zh")[kind]), "the Chinese one is found"


def test_every_code_has_a_word_in_both_languages(analyst: Analyst) -> None:
    rows = [finding.values for finding in analyst.ask("gap-list", {}).findings]
    assert rows
    for column in COLUMNS:
        if column.codes is None:
            continue
        for row in rows:
            value = row[column.name]
            for code in value if isinstance(value, list) else [value] if value is not None else []:
                zh, en = (code_label(column.codes, code, lang) for lang in ("zh", "en"))
                assert zh != en or code == zh, (column.name, code)
                assert not unquoted(en, Quotes()), (column.name, code)


def test_its_codes_are_those_of_the_questions_it_draws_on(analyst: Analyst) -> None:
    def of(name: str, **given: Any) -> dict[tuple[str, str], Any]:
        return {(f.values["chain_code"], f.values["product_code"]): f.values for f in analyst.ask(name, given).findings}

    missing, weak = of("missing-links"), of("weak-links")
    chokes = {f.values["risk_grade"] for f in analyst.ask("choke-points", {"entity": "group"}).findings}
    rows = of("gap-list")
    for key, row in rows.items():
        verbs = (row["verb"], *row["secondary_verbs"])
        if row["gap_kind"] == "missing_link":
            assert row["ladder"] == missing[key]["ladder"]
            assert missing[key]["verb"] in verbs
        told = [reason for reason in row["reason_codes"] if reason.startswith("W")]
        assert told == weak[key]["reasons"]
        assert row["risk_grade"] is None or row["risk_grade"] in chokes
    assert {row["gap_kind"] for row in rows.values()} >= {"missing_link", "weak_link"}


def test_kind_and_step_are_read_together(analyst: Analyst) -> None:
    answer = analyst.ask("gap-list", {})
    paper: dict[Lang, str] = {"zh": "缺链·省缺国有", "en": "missing link · nation has it"}
    for lang, said in paper.items():
        rows = file_document(answer, lang)["rows"]
        told = [r for r in rows if (r["gap_kind"], r["ladder"]) == ("missing_link", "province_has_none")]
        assert told
        assert {row["gap_kind_label"] for row in told} == {said}
