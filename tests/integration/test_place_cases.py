"""Whole workbooks with regions of the past and countries as people write them, through the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.door import Door

CASES = Path(__file__).parent / "cases"

ENGLISH = [
    *(["TW"] * 7 + ["HK"] * 2 + ["MO"] + ["KR"] * 3 + ["CZ"] * 2 + ["MK"] * 2 + ["PR"] + ["US"] * 2 + ["GB"] * 2),
    *(["NL"] * 3 + ["VN"] * 2 + ["RU"] + ["ZZ"] * 4 + ["DE|JP", "BG|CN|IT|MK", "JP|KR"]),
]
"""供方所在地 of the rows of list 07 in order, worked out by hand from ISO 3166."""


@pytest.fixture
def door(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(tmp_path / "cases.db", capfdbinary, monkeypatch)


def _said(document: dict[str, Any], *codes: str) -> list[dict[str, Any]]:
    return [each for each in document["warnings"] if each["code"] in codes]


def test_regions_of_the_past(door: Door) -> None:
    loaded = door.json("load", CASES / "dissolved_regions.xlsx")
    firms = {row["name"]: row["reg_region"] for row in door.json("table", "firms")["rows"]}
    assert [firms[name] for name in ("示例轮胎一厂", "示例轮胎二厂", "示例合成胶")] == ["330105", "110101", "320812"]
    said = _said(loaded, "former_place", "unknown_place")
    assert [(each["code"], each["original"]) for each in said] == [
        ("former_place", "330103"), ("former_place", "110103"), ("former_place", "320802"),
    ]  # fmt: skip
    for each, was, now in zip(said, ("下城区", "崇文区", "清河区"), ("拱墅区", "东城区", "清江浦区"), strict=True):
        assert was in each["message"]
        assert now in each["message"]


def test_countries(door: Door) -> None:
    loaded = door.json("load", CASES / "english_places.xlsx")
    rows = sorted(door.json("table", "supplies")["rows"], key=lambda row: row["source_row"])
    assert ["|".join(row["supplier_region"]) for row in rows] == ENGLISH
    said = _said(loaded, "place_guessed", "unknown_place", "V08", "supplier_place_missing")
    assert [each["original"] for each in said] == ["EU", "欧洲", "东南亚", "Various countries"]


def test_foreign_names_are_shown_as_written(door: Door) -> None:
    loaded = door.json("load", CASES.parents[1] / "data" / "cases" / "foreign_names.xlsx")
    names = ["Applied Materials, Inc.", "F&K DELVOTEC Bondtechnik GmbH"]
    assert [each["original"] for each in _said(loaded, "V06")] == names
    assert sorted(row["name"] for row in door.json("table", "firm_names")["rows"]) == names
    ids = {row["supplier"] for row in door.json("table", "supplies")["rows"]}
    assert ids == {"~appliedmaterials,inc.", "~f&kdelvotecbondtechnikgmbh"}
    answers = str(door.ask("single-sources")["rows"])
    assert "F&K DELVOTEC Bondtechnik GmbH" in answers
    assert not any("~" in each["message"] for each in loaded["warnings"])
