"""What a report says, as plain values in no language: sentences, tables, pictures' data, and what each rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graphsvc.domain.notices import Notice
from graphsvc.domain.places import SheetRows
from graphsvc.domain.sentences import Said, Wording


@dataclass(frozen=True)
class Amount:
    """A figure with its unit and, where it hangs on unknowns, its bounds (all in ``unit``; None is unknown).

    ``unit``: ``d`` (calendar days), ``full_d`` (days of full output), ``share`` (0–1, read as percent), ``percent``
    (0–100), ``count`` … or a product's own unit.
    """

    value: float | None
    unit: str
    digits: int = 1
    lower: float | None = None
    upper: float | None = None
    is_beyond: bool = False
    """No value because it lies beyond the horizon, not because it is unknown."""
    is_stated: bool = False
    """Stands in a cited row as it is said; else it was computed from the cited rows, or counts them."""

    @property
    def is_open(self) -> bool:
        """A share whose bounds reach from nothing to all: they say nothing, and neither does the figure."""
        return is_open(self.lower, self.upper, WHOLE.get(self.unit))

    @property
    def is_said(self) -> bool:
        """Whether there is a figure to be said."""
        return self.value is not None and not self.is_open


WHOLE = {"share": 1.0, "percent": 100.0}
"""All of it, by unit."""


def is_open(lower: float | None, upper: float | None, whole: float | None) -> bool:
    """Whether bounds reach from nothing to all; never where there is no ``whole``."""
    return None not in (lower, upper, whole) and lower <= 1e-9 and upper >= whole - 1e-9  # type: ignore[operator]


@dataclass(frozen=True)
class Coded:
    """A coded value (``red``, ``sole``, ``W2`` …) that every language has its own word for."""

    kind: str
    code: str


@dataclass(frozen=True)
class Way:
    """A way of goods from firm to firm: (firm, product) each step."""

    steps: tuple[tuple[str, str], ...]


Cell = str | int | Amount | Coded | Way | Wording | tuple["Cell", ...] | None


@dataclass(frozen=True)
class Note:
    """What a figure rests on: the answer (index into ``Report.asked``), its row unless it is a summary, and the rows of
    the lists. A summary without ``places`` rests on all rows the answer rests on (``Asked.places``)."""

    asked: int
    evidence_id: str | None
    about: Cell
    places: tuple[SheetRows, ...] = ()


@dataclass(frozen=True)
class Saying:
    """One sentence: the key of its wording, the facts to fill in, and what they rest on."""

    key: str
    facts: Mapping[str, Cell] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of a table. ``tone`` names a risk grade where the line has one."""

    cells: tuple[Cell, ...]
    note: Note | None = None
    tone: str | None = None


@dataclass(frozen=True)
class Table:
    """A table: keys of title and columns, the rows shown, and how many more the answer has."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    n_more: int = 0
    question: str = ""


@dataclass(frozen=True)
class Span:
    """A value 0–100 with bounds, for a bar."""

    value: float | None
    lower: float | None = None
    upper: float | None = None

    @property
    def known(self) -> float | None:
        """The value; None where bounds from nothing to all say nothing."""
        return None if is_open(self.lower, self.upper, WHOLE["percent"]) else self.value


@dataclass(frozen=True)
class PortfolioBar:
    """One chain of the portfolio picture."""

    name: str
    mean: Span
    worst: Span
    grade: str


@dataclass(frozen=True)
class PortfolioPicture:
    """Mean and worst output kept [%] of every chain."""

    bars: tuple[PortfolioBar, ...]
    horizon_days: float
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class StageBox:
    """One stage of the strip: its status is the first that applies to any of its ``n_products``, and applies to
    ``n_of_status`` of them; ``n_firms`` make any of them here."""

    name: str
    position: str
    status: str
    n_firms: int
    n_products: int = 1
    n_of_status: int = 1


@dataclass(frozen=True)
class StagePicture:
    """Stages in the order of the chain, by position."""

    boxes: tuple[StageBox, ...]
    n_more: int = 0
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class LaneBox:
    """A firm in a picture of lanes.

    ``first_day`` [d] and ``lowest`` (0–1) where its output falls; ``place`` is where it stands, told instead where the
    picture is about no outage.
    """

    firm_id: str
    name: str
    products: tuple[str, ...]
    column: int
    role: str
    first_day: float | None = None
    lowest: float | None = None
    place: str = ""


@dataclass(frozen=True)
class LaneLink:
    """Goods of ``product`` from one firm to another, with the seller's share of that purchase (0–1)."""

    tail: str
    head: str
    product: str
    share: float | None


