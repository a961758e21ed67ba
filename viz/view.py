"""A chain map put into words: what the templates print, every text cleaned, nothing marked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.domain.chain_map import (
    BOX_HEIGHT,
    BOX_WIDTH,
    RISKS,
    ChainMap,
    MapBox,
    MapFact,
    MapLink,
    MapRisk,
    Placed,
    Status,
)
from graphsvc.domain.labels import quantity
from graphsvc.domain.places import place_text
from viz.labels import Words
from viz.palette import LOOKS, RISK_LOOKS, STATUSES, dash_of
from viz.picture import (
    SMALL_SIZE,
    arrow_data,
    clean,
    label_lines,
    number,
    one_line,
    path_data,
    shortened,
    text_width,
)

_ICON = 14.0
PLACES = 3
"""Places named before the rest is folded away."""


@dataclass(frozen=True)
class FirmLine:
    """One maker of a product, ready to print; blank where unknown."""

    name: str
    firm_id: str
    region: str
    capacity: str
    output: str
    row: str


@dataclass(frozen=True)
class FactLine:
    """One line of evidence, ready to print: what is said, how it rests on its rows, the first of them, and all of them
    where those are not all."""

    text: str
    basis: str
    source: str
    all_sources: str
    evidence_id: str


@dataclass(frozen=True)
class RiskView:
    """The worst choke point of a product: grade, its word with symbol, the word on the mark (with the mark's width),
    what it costs in one line. ``is_marked`` where the picture shows it."""

    grade: str
    word: str
    short: str
    width: float
    text: str
    is_marked: bool


@dataclass(frozen=True)
class NeedView:
    """One box needs another: ``tail`` goes into ``head``, how much of it, and where that stands."""

    tail: str
    head: str
    note: str
    row: str


@dataclass(frozen=True)
class BoxView:
    """One box: where it stands, what it says, and everything the panel and the table tell about it by itself."""

    id: str
    left: float
    top: float
    x: float
    y: float
    lines: tuple[str, ...]
    size: int
    sub: str
    sub_left: float  # of the icon, from the left edge of the box
    tooltip: str
    status: Status
    risk: RiskView | None
    is_final: bool
    is_focus: bool
    name: str
    code: str
    stage: str
    unit: str
    firms: tuple[FirmLine, ...]
    facts: tuple[FactLine, ...]


@dataclass(frozen=True)
class LinkView:
    """One link: its way, its arrow head, its line style."""

    id: str
    tail: str
    head: str
    path: str
    arrow: str
    dash: tuple[int, ...]


@dataclass(frozen=True)
class View:
    """A whole picture in one language. Counts are of the whole chain; ``drawn`` is what of it the picture shows, None
    where it shows all of it."""

    title: str
    meta: tuple[tuple[str, str, str], ...]  # label, short value, full value
    n_products: int
    n_firms: int
    n_choke_points: int
    risks: tuple[tuple[str, str, int], ...]  # grade, word with symbol, distinct choke points
    unmarked: str
    counts: tuple[tuple[Status, str, int], ...]
    drawn: Mapping[Status, int] | None
    part: str
    necessities: tuple[tuple[str, tuple[int, ...]], ...]
    more: str
    lanes: tuple[tuple[str, float, float], ...]  # label, left, width
    width: float
    height: float
    boxes: tuple[BoxView, ...]
    links: tuple[LinkView, ...]
    needs: tuple[NeedView, ...]


def view_of(chain_map: ChainMap, words: Words, *, by_loss: bool = False) -> View:
    """Everything a template needs to print ``chain_map``; ``by_loss``: marks tell days lost."""
    boxes = chain_map.boxes
    solid = "必需" if all(link.necessity for link in chain_map.links) else "必需或未说明"
    ids = {box.product_code: f"b{i}" for i, box in enumerate(boxes)}
    layout, whole = chain_map.layout, chain_map.panorama
    by_code = {box.product_code: box for box in boxes}
    totals = chain_map.totals
    is_part = whole is None and len(boxes) < totals.n_products
    drawn = () if whole is not None else zip(chain_map.links, layout.routes, strict=True)
    return View(
        title=words("title", chain=one_line(chain_map.chain_name) or chain_map.chain_code),
        meta=_meta(chain_map, words),
        n_products=totals.n_products,
        n_firms=totals.n_firms,
        n_choke_points=totals.n_choke_points,
        risks=tuple((g, risk_word(g, words), totals.risks[g]) for g in RISKS if totals.risks.get(g)),
        unmarked=words("unmarked", n=totals.n_unmarked) if totals.n_unmarked else "",
        counts=tuple((status, words.term("status", status), totals.counts.get(status, 0)) for status in STATUSES),
        drawn=Counter(box.status for box in boxes) if is_part else None,
        part=words("part", shown=len(boxes), all=totals.n_products) if is_part else "",
        necessities=tuple((words.term("necessity", n), dash_of(n)) for n in (solid, "可部分替代", "非必需")),
        more=words("n_more", n=chain_map.n_more, shown=len(boxes)) if chain_map.n_more > 0 else "",
        lanes=tuple(
            (
                shortened(words.lane(one_line(lane.label)), lane.x_right - lane.x_left - 16, 15),
                lane.x_left,
                lane.x_right - lane.x_left,
            )
            for lane in layout.lanes
        ),
        width=layout.width if whole is None else whole.layout.width,
        height=layout.height if whole is None else whole.layout.height,
        boxes=tuple(_box(i, chain_map, words, by_loss) for i in range(len(boxes))),
        links=tuple(
            LinkView(
                id=f"e{i}",
                tail=ids[link.from_product],
                head=ids[link.to_product],
                path=path_data(route),
                arrow=arrow_data(route),
                dash=dash_of(link.necessity),
            )
            for i, (link, route) in enumerate(drawn)
            if len(route) > 1
        ),
        needs=tuple(
            NeedView(ids[link.from_product], ids[link.to_product], _note(link, by_code, words), one_line(link.row))
            for link in chain_map.links
            if link.from_product in ids and link.to_product in ids
        ),
    )


def risk_word(grade: str, words: Words) -> str:
    """A grade in words, with its symbol."""
    return f"{RISK_LOOKS[grade].symbol} {words.term('risk_grade', grade)}"


def risk_view(risk: MapRisk | None, words: Words, *, by_loss: bool = False) -> RiskView | None:
    """What is said of a product's worst choke point; its mark tells the grade, or the days lost."""
    if risk is None:
        return None
    loss = number(round(risk.loss_days, 1))
    short = loss if by_loss else words.term("risk_short", risk.grade)

    def days(value: float | None) -> str:
        return words("beyond") if value is None else words("n_days", n=number(round(value, 1)))

    text = words("risk_text", loss=loss, survive=days(risk.survive_days), recover=days(risk.recover_days))
    return RiskView(
        grade=risk.grade,
        word=risk_word(risk.grade, words),
        short=short,
        width=round(text_width(short, SMALL_SIZE) + 8, 1),
        text=text,
        is_marked=risk.is_marked,
    )


def _meta(chain_map: ChainMap, words: Words) -> tuple[tuple[str, str, str], ...]:
    unknown = words("not_known")
    region = one_line(" ".join(filter(None, (chain_map.region_name, chain_map.region_code))))
    digest = one_line(chain_map.content_hash)
    short = digest.removeprefix("sha256:")[:12]
    version = one_line(chain_map.version_id)
    rows = [
        ("region", region or words("region_any"), ""),
        ("as_of", one_line(chain_map.as_of or "") or unknown, ""),
        ("data_grade", one_line(chain_map.data_grade) or unknown, ""),
        *([("secrecy", words.term("secrecy", one_line(chain_map.secrecy)), "")] if chain_map.secrecy else []),
        ("version", version, ""),
        ("content_hash", short, digest),
    ]
    focus = next((box.name for box in chain_map.boxes if box.product_code == chain_map.focus), chain_map.focus_stage)
    if focus is not None:
        rows.insert(1, ("focus", one_line(focus), ""))
    return tuple((words(key), value, full or value) for key, value, full in rows)


def _box(i: int, chain_map: ChainMap, words: Words, by_loss: bool) -> BoxView:
    box = chain_map.boxes[i]
    placed = chain_map.layout.boxes[i] if chain_map.panorama is None else Placed(box.product_code, 0.0, 0.0, 0)
    if placed.product_code != box.product_code:
        raise ValueError("the layout belongs to other boxes")
    name = one_line(box.name) or one_line(box.product_code)
    size, lines = label_lines(name, BOX_WIDTH - 12)
    status_word = words.term("status", box.status)
    sub = words("box_sub", status=status_word, n=len(box.firms))
    risk = risk_view(box.risk, words, by_loss=by_loss)
    full = [name, status_word, f"{words('choke_point')} {risk.word} · {risk.text}" if risk else ""]
    return BoxView(
        id=f"b{i}",
        left=placed.x - BOX_WIDTH / 2,
        top=placed.y - BOX_HEIGHT / 2,
        x=placed.x,
        y=placed.y,
        lines=tuple(lines),
        size=size,
        sub=sub,
        sub_left=round(max(5.0, (BOX_WIDTH - _ICON - 4 - text_width(sub, SMALL_SIZE)) / 2), 1),
        tooltip=" · ".join(filter(None, full)),
        status=box.status,
        risk=risk,
        is_final=box.is_final,
        is_focus=box.product_code == chain_map.focus,
        name=name,
        code=one_line(box.product_code),
        stage=words.path(one_line(box.stage_path) or box.position),
        unit=words.term("unit", one_line(box.unit)) if box.unit else "",
        firms=tuple(
            FirmLine(
                one_line(firm.name),
                one_line(firm.firm_id),
                one_line(firm.region or ""),
                "" if firm.capacity is None else number(firm.capacity),
                "" if firm.output is None else number(firm.output),
                one_line(firm.row),
            )
            for firm in box.firms
        ),
        facts=tuple(
            FactLine(
                clean(fact.text),
                words("computed_from" if fact.is_computed else "source"),
                one_line(place_text(fact.places, words.lang, PLACES)),
                one_line(place_text(fact.places, words.lang)) if _is_long(fact) else "",
                one_line(fact.evidence_id or ""),
            )
            for fact in box.facts
        ),
    )


def _is_long(fact: MapFact) -> bool:
    return sum(len(place.spans) or 1 for place in fact.places) > PLACES


def _note(link: MapLink, by_code: dict[str, MapBox], words: Words) -> str:
    parts = [words.term("necessity", one_line(link.necessity))] if link.necessity else []
    if link.coefficient is not None:
        value = number(link.coefficient)
        up, down = (one_line(by_code[code].unit or "") for code in (link.from_product, link.to_product))
        known = up and down and up != down
        told = {"value": quantity(value, up, words.lang), "down": words.term("unit", down)}
        parts.append(words("per_unit", **told) if known else words("per_unit_bare", value=value))
    return words("separator").join(parts)


def look_document(words: Words) -> dict[str, dict[str, object]]:
    """The palette as plain values for the script of the page."""
    return {
        status: {
            "word": words.term("status", status),
            "fill": look.fill,
            "stroke": look.stroke,
            "ink": look.ink,
            "width": look.width,
            "dash": list(look.dash),
            "icon": look.icon,
            "filled": look.is_filled,
        }
        for status, look in LOOKS.items()
    }
