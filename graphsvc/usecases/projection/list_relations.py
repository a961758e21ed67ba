"""Relations told by the lists: the stage tree, inputs, capacity, supplies, control, places, classes, roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from graphsvc.analysis.links.local_figures import source_amounts
from graphsvc.analysis.links.local_supply import source_values
from graphsvc.domain.graph import GraphRows, Label, Properties, Relation
from graphsvc.domain.rows import ProductInputRow
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.usecases.projection.cells import cells, placed_rows

Known = Mapping[Label, set[str]]


def add_list_relations(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    """All relations that a list row states."""
    _add_tree(rows, snapshot, known)
    _add_inputs(rows, snapshot, known)
    _add_capacities(rows, snapshot, known)
    _add_supplies(rows, snapshot, known)
    _add_control(rows, snapshot, known)
    _add_places(rows, snapshot, known)
    _add_classes(rows, snapshot, known)
    _add_roles(rows, snapshot, known)


def _add_tree(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    for (chain, code), row in snapshot.stages.items():
        parent = (Label.STAGE, f"{chain}/{row['parent_code']}") if row["parent_code"] else (Label.CHAIN, chain)
        if parent[1] in known[parent[0]]:
            rows.relate(Label.STAGE, f"{chain}/{code}", Relation.PART_OF, *parent, {"order": row["order"]})
    for properties, product in placed_rows("products", snapshot.tables.each("products")):
        stage, code = f"{product['slot_chain']}/{product['stage_code']}", product["product_code"]
        if stage in known[Label.STAGE]:
            rows.relate(Label.STAGE, stage, Relation.CONTAINS, Label.PRODUCT, code, _provenance(properties))
    for link in snapshot.tables.each("stage_inputs"):
        start, end = f"{link['slot_chain']}/{link['upstream']}", f"{link['slot_chain']}/{link['stage']}"
        if start in known[Label.STAGE] and end in known[Label.STAGE]:
            rows.relate(Label.STAGE, start, Relation.INPUT_OF, Label.STAGE, end, {})


_PROVENANCE = (
    "row", "source_file", "source_sheet", "source_row", "submission_id", "slot_chain", "slot_region", "as_of",
    "quality", "is_key",
)  # fmt: skip


def _provenance(properties: Properties) -> Properties:
    return {name: properties.get(name) for name in _PROVENANCE}


def _add_inputs(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    products = known[Label.PRODUCT]
    for properties, row in placed_rows("product_inputs", snapshot.tables.each("product_inputs")):
        start, end = row["from_product"], row["to_product"]
        if start in products and end in products:
            rows.relate(Label.PRODUCT, start, Relation.INPUT_OF, Label.PRODUCT, end, properties)
    _add_substitutes(rows, snapshot, products)
    for properties, kind in placed_rows("product_hierarchy", snapshot.tables.each("product_hierarchy")):
        if kind["child"] in products and kind["parent"] in products:
            rows.relate(Label.PRODUCT, kind["child"], Relation.KIND_OF, Label.PRODUCT, kind["parent"], properties)
    for code, product in snapshot.products.items():
        if product["parent_product"] in products:
            rows.relate(Label.PRODUCT, code, Relation.KIND_OF, Label.PRODUCT, product["parent_product"], {})


def _add_substitutes(rows: GraphRows, snapshot: GraphSnapshot, products: set[str]) -> None:
    """Inputs of one product in one 替代组 may replace each other; ``ratio`` by their coefficients."""
    groups: dict[tuple[str, str], dict[str, ProductInputRow]] = {}
    for row in snapshot.tables.each("product_inputs"):
        if row["alt_group"] and row["from_product"] in products and row["to_product"] in products:
            groups.setdefault((row["to_product"], row["alt_group"]), {}).setdefault(row["from_product"], row)
    for (made, _), inputs in groups.items():
        for one, first in inputs.items():
            for other, second in inputs.items():
                if one != other:
                    a, b = first["coefficient"], second["coefficient"]
                    about = {
                        "in_product": made,
                        "ratio": a / b if a and b else None,
                        "switch_days": first["switch_days"],
                        "quality_loss": first["sub_loss"],
                    }
                    rows.relate(Label.PRODUCT, one, Relation.SUBSTITUTES, Label.PRODUCT, other, about)


def _add_capacities(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    n = snapshot.network
    for properties, row in placed_rows("capacities", snapshot.tables.each("capacities")):
        firm, product = row["firm"], row["product"]
        if firm not in known[Label.FIRM] or product not in known[Label.PRODUCT]:
            continue
        site = firm + (f"#{row['site']}" if row["site"] else "")
        region = row["site_region"] or ("" if row.get("site_region_flag") else n.firm_region[n.firm_index[firm]])
        about = {"site_id": site, "region_code": region, "product_code": product}
        rows.relate(Label.FIRM, firm, Relation.PRODUCES, Label.PRODUCT, product, {**properties, **about})


def _add_supplies(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    n, firms = snapshot.network, known[Label.FIRM]
    at = {int(row): k for k, row in enumerate(n.source_row.tolist())}
    figures = _source_figures(snapshot)
    for properties, row in placed_rows("supplies", snapshot.tables.each("supplies")):
        supplier, buyer, product = row["supplier"], row["buyer"], row["product"]
        if supplier not in firms or buyer not in firms or product not in known[Label.PRODUCT]:
            continue
        k = at.get(properties["row"])
        derived: Properties = {"product_code": product, "is_current": k is not None}
        if k is not None:
            derived |= figures[k]
        rows.relate(Label.FIRM, supplier, Relation.SUPPLIES, Label.FIRM, buyer, {**properties, **derived})
        for other in dict.fromkeys(row["alternates"] or ()):
            if other in firms:
                about = {"product_code": product, "switch_days": row["switch_days"], **_provenance(properties)}
                rows.relate(Label.FIRM, other, Relation.QUALIFIED_FOR, Label.FIRM, buyer, about)
    for corridor, supplier in sorted(
        {(row["corridor"], row["supplier"]) for row in snapshot.tables.each("supplies") if row["corridor"]}
    ):
        if supplier in firms:
            rows.relate(Label.FIRM, supplier, Relation.RUNS_THROUGH, Label.CORRIDOR, corridor, {})


def _source_figures(snapshot: GraphSnapshot) -> list[Properties]:
    """Shares and amounts of the sources that count, by position."""
    n = snapshot.network
    values = source_values(n, snapshot.tables)
    position = np.arange(len(n.source_node)) - n.source_ptr[n.source_purchase]
    columns = {
        "share": n.source_share.tolist(),
        "share_known": n.source_share_known.tolist(),
        "quantity": n.source_quantity.tolist(),
        "amount_bought": source_amounts(n).tolist(),
        "value": values.filled.tolist(),
        "position": position.tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _add_control(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    n = snapshot.network
    for i, firm in enumerate(n.firm_ids):
        group = n.group_ids[n.firm_group[i]]
        if group in known[Label.CONTROL_GROUP]:
            rows.relate(Label.FIRM, firm, Relation.CONTROLLED_BY, Label.CONTROL_GROUP, group, {})


def _add_places(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    n = snapshot.network
    for firm, region, country in zip(n.firm_ids, n.firm_region, n.firm_country, strict=True):
        if region in known[Label.REGION]:
            rows.relate(Label.FIRM, firm, Relation.LOCATED_IN, Label.REGION, region, {})
        if country:
            rows.relate(Label.FIRM, firm, Relation.LOCATED_IN, Label.COUNTRY, country, {})
    seen: set[str] = set()
    for row in snapshot.tables.rows("parks"):
        if row["park_region"] in known[Label.REGION] and row["park_code"] not in seen:
            seen.add(row["park_code"])
            rows.relate(Label.PARK, row["park_code"], Relation.LOCATED_IN, Label.REGION, row["park_region"], {})


def _add_classes(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    def classify(label: Label, node_id: str, codes: Iterable[str | None], is_primary: bool) -> None:
        for code in dict.fromkeys(codes):
            if code in known[Label.INDUSTRY_CLASS]:
                about = {"primary": is_primary}
                rows.relate(label, node_id, Relation.CLASSIFIED_AS, Label.INDUSTRY_CLASS, code, about)

    for firm_id, firm in snapshot.firms.items():
        classify(Label.FIRM, firm_id, [firm["gb4754"]], True)
        classify(Label.FIRM, firm_id, firm["gb4754_more"] or (), False)
    for code, product in snapshot.products.items():
        classify(Label.PRODUCT, code, [product["gb4754"]], True)
    for (chain, code), stage in snapshot.stages.items():
        classify(Label.STAGE, f"{chain}/{code}", stage["gb4754"] or (), True)


def _add_roles(rows: GraphRows, snapshot: GraphSnapshot, known: Known) -> None:
    leads: dict[tuple[str, str], Properties] = {}
    for own in snapshot.tables.rows("chains"):
        for firm in own["lead_usccs"] or ():
            leads.setdefault((firm, own["slot_chain"]), {"role": "链主"})
    listed: dict[tuple[str, str], Properties] = {}
    for properties, row in placed_rows("firms", snapshot.tables.each("firms")):
        about = {**_provenance(properties), "role": row["chain_role"], "year": row["year"]}
        listed.setdefault((row["firm_id"], row["slot_chain"]), about)
        if row["chain_role"] == "链主":
            leads.setdefault((row["firm_id"], row["slot_chain"]), {"role": "链主", "year": row["year"]})
    for chain in snapshot.chains:
        for told in snapshot.reports.elsewhere("firms", chain):
            about = {
                **_provenance(cells("firms", told, -1)),
                "role": told["chain_role"],
                "year": told["year"],
                "row": None,
            }
            listed.setdefault((told["firm_id"], chain), about)
            if told["chain_role"] == "链主":
                leads.setdefault((told["firm_id"], chain), {"role": "链主", "year": told["year"]})
    for type, pairs in ((Relation.LISTED_IN, listed), (Relation.LEADS, leads)):
        for (firm, chain), about in pairs.items():
            if firm in known[Label.FIRM] and chain in known[Label.CHAIN]:
                rows.relate(Label.FIRM, firm, type, Label.CHAIN, chain, about)
    for work in snapshot.tables.each("firm_stages"):
        stage = f"{work['slot_chain']}/{work['stage']}"
        if work["firm"] in known[Label.FIRM] and stage in known[Label.STAGE]:
            rows.relate(Label.FIRM, work["firm"], Relation.WORKS_IN, Label.STAGE, stage, {})
