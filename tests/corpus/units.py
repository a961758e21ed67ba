"""What a figure of a made chain may be written in: its own unit, or a larger one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from graphsvc.domain.dictionary import Column

LARGER: Mapping[str, tuple[str, Decimal]] = {"万元": ("亿元", Decimal(10_000))}
"""A larger unit, and how many of the own one it is."""


def unit_of(column: Column, row: Mapping[str, Any], units: Mapping[str, str]) -> str | None:
    """The unit a figure of a row stands in; None where it has none that is written.

    ``units`` are those of products by code and name.
    """
    if column.type not in ("number", "integer"):
        return None
    if column.unit in ("unit/yr", "unit"):
        return units.get(str(row.get("product")))
    return {"万元": "万元", "人": "人", "d": "天", "亩": "亩"}.get(column.unit or "")


def units_of(products: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Units of products by code and by name."""
    return {row[key]: row["unit"] for row in products for key in ("product_code", "product_name")}
