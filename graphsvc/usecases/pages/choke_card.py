"""Page: one choke point. Why, in sentences with figures; how output runs; who buys; who could step in; what helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from graphsvc.analysis.outages.failure import has_bit
from graphsvc.domain.pages import (
    Block,
    Drawn,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Page,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Amount, Cell, Coded, CurvePicture, Saying
from graphsvc.domain.rounding import known
from graphsvc.domain.values import Values
from graphsvc.judgements.objects import find_entity, unknown_object
from graphsvc.judgements.outages.others import other_firms
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.amounts import loss_money, quantity
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.told import few_of
from graphsvc.usecases.report.asking import Inquiry, Said, bounded
from graphsvc.usecases.report.outage_told import HORIZON_DAYS, outage_curve, outage_picture, outage_scenario

BUYERS, OTHERS, HIT = 100, 50, 25


def choke_card(analyst: Analyst, chain: str, region: str | None, at: str, kind: str, entity_id: str) -> Page:
    """Everything about the failure of one entity.

    Raises
    ------
    NotFound
        The chain has no such entity.
    """
    inquiry = Inquiry(analyst, at)
    about: dict[str, Any] = {"chain": chain, **({"region": region} if region else {})}
    timed = {**about, "entity": kind, "horizon_days": HORIZON_DAYS}
    choke = inquiry.ask("choke-points", {**timed, "l1plus": "none"})
    facts = choke.facts
    row = next((r for r in choke.rows if r["entity_id"] == entity_id), None)
    if row is None:
        find_entity(facts.snapshot, kind, entity_id)
        raise unknown_object(kind, entity_id, [r["entity_id"] for r in choke.rows])
    outage = inquiry.ask_if("stress-test", {**about, **outage_scenario(row)})
    backup = inquiry.ask_if("backup-plan", {**timed, "entity_id": entity_id, "new_stocks": False})
    what_if = Goto(f"/chains/{chain}/what-if", {"entity": kind, "id": entity_id})
    links = (
        ("rows", Goto(f"/evidence/{row['_note'].evidence_id}"), False),
        ("what_if", what_if, False),
        ("why", Goto(f"/chains/{chain}/why"), False),
    )
    blocks: list[Block] = [_why(facts, row), Links(links), _figures(facts, row)]
    if outage is not None and outage.summary.get("curve"):
        blocks.append(Drawn(outage_curve(row, outage)))
    blocks += [*_reserves(backup), _alternatives(facts, row)]
    if row["impact"]:
        blocks.append(Drawn(outage_picture(facts, row, outage)))
    blocks.append(_buyers(facts, kind, entity_id))
    if outage is not None and outage.rows:
        blocks.append(_stopped(outage, facts))
    return Page("choke_card", "choke-points", tuple(blocks), {"name": row["name"], "chain": facts.chain.name})


def _why(facts: Facts, row: Values) -> Sentences:
    products = few_of([facts.names.product(code) for code in row["products"]])
    named: dict[str, Cell] = {
        "name": row["name"],
        "products": products,
        "n_buyers": row["n_buyers"],
        "impact": bounded(row, "impact", "share", 0),
        "survive": bounded(row, "tts_days", "d"),
        "recover": bounded(row, "ttr_days", "d"),
        "gap": bounded(row, "gap_days", "d"),
        "loss": bounded(row, "loss_days", "full_d"),
        "money": loss_money(row, facts.members.final_value),
        "n_fallen": len(row["fallen"]),
        "n_others": row["n_alternatives"],
    }
    told = [Saying("card_fails", named)]
    if row["impact"]:
        told.append(Saying("card_hits", named))
        late = (row["gap_days"] or 0.0) > 0.0
        gap = "card_gap_days" if loss_money(row, facts.members.final_value).value is None else "card_gap"
        told.append(Saying("card_beyond" if row["tts_days"] is None else gap if late else "card_bridged", named))
    stopped = _stopped_alone(facts, row)
    told.append(Saying("card_cuts", {**named, "stopped": stopped}) if stopped else Saying("card_cuts_none", named))
    told.append(Saying("card_others" if row["n_alternatives"] else "card_nobody", named))
    if row["ttr_assumed"]:
        told.append(Saying("card_assumed", named))
    return Sentences(tuple((saying, None) for saying in told), row["risk_grade"])


def _stopped_alone(facts: Facts, row: Values) -> tuple[str, ...]:
    """Final products of which every maker here falls (L0) with the entity: it is a cut set by itself."""
    entities, fallen = facts.outages.entities(row["entity_type"])
    n, makers = facts.network, facts.members.finals.node
    falls = has_bit(fallen.words[makers], entities.ids.index(row["entity_id"]))
    products = n.node_product[makers]
    codes = [n.product_codes[p] for p in np.unique(products).tolist() if falls[products == p].all()]
    return tuple(facts.names.product(code) for code in codes)


def _figures(facts: Facts, row: Values) -> Tiles:
    return Tiles(
        (
            Tile("loss_value", loss_money(row, facts.members.final_value), row["risk_grade"], "loss"),
            Tile("loss", bounded(row, "loss_days", "full_d"), help="loss"),
            Tile("impact", bounded(row, "impact", "share", 0), help="impact"),
            Tile("stop_day", bounded(row, "tts_days", "d"), help="tts"),
            Tile("recover_day", bounded(row, "ttr_days", "d"), help="ttr"),
            Tile("gap", bounded(row, "gap_days", "d"), help="gap"),
            Tile("grade", Coded("risk_grade", row["risk_grade"]), help="risk"),
            Tile("verdict", Coded("truth", row["is_choke_point"]), help="choke"),
        )
    )


def curve_of(inquiry: Inquiry, about: Mapping[str, object], row: Values) -> CurvePicture | None:
    """Final output while an entity of ``choke-points`` is out; None where that cannot be told."""
    outage = inquiry.ask_if("stress-test", {**about, **outage_scenario(row)})
    return outage_curve(row, outage) if outage is not None and outage.summary.get("curve") else None


def firm_link(firm_id: str, name: str) -> Linked:
    """A firm by name, leading to its page."""
    return Linked(name, Goto(f"/firms/{firm_id}"))


def _buyers(facts: Facts, kind: str, entity_id: str) -> Listing:
    """Who buys from the entity: of what, how much of the need comes from here, how long stocks last."""
    n = facts.network
    entities, _ = facts.outages.entities(kind)
    position = entities.ids.index(entity_id)
    sold = np.flatnonzero(np.isin(n.source_node, entities.nodes_of(position)))
    sold = np.unique(np.concatenate([sold, entities.sources_of(position)]))
    lines = []
    for s in sold[np.argsort(-np.nan_to_num(n.source_share[sold]), kind="stable")].tolist():
        q = int(n.source_purchase[s])
        buyer, product = int(n.purchase_buyer[q]), n.product_codes[n.purchase_product[q]]
        stock = known(float(n.purchase_stock[q]))
        region = n.firm_region[buyer]
        cells = (
            firm_link(n.firm_ids[buyer], n.firm_names[buyer]),
            facts.names.product(product),
            Amount(known(float(n.source_share[s])), "share", 0),
            Amount(stock, "d"),
            (region_name(region) or region) if region else None,
        )
        lines.append(Line(cells))
    return Listing(
        "buyers", ("buyer", "product", "share_here", "stock", "region"), tuple(lines), len(lines), most=BUYERS
    )


def _stopped(outage: Said, facts: Facts) -> Listing:
    lines = tuple(
        Line(
            (
                firm_link(r["firm_id"], r["name"]),
                r["product_name"],
                Amount(r["first_day"], "d", 2),
                Amount(r["min_output"], "share", 0),
                facts.names.product(r["binding_input"]) if r["binding_input"] else None,
            ),
            r["_note"].evidence_id,
        )
        for r in outage.rows
    )
    return Listing("hit", ("firm", "product", "first_day", "lowest", "binding"), lines, len(lines), most=HIT)


def _alternatives(facts: Facts, row: Values) -> Listing:
    """Other makers of what fails: their spare capacity, largest first."""
    n = facts.network
    lines = []
    entities, _ = facts.outages.entities(row["entity_type"])
    nodes = entities.nodes_of(entities.ids.index(row["entity_id"]))
    for firm in other_firms(facts, nodes.tolist(), np.unique(n.node_firm[nodes]).tolist()).tolist():
        for v in np.flatnonzero(n.node_firm == firm).tolist():
            code = n.product_codes[n.node_product[v]]
            if code in row["products"]:
                spare = known(float(n.node_capacity[v] - n.node_output[v]))
                unit = str(facts.names.row(code)["unit"] or "")
                amount = quantity(None if spare is None else max(0.0, spare), unit)
                lines.append(Line((firm_link(n.firm_ids[firm], n.firm_names[firm]), facts.names.product(code), amount)))
    return Listing("others", ("firm", "product", "spare"), tuple(lines), len(lines), most=OTHERS)


def _reserves(backup: Said | None) -> tuple[Listing, ...]:
    """What the listed reserves bring, and what is still missing."""
    if backup is None:
        return ()
    lines = tuple(
        Line(
            (
                Coded("instrument", r["instrument"]),
                r["product_name"],
                quantity(r["quantity"], r["unit"], r["quantity_lower"], r["quantity_upper"]),
                Amount(r["activation_days"], "d", 0),
                Coded("truth", r["usable"]) if r["usable"] else None,
            ),
            r["_note"].evidence_id,
        )
        for r in backup.rows
    )
    columns = ("instrument", "product", "quantity", "activation", "usable")
    return (Listing("reserves", columns, lines, len(lines)),)
