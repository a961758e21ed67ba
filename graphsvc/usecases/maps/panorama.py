"""A whole chain by stage: what each stage holds, how stages are linked, and the neighbourhood of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.pictures.layout import lay_out
from graphsvc.analysis.pictures.layout_panorama import WIDTH, lay_out_panorama
from graphsvc.domain.chain_map import MapBox, MapLink, MapStage, Panorama, StageLink, StageView, Status
from graphsvc.judgements.workspace import Facts

FROM_BOXES = 150
"""Chains with more products than this are drawn by stage."""
PAPER_WIDTH = 1390.0
"""A picture this wide has letters of 7 points on A4 across."""
SHEET = (1980.0, 1240.0)
"""A picture this large has letters of 7 points on A3 across."""
LEAST_STAGES = 3
"""Fewer stages than this say nothing as a panorama."""
_MOST_STAGES = 90
_MOST_BUNDLES = 60
_MOST_CHIPS = 16  # as many as a layout ever shows; each stands in the view of its stage
_VIEW_SIZES = (60, 36, 20, 12)
_MOST_PRODUCTS = 900
WORST_FIRST: tuple[Status, ...] = ("missing", "single_source", "weak", "unknown", "normal", "strong")


@dataclass(frozen=True)
class Slots:
    """Where the products of a map belong: (code, name, path, position) of groups and stages, stage by product."""

    groups: tuple[tuple[str, str, str, str], ...]
    stages: tuple[tuple[str, str, str, str], ...]
    group_of: tuple[int, ...]
    stage_of: Mapping[str, int]


@dataclass(frozen=True)
class Outline:
    """A panorama before it is laid out: everything but the views and positions."""

    slots: Slots
    members: tuple[tuple[str, ...], ...]  # products by stage, worst first
    views: tuple[tuple[str, tuple[str, ...], tuple[MapLink, ...], int], ...]  # code, products, links, more
    most_chips: int = _MOST_CHIPS  # products of a stage that may be drawn
    n_columns: int = 4  # of top stages, on a screen
    width: float = WIDTH  # on a screen [picture units]
    sheets: tuple[tuple[int, float], ...] = ((6, 1250.0),)  # columns and height to try on paper


def find_slots(facts: Facts) -> Slots:
    """Top stages and stages (the second level) of a map's products, in the order of the stage list.

    A product stands where the chain's own list puts it. Products of other chains stand upstream, one stage a chain;
    products that name no stage stand last. With many second-level stages the top stages stand for them.
    """
    own: dict[str, str | None] = {}
    for row in facts.snapshot.tables.rows("products"):
        if row["slot_chain"] == facts.chain.code:
            own.setdefault(row["product_code"], row["stage_code"])
    trails: dict[str, tuple[tuple[str, str, str, str], ...]] = {}
    by_stage: dict[str | None, tuple[tuple[str, str, str, str], ...]] = {}
    for code in facts.members.product_codes:
        if code in own:
            stage = own[code]
            if stage not in by_stage:
                by_stage[stage] = _trail(facts, stage)
            trails[code] = by_stage[stage]
        else:
            chain = facts.names.row(code)["slot_chain"]
            info = facts.snapshot.chains.get(chain)
            name = info.name if info else chain
            trails[code] = ((chain, name, f"{chain} {name}", "上游"),)
    order = {trail: _order(facts, trail) for trail in set(trails.values())}
    deep = len(set(trails.values())) <= _MOST_STAGES
    groups: dict[tuple[str, str, str, str], int] = {}
    stages: dict[tuple[str, str, str, str], int] = {}
    group_of: list[int] = []
    for trail in sorted(order, key=lambda t: order[t]):
        group = groups.setdefault(trail[0], len(groups))
        slot = trail[-1] if deep else trail[0]
        if slot not in stages:
            stages[slot] = len(stages)
            group_of.append(group)
    stage_of = {code: stages[trail[-1] if deep else trail[0]] for code, trail in trails.items()}
    return Slots(tuple(groups), tuple(stages), tuple(group_of), stage_of)


def _trail(facts: Facts, stage_code: str | None) -> tuple[tuple[str, str, str, str], ...]:
    """The top stage and, where there is one, the stage below it: (code, name, path, position) each."""
    rows = []
    seen: set[str] = set()
    while stage_code and stage_code not in seen:
        seen.add(stage_code)
        row = facts.snapshot.stages.get((facts.chain.code, stage_code))
        if row is None:
            break
        rows.append(row)
        stage_code = row["parent_code"]
    rows = rows[::-1][:2]
    if not rows:
        return (("", "", "", ""),)
    position: str = next((r["position"] for r in rows if r["position"]), "")
    names = [r["stage_name"] or r["stage_code"] for r in rows]
    return tuple((r["stage_code"], names[k], "/".join(names[: k + 1]), position) for k, r in enumerate(rows))


def _order(facts: Facts, trail: Sequence[tuple[str, str, str, str]]) -> tuple[object, ...]:
    known = [facts.snapshot.stages.get((facts.chain.code, code)) for code, *_ in trail]
    keys = [(r["order"] is None, r["order"] or 0, r["stage_code"]) for r in known if r is not None]
    return (trail[0][0] == "", not keys, *(keys or [(True, 0, trail[0][0])]))


def is_by_stage(facts: Facts) -> bool:
    """Whether a whole chain is drawn by stage: too many products for one picture, and enough stages."""
    return len(facts.members.product_codes) > FROM_BOXES and len(find_slots(facts).stages) >= LEAST_STAGES


def outline(facts: Facts, links: Sequence[MapLink], rank: Mapping[str, tuple[int, int, float]]) -> Outline:
    """What to draw by stage, with the view of every stage; of ``rank`` the smallest is the worst product."""
    slots, held = _held(facts, rank)
    return Outline(slots, held, _views(slots, held, links))


def bare_outline(facts: Facts, rank: Mapping[str, tuple[int, int, float]], most_boxes: int) -> Outline:
    """The same without views, of each stage as many products as fit into ``most_boxes`` in all; three columns of top
    stages, so that names have room."""
    slots, held = _held(facts, rank)
    fitting = (k for k in range(_MOST_CHIPS, 0, -1) if sum(min(k, len(codes)) for codes in held) <= most_boxes)
    return Outline(
        slots, held, (), next(fitting, 0), 3, PAPER_WIDTH, ((6, 1250.0), (5, 1250.0), (5, 1000.0), (4, 1250.0))
    )


def _held(facts: Facts, rank: Mapping[str, tuple[int, int, float]]) -> tuple[Slots, tuple[tuple[str, ...], ...]]:
    slots = find_slots(facts)
    makers = Counter(_maker_products(facts))
    index = facts.network.product_index

    def worst(code: str) -> tuple[object, ...]:
        return (rank[code], makers[index[code]], code)

    members: list[list[str]] = [[] for _ in slots.stages]
    for code in facts.members.product_codes:
        members[slots.stage_of[code]].append(code)
    return slots, tuple(tuple(sorted(codes, key=worst)) for codes in members)


def _maker_products(facts: Facts) -> list[int]:
    """Product of every (firm, product) pair made in the region, once each."""
    n = facts.network
    nodes = np.flatnonzero(facts.members.makers_here)
    pairs = np.unique(np.stack([n.node_product[nodes], n.node_firm[nodes]]), axis=1)
    return [int(p) for p in pairs[0].tolist()]


def _views(
    slots: Slots, members: Sequence[Sequence[str]], links: Sequence[MapLink]
) -> tuple[tuple[str, tuple[str, ...], tuple[MapLink, ...], int], ...]:
    """Neighbourhoods of stages and top stages, smaller where they would speak of too many products."""
    wanted: dict[str, list[str]] = {}
    for i, (code, *_) in enumerate(slots.stages):
        wanted[code] = list(members[i])
    for g, (code, *_) in enumerate(slots.groups):
        if code not in wanted:
            wanted[code] = [c for i, held in enumerate(members) if slots.group_of[i] == g for c in held]
    touching: dict[str, list[MapLink]] = {}
    for link in links:
        for code in {link.from_product, link.to_product}:
            touching.setdefault(code, []).append(link)
    views: list[tuple[str, tuple[str, ...], tuple[MapLink, ...], int]] = []
    for size in _VIEW_SIZES:
        views = [(code, *_neighbourhood(own, touching, size)) for code, own in wanted.items()]
        if len({c for _, products, _, _ in views for c in products}) <= _MOST_PRODUCTS:
            break
    return tuple(views)


def _neighbourhood(
    own: Sequence[str], touching: Mapping[str, Sequence[MapLink]], size: int
) -> tuple[tuple[str, ...], tuple[MapLink, ...], int]:
    """Products of a stage with what they are made from and go into; links that touch one of its own."""
    mine = set(own)
    ties = Counter(
        other
        for code in own
        for link in touching.get(code, ())
        for other in (link.from_product, link.to_product)
        if other not in mine
    )
    near = sorted(ties, key=lambda code: (-ties[code], code))
    first = own[: max(size, _MOST_CHIPS)]
    chosen = [*first, *near[: max(0, size - len(first))]]
    drawn, kept = set(chosen), mine & set(chosen)
    inside = {
        (link.from_product, link.to_product): link
        for code in chosen
        if code in kept
        for link in touching.get(code, ())
        if link.from_product in drawn and link.to_product in drawn
    }
    return tuple(sorted(drawn)), tuple(inside[pair] for pair in sorted(inside)), len(own) + len(near) - len(chosen)


def build_panorama(
    facts: Facts,
    plan: Outline,
    links: Sequence[MapLink],
    statuses: Mapping[str, Status],
    lane_labels: Mapping[str, str],
    boxes: Mapping[str, MapBox],
) -> Panorama:
    """The panorama with positions and views; ``boxes`` of every product that ``needed_products`` names."""
    slots = plan.slots
    n_stages, n_groups = len(slots.stages), len(slots.groups)
    firms = _firms_by(facts, slots.stage_of, n_stages), _firms_by(facts, slots.stage_of, n_groups, slots.group_of)
    stages = tuple(
        _stage(
            slots.stages[i],
            slots.group_of[i],
            plan.members[i],
            statuses,
            firms[0][i],
            chips=plan.members[i][: plan.most_chips],
        )
        for i in range(n_stages)
    )
    groups = tuple(
        _stage(
            slots.groups[g],
            g,
            [c for i, held in enumerate(plan.members) if slots.group_of[i] == g for c in held],
            statuses,
            firms[1][g],
        )
        for g in range(n_groups)
    )
    between = Counter((slots.stage_of[x.from_product], slots.stage_of[x.to_product]) for x in links)
    bundles: Counter[tuple[int, int]] = Counter()
    for (a, b), count in between.items():
        bundles[(slots.group_of[a], slots.group_of[b])] += count
    strongest = sorted(((n, a, b) for (a, b), n in bundles.items() if a != b), key=lambda t: (-t[0], t[1:]))
    drawn = tuple(StageLink(a, b, n) for n, a, b in strongest[:_MOST_BUNDLES])
    placed = lay_out_panorama(groups, stages, drawn, lane_labels, n_columns=plan.n_columns, width=plan.width)
    sheets = [
        lay_out_panorama(groups, stages, drawn, lane_labels, n_columns=n, width=None, height_wish=height)
        for n, height in plan.sheets
    ]
    sheet = min(sheets, key=lambda s: max(s.width / SHEET[0], s.height / SHEET[1]))
    named = {slot[0]: slot for slot in (*slots.groups, *slots.stages)}
    return Panorama(
        groups=groups,
        stages=stages,
        links=drawn,
        n_bundles_left_out=len(strongest) - len(drawn),
        n_links_inside=tuple(bundles[(g, g)] for g in range(n_groups)),
        stage_links=tuple(StageLink(a, b, n) for (a, b), n in sorted(between.items()) if a != b),
        views=tuple(
            StageView(
                code,
                named[code][1],
                named[code][2],
                products,
                inside,
                more,
                lay_out([boxes[c] for c in products], inside, lane_labels),
            )
            for code, products, inside, more in plan.views
        ),
        layout=placed,
        sheet=sheet,
    )


def needed_products(plan: Outline) -> tuple[str, ...]:
    """Products that a panorama speaks of: in a view, or as a chip."""
    found = {code for _, products, _, _ in plan.views for code in products}
    found.update(code for held in plan.members for code in held[: plan.most_chips])
    return tuple(sorted(found))


def _stage(
    slot: tuple[str, str, str, str],
    group: int,
    products: Sequence[str],
    statuses: Mapping[str, Status],
    n_firms: int,
    chips: Sequence[str] = (),
) -> MapStage:
    code, name, path, position = slot
    counts = Counter(statuses[c] for c in products)
    return MapStage(code, name, path, position, group, len(products), n_firms, counts, tuple(chips))


def _firms_by(
    facts: Facts, stage_of: Mapping[str, int], n_stages: int, group_of: Sequence[int] | None = None
) -> list[int]:
    """Firms of the region that make something of each stage (or top stage)."""
    n = facts.network
    place = np.full(len(n.product_codes), -1, np.int64)
    for code, stage in stage_of.items():
        place[n.product_index[code]] = stage if group_of is None else group_of[stage]
    nodes = np.flatnonzero(facts.members.makers_here & (place[n.node_product] >= 0))
    pairs = np.unique(np.stack([place[n.node_product[nodes]], n.node_firm[nodes]]), axis=1)
    return [int(v) for v in np.bincount(pairs[0], minlength=n_stages).tolist()]
