"""Borders that the customer supplies: GeoJSON whose features carry ``adcode`` (GB/T 2260)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from graphsvc.domain.page_pictures import Outline, Ring
from loaders.files.verdicts import refusal

MOST_BYTES = 50 * 2**20


def read_borders(path: Path, approval: str) -> Outline:
    """Outer and inner lines by code; features without a six-digit ``adcode`` or an area are left out.

    Raises
    ------
    LoadError
        ``file_not_found``, ``file_too_large``, ``not_geojson``.
    """
    if not path.is_file():
        raise refusal("file_not_found", path.name)
    if (size := path.stat().st_size) > MOST_BYTES:
        raise refusal("file_too_large", path.name, size=size, limit=MOST_BYTES)
    try:
        document = orjson.loads(path.read_bytes())
        features = document["features"]
        rings: dict[str, tuple[Ring, ...]] = {}
        for feature in features:
            code = str((feature.get("properties") or {}).get("adcode") or "")
            own = tuple(_rings(feature.get("geometry") or {}))
            if len(code) == 6 and code.isdigit() and own:
                rings[code] = (*rings.get(code, ()), *own)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise refusal("not_geojson", path.name) from error
    return Outline(rings, approval)


def _rings(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind, held = geometry.get("type"), geometry.get("coordinates") or []
    areas = [held] if kind == "Polygon" else held if kind == "MultiPolygon" else []
    for area in areas:
        for line in area:
            yield tuple((float(point[0]), float(point[1])) for point in line)
