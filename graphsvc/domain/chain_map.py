"""What a chain map shows, as plain values; pictures are painted from this and compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["missing", "single_source", "weak", "normal", "strong", "unknown"]


@dataclass(frozen=True)
class MapFirm:
    """A maker of a product as the map lists it. ``capacity`` and ``output`` in the product's unit a year."""

    firm_id: str
    name: str
    region: str | None
    capacity: float | None
    output: float | None
    row: str


@dataclass(frozen=True)
class MapFact:
    """One line of evidence beside a box: what is said and which cell says it."""

    text: str
    source: str | None
    evidence_id: str | None


@dataclass(frozen=True)
class MapBox:
    """A product of the map. ``position`` is 上游/中游/下游/配套支撑, "" where nothing says it."""

    product_code: str
    name: str
    stage_code: str
    stage_path: str
    position: str
    unit: str | None
    status: Status
    is_choke_point: bool
    is_final: bool
    firms: tuple[MapFirm, ...]
    facts: tuple[MapFact, ...]


@dataclass(frozen=True)
class MapLink:
    """Goods move from ``from_product`` into ``to_product``. ``coefficient`` in unit_up/unit_down, None if unknown."""

    from_product: str
    to_product: str
    necessity: str | None
    coefficient: float | None


@dataclass(frozen=True)
class Placed:
    """Where a box stands: centre x, y in picture units; ``lane`` indexes the lanes."""

    product_code: str
    x: float
    y: float
    lane: int


@dataclass(frozen=True)
class Lane:
    """One column of the swim-lane picture."""

    label: str
    x_left: float
    x_right: float


@dataclass(frozen=True)
class MapLayout:
    """Positions of everything: lanes left to right, boxes, and per link the points it runs through."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Placed, ...]
    routes: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class ChainMap:
    """One picture: header, boxes, links (same order as the routes of the layout), and what was left out."""

    chain_code: str
    chain_name: str
    region_code: str | None
    region_name: str | None
    version_id: str
    content_hash: str
    as_of: str | None
    data_grade: str
    focus: str | None
    n_more: int
    boxes: tuple[MapBox, ...]
    links: tuple[MapLink, ...]
    layout: MapLayout
