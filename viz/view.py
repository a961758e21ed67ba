"""A chain map put into words: what the templates print, every text cleaned, nothing marked up."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from graphsvc.domain.chain_map import ChainMap, MapBox, MapLink, Placed, Status
from viz.labels import Words
from viz.palette import LOOKS, STATUSES, dash_of
from viz.picture import (
    BOX_HEIGHT,
    BOX_WIDTH,
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
    """One line of evidence, ready to print."""

    text: str
    source: str
    evidence_id: str


@dataclass(frozen=True)
class Neighbour:
    """The other end of a link and how it is needed."""

    box_id: str
    name: str
    note: str


@dataclass(frozen=True)
class BoxView:
    """One box: where it stands, what it says, and everything the panel and the table tell about it."""

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
    status_word: str
    is_choke_point: bool
    is_final: bool
    is_focus: bool
    name: str
    code: str
    stage: str
    unit: str
    firms: tuple[FirmLine, ...]
    facts: tuple[FactLine, ...]
    inputs: tuple[Neighbour, ...]
    uses: tuple[Neighbour, ...]


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
    """A whole picture in one language."""

    title: str
    meta: tuple[tuple[str, str, str], ...]  # label, short value, full value
    n_products: int
    n_firms: int
    n_choke_points: int
    counts: tuple[tuple[Status, str, int], ...]
    necessities: tuple[tuple[str, tuple[int, ...]], ...]
    more: str
    lanes: tuple[tuple[str, float, float], ...]  # label, left, width
    width: float
    height: float
    boxes: tuple[BoxView, ...]
    links: tuple[LinkView, ...]


def view_of(chain_map: ChainMap, words: Words) -> View:
    """Everything a template needs to print ``chain_map``."""
    boxes = chain_map.boxes
    solid = "必需" if all(link.necessity for link in chain_map.links) else "必需或未说明"
    ids = {box.product_code: f"b{i}" for i, box in enumerate(boxes)}
    layout, whole = chain_map.layout, chain_map.panorama
    ends: dict[str, tuple[list[MapLink], list[MapLink]]] = defaultdict(lambda: ([], []))
    for link in chain_map.links:
        ends[link.to_product][0].append(link)
        ends[link.from_product][1].append(link)
    by_code = {box.product_code: box for box in boxes}
    firms = {firm.firm_id for box in boxes for firm in box.firms}
    counts = Counter(box.status for box in boxes) if whole is None else whole.counts
    drawn = () if whole is not None else zip(chain_map.links, layout.routes, strict=True)
    return View(
        title=words("title", chain=one_line(chain_map.chain_name) or chain_map.chain_code),
        meta=_meta(chain_map, words),
        n_products=len(boxes) if whole is None else whole.n_products,
        n_firms=len(firms) if whole is None else whole.n_firms,
        n_choke_points=sum(box.is_choke_point for box in boxes) if whole is None else whole.n_choke_points,
        counts=tuple((status, words.term("status_word", status), counts.get(status, 0)) for status in STATUSES),
        necessities=tuple((words.term("necessity", n), dash_of(n)) for n in (solid, "可部分替代", "非必需")),
        more=words("n_more", n=chain_map.n_more, shown=len(boxes)) if chain_map.n_more > 0 else "",
        lanes=tuple(
            (
                shortened(words.term("position", one_line(lane.label)), lane.x_right - lane.x_left - 16, 15),
                lane.x_left,
                lane.x_right - lane.x_left,
            )
            for lane in layout.lanes
        ),
        width=layout.width if whole is None else whole.layout.width,
        height=layout.height if whole is None else whole.layout.height,
        boxes=tuple(_box(i, chain_map, ids, words, by_code, ends[boxes[i].product_code]) for i in range(len(boxes))),
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
        ("version", version, ""),
        ("content_hash", short, digest),
    ]
    focus = next((box.name for box in chain_map.boxes if box.product_code == chain_map.focus), chain_map.focus_stage)
    if focus is not None:
        rows.insert(1, ("focus", one_line(focus), ""))
    return tuple((words(key), value, full or value) for key, value, full in rows)


def _box(
    i: int,
    chain_map: ChainMap,
    ids: dict[str, str],
    words: Words,
    by_code: dict[str, MapBox],
    ends: tuple[list[MapLink], list[MapLink]],
) -> BoxView:
    box = chain_map.boxes[i]
    placed = chain_map.layout.boxes[i] if chain_map.panorama is None else Placed(box.product_code, 0.0, 0.0, 0)
    if placed.product_code != box.product_code:
        raise ValueError("the layout belongs to other boxes")
    name = one_line(box.name) or one_line(box.product_code)
    size, lines = label_lines(name, BOX_WIDTH - 12)
    status_word = words.term("status_word", box.status)
    sub = f"{status_word} · {words('n_firms', n=len(box.firms))}"
    full = [name, status_word, words("choke_point") if box.is_choke_point else ""]
    return BoxView(
        id=f"b{i}",
        left=placed.x - BOX_WIDTH / 2,
        top=placed.y - BOX_HEIGHT / 2,
        x=placed.x,
        y=placed.y,
        lines=tuple(lines),
        size=size,
        sub=sub,
        sub_left=max(5.0, (BOX_WIDTH - _ICON - 4 - text_width(sub, SMALL_SIZE)) / 2),
        tooltip=" · ".join(filter(None, full)),
        status=box.status,
        status_word=status_word,
        is_choke_point=box.is_choke_point,
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
            FactLine(clean(fact.text), one_line(fact.source or ""), one_line(fact.evidence_id or ""))
            for fact in box.facts
        ),
        inputs=_neighbours(ends[0], ids, words, by_code, upstream=True),
        uses=_neighbours(ends[1], ids, words, by_code, upstream=False),
    )


def _neighbours(
    links: list[MapLink], ids: dict[str, str], words: Words, by_code: dict[str, MapBox], *, upstream: bool
) -> tuple[Neighbour, ...]:
    found = []
    for link in links:
        there = link.from_product if upstream else link.to_product
        if there in by_code:
            found.append(Neighbour(ids[there], one_line(by_code[there].name), _note(link, by_code, words)))
    return tuple(found)


def _note(link: MapLink, by_code: dict[str, MapBox], words: Words) -> str:
    parts = [words.term("necessity", one_line(link.necessity))] if link.necessity else []
    if link.coefficient is not None:
        value = number(link.coefficient)
        up, down = (
            words.term("unit", one_line(by_code[code].unit or "")) if code in by_code else ""
            for code in (link.from_product, link.to_product)
        )
        known = up and down and up != down
        parts.append(words("per_unit", value=value, up=up, down=down) if known else words("per_unit_bare", value=value))
    return words("separator").join(parts)


def look_document() -> dict[str, dict[str, object]]:
    """The palette as plain values for the script of the page."""
    return {
        status: {
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
