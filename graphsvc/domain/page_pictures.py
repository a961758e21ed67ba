"""Pictures that only pages have, as plain values: places on tiles or outlines, value that flows to stages, what backups
cost and avoid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.domain.links_to import Goto
from graphsvc.domain.report import Cell

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude)."""


@dataclass(frozen=True)
class Outline:
    """Borders as the customer's file has them, with the approval number of the map they are from."""

    rings: Mapping[str, tuple[Ring, ...]]
    approval: str


@dataclass(frozen=True)
class PlaceTile:
    """A place: its position on the grid, its count, and the risk grade of its outage where it has one."""

    code: str
    name: str
    row: int
    column: int
    n_firms: int
    tone: str | None
    to: Goto


@dataclass(frozen=True)
class PlacesPicture:
    """Places on a grid of tiles, or within ``outline`` where the customer gave one that has them."""

    places: tuple[PlaceTile, ...]
    outline: Outline | None = None


@dataclass(frozen=True)
class Flow:
    """Purchases from one origin for one stage [万元/yr]."""

    origin: Cell
    stage: Cell
    value: float


@dataclass(frozen=True)
class FlowPicture:
    """Value of purchases by origin (left) and stage (right), known values only; how many deliveries have none."""

    flows: tuple[Flow, ...]
    n_known: int
    n_unknown: int


@dataclass(frozen=True)
class FrontierPicture:
    """What backups cost [万元] and the part of the mean loss that they avoid (0–1), corner by corner; ``knee`` is the
    corner after which a unit of money brings least, ``plan`` the plan that is shown. ``is_complete``: no corner is
    left out."""

    points: tuple[tuple[float, float], ...]
    knee: tuple[float, float] | None
    plan: tuple[float, float] | None
    is_complete: bool
