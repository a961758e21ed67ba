"""A chain map inside a page: boxes and stages are links, what a filter leaves out steps back, what a scenario hits is
filled. The same picture alone, as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.pages import MapDrawn, MapMark, Plain
from viz.labels import Words
from viz.network_map import box_ids, map_template, template_values
from viz.page_words import PageWords
from viz.panorama import PanoramaView, panorama_view
from viz.view import LinkView, view_of

DIM = 0.28
HIT = ("#f4a69e", "#f7bfb6", "#fad5cb", "#fce8e0")
"""Fill by level: fails itself, then one, two, three and more steps away."""
Href = Callable[..., str]
Tile = tuple[float, float, float, float]
SHEETS: Mapping[str, tuple[float, float]] = {"A4": (1400.0, 850.0), "A3": (1980.0, 1240.0), "page": (1400.0, 700.0)}
"""Picture units on a sheet across where letters 12 units high are 7 points high; of a page that is printed as it is, A4
below its heading."""
OVERLAP = 30.0
"""What one sheet repeats of the next [picture units]: no box is cut on both."""


@dataclass(frozen=True)
class Spot:
    """What a page adds to a box: its attributes, where it leads, fill and words of a scenario."""

    attributes: Markup
    href: str
    is_selected: bool
    fill: str
    said: str


class PageMap:
    """What the template of the picture asks a page for."""

    def __init__(self, block: MapDrawn, words: PageWords, href: Href | None) -> None:
        self._block, self._words, self._href = block, words, href
        ids = box_ids(block.map)
        self.has_defs = href is not None
        self.camera = block.camera
        self.tile: Tile | None = None
        self.spots = {ids[box.product_code]: self._spot(box.product_code, ids) for box in block.map.boxes}
        codes = {ident: code for code, ident in ids.items()}
        self._hit = {ident for ident, code in codes.items() if code in block.marks and is_reached(block, code)}
        self._dim = {ident for ident, code in codes.items() if code in block.dimmed}

    def is_struck(self, link: LinkView) -> bool:
        """Whether a failure runs along the link."""
        return link.tail in self._hit and link.head in self._hit

    def arrows(self, links: Sequence[LinkView]) -> list[tuple[bool, list[str]]]:
        """Arrow heads of links that are not struck and of those that are, drawn as one shape each; several links
        that end at one place have one."""
        parts = [
            (struck, list(dict.fromkeys(x.arrow for x in links if self.is_struck(x) == struck)))
            for struck in (False, True)
        ]
        return [part for part in parts if part[1]]

    def steps_back(self, links: Sequence[LinkView]) -> list[tuple[bool, list[LinkView]]]:
        """Links of which either end steps back (True) and no failure runs along them, then the others."""
        behind = [not self.is_struck(x) and (x.tail in self._dim or x.head in self._dim) for x in links]
        parts = [(dim, [x for x, is_behind in zip(links, behind, strict=True) if is_behind == dim])
                 for dim in (True, False)]  # fmt: skip
        return [part for part in parts if part[1]]

    def stage_href(self, code: str) -> str:
        """Where a stage leads."""
        return "" if self._href is None else self._href(self._block.stage, focus=code or None)

    def _spot(self, code: str, ids: Mapping[str, str]) -> Spot:
        block = self._block
        mark = block.marks.get(code)
        fill = HIT[min(len(HIT) - 1, len(HIT) - 1 if mark.level is None else mark.level)] if mark else ""
        pairs: list[tuple[str, Plain]] = []
        href = "" if self._href is None else self._href(block.here, sel=code)
        href = href.removeprefix(block.page)
        if href:
            name = "spot centre" if code == block.map.focus else "spot"
            pairs += [("class", name), ("href", href), ("data-box", ids[code])]
        if code == block.selected:
            pairs += [("id", "selected"), ("aria-current", "true")]
        if code in block.dimmed:
            pairs += [("opacity", DIM)]
        if mark and href:
            pairs += [("data-first", f"{mark.first_day:g}"), ("data-fill", fill)]
        attributes = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in pairs)
        shown = fill if mark and is_reached(block, code) else ""
        return Spot(attributes, href, code == block.selected, shown, hit_words(mark, self._words) if mark else "")


def is_reached(block: MapDrawn, code: str) -> bool:
    """Whether a product is short by the day shown."""
    return block.day is None or block.marks[code].first_day <= block.day


def hit_words(mark: MapMark, words: PageWords, *, is_long: bool = False) -> str:
    """How far from the failure a product is, in words; the long form tells the day too."""
    if mark.level == 0:
        said = words("hit_itself")
    else:
        said = words("hit_beside") if mark.level is None else words("hit_level", n=mark.level)
    return f"{said} · {words('hit_from', day=f'{mark.first_day:g}')}" if is_long else said


def inline_map(block: MapDrawn, words: PageWords, href: Href) -> Markup:
    """The picture as an element of a page."""
    # the bytes are made by the template, which escapes
    page = PageMap(block, words, href)
    page.tile = paper_tiles(block)[0] if block.paper else None
    drawn = _render(block, words, page, is_inline=True)
    return Markup(drawn.replace(">\n<", "><"))  # noqa: S704


def paper_tiles(block: MapDrawn) -> list[Tile]:
    """Left, top, width, height of every sheet of the picture, row by row, all alike; one where it fits."""
    whole = block.map.panorama
    placed = block.map.layout if whole is None else whole.sheet if block.paper == "A3" else whole.layout
    across, down = SHEETS[block.paper]
    (lefts, width), (tops, height) = _cuts(placed.width, across), _cuts(placed.height, down)
    return [(left, top, width, height) for top in tops for left in lefts]


def _cuts(length: float, room: float) -> tuple[list[float], float]:
    """Where sheets begin that cover ``length``, each repeating a little of the one before, and how long all of them
    are: as many as ``room`` asks for, none of them longer than the others."""
    n = max(1, ceil((length - OVERLAP) / (room - OVERLAP))) if length > room else 1
    size = (length + (n - 1) * OVERLAP) / n
    return [k * (size - OVERLAP) for k in range(n)], size


def map_file(block: MapDrawn, words: PageWords) -> str:
    """The same picture as a standalone SVG with heading and legend."""
    return _render(block, words, PageMap(block, words, None), is_inline=False)


def _render(block: MapDrawn, words: PageWords, page: PageMap, *, is_inline: bool) -> str:
    plain = Words(words.lang)
    view = view_of(block.map, plain, by_loss=block.by_loss)
    whole = _panorama(block, block.map, plain, words)
    values = template_values(view, whole, plain, is_inline=is_inline)
    return map_template().render(page=page, has_links=is_inline, **values)


def _panorama(block: MapDrawn, drawn: ChainMap, plain: Words, words: PageWords) -> PanoramaView | None:
    whole = drawn.panorama
    if whole is None:
        return None
    said = {code: hit_words(mark, words) for code, mark in block.marks.items()}
    placed = whole.sheet if block.paper == "A3" else whole.layout
    return panorama_view(drawn, whole, placed, plain, box_ids(drawn), by_loss=block.by_loss, words_of=said)
