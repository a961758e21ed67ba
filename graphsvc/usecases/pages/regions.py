"""Page: places. Firms, output, sole sources and loss by place, and where the purchases of the region come from."""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.domain.control import region_prefix
from graphsvc.domain.page_pictures import Outline, PlacesPicture, PlaceTile
from graphsvc.domain.pages import (
    Block,
    Choice,
    Drawn,
    Facet,
    Facets,
    Goto,
    Line,
    Linked,
    Listing,
    Page,
    Plain,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.reference import reference_rows, region_name
from graphsvc.domain.report import Cell, Coded, Saying
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.amounts import loss_money, money
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.firm_facts import firms_of_chain
from graphsvc.usecases.pages.place_facts import PlaceFigures, flows, place_figures, sole_sources
from graphsvc.usecases.pages.places import level_below
from graphsvc.usecases.report.asking import bounded
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

LEVELS: Mapping[str, int] = {"province": 2, "city": 4, "county": 6}
PER_ROW = 9
MOST_TILES = 180


def regions(
    analyst: Analyst, chain: str | None, region: str | None, at: str, asked: Mapping[str, str], outline: Outline | None
) -> Page:
    """Places of one level within a region, for one chain (the first where none is asked).

    ``outline``: the customer's borders, None where none were given.
    """
    space = analyst.workspace(at)
    code = chain or next(iter(space.snapshot.chains))
    facts = space.facts(space.scope(code, region))
    own = {2: "province", 4: "city", 6: "county"}[level_below(region)]
    level = asked["level"] if asked.get("level") in LEVELS else own
    within = region
    if region and len(region_prefix(region)) >= LEVELS[level]:
        within = f"{region[: LEVELS[level] - 2]}".ljust(6, "0") if LEVELS[level] > 2 else None
    elif level != "province" and not region and facts.chain.region:
        within = f"{facts.chain.region[:2]}0000"
    figures = place_figures(facts, firms_of_chain(space, code), LEVELS[level], within)
    about = {"chain": code, "region": region}
    choke = analyst.ask(
        "choke-points",
        {**about, "entity": "region", "region_level": level, "horizon_days": HORIZON_DAYS, "l1plus": "none"},
        at,
    )
    single = analyst.ask("single-sources", about, at)
    sole = sole_sources(facts, [f.values for f in single.findings], figures.firm_areas)
    losses = {f.values["entity_id"]: (f.values, e) for f, e in zip(choke.findings, choke.evidence_ids, strict=True)}
    query: dict[str, Plain] = {"chain": chain, "level": None if level == own else level}
    listing = _table(facts, code, figures, sole, losses, query)
    blocks: list[Block] = [_choices(space_chains(facts), code, region, level, query)]
    tiles = _tiles(figures, losses, level, within, query)
    if 0 < len(tiles) <= MOST_TILES:
        blocks.append(Drawn(PlacesPicture(tiles, outline)))
    blocks += [_figures(facts, figures, single.summary), listing]
    picture = flows(facts)
    if picture.flows:
        blocks.append(Drawn(picture))
    told: dict[str, Cell] = {"known": picture.n_known, "unknown": picture.n_unknown}
    blocks.append(Sentences(((Saying("flow_counts", told), None),)))
    return Page("regions", "regions", tuple(blocks), {"chain": facts.chain.name})


def space_chains(facts: Facts) -> list[tuple[str, str]]:
    """Codes and names of the chains of the version."""
    return [(info.code, info.name) for info in facts.snapshot.chains.values()]


def _choices(
    chains: list[tuple[str, str]], chain: str, region: str | None, level: str, query: Mapping[str, Plain]
) -> Facets:
    """The chain, the way down to the region, the level."""
    facets = []
    if len(chains) > 1:
        facets.append(
            Facet(
                "chain", tuple(Choice(n, None, Goto("/regions", {**query, "chain": c}), c == chain) for c, n in chains)
            )
        )
    above: list[str] = []
    if region:
        prefix = region_prefix(region)
        above = [prefix[:k].ljust(6, "0") for k in (2, 4, 6) if k <= len(prefix)]
    plain = {**query, "level": None}
    way = [Choice(Coded("all", "all"), None, Goto("/regions", {**plain, "region": ""}), region is None)]
    way += [Choice(region_name(c) or c, None, Goto("/regions", {**plain, "region": c}), c == region) for c in above]
    facets.append(Facet("region", tuple(way)))
    levels = tuple(
        Choice(Coded("region_level", name), None, Goto("/regions", {**query, "level": name}), name == level)
        for name in LEVELS
    )
    return Facets((*facets, Facet("level", levels)))


def _figures(facts: Facts, figures: PlaceFigures, single: Values) -> Tiles:
    return Tiles(
        (
            Tile("n_places", len(figures.n_firms)),
            Tile("n_firms_there", sum(figures.n_firms.values())),
            Tile("n_placeless", figures.n_placeless, help="unknown"),
            Tile("output_value", money(sum(figures.output.values()) if figures.output else None)),
            Tile("n_unknown_output", sum(figures.n_unknown.values()), help="unknown"),
            Tile("n_sole", single.get("n_sole", 0), help="single"),
        )
    )


Losses = Mapping[str, tuple[Values, str]]


def _table(
    facts: Facts, chain: str, figures: PlaceFigures, sole: Mapping[str, int], losses: Losses, query: Mapping[str, Plain]
) -> Listing:
    """A line a place, costliest outage first, then by output."""
    codes = sorted(
        figures.n_firms,
        key=lambda c: (-(losses[c][0]["loss_days"] or 0.0) if c in losses else 0.0, -figures.output.get(c, 0.0), c),
    )
    lines, has_loss = [], any(code in losses for code in codes)
    for code in codes:
        row, evidence = losses.get(code, (None, None))
        scenario = Goto(f"/chains/{chain}/what-if", {"entity": "region", "id": code})
        loss: tuple[Cell, ...] = (
            bounded(row, "loss_days", "full_d") if row else None,
            loss_money(row, facts.members.final_value) if row else None,
            Coded("risk_grade", row["risk_grade"]) if row else None,
        )
        cells: tuple[Cell | Linked, ...] = (
            Linked(region_name(code) or code, Goto("/regions", {**query, "level": None, "region": code})),
            Linked(figures.n_firms[code], Goto("/firms", {"chain": chain, "region": code})),
            money(figures.output.get(code)),
            figures.n_unknown.get(code, 0),
            sole.get(code, 0),
            *(loss if has_loss else ()),
            Linked(Coded("button", "what_if"), scenario),
        )
        lines.append(Line(cells, evidence, row["risk_grade"] if row else None))
    told = ("loss", "loss_value", "grade") if has_loss else ()
    columns = ("place", "n_firms_there", "output_value", "n_unknown_output", "n_sole", *told, "scenario")
    return Listing("places", columns, tuple(lines), len(lines))


def _tiles(
    figures: PlaceFigures, losses: Losses, level: str, within: str | None, query: Mapping[str, Plain]
) -> tuple[PlaceTile, ...]:
    """Provinces where they lie beside each other, cities and counties in the order of their codes."""
    if level == "province":
        at = {row["code"]: (int(row["row"]), int(row["column"])) for row in reference_rows("province_tiles")}
    else:
        digits = LEVELS[level]
        head = region_prefix(within) if within else ""
        known = [
            row["code"]
            for row in reference_rows("regions")
            if row["status"] == "current" and row["level"] == level and row["code"].startswith(head)
        ]
        codes = sorted({*known, *figures.n_firms})
        codes = [code for code in codes if len(region_prefix(code)) == digits and region_name(code) != "市辖区"]
        at = {code: divmod(i, PER_ROW) for i, code in enumerate(codes)}
    return tuple(
        PlaceTile(code, region_name(code, short=True) or code, row, column, figures.n_firms.get(code, 0),
                  losses[code][0]["risk_grade"] if code in losses else None,
                  Goto("/regions", {**query, "level": None, "region": code}))
        for code, (row, column) in at.items()
    )  # fmt: skip
