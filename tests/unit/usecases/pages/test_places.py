"""Places by level: what lies one step below a region, told by the leading digits of GB/T 2260."""

from __future__ import annotations

import pytest

from graphsvc.domain.reference import reference_rows
from graphsvc.usecases.pages.place_facts import area_of
from graphsvc.usecases.pages.places import parts_of

CODES = ["371302", "371311", "370102", "130200", "370000", ""]


@pytest.mark.parametrize(
    ("region", "parts"),
    [(None, ["130000", "370000"]), ("370000", ["370100", "371300"]), ("371300", ["371302", "371311"]), ("371302", [])],
)
def test_parts_of_a_region(region: str | None, parts: list[str]) -> None:
    assert parts_of(region, CODES) == parts


def test_a_code_known_to_its_province_alone_is_in_no_city() -> None:
    assert area_of(CODES, 4) == ["371300", "371300", "370100", "130200", "", ""]
    assert area_of(CODES, 2) == ["370000", "370000", "370000", "130000", "370000", ""]


def test_every_province_has_a_tile_of_its_own() -> None:
    tiles = reference_rows("province_tiles")
    provinces = {r["code"] for r in reference_rows("regions") if r["level"] == "province" and r["status"] == "current"}
    assert {tile["code"] for tile in tiles} == provinces
    assert len({(tile["row"], tile["column"]) for tile in tiles}) == 34
