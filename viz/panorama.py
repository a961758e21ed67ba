"""A panorama put into words: lanes, top stages, stages with their product chips, bundled links; nothing marked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from types import MappingProxyType
from urllib.parse import quote

from graphsvc.domain.chain_map import ChainMap, MapBox, MapStage, Panorama, PanoramaLayout, Rect, StageView, Status
from viz.labels import Words
from viz.palette import STATUSES, dash_of
from viz.picture import arrow_data, one_line, path_data, rounded_path, shortened, text_width
from viz.view import RiskView, risk_view

CHIP_SIZE = 12
_ICON = 20.0  # where the name of a chip begins


@dataclass(frozen=True)
class ChipView:
    """A product in a stage; lengths from the left of the chip, in picture units."""

    box_id: str
    href: str
    left: float
    top: float
    width: float
    height: float
    text: str
    count: str
    status: Status
    risk: RiskView | None
    is_final: bool
    tooltip: str


@dataclass(frozen=True)
class StageFrame:
    """A stage (or top stage) with its heading. ``strip`` tells the counts by status: status, number, place."""

    id: str
    code: str
    href: str
    rect: Rect
    name: str
    note: str
    note_right: float
    strip: tuple[tuple[Status, str, float], ...]
    tooltip: str
    is_bare: bool
    chips: tuple[ChipView, ...] = ()


@dataclass(frozen=True)
class BundleView:
    """A bundle of links between two top stages."""

    tail: str
    head: str
    path: str
    arrow: str
    width: float
    text: str
    x: float
    y: float
    label_width: float
    tooltip: str


@dataclass(frozen=True)
class PanoramaView:
    """The whole picture in one language. ``frames`` are top stages, each with its ``stages``."""

    width: float
    height: float
    lanes: tuple[tuple[str, Rect, str], ...]  # label, place, note
    frames: tuple[StageFrame, ...]
    stages: tuple[tuple[StageFrame, ...], ...]
    bundles: tuple[BundleView, ...]
    left_out: str


def panorama_view(
    chain_map: ChainMap,
    panorama: Panorama,
    placed: PanoramaLayout,
    words: Words,
    ids: Mapping[str, str],
    *,
    by_loss: bool = False,
    words_of: Mapping[str, str] = MappingProxyType({}),
) -> PanoramaView:
    """Everything the template of a panorama needs; ``ids`` names the boxes by product code.

    ``by_loss``: marks tell days lost; ``words_of``: what chips say at their right end instead of the number of firms.
    """
    boxes = {box.product_code: box for box in chain_map.boxes}
    alone = {s.group: n for s, n, b in zip(panorama.stages, placed.n_shown, placed.is_bare, strict=True) if b}
    hidden = [g.n_products - alone[i] if i in alone else 0 for i, g in enumerate(panorama.groups)]
    frames = tuple(
        _frame(f"g{g}", group, rect, words, inside=panorama.n_links_inside[g], is_top=True, hidden=hidden[g])
        for g, (group, rect) in enumerate(zip(panorama.groups, placed.groups, strict=True))
    )
    held: list[list[StageFrame]] = [[] for _ in panorama.groups]
    for i, (stage, rect) in enumerate(zip(panorama.stages, placed.stages, strict=True)):
        chips = tuple(
            _chip(boxes[code], place, words, ids, by_loss, words_of.get(code))
            for code, place in zip(stage.chips, placed.chips[i], strict=False)
        )
        bare, more = placed.is_bare[i], stage.n_products - len(chips)
        held[stage.group].append(_frame(f"s{i}", stage, rect, words, hidden=more, is_bare=bare, chips=chips))
    return PanoramaView(
        width=placed.width,
        height=placed.height,
        lanes=tuple(_lane(panorama, placed, k, words) for k in range(len(placed.lanes))),
        frames=frames,
        stages=tuple(tuple(inner) for inner in held),
        bundles=tuple(_bundles(panorama, placed, words)),
        left_out=words("bundles_left_out", n=panorama.n_bundles_left_out) if panorama.n_bundles_left_out else "",
    )


def stage_href(code: str) -> str:
    """Address of a stage inside the page; stages without code share one."""
    return "#stage=" + quote(code or "-", safe="", errors="replace")


def product_href(code: str) -> str:
    """Address of a product inside the page."""
    return "#product=" + quote(code, safe="", errors="replace")


def _lane(panorama: Panorama, placed: PanoramaLayout, k: int, words: Words) -> tuple[str, Rect, str]:
    name, rect = placed.lanes[k]
    inside = [
        group.n_products
        for group, place in zip(panorama.groups, placed.groups, strict=True)
        if rect.left <= place.left < rect.left + rect.width and rect.top <= place.top < rect.top + rect.height
    ]
    label = shortened(words.lane(one_line(name)), rect.width / 2, 15)
    return label, rect, words("n_products", n=sum(inside))


def _frame(
    ident: str,
    stage: MapStage,
    rect: Rect,
    words: Words,
    *,
    hidden: int,
    inside: int = 0,
    is_top: bool = False,
    is_bare: bool = False,
    chips: tuple[ChipView, ...] = (),
) -> StageFrame:
    full = one_line(stage.name) or one_line(stage.code) or words("no_stage")
    size = 14 if is_top else 12.5
    # a top stage that hides products says so in the room of its number of firms
    held = words("n_products_short", n=stage.n_products) if hidden else None
    notes = [held or words("stage_note", n=stage.n_products, firms=stage.n_firms)] if is_top else []
    notes += [words("n_more_here", n=hidden)] if hidden else []
    note = " · ".join(notes)
    room = rect.width - 16 - (text_width(note, 12) + 8 if note else 0)
    strip: list[tuple[Status, str, float]] = []
    x = 8.0
    for status in STATUSES:
        count = stage.counts.get(status, 0)
        if count and is_top:
            text = str(count)
            wide = 17 + text_width(text, 12) + 9
            if x + wide > rect.width:
                break
            strip.append((status, text, round(x, 1)))
            x += wide
    told = [f"{words.term('status', s)} {stage.counts[s]}" for s in STATUSES if stage.counts.get(s, 0)]
    said = [full, words("stage_note", n=stage.n_products, firms=stage.n_firms), *told]
    if inside:
        said.append(words("links_inside", n=inside))
    return StageFrame(
        id=ident,
        code=stage.code,
        href=stage_href(stage.code),
        rect=rect,
        name=shortened(full, room, size),
        note=note,
        note_right=rect.width - 8,
        strip=tuple(strip),
        tooltip=" · ".join(said),
        is_bare=is_bare,
        chips=chips,
    )


def _chip(box: MapBox, place: Rect, words: Words, ids: Mapping[str, str], by_loss: bool, said: str | None) -> ChipView:
    name = one_line(box.name) or one_line(box.product_code)
    count = str(len(box.firms)) if said is None else said
    risk = risk_view(box.risk, words, by_loss=by_loss)
    marked = risk if risk is not None and risk.is_marked and said is None else None
    room = place.width - _ICON - 8 - text_width(count, CHIP_SIZE) - (marked.width + 3 if marked else 0)
    told = [name, words.term("status", box.status), words("n_firms_long", n=len(box.firms))]
    told += [f"{words('choke_point')} {risk.word} · {risk.text}"] if risk else []
    told += [words("final_product")] if box.is_final else []
    told += [said] if said is not None else []
    return ChipView(
        box_id=ids[box.product_code],
        href=product_href(box.product_code),
        left=place.left,
        top=place.top,
        width=place.width,
        height=place.height,
        text=shortened(name, room, CHIP_SIZE),
        count=count,
        status=box.status,
        risk=marked,
        is_final=box.is_final,
        tooltip=" · ".join(told),
    )


def _bundles(panorama: Panorama, placed: PanoramaLayout, words: Words) -> Sequence[BundleView]:
    found = []
    for link, route, (x, y) in zip(panorama.links, placed.routes, placed.labels, strict=True):
        text = str(link.n_links)
        tail, head = panorama.groups[link.tail], panorama.groups[link.head]
        names = [one_line(g.name) or one_line(g.code) or words("no_stage") for g in (tail, head)]
        found.append(
            BundleView(
                tail=f"g{link.tail}",
                head=f"g{link.head}",
                path=rounded_path(route),
                arrow=arrow_data(route),
                width=round(min(4.0, 1.0 + 0.5 * log2(link.n_links)), 1),
                text=text,
                x=x,
                y=y,
                label_width=round(max(16.0, text_width(text, 12) + 6), 1),
                tooltip=f"{names[0]} → {names[1]} · " + words("n_links", n=link.n_links),
            )
        )
    return found


def views_document(chain_map: ChainMap, panorama: Panorama, words: Words, ids: Mapping[str, str]) -> dict[str, object]:
    """Views of stages and the way from stages and products to them, as plain values for the script of the page."""
    stage_ids = {view.code: k for k, view in enumerate(panorama.views)}
    homes: dict[str, int] = {}
    for k, view in enumerate(panorama.views):
        for code in view.products:
            homes.setdefault(code, k)
    own = [(stage.code, code) for stage in panorama.stages for code in stage.chips]
    inside = [set(view.products) for view in panorama.views]
    for stage_code, code in [*((box.stage_code, box.product_code) for box in chain_map.boxes), *own]:
        k = stage_ids.get(stage_code, -1)
        if k >= 0 and code in inside[k]:
            homes[code] = k
    names = {view.code: one_line(view.name) or one_line(view.code) or words("no_stage") for view in panorama.views}
    near = _near_stages(panorama)
    return {
        "views": [
            {
                **_view_document(view, words, ids),
                "hash": stage_href(view.code),
                "name": names[view.code],
                "path": one_line(view.path),
                "inputs": [
                    [names[c], stage_ids[c], n] for c, n in near.get(view.code, ({}, {}))[0].items() if c in names
                ],
                "uses": [
                    [names[c], stage_ids[c], n] for c, n in near.get(view.code, ({}, {}))[1].items() if c in names
                ],
            }
            for view in panorama.views
        ],
        "homes": {ids[code]: [k, product_href(code)] for code, k in homes.items()},
    }


def _near_stages(panorama: Panorama) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """Per stage code the stages it is made from and goes into, with the number of links, most first."""
    found: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for link in sorted(panorama.stage_links, key=lambda x: (-x.n_links, x.tail, x.head)):
        tail, head = panorama.stages[link.tail].code, panorama.stages[link.head].code
        found.setdefault(head, ({}, {}))[0][tail] = link.n_links
        found.setdefault(tail, ({}, {}))[1][head] = link.n_links
    codes = {stage.code for stage in panorama.stages}
    for bundle in panorama.links:
        tail, head = panorama.groups[bundle.tail].code, panorama.groups[bundle.head].code
        if head not in codes:
            found.setdefault(head, ({}, {}))[0][tail] = bundle.n_links
        if tail not in codes:
            found.setdefault(tail, ({}, {}))[1][head] = bundle.n_links
    return found


def _view_document(view: StageView, words: Words, ids: Mapping[str, str]) -> dict[str, object]:
    layout = view.layout
    return {
        "width": layout.width,
        "height": layout.height,
        "more": words("n_more_view", n=view.n_more) if view.n_more else "",
        "lanes": [
            {
                "label": shortened(words.lane(one_line(lane.label)), lane.x_right - lane.x_left - 16, 15),
                "left": lane.x_left,
                "width": lane.x_right - lane.x_left,
            }
            for lane in layout.lanes
        ],
        "boxes": [[ids[place.product_code], place.x, place.y] for place in layout.boxes],
        "edges": [
            [
                ids[link.from_product],
                ids[link.to_product],
                path_data(route),
                arrow_data(route),
                list(dash_of(link.necessity)),
            ]
            for link, route in zip(view.links, layout.routes, strict=True)
            if len(route) > 1
        ],
    }
