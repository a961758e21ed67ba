"""Pages of the web interface as HTML: one template, a macro per kind of block, every text of the data as text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graphsvc.domain.notices import Lang
from graphsvc.domain.page_pictures import FlowPicture, FrontierPicture, PlacesPicture
from graphsvc.domain.pages import (
    Columns,
    Drawn,
    Facet,
    Facets,
    Field,
    Folded,
    Form,
    Frame,
    Goto,
    Heading,
    Line,
    Linked,
    Links,
    Listing,
    MapDrawn,
    Named,
    Page,
    Panel,
    Plain,
    Sentences,
    SheetShown,
    Shown,
    Tiles,
    Waiting,
)
from graphsvc.domain.report import Amount, Cell, Coded, LanePicture, Saying
from graphsvc.domain.values import Document
from viz.frontier_picture import frontier
from viz.page_map import Tile, inline_map, is_reached, paper_tiles
from viz.page_words import Addresses, PageWords
from viz.picture import one_line
from viz.place_pictures import flow, places
from viz.report import PAINTERS

KINDS = {
    Listing: "listing",
    SheetShown: "sheet",
    Facets: "facets",
    Sentences: "sentences",
    Tiles: "tiles",
    Heading: "heading",
    Drawn: "drawn",
    MapDrawn: "map",
    Form: "form",
    Links: "links",
    Panel: "panel",
    Columns: "columns",
    Folded: "folded",
    Waiting: "waiting",
}
ROOMS = (
    "today", "panorama", "choke-points", "what-if", "gaps", "decisions", "firms", "regions", "portfolio", "jobs",
    "versions",
)  # fmt: skip
"""Entries of the top bar; those about one chain are left out where there is none."""
OF_A_CHAIN = {
    "panorama": "", "choke-points": "/choke-points", "what-if": "/what-if", "gaps": "/gaps", "decisions": "/decisions",
}  # fmt: skip
OTHER = {
    "today": "/", "firms": "/firms", "regions": "/regions", "portfolio": "/portfolio", "jobs": "/jobs",
    "versions": "/versions",
}  # fmt: skip


NO_PAPER = frozenset({"save", "chosen", "scenario", "compare", "effect_cp", "effect_ssr", "effect_rs"})
"""Columns that lead on or are pressed, and tell nothing on paper; or for which a sheet of ten columns has no room."""
NARROWED = frozenset({"firms", "regions"})
"""Pages that may be about one chain of several: the one chosen goes with the link."""


def paint_page(page: Page, frame: Frame, lang: Lang, has_manual: bool = False) -> str:
    """The whole page, with a link to the manual where there is one. Same page, frame and language, same bytes."""
    painter = _Painter(frame, lang)
    told = {"page": page, "frame": frame, "p": painter, "words": painter.words, "goto": Goto}
    return _environment().get_template("page.html").render(**told, has_manual=has_manual)


def paint_sheet(page: Page, frame: Frame, lang: Lang, style: str) -> str:
    """A page as a file that stands alone: its style within, nothing leads from it."""
    painter = _Painter(frame, lang, is_alone=True)
    told = {"page": page, "frame": frame, "p": painter, "words": painter.words, "goto": Goto}
    return _environment().get_template("sheet.html").render(**told, style=Markup(style))  # noqa: S704 our own file


class _Painter:
    """What the template asks for while it prints one page."""

    def __init__(self, frame: Frame, lang: Lang, is_alone: bool = False) -> None:
        self.words = PageWords(lang)
        self.href = Addresses(frame, lang)
        self.is_alone = is_alone
        self._frame = frame

    def kind(self, block: object) -> str:
        """Which macro prints a block."""
        return KINDS[type(block)]

    def waits(self, page: Page) -> bool:
        """Whether the page is still being made: without a script it loads itself again."""
        return any(isinstance(block, Waiting) for block in page.blocks)

    def title(self, page: Page) -> str:
        """The title of a page."""
        return one_line(self.words.filled("page", page.key, page.facts))

    def rooms(self) -> list[tuple[str, str]]:
        """Entries of the top bar with their addresses."""
        found = []
        for room in ROOMS:
            if room in OTHER:
                chain = self._frame.chain if room in NARROWED and len(self._frame.chains) > 1 else None
                found.append((room, self.href(Goto(OTHER[room], {"chain": chain}))))
            elif self._frame.chain is not None:
                found.append((room, self.href(Goto(f"/chains/{self._frame.chain}{OF_A_CHAIN[room]}"))))
        return found

    def heading(self, block: Heading) -> str:
        """The words of a heading."""
        return one_line(self.words.filled("head", block.key, block.facts))

    def saying(self, saying: Saying) -> list[tuple[str, bool]]:
        """A sentence as pieces; True marks a figure."""
        return list(self.words.parts(saying))

    def is_field(self, shown: Shown) -> bool:
        """Whether a cell is a field of the form around its table."""
        return isinstance(shown, Field)

    def cell(self, shown: Cell | Linked) -> Document:
        """A value ready to print: text, unit, bounds, address, tone, and whether it is a figure."""
        cell: Cell = shown.cell if isinstance(shown, Linked) else shown
        href = self.href(shown.to) if isinstance(shown, Linked) and not self.is_alone else ""
        if isinstance(cell, Amount):
            value, _, bounds = self.words.bare(cell).replace("（", " (", 1).replace("）", ")").partition(" (")
            unit = self.words.unit(cell.unit) if cell.is_said else ""
            told = {"text": value, "unit": unit, "bounds": f"({bounds}" if bounds else "", "tone": "", "figure": True}
        else:
            tone = cell.code if isinstance(cell, Coded) and cell.kind in ("risk_grade", "status") else ""
            told = {"text": self.words.plain(cell), "unit": "", "bounds": "", "tone": tone,
                    "figure": isinstance(cell, int)}  # fmt: skip
        return {**told, "href": href}

    def cell_class(self, block: Listing, index: int) -> Markup:
        """Class of the cells of a column: figures stand to the right, some columns are left off paper."""
        names = ["figure"] if self.is_figure(block, index) else []
        names += ["no-paper"] if block.columns[index] in NO_PAPER else []
        return Markup(' class="{}"').format(" ".join(names)) if names else Markup("")

    def is_figure(self, block: Listing, index: int) -> bool:
        """Whether a column holds figures: its first value that is told decides."""
        for line in block.lines:
            shown = line.cells[index]
            cell = shown.cell if isinstance(shown, Linked) else shown
            if cell is not None and not isinstance(cell, Field):
                return isinstance(cell, Amount | int)
        return False

    def pages_of(self, block: Listing, here: Goto) -> list[tuple[int, str, bool]]:
        """Page numbers of a long list with their addresses; none where everything is shown."""
        if not block.page_size or block.n_all <= block.page_size:
            return []
        n_pages = -(-block.n_all // block.page_size)
        now = block.first // block.page_size + 1
        near = sorted({1, *range(max(1, now - 2), min(n_pages, now + 2) + 1), n_pages})
        return [(n, self.href(here, page=None if n == 1 else n), n == now) for n in near]

    def evidence(self, line: Line) -> str:
        """Where the rows behind a line are shown."""
        return self.href(Goto(f"/evidence/{line.evidence_id}")) if line.evidence_id else ""

    def lines(self, block: Listing) -> tuple[Line, ...]:
        """Lines of a list that the page shows."""
        return block.lines[: block.most] if block.most else block.lines

    def no_lines(self, block: Listing) -> str:
        """What to make of an empty list, and what to do next."""
        return self.words.term("empty", block.key) if self.words.knows("empty", block.key) else self.words("no_lines")

    def files(self, block: Listing) -> list[tuple[str, str]]:
        """Excel, CSV and JSON of a list: all its lines, narrowed as the page is."""
        if self.is_alone or not (block.has_files and block.lines):
            return []
        here = self._frame.here
        to = block.files or Goto("", {**here.query, "page": None, "list": block.name})
        endings: list[tuple[str, Plain]] = [("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json")]
        return [(name, self.href(to, format=ending)) for name, ending in endings]

    def picture(self, block: Drawn) -> Markup:
        """A picture."""
        if isinstance(block.picture, PlacesPicture):
            return places(block.picture, self.words, self.href)
        if isinstance(block.picture, FlowPicture):
            return flow(block.picture, self.words)
        if isinstance(block.picture, FrontierPicture):
            return frontier(block.picture, self.words)
        return PAINTERS[type(block.picture).__name__](block.picture, self.words)

    def map(self, block: MapDrawn) -> Markup:
        """A chain map with links."""
        return inline_map(block, self.words, self.href)

    def reached(self, block: MapDrawn) -> str:
        """How many boxes of the picture a scenario has reached by the day shown."""
        n = sum(is_reached(block, box.product_code) for box in block.map.boxes if box.product_code in block.marks)
        return self.words("reached_by", day=f"{block.day or 0.0:g}", n=n)

    def tiles(self, block: MapDrawn) -> list[Tile]:
        """The sheets of a map on paper: those of the page itself where it is printed as it is."""
        return paper_tiles(block if block.paper else replace(block, paper="page"))

    def camera(self, block: MapDrawn) -> str:
        """The part of a map that is shown, as addresses have it."""
        return "" if block.camera is None else ",".join(f"{x:g}" for x in block.camera)

    def caption(self, block: Drawn) -> str:
        """What a picture shows."""
        picture = block.picture
        if isinstance(picture, LanePicture) and picture.centre is not None:
            return self.words.term("picture", "TradePicture")
        return self.words.term("picture", type(picture).__name__)

    def only_leads(self, block: Panel) -> bool:
        """Whether a panel holds buttons alone, which paper has no use for."""
        return all(isinstance(inner, Links | Form) for inner in block.blocks)

    def has_choice(self, facet: Facet) -> bool:
        """Whether a facet leaves anything to choose: not where nothing but all, of no line, stands in it."""
        return len(facet.choices) > 1 or any(choice.n != 0 for choice in facet.choices)

    def option(self, label: Cell) -> str:
        """What a choice is called."""
        return self.words.say(label)

    def field_label(self, field: Field) -> str:
        """What a field is called, with the line it belongs to."""
        named = self.words.term("field", field.label)
        return f"{named} · {one_line(field.about)}" if field.about else named

    def named(self, kind: str, name: Named) -> str:
        """What a column or a figure is called."""
        return self.words.term(kind, name) if isinstance(name, str) else self.words.plain(name)

    def letters(self, place: int | None) -> str:
        """The letters of a column of a sheet: 1 is A, 27 is AA."""
        told = ""
        while place:
            place, rest = divmod(place - 1, 26)
            told = chr(65 + rest) + told
        return told

    def help(self, key: str) -> str:
        """The definition of a word, as the manual has it."""
        return self.words.term("define", key)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("viz", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
