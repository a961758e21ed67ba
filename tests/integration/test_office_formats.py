"""Workbooks as LibreOffice saves them: the old format and OpenDocument say what the .xlsx says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.submission import LoadOptions
from loaders.bundle import read_submissions
from tests.integration.office import Office, converted, office
from tests.unit.loaders.books import PLAIN, make_book

__all__ = ["office"]
pytestmark = pytest.mark.office


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_saved_workbook_says_the_same(office: Office, tmp_path: Path, ending: str) -> None:
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    (first,) = read_submissions([book], LoadOptions(), lambda fraction, stage: None)
    (other,) = read_submissions([converted(office, book, ending)], LoadOptions(), lambda fraction, stage: None)
    assert dict(other.tables.digests) == dict(first.tables.digests)
