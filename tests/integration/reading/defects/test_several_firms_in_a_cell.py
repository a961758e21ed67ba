"""Several firms where a row has one: the row waits, nothing is parted, and it is said what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.notices import notice_document
from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.integration.reading.defects.case import FIRM, Said, clean_pages, said
from tests.unit.loaders.spoiling import put


@pytest.mark.parametrize(
    ("table", "row", "field", "column", "sheet"),
    [("supplies", 2, "buyer", "需方", "07_供应关系"), ("capacities", 3, "firm", FIRM, "06_生产能力")],
)
@pytest.mark.parametrize("text", ["示例轮胎一厂、示例炭黑一厂", "示例轮胎一厂；示例远山橡胶有限公司"])
def test_the_row_waits_and_says_what_to_do(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    row: int,
    field: str,
    column: str,
    sheet: str,
    text: str,
) -> None:
    read_here(monkeypatch)
    book = clean_pages()
    put(table, row, **{field: text})(book)
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    (waits,) = found.tables.rows("parked")
    assert (waits["table"], waits["row"], waits["code"]) == (table, row, "V02")
    assert said(found) == [
        Said("V02", sheet, row, column, text, "parked"),
        Said("several_firms", sheet, row, column, text, "asked"),
    ]
    (told,) = [notice_document(n, "zh") for n in found.notices if n.code == "several_firms"]
    assert "2 家企业" in told["message"]
    assert "各写一行" in told["remedy"]
