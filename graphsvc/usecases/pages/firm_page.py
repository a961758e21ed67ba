"""Page: one firm. What it makes and how much hangs on it, whom it trades with, who controls it, what its rows say."""

from __future__ import annotations

from graphsvc.domain.control import credit_code
from graphsvc.domain.dictionary import sheets
from graphsvc.domain.pages import (
    Block,
    Columns,
    Drawn,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Page,
    Panel,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.reference import industry_name, region_name
from graphsvc.domain.report import Amount, Cell, Coded, Saying
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Both, Country
from graphsvc.judgements.objects import find_firm
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.usecases.amounts import loss_money, quantity
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.maps.trade_lanes import trade_lanes
from graphsvc.usecases.pages.firm_facts import (
    Made,
    Trade,
    aliases_of,
    firms_of_chain,
    made_by,
    place_of,
    purchases_of,
    sales_of,
)
from graphsvc.usecases.report.asking import bounded
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

PARTNERS = 100
"""Most partners listed."""
FACTS: tuple[tuple[str, str | None, str | None], ...] = (
    ("status", "firm_status", None), ("size", "size", None), ("ownership", "ownership", None),
    ("chain_role", "chain_role", None), ("output_value", None, "万元"), ("revenue", None, "万元"),
    ("profit", None, "万元"), ("rd", None, "万元"), ("employees", None, "人"), ("address", None, None),
)  # fmt: skip
"""Columns of list 05 that are told: name, vocabulary, unit."""


def firm_page(analyst: Analyst, firm_id: str, chain: str | None, region: str | None, at: str) -> Page:
    """Everything the lists say about a firm.

    Raises
    ------
    NotFound
        ``unknown_object``: no such firm, with the nearest one.
    """
    space = analyst.workspace(at)
    n = space.snapshot.network
    firm = find_firm(space.snapshot, firm_id)
    own, name = n.firm_ids[firm], n.firm_names[firm]
    chains = [code for code in space.snapshot.chains if firms_of_chain(space, code)[firm]]
    facts = space.facts(space.scope(chain or (chains or list(space.snapshot.chains))[0], region))
    made, sales, purchases = made_by(facts, firm), sales_of(space.snapshot, firm), purchases_of(space.snapshot, firm)
    picture = trade_lanes(space.snapshot, space.ground.names, firm)
    main: list[Block] = [_summary(name, made, sales, purchases), _figures(made, sales, purchases)]
    main += _stops(analyst, firm, chains, region, at)
    if made:
        main.append(_products(facts, made, chains))
    if picture.links:
        main.append(Drawn(picture))
    main += [_partners("firm_buyers", facts, sales, "buyer"), _partners("firm_suppliers", facts, purchases, "seller")]
    return Page("firm", "firms", (Columns(tuple(main), _side(space, firm, chains)),), {"name": name, "id": own})


def _summary(name: str, made: list[Made], sales: list[Trade], purchases: list[Trade]) -> Sentences:
    facts: dict[str, Cell] = {
        "name": name,
        "n_products": len(made),
        "n_only": sum(m.is_only == "yes" for m in made),
        "n_alone": sum(m.n_groups == 0 for m in made),
        "n_buyers": len({t.buyer for t in sales}),
        "n_suppliers": len({t.seller for t in purchases}),
    }
    told = [Saying("firm_makes" if made else "firm_makes_nothing", facts)]
    if any(m.n_groups == 0 for m in made):
        told.append(Saying("firm_alone", facts))
    return Sentences(tuple((saying, None) for saying in told))


def _figures(made: list[Made], sales: list[Trade], purchases: list[Trade]) -> Tiles:
    return Tiles(
        (
            Tile("n_products", len(made)),
            Tile("n_alone", sum(m.n_groups == 0 for m in made), help="single"),
            Tile("n_buyers", len({t.buyer for t in sales})),
            Tile("n_suppliers", len({t.seller for t in purchases})),
        )
    )


def _stops(analyst: Analyst, firm: int, chains: list[str], region: str | None, at: str) -> list[Block]:
    """What stops without the firm's group, chain by chain: its row of the choke points."""
    space = analyst.workspace(at)
    n = space.snapshot.network
    group = n.group_ids[n.firm_group[firm]]
    lines = []
    for code in chains:
        about = {"chain": code, "region": region, "entity": "group", "horizon_days": HORIZON_DAYS, "l1plus": "none"}
        answer = analyst.ask("choke-points", about, at)
        facts = space.facts(space.scope(code, region))
        for finding, evidence in zip(answer.findings, answer.evidence_ids, strict=True):
            v = finding.values
            if v["entity_id"] != group:
                continue
            to = Goto(f"/chains/{code}/choke-points/group/{group}")
            cells: tuple[Cell | Linked, ...] = (
                Linked(facts.chain.name, to),
                Coded("truth", v["is_choke_point"]),
                Coded("risk_grade", v["risk_grade"]),
                bounded(v, "loss_days", "full_d"),
                loss_money(v, facts.members.final_value),
                bounded(v, "impact", "share", 0),
                bounded(v, "tts_days", "d"),
                bounded(v, "ttr_days", "d"),
                len(v["fallen"]),
            )
            lines.append(Line(cells, evidence, v["risk_grade"]))
    if not lines:
        return []
    columns = ("chain", "verdict", "grade", "loss", "loss_value", "impact", "stop_day", "recover_day", "n_fallen")
    return [Listing("stops", columns, tuple(lines), len(lines))]


def _products(facts: Facts, made: list[Made], chains: list[str]) -> Listing:
    lines, space = [], facts.workspace
    for m in made:
        name = facts.names.product(m.product)
        home = next((c for c in chains if m.product in space.facts(space.scope(c)).members.product_codes), None)
        shown = Linked(name, Goto(f"/chains/{home}/graph", {"focus": m.product})) if home else name
        use = m.output / m.capacity if m.output is not None and m.capacity else None
        cells = (
            shown,
            quantity(m.capacity, m.unit),
            quantity(m.output, m.unit),
            Amount(use, "share", 0),
            Amount(m.share, "share", 0),
            Both(f"{m.rank} / {m.n_makers}", f"{m.rank} of {m.n_makers}") if m.rank is not None else None,
            m.n_groups,
            Coded("truth", m.is_only),
            Amount(m.recovery, "d", 0),
        )
        lines.append(Line(cells, None, "red" if m.is_only == "yes" else None))
    columns = ("product", "capacity", "output", "use", "share_known", "rank", "n_other", "only_maker", "recover_day")
    return Listing("firm_products", columns, tuple(lines), len(lines))


def _partners(key: str, facts: Facts, trades: list[Trade], side: str) -> Listing:
    """Buyers or suppliers of a firm, a line a purchase."""
    n = facts.network
    lines = []
    for t in trades:
        other = t.buyer if side == "buyer" else t.seller
        country = n.firm_country[other]
        place: Cell = place_of(n, other) or (Country(country) if country else None)
        who: Cell | Linked = n.firm_names[other]
        if n.firm_identified[other]:
            who = Linked(n.firm_names[other], Goto(f"/firms/{n.firm_ids[other]}"))
        cells = (who, facts.names.product(t.product), Amount(t.share, "share", 0), quantity(t.quantity, t.unit),
                 Amount(t.stock, "d", 0), place)  # fmt: skip
        lines.append(Line(cells))
    columns = ("buyer" if side == "buyer" else "supplier", "product",
               "share_here" if side == "buyer" else "share_bought", "quantity", "stock", "region")  # fmt: skip
    return Listing(key, columns, tuple(lines), len(trades), most=PARTNERS)


def _side(space: Workspace, firm: int, chains: list[str]) -> tuple[Block, ...]:
    n = space.snapshot.network
    firm_id = n.firm_ids[firm]
    links: list[tuple[str, Goto, bool]] = [("rows", Goto(f"/firms/{firm_id}/rows"), False)]
    if chains:
        links.append(("what_if", Goto(f"/chains/{chains[0]}/what-if", {"entity": "firm", "id": firm_id}), False))
    return (
        Panel("rows_and_files", (Links(tuple(links)),)),
        Panel("firm_facts", (Tiles(_facts(space, firm, chains), is_list=True),)),
        _group(space, firm),
    )


def _facts(space: Workspace, firm: int, chains: list[str]) -> tuple[Tile, ...]:
    """What list 05 says; of a firm that stands in it nowhere, what the trades say."""
    snapshot = space.snapshot
    n = snapshot.network
    region, country = n.firm_region[firm], n.firm_country[firm]
    told = [
        Tile("firm_id", credit_code(n.firm_ids[firm])),
        Tile("chains", tuple(snapshot.chains[code].name for code in chains) or None),
        Tile("place", Linked(region_name(region) or region, Goto("/regions", {"region": region})) if region else None),
        Tile("country", Country(country) if country and country != "CN" else None),
        Tile("other_names", aliases_of(snapshot, n.firm_ids[firm])),
    ]
    row = snapshot.firms.get(n.firm_ids[firm])
    if row is None:
        return (*_told(told), Tile("listed", Coded("truth", "no")))
    columns = {column.field: column for sheet in sheets() if sheet.table == "firms" for column in sheet.columns}
    told.append(Tile("industry", f"{row['gb4754']} {industry_name(row['gb4754'])}" if row["gb4754"] else None))
    told.append(Tile("tags", tuple(Coded("tag", tag) for tag in row["tags"] or ())))
    for field, codes, unit in FACTS:
        value = dict(row).get(field)
        label = Both(columns[field].heading, columns[field].label_en)
        if value is None:
            continue
        if unit:
            told.append(Tile(label, Amount(known(float(str(value))), unit, 0)))
        else:
            told.append(Tile(label, Coded(codes, str(value)) if codes else str(value)))
    return _told(told)


def _told(tiles: list[Tile]) -> tuple[Tile, ...]:
    return tuple(tile for tile in tiles if tile.value not in (None, ()))


def _group(space: Workspace, firm: int) -> Panel:
    """Who controls the firm, and the other firms of its group."""
    n, names = space.snapshot.network, space.ground.names
    row = space.snapshot.firms.get(n.firm_ids[firm])
    group = n.group_ids[n.firm_group[firm]]
    members = [f for f in range(n.n_firms) if n.firm_group[f] == n.firm_group[firm] and f != firm]
    shown: Cell | Linked = names.entity("group", group)
    if group in n.firm_index and n.firm_index[group] != firm:
        shown = Linked(n.firm_names[n.firm_index[group]], Goto(f"/firms/{group}"))
    blocks: list[Block] = [
        Tiles(
            _told(
                [
                    Tile("controller", row["controller"] if row else None),
                    Tile("group", None if group == n.firm_ids[firm] and not members else shown),
                ]
            ),
            is_list=True,
        )
    ]
    if members:
        lines = tuple(Line((Linked(n.firm_names[f], Goto(f"/firms/{n.firm_ids[f]}")), place_of(n, f) or None))
                      for f in members)  # fmt: skip
        blocks.append(Listing("group_members", ("firm", "region"), lines, len(members), most=PARTNERS))
    elif row is None or not row["controller"]:
        blocks.append(Sentences(((Saying("firm_own_group", {}), None),)))
    return Panel("firm_group", tuple(blocks))
