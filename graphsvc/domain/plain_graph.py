"""A version's graph as people take it to other programs: nodes and edges with plain attributes, blanks left out.

What an attribute is called and of which type stands here, once for every format.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Layer = Literal["trade", "technical", "joined"]
"""Who delivers to whom (firms); what is made from what (products); both, with what each firm makes."""
LAYERS: tuple[Layer, ...] = ("trade", "technical", "joined")
Scalar = str | bool | int | float
Attributes = Mapping[str, Scalar]

BETWEEN = ";"
"""Between the members of a list in one attribute, as in CSV: no format of graphs has lists."""
NODE_TYPES: Mapping[str, type[Scalar]] = {
    "kind": str, "label": str, "chain_code": str, "stage_code": str, "stage": str, "position": str, "status": str,
    "unit": str, "nature": str, "gb4754": str, "price": float, "is_final": bool, "is_key": bool,
    "is_missing": str, "ladder": str, "demand": float, "is_weak": str, "reasons": str, "ssr": float, "hhi": float,
    "import_dependence": float, "region_code": str, "region_name": str, "country": str, "group_id": str,
    "group_name": str, "is_listed": bool, "is_active": bool, "is_identified": bool, "products": str,
    "is_choke_point": str, "risk_grade": str, "loss_days": float, "loss_days_lower": float,
    "loss_days_upper": float, "tts_days": float, "tts_days_note": str, "ttr_days": float, "gap_days": float,
    "n_choke_points": int, "n_buyers": int, "evidence_missing": str, "evidence_weak": str,
    "evidence_choke_point": str, "x": float, "y": float,
}  # fmt: skip
"""Attributes of nodes. ``price`` [元/unit], ``demand`` [unit/yr], days [d], shares 0-1; x, y [picture units]."""
EDGE_TYPES: Mapping[str, type[Scalar]] = {
    "kind": str, "product_code": str, "product_name": str, "share": float, "quantity": float, "unit": str,
    "value": float, "stock_days": float, "switch_days": float, "source_kind": str, "evidence_source": str,
    "coefficient": float, "coefficient_unit": str, "necessity": str, "alt_group": str, "sub_loss": float,
    "route": str, "capacity": float, "output": float, "ttr_days": float, "year": int, "source_file": str,
    "source_sheet": str, "source_row": int,
}  # fmt: skip
"""Attributes of edges. ``quantity``, ``capacity``, ``output`` [unit/yr], ``value`` [万元/yr], days [d], shares 0-1."""


@dataclass(frozen=True)
class PlainNode:
    """One node; its id is that of answers and tables."""

    id: str
    attributes: Attributes


@dataclass(frozen=True)
class PlainEdge:
    """One edge in the direction goods move; ``key`` tells it from the others between the same two nodes."""

    source: str
    target: str
    key: str
    attributes: Attributes


@dataclass(frozen=True)
class PlainGraph:
    """All of it in a fixed order. ``attributes`` say of which version it is, and how secret."""

    attributes: Attributes
    nodes: tuple[PlainNode, ...]
    edges: tuple[PlainEdge, ...]


def attributes(told: Mapping[str, object], types: Mapping[str, type[Scalar]]) -> dict[str, Scalar]:
    """What is known of something, each value of the type its name has; a list as one text. Blanks are left out.

    Raises
    ------
    KeyError
        A name of no type.
    """
    found: dict[str, Scalar] = {}
    for name, value in told.items():
        kind = types[name]
        if isinstance(value, list | tuple):
            value = BETWEEN.join(str(item) for item in value)
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            continue
        found[name] = kind(value)  # type: ignore[arg-type,call-overload]
    return found
