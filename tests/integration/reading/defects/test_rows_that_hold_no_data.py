"""What reads a list leaves out is what writes one puts a number before: one rule for both."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.asides import is_aside
from graphsvc.domain.dictionary import sheet_of
from graphsvc.exports.workbook.lists import pages_of
from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.integration.reading.defects.case import clean_pages
from tests.unit.loaders.spoiling import add


@pytest.mark.parametrize(("code", "is_numbered"), [("合計", True), ("占比", True), ("注1", True), ("P5", False)])
def test_a_code_that_reads_as_a_total_goes_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, is_numbered: bool
) -> None:
    read_here(monkeypatch)
    book = clean_pages()
    add("products", [code, "示例助剂", "S1", "吨", "原材料"])(book)
    page = book["products"]
    page.rows[:] = [["序号" if n == 0 else n, *row] for n, row in enumerate(page.rows)]
    tables = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")]).staged.tables
    assert [row["product_code"] for row in tables.rows("products")][-1] == code
    (written,) = pages_of(sheet_of("products"), tables)
    assert is_aside(code) is is_numbered
    assert (written.headings[0][0] == "行号") is is_numbered
    assert [line[int(is_numbered)] for line in written.lines][-1] == code
