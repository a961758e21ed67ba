"""A review saved by LibreOffice is read like the one that was written, and prints on A4 landscape."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.integration.door import Door
from tests.integration.review_books import doubtful, fill

pytestmark = pytest.mark.office

_A4_POINTS = (841.89, 595.28)


def _office() -> str:
    found = shutil.which("libreoffice") or shutil.which("soffice")
    if found is None:
        if os.environ.get("GRAPHSVC_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is not installed, and GRAPHSVC_REQUIRE_OFFICE=1")
        pytest.skip("LibreOffice is not installed: the review was NOT opened")
    return found


def test_round_trip_through_an_office(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = _office()
    door = Door(tmp_path / "store.db", capfdbinary, monkeypatch)
    door.json("load", doubtful(tmp_path / "示例甲.xlsx"))
    door.json("review", "--out", tmp_path / "review.xlsx")
    fill(tmp_path / "review.xlsx", {"示例电机": ("接受", None), "市中区": ("改为…", "370103 济南市市中区")})
    for ending in ("xlsx", "pdf"):
        command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", ending, "--outdir", "saved", "review.xlsx"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    for page in PdfReader(tmp_path / "saved" / "review.pdf").pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(_A4_POINTS, abs=2)
        assert "###" not in page.extract_text()
    told = door.json("review", "--apply", tmp_path / "saved" / "review.xlsx")
    assert (told["published"], told["n_decided"]) == (True, 2)
