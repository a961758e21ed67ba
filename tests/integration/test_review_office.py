"""A review saved by LibreOffice is read like the one that was written, and prints on A4 landscape."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.integration.door import Door
from tests.integration.office import Office, converted, office
from tests.integration.review_books import doubtful, fill

__all__ = ["office"]
pytestmark = pytest.mark.office

_A4_POINTS = (841.89, 595.28)


def test_round_trip_through_an_office(
    office: Office, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(tmp_path / "store.db", capfdbinary, monkeypatch)
    door.json("load", doubtful(tmp_path / "示例甲.xlsx"))
    door.json("review", "--out", tmp_path / "review.xlsx")
    fill(tmp_path / "review.xlsx", {"示例电机": ("接受", None), "市中区": ("改为…", "370103 济南市市中区")})
    saved, printed = (converted(office, tmp_path / "review.xlsx", ending) for ending in ("xlsx", "pdf"))
    for page in PdfReader(printed).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(_A4_POINTS, abs=2)
        assert "###" not in page.extract_text()
    told = door.json("review", "--apply", saved)
    assert (told["published"], told["n_decided"]) == (True, 2)
