"""Pictures of boxes: the strip of stages, and the lanes around an outage."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from markupsafe import Markup

from graphsvc.domain.report import Amount, LaneBox, LaneLink, LanePicture, StageBox, StagePicture
from viz.drawing import Drawing
from viz.palette import CHOKE, FINAL, INK, LANE_FILL, LANE_INK, LINK, LOOKS, QUIET_INK, STATUSES, Look
from viz.picture import Point, arrow_data, label_lines, one_line, path_data, shortened, text_width
from viz.report_words import ReportWords

WIDTH, WIDE = 720.0, 980.0
SMALL, BODY = 12.0, 13.0
PER_ROW = 5
WRITTEN = 12
"""With more links than this no shares are written beside them."""
_LABEL, _BOX_WIDTH, _BOX_HEIGHT, _STEP_X, _STEP_Y = 62.0, 122.0, 54.0, 130.0, 64.0


def stages(picture: StagePicture, words: ReportWords) -> Markup:
    """A row of boxes per position of the chain, coloured, marked and named by status."""
    bands = [(position, list(boxes)) for position, boxes in groupby(picture.boxes, key=lambda box: box.position)]
    heights = [_STEP_Y * -(-len(boxes) // PER_ROW) + 10 for _, boxes in bands]
    legend = 30.0
    d = Drawing(WIDTH, legend + sum(heights) + 8 * len(bands) + (22 if picture.n_more else 0), words("stages_title"))
    at = 6.0
    for status in STATUSES:
        look = LOOKS[status]
        count = sum(box.status == status for box in picture.boxes)
        said = words("status_count", word=words.term("status", status), n=count)
        _symbol(d, look, at, 4)
        d.text(at + 20, 16, said, SMALL, look.ink if count else QUIET_INK)
        at += 40 + text_width(said, SMALL)
    y = legend
    for (position, boxes), height in zip(bands, heights, strict=True):
        d.rect(0, y, WIDTH, height, LANE_FILL, radius=6)
        name = words.lane(position) if position else words("no_position")
        d.text(8, y + 41, name, SMALL, LANE_INK, bold=True)
        for i, box in enumerate(boxes):
            _stage(d, box, _LABEL + (i % PER_ROW) * _STEP_X, y + 10 + (i // PER_ROW) * _STEP_Y, words)
        y += height + 8
    if picture.n_more:
        d.text(10, y + 14, words("more_stages", n=picture.n_more), SMALL, QUIET_INK)
    return d.render()


def _stage(d: Drawing, box: StageBox, x: float, y: float, words: ReportWords) -> None:
    look = LOOKS.get(box.status, LOOKS["unknown"])  # type: ignore[call-overload]
    d.rect(x, y, _BOX_WIDTH, _BOX_HEIGHT, look.fill, look.stroke, look.width, 6, look.dash)
    size, lines = label_lines(box.name, _BOX_WIDTH - 8)
    for i, line in enumerate(lines):
        d.text(x + _BOX_WIDTH / 2, y + (19 if len(lines) == 1 else 15 + 14 * i), line, size, INK, "middle", True)
    counts = {"of": box.n_of_status, "products": box.n_products, "n": box.n_firms}
    said = words("stage_sub", word=words.term("status_short", box.status), **counts)
    said = shortened(said, _BOX_WIDTH - 18, SMALL)
    left = x + (_BOX_WIDTH - text_width(said, SMALL) - 14) / 2
    _symbol(d, look, left, y + 37, 0.8)
    d.text(left + 15, y + 47, said, SMALL, look.ink)


def _symbol(d: Drawing, look: Look, x: float, y: float, scale: float = 1.0) -> None:
    d.icon(x, y, look.icon, look.stroke, look.stroke if look.is_filled else "none", scale)


_CARD_WIDTH, _CARD_HEIGHT, _CARD_STEP = 186.0, 72.0, 80.0


def lanes(picture: LanePicture, words: ReportWords) -> Markup:
    """What fails on the left, makers of final products on the right, and who is short from which day; or the trade
    around a firm in the middle."""
    n_columns = max((box.column for box in picture.boxes), default=0) + 1
    columns = [[b for b in picture.boxes if b.column == c] for c in range(n_columns)]
    tallest = max((len(column) for column in columns), default=1)
    top, bottom = 40.0, 30.0 if picture.n_more else 8.0
    across = WIDTH if picture.centre is None else WIDE
    title = "lanes_title" if picture.centre is None else "trade_title"
    d = Drawing(across, top + tallest * _CARD_STEP + bottom, words(title, name=one_line(picture.name)))
    card = min(_CARD_WIDTH, (across - 2.0 - 44.0 * (n_columns - 1)) / n_columns)
    gap = (across - 2.0 - card * n_columns) / (n_columns - 1) if n_columns > 1 else 0.0
    place: dict[str, tuple[float, float]] = {}
    for c, column in enumerate(columns):
        x = 1.0 + c * (card + gap)
        d.rect(x, 0, card, 28, LANE_FILL, radius=6)
        d.text(x + card / 2, 19, _lane_name(c, column, picture.centre, words), BODY, LANE_INK, "middle", True)
        start = top + (tallest - len(column)) * _CARD_STEP / 2
        for i, box in enumerate(column):
            place[box.firm_id] = (x, start + i * _CARD_STEP)
    drawn = [link for link in picture.links if link.tail in place and link.head in place]
    routes = _routes(drawn, place, card)
    for link, route in zip(drawn, routes, strict=True):
        width = 1.2 if link.share is None else 0.8 + 2.6 * link.share
        d.path(path_data(route), stroke=LINK, width=width, dash=(2, 4) if link.share is None else ())
        d.path(arrow_data(route), fill=LINK)
    for column in columns:
        for box in column:
            _card(d, box, *place[box.firm_id], card, words)
    for link, route in zip(drawn, routes, strict=True) if len(drawn) <= WRITTEN else ():
        if link.share is not None:
            x, y = route[0][0] + 26, route[0][1]
            d.rect(x - 17, y - 9, 34, 16, "#ffffff", radius=4)
            d.text(x, y + 4, f"{link.share:.0%}", SMALL, QUIET_INK, "middle")
    last = {box.firm_id for box in columns[-1]}
    if picture.centre is None and n_columns > 1 and last and last.isdisjoint(link.head for link in drawn):
        d.text(1.0 + (n_columns - 1) * (card + gap) - gap / 2, top + tallest * _CARD_STEP / 2, "⋯", 26, LINK, "middle")
    if picture.n_more:
        d.text(0, top + tallest * _CARD_STEP + 16, _more(picture, words), SMALL, QUIET_INK)
    return d.render()


def _more(picture: LanePicture, words: ReportWords) -> str:
    return words("more_firms" if picture.centre is None else "more_partners", n=picture.n_more)


def _routes(links: list[LaneLink], place: Mapping[str, tuple[float, float]], card: float) -> list[list[Point]]:
    """From the right side of a card to the left side of another; several links share a side evenly, in height order."""
    leaving: dict[str, list[LaneLink]] = {}
    arriving: dict[str, list[LaneLink]] = {}
    for link in links:
        leaving.setdefault(link.tail, []).append(link)
        arriving.setdefault(link.head, []).append(link)
    for side in leaving.values():
        side.sort(key=lambda link: place[link.head][1])
    for side in arriving.values():
        side.sort(key=lambda link: place[link.tail][1])

    def port(firm_id: str, side: list[LaneLink], link: LaneLink) -> float:
        return place[firm_id][1] + _CARD_HEIGHT * (side.index(link) + 1) / (len(side) + 1)

    return [
        [
            (place[link.tail][0] + card, port(link.tail, leaving[link.tail], link)),
            (place[link.head][0], port(link.head, arriving[link.head], link)),
        ]
        for link in links
    ]


def _lane_name(column: int, boxes: list[LaneBox], centre: int | None, words: ReportWords) -> str:
    if centre is not None:
        return words.term("lane_trade", str(column - centre))
    if column == 0:
        return words("lane_failed")
    if boxes and all(box.role == "final" for box in boxes):
        return words("lane_final")
    return words("lane_direct") if column == 1 else words("lane_further", n=column)


def _card(d: Drawing, box: LaneBox, x: float, y: float, width: float, words: ReportWords) -> None:
    dash: tuple[float, ...]
    if box.role == "failed":
        fill, stroke, dash, ink = "#fdecea", CHOKE, (6.0, 4.0), CHOKE
        state = words("card_failed")
    elif box.first_day is not None and box.lowest is not None:
        stops = box.lowest <= 1e-9
        fill, stroke, dash, ink = ("#fdecea", CHOKE, (), CHOKE) if stops else ("#fff5df", "#b26a00", (), "#7a4700")
        state = words(
            "card_falls" if width > 170 else "card_short",
            day=f"{box.first_day:g}",
            output=words.say(Amount(box.lowest, "share", 0)),
        )
    elif box.role in ("centre", "partner"):
        stroke, ink, state = (FINAL if box.role == "centre" else "#8595a5"), "#42525f", box.place
        fill, dash = ("#e8f1fa" if box.role == "centre" else "#ffffff"), ()
    else:
        fill, stroke, dash, ink, state = "#ffffff", "#8595a5", (), "#42525f", words("card_holds")
    d.rect(x, y, width, _CARD_HEIGHT, fill, stroke, 1.6, 6, dash)
    if box.role == "final":
        d.path(f"M{x + 6:.1f} {y + _CARD_HEIGHT:.1f}H{x + width - 6:.1f}", stroke=FINAL, width=4)
    size, lines = label_lines(box.name, width - 12)
    lift = 13.0 if len(lines) == 2 else 0.0
    for i, line in enumerate(lines):
        d.text(x + 10, y + 19 + 14 * i - (4 if lift else 0), line, min(size, BODY), bold=True)
    y += lift
    d.text(x + 10, y + 36, shortened(words("separator").join(map(one_line, box.products)), width - 18, SMALL), SMALL,
           QUIET_INK)  # fmt: skip
    d.text(x + 10, y + 53, shortened(state, width - 18, SMALL), SMALL, ink)
