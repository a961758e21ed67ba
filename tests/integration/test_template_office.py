"""The template under LibreOffice: filled in, saved and printed it is still the template, and loads without a word."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from graphsvc.domain.dictionary import sheets
from tests.integration.door import Door
from tests.integration.filling import fill_template
from tests.integration.office import Office, converted, office

__all__ = ["office"]

pytestmark = pytest.mark.office

_A4_POINTS = (841.89, 595.28)


def test_a_saved_template_loads_without_a_word(
    office: Office, empty_door: Door, tyre_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_door.json("template", "--out", tmp_path / "empty.xlsx")
    filled = fill_template(tmp_path / "empty.xlsx", tyre_book, tmp_path / "filled.xlsx")
    saved = converted(office, filled, "xlsx")
    document = empty_door.json("load", saved)
    assert document["warnings"] == []
    plain = empty_door.json("validate", tyre_book)
    assert document["content_hash"] == plain["content_hash"]
    page = openpyxl.load_workbook(saved)["07_供应关系"]
    assert page.protection.sheet
    assert (page["A3"].protection.locked, page["A6"].protection.locked) == (True, False)
    assert page["A3"].comment.text.startswith("【填写】")
    assert {rule.type for rule in page.data_validations.dataValidation} == {"list"}


def test_every_list_is_printed_on_a4(office: Office, empty_door: Door, tmp_path: Path) -> None:
    empty_door.json("template", "--out", tmp_path / "empty.xlsx")
    pages = PdfReader(converted(office, tmp_path / "empty.xlsx", "pdf")).pages
    assert len(pages) <= 45
    for page in pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(_A4_POINTS, abs=2)
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for sheet in sheets():
        assert all("".join(column.heading.split()) in text for column in sheet.columns)
    assert "###" not in text
