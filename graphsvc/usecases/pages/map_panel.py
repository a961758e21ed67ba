"""The panel beside a map: one product, why it has its status, how far it reaches, who makes it, where to go on."""

from __future__ import annotations

from graphsvc.domain.chain_map import MapLink
from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import (
    Block,
    Goto,
    Heading,
    Line,
    Linked,
    Links,
    Listing,
    Panel,
    Plain,
    Sentences,
    Shown,
    Tile,
    Tiles,
)
from graphsvc.domain.report import Amount, Coded, Saying
from graphsvc.usecases.maps.chain_map import makers_of
from graphsvc.usecases.pages.map_asked import Found, MapAsked
from graphsvc.usecases.pages.map_ground import DIRECTIONS, MapGround

HOPS = (1, 2, 3)
NEIGHBOURS, FIRMS, FACTS = 12, 20, 12


def panel(ground: MapGround, asked: MapAsked, code: str, lang: Lang) -> Panel:
    """Everything beside the picture about the product selected."""
    name = ground.facts.names.product(code)
    blocks: list[Block] = [
        Heading("map_product", {"name": name}),
        _facts(ground, code),
        _onward(ground, code),
        _evidence(ground, code, lang),
        _reach(ground, asked, code),
        _firms(ground, code),
        _neighbours(ground, asked, code, upstream=True),
        _neighbours(ground, asked, code, upstream=False),
        Links((("clear", asked.goto(sel=None), False),)),
    ]
    return Panel(None, tuple(blocks), "panel")


def unfound(ground: MapGround, asked: MapAsked, text: str, found: Found, name: str) -> Sentences:
    """What a text may have meant; ``name`` is the parameter it was given as."""
    if found.candidates:
        told = [(Saying("map_candidates", {"text": text}), None)]
        names = ground.facts.names
        links = [
            (Saying("map_candidate", {"name": names.product(c)}), asked.goto(**{name: c})) for c in found.candidates
        ]
        return Sentences((*told, *links), "warn")
    return Sentences(((Saying("map_unknown", {"text": text, "nearest": found.nearest}),
                       asked.goto(**{name: found.nearest})),), "warn")  # fmt: skip


def _facts(ground: MapGround, code: str) -> Tiles:
    row, risk = ground.facts.names.row(code), ground.risks.get(code)
    stage = ground.stage_name(ground.group_of(code))
    tiles = [
        Tile("status", Coded("status", ground.statuses[code])),
        Tile("code", code),
        Tile("stage", stage),
        Tile("unit", Coded("unit", str(row["unit"])) if row["unit"] else None),
    ]
    if risk is not None:
        to = _card(ground, code)
        tiles += [
            Tile("worst_choke", risk.name if to is None else Linked(risk.name, to)),
            Tile("grade", Coded("risk_grade", risk.grade)),
            Tile("loss", Amount(risk.loss_days, "full_d")),
            Tile("stop_day", Amount(risk.survive_days, "d", is_beyond=risk.survive_days is None)),
            Tile("recover_day", Amount(risk.recover_days, "d")),
        ]
    return Tiles(tuple(tiles), is_list=True)


def _card(ground: MapGround, code: str) -> Goto | None:
    """The card of the worst choke point a product comes from."""
    risk = ground.risks[code]
    for finding, _ in ground.answers.proven:
        v = finding.values
        if code in v["products"] and v["name"] == risk.name and v["risk_grade"] == risk.grade:
            return Goto(f"/chains/{ground.facts.chain.code}/choke-points/{v['entity_type']}/{v['entity_id']}")
    return None


def _onward(ground: MapGround, code: str) -> Links:
    home = f"/chains/{ground.facts.chain.code}"
    return Links(
        (
            ("what_if", Goto(f"{home}/what-if", {"entity": "product", "id": code}), False),
            ("its_graph", Goto(f"{home}/graph", {"focus": code, "sel": code}), False),
        )
    )


def _evidence(ground: MapGround, code: str, lang: Lang) -> Listing:
    told = ground.facts_of(code, lang)
    lines = tuple(Line((fact.text,), fact.evidence_id) for fact in told)
    return Listing("map_facts", ("evidence",), lines, len(told), most=FACTS)


def _reach(ground: MapGround, asked: MapAsked, code: str) -> Listing:
    """How many products lie within one, two and three links, each leading to the picture of them."""
    home = f"/chains/{ground.facts.chain.code}/graph"

    def cell(hops: int, direction: str) -> Shown:
        near = ground.near(code, hops, next(d for d in DIRECTIONS if d == direction))
        query: dict[str, Plain] = {
            "focus": code,
            "k": None if hops == 2 else hops,
            "dir": None if direction == "both" else direction,
            "sel": code,
        }
        return Linked(len(near) - 1, Goto(home, query))

    lines = tuple(Line((Coded("way_of_links", d), *(cell(k, d) for k in HOPS))) for d in DIRECTIONS)
    return Listing("map_reach", ("way_of_links", "hop_1", "hop_2", "hop_3"), lines, len(lines))


def _firms(ground: MapGround, code: str) -> Listing:
    """Makers of the region, largest first; their share of the capacity here where all of it is known."""
    firms = makers_of(ground.facts, code)
    told = [firm.capacity for firm in firms]
    known = [c for c in told if c is not None]
    whole = sum(known) if len(known) == len(told) else 0.0
    unit = str(ground.facts.names.row(code)["unit"] or "")
    lines = tuple(
        Line(
            (
                Linked(firm.name, Goto(f"/firms/{firm.firm_id}")),
                firm.region,
                Amount(firm.capacity, unit, 2),
                Amount(firm.capacity / whole if firm.capacity is not None and whole > 0 else None, "share", 0),
            )
        )
        for firm in firms
    )
    return Listing("map_firms", ("firm", "region", "capacity_here", "share_of_capacity"), lines, len(firms), most=FIRMS)


def _neighbours(ground: MapGround, asked: MapAsked, code: str, *, upstream: bool) -> Listing:
    def other(link: MapLink) -> str:
        return link.from_product if upstream else link.to_product

    links = [x for x in ground.links if (x.to_product if upstream else x.from_product) == code]
    links.sort(key=lambda x: ground.order.index(other(x)))
    names = ground.facts.names
    lines = tuple(
        Line(
            (
                Linked(names.product(other(x)), asked.goto(sel=other(x))),
                Coded("status", ground.statuses[other(x)]),
                Coded("necessity", x.necessity) if x.necessity else None,
            )
        )
        for x in links
    )
    key = "map_inputs" if upstream else "map_uses"
    return Listing(key, ("product", "status", "necessity"), lines, len(links), most=NEIGHBOURS)
