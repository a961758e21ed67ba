"""Chains, stages, products, firms, sites, groups, places, industry classes, parks, corridors, and the list rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import orjson

from graphsvc.domain.control import region_prefix
from graphsvc.domain.graph import GraphRows, Label, Properties, Relation
from graphsvc.domain.network import Network
from graphsvc.domain.pending import PARKED
from graphsvc.domain.reference import country_name, reference_rows
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.links.completeness import is_key
from graphsvc.judgements.links.missing import may_be_absent, no_maker_in_nation
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.usecases.projection.cells import cells, placed_rows

INDUSTRY_SECTIONS = ("B", "C", "D")


def add_basic_nodes(rows: GraphRows, space: Workspace) -> None:
    """All nodes that other nodes hang on."""
    snapshot = space.snapshot
    _add_chains(rows, snapshot)
    for row in snapshot.stages.values():
        stage = {k: v for k, v in row.items() if k != "row"}
        own_id = f"{row['slot_chain']}/{row['stage_code']}"
        about = {"id": own_id, "name": row["stage_name"], "chain_code": row["slot_chain"]}
        rows.add_node(Label.STAGE, {**cells("stages", stage, row["row"]), **about})
    _add_products(rows, space)
    _add_firms(rows, snapshot)
    _add_sites(rows, snapshot.network)
    groups = sorted({snapshot.network.group_ids[g] for g in snapshot.network.firm_group.tolist()})
    names = {row["controller_uscc"]: row["controller"] for row in snapshot.firms.values() if row["controller_uscc"]}
    for group in groups:
        if group not in snapshot.network.firm_index or group in names:
            rows.add_node(Label.CONTROL_GROUP, {"id": group, "name": names.get(group) or group})
    parks: dict[str, Properties] = {}
    for properties, park_row in placed_rows("parks", snapshot.tables.each("parks")):
        parks.setdefault(park_row["park_code"], {**properties, "id": park_row["park_code"]})
    for park in sorted({p for p in snapshot.network.site_park if p} - set(parks)):
        parks[park] = {"id": park, "name": park}
    for properties in parks.values():
        rows.add_node(Label.PARK, properties)
    corridors = {c for c in snapshot.tables["supplies"]["corridor"].to_pylist() if c}
    for corridor in sorted(corridors):
        rows.add_node(Label.CORRIDOR, {"id": corridor, "name": corridor})
    _add_places(rows, snapshot)
    _add_industries(rows)
    _add_rows(rows, snapshot)


def _add_chains(rows: GraphRows, snapshot: GraphSnapshot) -> None:
    listed: dict[str, Properties] = {}
    for properties, row in placed_rows("chains", snapshot.tables.each("chains")):
        listed.setdefault(row["slot_chain"], properties)
    for info in snapshot.chains.values():
        own = {"id": info.code, "name": info.name, "chain_code": info.code, "region_code": info.region}
        finals = {"final_products": list(info.final_products)}
        rows.add_node(Label.CHAIN, {**listed.get(info.code, {}), **own, **finals})
    for properties, slot in placed_rows("submissions", snapshot.tables.each("submissions")):
        region = slot["slot_region"] or ""
        declared = sorted({sheet[:2] for sheet in slot["complete_lists"] or ()})
        own_id = f"{slot['slot_chain']}/{region}"
        about = {"id": own_id, "name": own_id, "prefix": region_prefix(region), "complete_lists": declared}
        rows.add_node(Label.SUBMISSION, {**properties, **about})


def _add_products(rows: GraphRows, space: Workspace) -> None:
    snapshot, n = space.snapshot, space.snapshot.network
    if not snapshot.chains:
        return
    facts = space.facts(space.scope(next(iter(snapshot.chains))))
    stated = _stated_absent(facts)
    for code, row in snapshot.products.items():
        own = {k: v for k, v in row.items() if k not in ("row", "chains")}
        price = float(n.product_price[n.product_index[code]])
        about = {
            "id": code,
            "name": row["product_name"],
            "chains": list(row["chains"]),
            "price": None if np.isnan(price) else price,
            "may_be_absent": may_be_absent(facts, code),
            "none_in_nation": row["localization"] == 0 or code in stated,
            "is_key_effective": is_key(facts, code),
        }
        rows.add_node(Label.PRODUCT, {**cells("products", own, row["row"]), **about})


def _stated_absent(facts: Facts) -> set[str]:
    """Products that list 09 says nobody in the nation makes."""
    named = {row["product_code"] for row in facts.snapshot.tables.rows("shortfalls") if row["product_code"]}
    return {code for code in named if code in facts.snapshot.products and no_maker_in_nation(facts, code)}


def _add_firms(rows: GraphRows, snapshot: GraphSnapshot) -> None:
    n = snapshot.network
    places, has_sites = _places(n)
    for i, firm in enumerate(n.firm_ids):
        row = snapshot.firms.get(firm)
        own = {k: v for k, v in row.items() if k != "row"} if row else {}
        about = {
            "id": firm,
            "name": n.firm_names[i],
            "group_id": n.group_ids[n.firm_group[i]],
            "region_code": n.firm_region[i],
            "region_prefix": region_prefix(n.firm_region[i]),
            "country": n.firm_country[i],
            "is_listed": bool(n.firm_listed[i]),
            "is_active": bool(n.firm_active[i]),
            "is_identified": bool(n.firm_identified[i]),
            "places": places[i],
            "has_sites": has_sites[i],
        }
        rows.add_node(Label.FIRM, {**(cells("firms", own, row["row"]) if row else {}), **about})


def _places(n: Network) -> tuple[list[list[str]], list[bool]]:
    """Region prefixes of each firm's present sites, its registered one where no site is known."""
    found: list[set[str]] = [set() for _ in n.firm_ids]
    present = n.node_has_capacity[n.site_node]
    firm = n.node_firm[n.site_node]
    for s in np.flatnonzero(present).tolist():
        found[firm[s]].add(region_prefix(n.site_region[s]))
    return [sorted(p) or [region_prefix(n.firm_region[i])] for i, p in enumerate(found)], [bool(p) for p in found]


