"""What a chain map shows, drawn from answers already given: boxes with status and evidence, links, positions."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphsvc.analysis.pictures.layout import lay_out
from graphsvc.domain.chain_map import (
    RISKS,
    ChainMap,
    MapBox,
    MapFact,
    MapFirm,
    MapLayout,
    MapLink,
    MapRisk,
    MapTotals,
    Status,
)
from graphsvc.domain.reference import region_name
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.statuses import stage_path
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.maps.panorama import WORST_FIRST, Outline, build_panorama, needed_products, outline

MAX_BOXES = 150
"""Boxes of one picture; with more than 90 it opens zoomed at the focus."""
NO_LAYOUT = MapLayout(0.0, 0.0, (), (), ())


def technical_links(facts: Facts) -> list[MapLink]:
    """Inputs among the products of the map, one per pair."""
    products = set(facts.members.product_codes)
    found: dict[tuple[str, str], MapLink] = {}
    for row in facts.snapshot.tables.rows("product_inputs"):
        pair = (row["from_product"], row["to_product"])
        if pair[0] in products and pair[1] in products and pair not in found:
            place = f"{row['source_file']} · {row['source_sheet']} · {row['source_row']}"
            found[pair] = MapLink(*pair, row["necessity"], row["coefficient"], place)
    return [found[pair] for pair in sorted(found)]


def nearest_first(
    links: Sequence[MapLink], starts: Sequence[str], hops: int | None, direction: str = "both"
) -> list[str]:
    """Products within ``hops`` links of ``starts``, nearest first, then by code; all of them where hops is None.

    ``direction`` up follows inputs, down follows uses, both follows either.
    """
    neighbours: dict[str, set[str]] = {}
    for link in links:
        if direction != "up":
            neighbours.setdefault(link.from_product, set()).add(link.to_product)
        if direction != "down":
            neighbours.setdefault(link.to_product, set()).add(link.from_product)
    distance = dict.fromkeys(starts, 0)
    queue = deque(starts)
    while queue:
        code = queue.popleft()
        if hops is not None and distance[code] >= hops:
            continue
        for other in sorted(neighbours.get(code, ())):
            if other not in distance:
                distance[other] = distance[code] + 1
                queue.append(other)
    return sorted(distance, key=lambda code: (distance[code], code))


@dataclass(frozen=True)
class Selection:
    """What a picture shows: products drawn, links among them, what is in focus, how many products more.

    With a ``plan`` the picture is a panorama, ``links`` are all links of the chain.
    """

    products: tuple[str, ...]
    links: tuple[MapLink, ...]
    focus: str | None
    n_more: int
    focus_stage: str | None = None
    plan: Outline | None = None


def worst_first(statuses: Mapping[str, Status], risks: Mapping[str, MapRisk]) -> dict[str, tuple[int, int, float]]:
    """How bad each product is, smallest first: by status, then by the grade and loss of its worst choke point."""
    status = {name: k for k, name in enumerate(WORST_FIRST)}
    grade = {name: k for k, name in enumerate(RISKS)}
    found = {}
    for code, told in statuses.items():
        risk = risks.get(code)
        found[code] = (status[told], grade[risk.grade] if risk else len(grade), -risk.loss_days if risk else 0.0)
    return found


def select(
    facts: Facts,
    rank: Mapping[str, tuple[int, int, float]],
    focus: str | None,
    hops: int,
    direction: str = "up",
    starts: Sequence[str] = (),
    stage: str = "",
) -> Selection:
    """The whole chain, or what is near the product ``focus`` or the products ``starts`` of the stage named ``stage``.

    At most ``MAX_BOXES`` products; where more belong to it, the focus stays and of the others the worst by ``rank``.
    """
    links = technical_links(facts)
    if focus is not None or starts:
        wanted = nearest_first(links, starts or [focus or ""], hops, direction)
    else:
        wanted = nearest_first(links, sorted(facts.members.final_set & set(facts.members.product_codes)), None)
        near = set(wanted)
        wanted += [c for c in facts.members.product_codes if c not in near]
    if len(wanted) > MAX_BOXES:
        at = {code: k for k, code in enumerate(wanted)}
        wanted.sort(key=lambda code: (code != focus, rank[code], at[code]))
    drawn = set(wanted[:MAX_BOXES])
    inside = tuple(link for link in links if link.from_product in drawn and link.to_product in drawn)
    return Selection(tuple(sorted(drawn)), inside, focus, len(wanted) - len(drawn), stage or None)


def select_by_stage(facts: Facts, rank: Mapping[str, tuple[int, int, float]]) -> Selection:
    """The whole chain by stage."""
    links = technical_links(facts)
    plan = outline(facts, links, rank)
    return Selection(needed_products(plan), tuple(links), None, 0, None, plan)


def count_totals(facts: Facts, statuses: Mapping[str, Status], risks: Mapping[str, int], n_unmarked: int) -> MapTotals:
    """Counts of the whole chain; ``risks`` distinct choke points by grade."""
    n = facts.network
    products = [n.product_index[c] for c in facts.members.product_codes]
    made = np.isin(n.node_product, products) & facts.members.makers_here
    firms = len(np.unique(n.node_firm[made]))
    return MapTotals(len(statuses), firms, Counter(statuses.values()), dict(risks), n_unmarked)


def build_map(
    facts: Facts,
    selection: Selection,
    grade: str,
    statuses: Mapping[str, Status],
    risks: Mapping[str, MapRisk],
    lines: Mapping[str, Sequence[MapFact]],
    lane_labels: Mapping[str, str],
    totals: MapTotals,
) -> ChainMap:
    """The map of what was selected, with firms and facts."""
    boxes = [_box(facts, c, statuses[c], risks.get(c), lines.get(c, ())) for c in selection.products]
    panorama = None
    if selection.plan is not None:
        by_code = {box.product_code: box for box in boxes}
        panorama = build_panorama(facts, selection.plan, selection.links, statuses, lane_labels, by_code)
    return ChainMap(
        chain_code=facts.chain.code,
        chain_name=facts.chain.name,
        region_code=facts.scope.region or None,
        region_name=region_name(facts.scope.region) or None,
        version_id=facts.snapshot.version_id or "",
        content_hash=facts.snapshot.content_hash,
        as_of=facts.chain.as_of,
        data_grade=grade,
        focus=selection.focus,
        n_more=selection.n_more,
        boxes=tuple(boxes),
        links=selection.links,
        layout=lay_out(boxes, selection.links, lane_labels) if panorama is None else NO_LAYOUT,
        totals=totals,
        panorama=panorama,
        focus_stage=selection.focus_stage,
        secrecy=facts.snapshot.secrecy,
    )


def _box(facts: Facts, code: str, status: Status, risk: MapRisk | None, lines: Sequence[MapFact]) -> MapBox:
    row = facts.names.row(code)
    stage = facts.snapshot.stage_of(row)
    return MapBox(
        product_code=code,
        name=row["product_name"] or code,
        stage_code=row["stage_code"] or "",
        stage_path="/".join(stage_path(facts.snapshot, row["slot_chain"], row["stage_code"])),
        position=(stage and stage["position"]) or "",
        unit=row["unit"],
        status=status,
        risk=risk,
        is_final=code in facts.members.final_set,
        firms=tuple(makers_of(facts, code)),
        facts=tuple(lines),
    )


def makers_of(facts: Facts, code: str) -> list[MapFirm]:
    """Makers of a product in the region, largest capacity first."""
    n = facts.network
    p = n.product_index[code]
    nodes = np.flatnonzero(facts.members.makers_here & (n.node_product == p)).tolist()
    found = []
    for v in sorted(nodes, key=lambda v: (-np.nan_to_num(n.node_capacity[v]), int(n.node_firm[v]))):
        firm = int(n.node_firm[v])
        first = int(np.searchsorted(n.site_node, v))
        found.append(
            MapFirm(
                firm_id=n.firm_ids[firm],
                name=n.firm_names[firm],
                region=region_name(n.firm_region[firm]) or n.firm_region[firm] or None,
                capacity=known(n.node_capacity[v]),
                output=known(n.node_output[v]),
                row=row_source(facts.snapshot, "capacities", int(n.site_row[first])),
            )
        )
    return found


def row_source(snapshot: GraphSnapshot, table: str, position: int) -> str:
    """``file · sheet · row`` of a table row, "" where there is none."""
    if position < 0:
        return ""
    row = snapshot.tables[table].slice(position, 1).to_pylist()[0]
    return f"{row['source_file']} · {row['source_sheet']} · {row['source_row']}"