@dataclass(frozen=True)
class LanePicture:
    """Who hangs on what fails, from left to right, down to the makers of final products.

    With ``centre`` it is no outage but the trade around one firm, which stands in that column: suppliers left of it,
    buyers right.
    """

    name: str
    boxes: tuple[LaneBox, ...]
    links: tuple[LaneLink, ...]
    n_more: int = 0
    notes: tuple[Note, ...] = ()
    centre: int | None = None


@dataclass(frozen=True)
class CurvePicture:
    """Final output (0–1) as steps (day, output) while something is out; day of survival and recovery [d]."""

    name: str
    points: tuple[tuple[float, float], ...]
    end_day: float
    survive: float | None
    recover: float | None
    loss: Amount
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Pair:
    """How long something is survived and how long it takes to recover [d], with bounds."""

    name: str
    survive: Amount
    recover: Amount
    tone: str | None


@dataclass(frozen=True)
class PairPicture:
    """Survival and recovery side by side, worst first. ``horizon_days`` is where the search ended."""

    pairs: tuple[Pair, ...]
    n_more: int
    horizon_days: float
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ScatterPicture:
    """Survival (x) against recovery (y) of many; ``labelled`` names the worst of them."""

    points: tuple[tuple[float, float], ...]
    labelled: tuple[tuple[str, float, float], ...]
    n_unknown: int
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ConcentrationPicture:
    """HHI (0–1) of the local makers per product with the number of independent ones; ``line`` is the threshold."""

    bars: tuple[tuple[str, float, int], ...]
    line: float
    n_more: int
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class FillingPicture:
    """Loss avoided [full-output days] with the first 0, 1, 2 … gaps of the list filled together, in the order of effect
    and in that of demand value; ``n_more`` gaps follow."""

    by_effect: tuple[float, ...]
    by_demand: tuple[float, ...]
    horizon_days: float
    n_more: int = 0
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class FrontierPicture:
    """Part of the expected loss covered (0–1) over cost [万元]: corners by rising cost, straight in between; ``knee``
    the corner up to which money buys most, None where there is none; ``is_whole``: no corner is left out."""

    points: tuple[tuple[float, float], ...]
    knee: tuple[float, float] | None
    is_whole: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class CoverageBar:
    """Covered, not covered and unknown of a whole, e.g. industry classes."""

    key: str
    covered: int
    open: int
    unknown: int
    grade: str

    @property
    def total(self) -> int:
        """All of them."""
        return self.covered + self.open + self.unknown


@dataclass(frozen=True)
class CoveragePicture:
    """Coverage bars."""

    bars: tuple[CoverageBar, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class TrendLine:
    """Output kept at worst [%] of one chain by version, oldest first; None where it is not known."""

    name: str
    points: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class TrendPicture:
    """Chains side by side, each over the versions of the store."""

    lines: tuple[TrendLine, ...]
    horizon: Amount
    notes: tuple[Note, ...] = ()


Picture = (
    PortfolioPicture
    | TrendPicture
    | StagePicture
    | LanePicture
    | CurvePicture
    | PairPicture
    | ScatterPicture
    | ConcentrationPicture
    | CoveragePicture
    | FillingPicture
    | FrontierPicture
)


@dataclass(frozen=True)
class Section:
    """One part of a report. ``grade`` D: nothing in it is a finding. ``limits`` are said below tables and pictures."""

    key: str
    grade: str
    sayings: tuple[Saying, ...] = ()
    blocks: tuple[Table | Picture, ...] = ()
    notices: tuple[Notice, ...] = ()
    limits: tuple[Saying, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What the chief is asked for under one of the six verbs."""

    verb: str
    items: tuple[Saying, ...]
    n_more: int


@dataclass(frozen=True)
class Figure:
    """One of the few figures at the top."""

    key: str
    amount: Amount
    notes: tuple[Note, ...]
    tone: str | None = None


@dataclass(frozen=True)
class ChainReport:
    """All that is said about one chain in one region."""

    code: str
    name: str
    region: str
    region_name: str
    as_of: str | None
    grade: str
    figures: tuple[Figure, ...]
    summary: tuple[Saying, ...]
    decisions: tuple[Decision, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Asked:
    """A question that was asked, with every parameter as it was used, and how good the data behind it are."""

    question: str
    asks: str
    asks_en: str
    parameters: Mapping[str, object]
    grade: str
    completeness: float | None
    n_rows: int
    truncated: Said | None
    places: tuple[SheetRows, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole paper."""

    version_id: str
    content_hash: str
    secrecy: str | None
    portfolio: Section | None
    chains: tuple[ChainReport, ...]
    asked: tuple[Asked, ...]
