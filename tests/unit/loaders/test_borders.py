"""Borders of the customer: areas by code, refused where the file is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphsvc.domain.errors import LoadError
from loaders.borders import read_borders

SQUARE = [[118.0, 36.0], [119.0, 36.0], [119.0, 37.0], [118.0, 36.0]]


def _file(folder: Path, text: str) -> Path:
    path = folder / "borders.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_areas_by_code(tmp_path: Path) -> None:
    features = [
        {"properties": {"adcode": 370000}, "geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}},
        {"properties": {"adcode": "130000"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"properties": {"adcode": "JD"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}},
        {"properties": {"adcode": 110000}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
    ]
    found = read_borders(_file(tmp_path, json.dumps({"features": features})), "GS(示例)0001号")
    assert {code: len(rings) for code, rings in found.rings.items()} == {"370000": 2, "130000": 1}
    assert found.rings["130000"][0][2] == (119.0, 37.0)
    assert found.approval == "GS(示例)0001号"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": [1]}', '{"features": 3}'])
def test_no_geojson(tmp_path: Path, text: str) -> None:
    with pytest.raises(LoadError) as refused:
        read_borders(_file(tmp_path, text), "x")
    assert refused.value.code == "not_geojson"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(LoadError) as refused:
        read_borders(tmp_path / "none.json", "x")
    assert refused.value.code == "file_not_found"
