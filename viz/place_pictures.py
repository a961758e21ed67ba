"""Pictures of places: a grid of tiles that is no map, or the customer's borders; and value that flows to stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, radians

from markupsafe import Markup

from graphsvc.domain.links_to import Goto
from graphsvc.domain.page_pictures import FlowPicture, Outline, PlacesPicture, PlaceTile
from graphsvc.domain.report import Cell, Coded
from viz.drawing import Drawing
from viz.page_words import PageWords
from viz.palette import INK, QUIET_INK, RISK_LOOKS, RISK_TONES
from viz.picture import one_line, shortened, text_width

WIDE, STEP, GAP, TILE_HEIGHT = 980.0, 106.0, 6.0, 58.0
SMALL, BODY = 12.0, 13.0
BLANK, FILLED, EDGE, BAND = "#f3f6f9", "#dbe8f4", "#8fa6bb", "#c3d7e8"
_TINTS = {"red": "#f9d9d7", "orange": "#fbe3cc", "yellow": "#fdf2c6", "green": "#dcefdd"}
Href = Callable[[Goto], str]


def places(picture: PlacesPicture, words: PageWords, href: Href) -> Markup:
    """Every place with its name, its firms and the mark of its grade; each leads to its own page."""
    outline = picture.outline
    if outline is not None and all(tile.code in outline.rings for tile in picture.places if tile.n_firms):
        return _borders(picture.places, outline, words, href)
    return _grid(picture.places, words, href)


def _grid(tiles: tuple[PlaceTile, ...], words: PageWords, href: Href) -> Markup:
    n_rows = 1 + max(tile.row for tile in tiles)
    d = Drawing(WIDE, 26 + n_rows * (TILE_HEIGHT + GAP), words("tiles_title"), is_linked=True)
    d.text(2, 15, words("schematic"), SMALL, QUIET_INK)
    for tile in tiles:
        x, y = 2 + tile.column * (STEP + 2), 26 + tile.row * (TILE_HEIGHT + GAP)
        fill = _TINTS.get(tile.tone or "", FILLED if tile.n_firms else BLANK)
        d.begin_link(href(tile.to), _said(tile, words))
        d.rect(x, y, STEP - GAP, TILE_HEIGHT, fill, EDGE, 1.0, 5)
        name = shortened(one_line(tile.name), STEP - GAP - 12, BODY)
        d.text(x + 8, y + 22, name, BODY, INK if tile.n_firms else QUIET_INK, bold=bool(tile.n_firms))
        if tile.n_firms:
            d.text(x + 8, y + 43, words("n_firms_short", n=f"{tile.n_firms:,}"), SMALL, QUIET_INK)
        look = RISK_LOOKS.get(tile.tone or "")
        if look is not None:
            d.text(x + STEP - GAP - 8, y + 43, look.symbol, BODY, RISK_TONES[tile.tone or ""], "end")
        d.end_link()
    return d.render()


def _said(tile: PlaceTile, words: PageWords) -> str:
    grade = words.term("risk_grade", tile.tone) if tile.tone else ""
    return " ".join(part for part in (tile.name, words("n_firms_short", n=tile.n_firms), grade) if part)


def _borders(tiles: tuple[PlaceTile, ...], outline: Outline, words: PageWords, href: Href) -> Markup:
    drawn = [tile for tile in tiles if tile.code in outline.rings]
    points = [point for tile in drawn for ring in outline.rings[tile.code] for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    scale = min((WIDE - 20) / max((east - west) * squeeze, 1e-9), 640 / max(north - south, 1e-9))
    height = 20 + (north - south) * scale
    d = Drawing(WIDE, height + 24, words("borders_title"), is_linked=True)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return 10 + (point[0] - west) * squeeze * scale, 10 + (north - point[1]) * scale

    for tile in drawn:
        fill = _TINTS.get(tile.tone or "", FILLED if tile.n_firms else BLANK)
        d.begin_link(href(tile.to), _said(tile, words))
        d.path("".join(_ring([at(p) for p in ring]) for ring in outline.rings[tile.code]), stroke=EDGE, fill=fill)
        d.end_link()
    for tile in drawn:
        ring = max(outline.rings[tile.code], key=len)
        xs, ys = zip(*(at(point) for point in ring), strict=True)
        if max(xs) - min(xs) < text_width(tile.name, SMALL):
            continue
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        look = RISK_LOOKS.get(tile.tone or "")
        symbol = look.symbol if look is not None else ""
        d.text(x, y, f"{one_line(tile.name)} {symbol}".strip(), SMALL, INK, "middle", True)
        if tile.n_firms:
            d.text(x, y + 14, str(tile.n_firms), SMALL, QUIET_INK, "middle")
    d.text(10, height + 18, words("map_approval", number=outline.approval), SMALL, QUIET_INK)
    return d.render()


def _ring(points: list[tuple[float, float]]) -> str:
    """A closed path; corners that fall on the same tenth of a unit are left out."""
    told, last = [], ""
    for x, y in points:
        here = f"{x:.1f} {y:.1f}"
        if here != last:
            told.append(here)
        last = here
    return f"M{'L'.join(told)}Z" if len(told) > 2 else ""


LEFT, RIGHT, THICK, TOP, PAD = 330.0, WIDE - 330.0, 14.0, 34.0, 6.0
POSITIONS = ("上游", "中游", "下游", "配套支撑", "none")


def flow(picture: FlowPicture, words: PageWords) -> Markup:
    """Bands from origins on the left to stages on the right, as wide as their value."""
    value = {(f.origin, f.stage): f.value for f in picture.flows}
    origins = list(dict.fromkeys(f.origin for f in picture.flows))
    stages = sorted({f.stage for f in picture.flows}, key=_rank)
    total = sum(value.values())
    scale = 20.0 * max(len(origins), len(stages), 6) / total
    of_origin = {o: sum(value.get((o, s), 0.0) for s in stages) for o in origins}
    of_stage = {s: sum(value.get((o, s), 0.0) for o in origins) for s in stages}
    starts, low = _stacked(of_origin, scale)
    ends, deep = _stacked(of_stage, scale)
    d = Drawing(WIDE, max(low, deep) + 4, words("flow_title"))
    d.text(LEFT - 8, 18, words("flow_origin"), BODY, INK, "end", True)
    d.text(RIGHT + THICK + 8, 18, words("flow_stage"), BODY, INK, bold=True)
    left, right = dict(starts), dict(ends)
    for (origin, stage), own in sorted(value.items(), key=lambda item: (origins.index(item[0][0]), _rank(item[0][1]))):
        h, a, b = own * scale, left[origin], right[stage]
        left[origin], right[stage] = a + h, b + h
        x0, x1, mid = LEFT + THICK, RIGHT, (LEFT + THICK + RIGHT) / 2
        d.path(
            f"M{x0:.1f} {a:.1f}C{mid:.1f} {a:.1f} {mid:.1f} {b:.1f} {x1:.1f} {b:.1f}V{b + h:.1f}"
            f"C{mid:.1f} {b + h:.1f} {mid:.1f} {a + h:.1f} {x0:.1f} {a + h:.1f}Z",
            fill=BAND,
        )
    for sums, at, x, text_x, anchor, colour in (
        (of_origin, starts, LEFT, LEFT - 8, "end", "#2f6f9f"),
        (of_stage, ends, RIGHT, RIGHT + THICK + 8, "start", "#5b6b7a"),
    ):
        for name, own in sums.items():
            h = max(1.0, own * scale)
            d.rect(x, at[name], THICK, h, colour)
            d.text(text_x, at[name] + h / 2 + 4, _amount(words.plain(name), own, total, words), SMALL, INK, anchor)
    return d.render()


def _rank(stage: Cell) -> int:
    """Stages in the order of the chain."""
    return POSITIONS.index(stage.code) if isinstance(stage, Coded) and stage.code in POSITIONS else len(POSITIONS)


def _stacked(sums: Mapping[Cell, float], scale: float) -> tuple[dict[Cell, float], float]:
    """Where each bar begins, one below the other with room for its line of text, and where the last one ends."""
    at: dict[Cell, float] = {}
    y = TOP
    for name, own in sums.items():
        at[name] = y
        y += max(own * scale, 11.0) + PAD
    return at, y


def _amount(name: str, value: float, total: float, words: PageWords) -> str:
    part = value / total
    share = f"{part:.0%}" if part >= 0.005 else "<1%"
    return words("flow_amount", name=one_line(name), value=f"{value:,.0f}", share=share)
