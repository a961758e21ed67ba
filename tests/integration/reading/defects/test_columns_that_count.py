"""A column without a heading that counts the rows is a serial number at the left end, and said anywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.integration.reading.defects.case import Said, clean_pages, said


@pytest.mark.parametrize(
    ("at", "wanted"),
    [(0, []), (3, [Said("column_without_heading", "02_产业链环节", 1, None, None, "ignored")])],
)
def test_a_column_of_1_2_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, wanted: list[Said]) -> None:
    read_here(monkeypatch)
    book = clean_pages()
    for n, row in enumerate(book["stages"].rows):
        row.insert(at, n or None)
    assert said(loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])) == wanted