def _add_sites(rows: GraphRows, n: Network) -> None:
    seen: set[str] = set()
    for s in np.flatnonzero(n.node_has_capacity[n.site_node]).tolist():
        site, firm = n.site_ids[s], n.firm_ids[n.node_firm[n.site_node[s]]]
        if site in seen:
            continue
        seen.add(site)
        name = site.partition("#")[2] or n.firm_names[n.node_firm[n.site_node[s]]]
        region, park = n.site_region[s], n.site_park[s]
        rows.add_node(Label.SITE, {"id": site, "name": name, "region_code": region, "park_code": park or None})
        rows.relate(Label.SITE, site, Relation.SITE_OF, Label.FIRM, firm, {})
        if region:
            rows.relate(Label.SITE, site, Relation.LOCATED_IN, Label.REGION, region, {})
        if park:
            rows.relate(Label.SITE, site, Relation.IN_PARK, Label.PARK, park, {})


def _regions_with_parents(codes: Iterable[str]) -> dict[str, Mapping[str, str]]:
    table = {row["code"]: row for row in reference_rows("regions")}
    found: dict[str, Mapping[str, str]] = {}
    for code in codes:
        while code and code not in found:
            row = table.get(code, {"name": code, "level": "", "parent": ""})
            found[code] = row
            code = row["parent"]
    return dict(sorted(found.items()))


def _add_places(rows: GraphRows, snapshot: GraphSnapshot) -> None:
    n = snapshot.network
    parks = [row["park_region"] for row in snapshot.tables.rows("parks")]
    chains = [info.region for info in snapshot.chains.values()]
    regions = _regions_with_parents({r for r in (*n.firm_region, *n.site_region, *parks, *chains) if r})
    for code, row in regions.items():
        about = {"id": code, "name": row["name"], "level": row["level"] or None, "parent": row["parent"] or None}
        rows.add_node(Label.REGION, {**about, "prefix": region_prefix(code)})
        if row["parent"]:
            rows.relate(Label.REGION, code, Relation.PART_OF, Label.REGION, row["parent"], {})
    for country in sorted({c for c in n.firm_country if c}):
        rows.add_node(Label.COUNTRY, {"id": country, "name": country_name(country)})


def _add_industries(rows: GraphRows) -> None:
    for row in reference_rows("industries"):
        is_industry = row["section"] in INDUSTRY_SECTIONS
        about = {"id": row["code"], "name": row["name"], "level": row["level"], "section": row["section"]}
        rows.add_node(Label.INDUSTRY_CLASS, {**about, "is_industry": is_industry})
        if row["parent"]:
            rows.relate(Label.INDUSTRY_CLASS, row["code"], Relation.PART_OF, Label.INDUSTRY_CLASS, row["parent"], {})


def _add_rows(rows: GraphRows, snapshot: GraphSnapshot) -> None:
    """Every canonical row as it stands, so that evidence can be read in the graph."""
    for table in snapshot.tables.names():
        for position, row in enumerate(snapshot.tables.each(table)):
            about = {
                "id": f"{table}/{position}",
                "table": table,
                "row": position,
                "name": f"{table} {row.get('source_row') or position}",
                "source_file": row.get("source_file") or row.get("file"),
                "source_sheet": row.get("source_sheet") or row.get("sheet"),
                "source_row": row["row"] if table == PARKED else row.get("source_row"),
                "submission_id": row.get("submission_id"),
                "cells": orjson.dumps(row).decode(),
            }
            rows.add_node(Label.LIST_ROW, about)
