"""The demonstration from outside: every chain on the screen, every file in the folder, one document on request."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.wiring import House
from tests.demonstrated import Demonstration
from tests.integration.door import Door


def test_demo(demonstration: Demonstration) -> None:
    assert demonstration.code == 0
    assert all(f"SD-C0{n}" in demonstration.told for n in (1, 2, 3))
    names = {path.name for path in demonstration.folder.iterdir()}
    assert names == {"gap_list.xlsx", "report.html", "SD-C01.html", "SD-C02.html", "SD-C03.html"}
    assert "Traceback" not in demonstration.told


def test_demo_as_a_document(empty_door: Door, tyre_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(House, "demo_samples", lambda self: nullcontext([tyre_book]))  # small, for the shape
    document = empty_door.json("demo", "--out", tmp_path / "out")
    assert all(Path(item["path"]).exists() for item in document["written"])
    assert set(document["answers"]) == set(CATALOGUE) - {"corridor-outage"}  # no corridor is named there
