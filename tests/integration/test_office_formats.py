"""Workbooks as LibreOffice saves them: the old format and OpenDocument say what the .xlsx says."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from graphsvc.domain.submission import LoadOptions
from loaders.bundle import read_submissions
from tests.unit.loaders.books import PLAIN, make_book

pytestmark = pytest.mark.office


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_saved_workbook_says_the_same(tmp_path: Path, ending: str) -> None:
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        if os.environ.get("GRAPHSVC_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is not installed, and GRAPHSVC_REQUIRE_OFFICE=1")
        pytest.skip("LibreOffice is not installed: no workbook was saved in other formats")
    book = make_book(tmp_path / "a.xlsx", PLAIN)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path), str(book)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    (first,) = read_submissions([book], LoadOptions(), lambda fraction, stage: None)
    (other,) = read_submissions([tmp_path / f"a.{ending}"], LoadOptions(), lambda fraction, stage: None)
    assert dict(other.tables.digests) == dict(first.tables.digests)
