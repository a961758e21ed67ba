"""Sheets of an answer: those asked for beside it, under names that a spreadsheet takes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from graphsvc.exports.answer_workbook import answer_workbook

COLUMNS = [{"name": "n", "unit": "家", "label": "家数", "label_en": "firms"}]


def document(*titles: str) -> dict[str, Any]:
    about = ("question", "version_id", "content_hash", "secrecy", "data_grade", "completeness")
    parts = [{"title": title, "columns": COLUMNS, "rows": [{"n": i}]} for i, title in enumerate(titles)]
    return {
        **dict.fromkeys(about), "parameters": {}, "summary": {}, "warnings": [], "columns": COLUMNS, "rows": [],
        "sheets": parts,
    }  # fmt: skip


def test_a_column_is_as_wide_as_its_texts() -> None:
    told = document() | {"rows": [{"n": "问" * 20}, {"n": 7}]}
    assert openpyxl.load_workbook(io.BytesIO(answer_workbook(told))).worksheets[0].column_dimensions["A"].width >= 40
    assert (
        openpyxl.load_workbook(io.BytesIO(answer_workbook(document()))).worksheets[0].column_dimensions["A"].width < 20
    )


def test_names_of_sheets() -> None:
    """31 characters, no special ones, none twice in whatever case."""
    wanted = ("a/b:c", "A/B:C", "长" * 40, "长" * 40, "[]", "'quoted'")
    book = openpyxl.load_workbook(io.BytesIO(answer_workbook(document(*wanted))))
    assert book.sheetnames[1:-1] == ["a b c", "A B C 2", "长" * 31, "长" * 29 + " 2", "-", "quoted"]
    assert [[cell.value for cell in row] for row in book["a b c"].iter_rows()] == [["家数 [家]"], [0]]
