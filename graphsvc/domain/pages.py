"""What a page of the web interface tells, as plain values in no language: blocks from top to bottom, with the links
that lead from them. The painter puts them into words and HTML; doors only pass them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.links_to import Goto as Goto
from graphsvc.domain.links_to import Plain as Plain
from graphsvc.domain.page_pictures import FlowPicture, FrontierPicture, PlacesPicture
from graphsvc.domain.report import Cell, Picture, Saying
from graphsvc.domain.sentences import Wording


@dataclass(frozen=True)
class Linked:
    """A value that leads somewhere."""

    cell: Cell
    to: Goto


@dataclass(frozen=True)
class Option:
    """A value to choose in a form."""

    value: str
    label: Cell
    is_chosen: bool = False


@dataclass(frozen=True)
class Field:
    """A field of a form: ``kind`` select, text, number, date, search, hidden, range, file, check or button; ``options``
    to choose from, or to be suggested for text. ``label`` is a key of the words; ``about`` says which line of a table
    it belongs to."""

    name: str
    kind: str
    label: str
    value: str = ""
    options: tuple[Option, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    is_required: bool = False
    about: str = ""
    suggest: Goto | None = None
    """Where more to choose from is found while a person types (``q``; ``kind`` from the form's field of that name)."""


Shown = Cell | Linked | Field
"""What stands in a cell: a value, or a field where the table stands in a form."""
Named = str | Wording
"""What a column or a figure is called: a key of the pages' words, or words that stand elsewhere in the house."""


@dataclass(frozen=True)
class Line:
    """One line of a list: its values, the evidence id of the finding it tells, the risk grade or status it wears, a
    sentence that stands below it over the whole width."""

    cells: tuple[Shown, ...]
    evidence_id: str | None = None
    tone: str | None = None
    anchor: str | None = None
    below: Saying | None = None


@dataclass(frozen=True)
class Listing:
    """A table. ``columns`` are what they are called; ``n_all`` how many lines there are beyond those shown; ``most``
    how many of ``lines`` a page shows (0: all of them), while a file holds them all.

    Every list is fetched as Excel, CSV and JSON, from its own page (``list`` and ``format``) or from ``files`` (without
    the parameter ``format``), unless ``has_files`` says that its page is no address. ``part`` tells lists of one key on
    a page apart.
    """

    key: str
    columns: tuple[Named, ...]
    lines: tuple[Line, ...]
    n_all: int
    first: int = 0
    page_size: int = 0
    files: Goto | None = None
    most: int = 0
    part: str = ""
    has_files: bool = True

    @property
    def name(self) -> str:
        """What tells it from the other lists of its page."""
        return f"{self.key}-{self.part}" if self.part else self.key


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: its place from 1 on (None: not a column of the sheet), what stands above it, whether the
    finding rests on it."""

    place: int | None
    heading: Named
    is_used: bool


@dataclass(frozen=True)
class SheetCell:
    """A cell as it was written, and the value it counts as where that is told (``value`` None: not told)."""

    original: str | None
    value: Cell = None
    is_used: bool = False


@dataclass(frozen=True)
class SheetLine:
    """A row of a sheet: its number (None: not known), how it counts, its cells in the order of the columns."""

    number: int | None
    counts: Cell
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True)
class SheetShown:
    """Rows of one sheet of one file as a person finds them there, with the values that count beside them.

    ``has_original``: the file was at hand; else the cells hold values alone.
    """

    file: str
    sheet: str
    columns: tuple[SheetColumn, ...]
    lines: tuple[SheetLine, ...]
    n_all: int
    has_original: bool


@dataclass(frozen=True)
class Choice:
    """One value of a facet, how many lines have it, and the page without or with it."""

    label: Cell
    n: int | None
    to: Goto
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """Values by which a list is narrowed."""

    key: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Facets:
    """The facets of a list."""

    facets: tuple[Facet, ...]


@dataclass(frozen=True)
class Sentences:
    """A paragraph; each sentence may lead somewhere. ``tone`` is a risk grade, ``warn`` or nothing."""

    sayings: tuple[tuple[Saying, Goto | None], ...]
    tone: str | None = None


@dataclass(frozen=True)
class Tile:
    """One figure of a row of figures, with the word of the manual that explains it."""

    key: Named
    value: Shown
    tone: str | None = None
    help: str | None = None


@dataclass(frozen=True)
class Tiles:
    """Figures side by side, or names and values of one thing."""

    tiles: tuple[Tile, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Heading:
    """Heads a part; ``facts`` fill its words."""

    key: str
    facts: Mapping[str, Cell] = field(default_factory=dict)
    help: str | None = None


@dataclass(frozen=True)
class Drawn:
    """A picture of the report, or one that only pages have."""

    picture: Picture | PlacesPicture | FlowPicture | FrontierPicture


@dataclass(frozen=True)
class MapMark:
    """How a scenario hits a product: trade steps from the failure (0: fails itself, None: hit by no way of trade), day
    on which a maker first runs short [d], lowest output of a maker (0-1)."""

    level: int | None
    first_day: float
    lowest: float


@dataclass(frozen=True)
class MapDrawn:
    """A chain map, drawn by the painter. A box leads to ``here`` with its code as ``sel``, a stage to ``stage`` with
    its code as ``focus``. ``dimmed`` products step back, ``marks`` fill boxes by product code from their first day on.

    ``by_loss``: marks of choke points tell days lost instead of the grade. ``camera`` is the part shown, in picture
    units: left, top, width, height. ``paper``: A4 or A3, in as many sheets as letters of 7 points need. ``files``: the
    same as SVG.
    """

    map: ChainMap
    here: Goto
    stage: Goto
    selected: str | None = None
    dimmed: frozenset[str] = frozenset()
    marks: Mapping[str, MapMark] = field(default_factory=dict)
    day: float | None = None
    by_loss: bool = False
    camera: tuple[float, float, float, float] | None = None
    paper: str = ""
    files: Goto | None = None
    page: str = ""
    """Path of the page that shows it: what leads there again is told by its query alone, which keeps pages small."""


@dataclass(frozen=True)
class Form:
    """A form; ``is_post`` where it changes something, otherwise its fields become the address. ``listing`` is a table
    that holds fields of it; ``below`` fields that stand under the table."""

    key: str
    to: Goto
    fields: tuple[Field, ...]
    submit: str
    is_post: bool = False
    has_files: bool = False
    target: str | None = None
    listing: Listing | None = None
    below: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Links:
    """Buttons: key of the word, where it leads; ``is_file`` where it is a download."""

    links: tuple[tuple[str, Goto, bool], ...]


@dataclass(frozen=True)
class Panel:
    """Blocks that stand together beside or below others; ``anchor`` is the id an address can point at."""

    key: str | None
    blocks: tuple[Block, ...]
    anchor: str | None = None


@dataclass(frozen=True)
class Columns:
    """Two panels side by side where there is room: ``main`` wide and ``side`` narrow, or both alike (``is_even``)."""

    main: tuple[Block, ...]
    side: tuple[Block, ...]
    is_even: bool = False


@dataclass(frozen=True)
class Folded:
    """Blocks that open on demand."""

    key: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Waiting:
    """Work that goes on: the page asks again by itself until it is done. ``fraction`` (0-1) of it is behind, ``stage``
    is under way, ``seconds_left`` [s] are still to come, where that is known."""

    again: Goto
    fraction: float | None = None
    stage: Cell = None
    seconds_left: float | None = None


Block = (
    Listing
    | SheetShown
    | Facets
    | Sentences
    | Tiles
    | Heading
    | Drawn
    | MapDrawn
    | Form
    | Links
    | Panel
    | Columns
    | Folded
    | Waiting
)


def listings_of(blocks: Iterable[Block]) -> Iterator[Listing]:
    """Every list of a page, wherever it stands."""
    for block in blocks:
        if isinstance(block, Listing):
            yield block
        elif isinstance(block, Panel | Folded):
            yield from listings_of(block.blocks)
        elif isinstance(block, Columns):
            yield from listings_of((*block.main, *block.side))
        elif isinstance(block, Form) and block.listing is not None:
            yield block.listing


@dataclass(frozen=True)
class Page:
    """One page: key of its title (``facts`` fill it), and its blocks. ``room`` is the entry of the top bar it belongs
    to; ``is_wall`` shows it on dark ground for a wall screen; ``scripts`` are own scripts it needs beside those of all
    pages; ``paper`` (A4 or A3) prints it landscape on such a sheet."""

    key: str
    room: str
    blocks: tuple[Block, ...]
    facts: Mapping[str, Cell] = field(default_factory=dict)
    is_wall: bool = False
    scripts: tuple[str, ...] = ()
    paper: str | None = None


@dataclass(frozen=True)
class Frame:
    """What stands around every page: which chain, version and region it shows, and what else there is to choose.

    ``chains`` are (code, name); ``pinned`` is the version named in the address, ``newest`` the latest one.
    """

    here: Goto
    chains: tuple[tuple[str, str], ...] = ()
    chain: str | None = None
    region: str | None = None
    region_name: str = ""
    version_id: str | None = None
    created: str = ""
    as_of: str | None = None
    secrecy: str | None = None
    pinned: str | None = None
    newest: str | None = None
