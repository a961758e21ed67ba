"""A formula that is nothing but a text in quotes is that text, calculated or not; any other waits for its value."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.integration.reading.defects.case import TYRE, Said, clean_pages, said

SHEET = "05_企业名录"


def _written(folder: Path, formula: str, form: str) -> Path:
    """A book whose first firm has a formula for its code, in one of the forms that programs write."""
    book = clean_pages()
    book["firms"].rows[1][0] = f"={formula}"
    path = write_book(list(book.values()), folder / "示例.xlsx")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, re.sub(rb"</f><v(?: ?/>|></v>)", f"</f>{form}".encode(), data))
    return path


@pytest.mark.parametrize("form", ["", "<v></v>", "<v/>"])
def test_a_quoted_text_is_read_as_that_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    read_here(monkeypatch)
    found = loaded([_written(tmp_path, f'"{TYRE}"', form)])
    assert found.tables.rows("firms")[0]["uscc"] == TYRE
    assert said(found) == []


def test_doubled_quotes_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)
    book = clean_pages()
    book["firms"].put(2, "address", '="示例路""东段""8号"')
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    assert [row["address"] for row in found.tables.rows("firms")] == ['示例路"东段"8号', None]
    assert said(found) == []


@pytest.mark.parametrize("formula", ['"9137"&"0500FAKE010162"', "A3", f'UPPER("{TYRE}")'])
@pytest.mark.parametrize("form", ["", "<v></v>"])
def test_any_other_formula_waits_for_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formula: str, form: str
) -> None:
    read_here(monkeypatch)
    found = loaded([_written(tmp_path, formula, form)])
    assert Said("formula_without_value", SHEET, 2, "统一社会信用代码", "=", "nulled") in said(found)
