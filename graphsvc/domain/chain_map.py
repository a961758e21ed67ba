"""What a chain map shows, as plain values; pictures are painted from this and compute nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graphsvc.domain.places import SheetRows

Status = Literal["missing", "single_source", "weak", "normal", "strong", "unknown"]
RISKS = ("red", "orange", "yellow", "green")
"""Grades of choke points, worst first."""
BOX_WIDTH, BOX_HEIGHT = 120.0, 48.0
"""The size of a box that stands for a product [picture units]: placed by the layout, filled by the painter."""
VISIBLE_LOSS_DAYS = 0.05
"""A choke point that costs fewer full-output days within the horizon stands in panel and table but has no mark: the
figure would read 0.0."""


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
    """One line of evidence beside a box: what is said, the rows that prove it, and whether its figures are computed
    from them (else they stand there as said)."""

    text: str
    places: tuple[SheetRows, ...]
    is_computed: bool = False
    evidence_id: str | None = None


@dataclass(frozen=True)
class MapRisk:
    """The worst choke point a product comes from, of ``n`` in all: its name, risk grade (one of ``RISKS``), full-output
    days lost within the horizon, days the chain survives without it (None: beyond the horizon) and until it recovers.
    """

    grade: str
    name: str
    loss_days: float
    survive_days: float | None
    recover_days: float | None
    n: int = 1

    @property
    def is_marked(self) -> bool:
        """Whether the loss is large enough for a mark in the picture."""
        return self.loss_days >= VISIBLE_LOSS_DAYS


@dataclass(frozen=True)
class MapTotals:
    """Counts of the whole chain, whatever part of it is drawn.

    ``counts`` products by status; ``n_firms`` distinct firms that make any of them in the region; ``risks`` distinct
    choke points by grade, ``n_unmarked`` of them without a mark in the picture.
    """

    n_products: int
    n_firms: int
    counts: Mapping[Status, int]
    risks: Mapping[str, int]
    n_unmarked: int = 0

    @property
    def n_choke_points(self) -> int:
        """Distinct choke points."""
        return sum(self.risks.values())


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
    risk: MapRisk | None
    is_final: bool
    firms: tuple[MapFirm, ...]
    facts: tuple[MapFact, ...]


@dataclass(frozen=True)
class MapLink:
    """Goods move from ``from_product`` into ``to_product``. ``coefficient`` in unit_up/unit_down, None if unknown.

    ``row`` says where it stands.
    """

    from_product: str
    to_product: str
    necessity: str | None
    coefficient: float | None
    row: str = ""


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
class MapStage:
    """A stage of the panorama. ``group`` is the position of its top stage among the groups (itself, for a group).

    ``chips`` are its products that may be drawn, worst first; it holds ``n_products``, made by ``n_firms`` firms.
    ``code`` and ``name`` are "" for products that name no stage.
    """

    code: str
    name: str
    path: str
    position: str
    group: int
    n_products: int
    n_firms: int
    counts: Mapping[Status, int]
    chips: tuple[str, ...] = ()


@dataclass(frozen=True)
class StageLink:
    """``n_links`` product links lead from one stage into another; both are positions in a list of stages."""

    tail: int
    head: int
    n_links: int


@dataclass(frozen=True)
class Rect:
    """A rectangle in picture units."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PanoramaLayout:
    """Where the parts of a panorama stand. ``lanes``: name and place of each.

    ``stages``, ``chips`` and ``n_shown`` in the order of the stages: of each the first ``n_shown`` chips are drawn.
    ``routes`` in the order of the links, ``labels`` the middles of their numbers. ``is_bare`` marks stages that are
    their whole group and need no heading of their own.
    """

    width: float
    height: float
    lanes: tuple[tuple[str, Rect], ...]
    groups: tuple[Rect, ...]
    stages: tuple[Rect, ...]
    is_bare: tuple[bool, ...]
    chips: tuple[tuple[Rect, ...], ...]
    n_shown: tuple[int, ...]
    routes: tuple[tuple[tuple[float, float], ...], ...]
    labels: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class StageView:
    """The neighbourhood of one stage: its products with what they are made from and go into, one link away."""

    code: str
    name: str
    path: str
    products: tuple[str, ...]
    links: tuple[MapLink, ...]
    n_more: int
    layout: MapLayout


@dataclass(frozen=True)
class Panorama:
    """A whole chain by stage: top stages (``groups``) holding stages, bundled links, one view per stage.

    ``links`` join groups, strongest first; ``n_links_inside`` per group those that do not leave it;
    ``n_bundles_left_out`` bundles are not drawn. ``stage_links`` join stages.
    ``layout`` suits a screen, ``sheet`` (wider than high) paper.
    """

    groups: tuple[MapStage, ...]
    stages: tuple[MapStage, ...]
    links: tuple[StageLink, ...]
    n_bundles_left_out: int
    n_links_inside: tuple[int, ...]
    stage_links: tuple[StageLink, ...]
    views: tuple[StageView, ...]
    layout: PanoramaLayout
    sheet: PanoramaLayout


@dataclass(frozen=True)
class ChainMap:
    """One picture: header, boxes, links (same order as the routes of the layout), and what was left out.

    ``totals`` count the whole chain; ``n_more`` products belong to what was asked for and were left out, the least bad.

    With a ``panorama`` the boxes are those its stages and views speak of, and ``layout`` is empty. ``focus`` is a
    product, ``focus_stage`` the name of a stage.
    """

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
    totals: MapTotals
    panorama: Panorama | None = None
    focus_stage: str | None = None
    secrecy: str | None = None
