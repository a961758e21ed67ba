"""Products and firms as nodes: what the lists say of them, where they stand, and what is found about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphsvc.domain.network import Network
from graphsvc.domain.plain_graph import NODE_TYPES, PlainNode, attributes
from graphsvc.domain.reference import region_name
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.graph_export.judged import Judged
from graphsvc.usecases.graph_export.places import Place
from graphsvc.usecases.maps.panorama import WORST_FIRST


def product_nodes(
    scopes: Sequence[Facts], codes: Sequence[str], found: Judged, places: Mapping[str, Place]
) -> list[PlainNode]:
    """The products ``codes`` of the chains, in that order."""
    facts = scopes[0]
    n, snapshot = facts.network, facts.snapshot
    finals = {code for each in scopes for code in each.members.final_set}
    made = []
    for code in codes:
        row = snapshot.products[code]
        stage = snapshot.stage_of(row)
        about = {
            "kind": "product",
            "label": facts.names.product(code),
            "chain_code": row["chains"],
            "stage_code": row["stage_code"],
            "stage": stage["stage_name"] if stage else None,
            "position": stage["position"] if stage else None,
            "status": found.statuses.get(code),
            "unit": row["unit"],
            "nature": row["nature"],
            "gb4754": row["gb4754"],
            "price": float(n.product_price[n.product_index[code]]),
            "is_final": code in finals,
            "is_key": row["is_key"],
            **found.products.get(code, {}),
            "x": places[code][0],
            "y": places[code][1],
        }
        made.append(PlainNode(code, attributes(about, NODE_TYPES)))
    return made


def firm_nodes(
    facts: Facts, made: Mapping[str, Sequence[str]], found: Judged, places: Mapping[str, Place]
) -> list[PlainNode]:
    """Firms with the products of the chains that each makes (``made``), in that order.

    Stage and position are those of its products, each once; the status is the worst of theirs.
    """
    n, snapshot = facts.network, facts.snapshot
    nodes = []
    for firm, codes in made.items():
        i = n.firm_index[firm]
        rows = [snapshot.products[code] for code in codes]
        stages = [stage for row in rows if (stage := snapshot.stage_of(row))]
        statuses = {found.statuses[code] for code in codes if code in found.statuses}
        group = n.group_ids[n.firm_group[i]]
        about = {
            "kind": "firm",
            "label": n.firm_names[i],
            "chain_code": _each(chain for row in rows for chain in row["chains"]),
            "stage_code": _each(row["stage_code"] for row in rows),
            "stage": _each(stage["stage_name"] for stage in stages),
            "position": _each(stage["position"] for stage in stages),
            "status": next((status for status in WORST_FIRST if status in statuses), None),
            "products": codes,
            "region_code": n.firm_region[i],
            "region_name": region_name(n.firm_region[i]),
            "country": n.firm_country[i],
            "group_id": group,
            "group_name": facts.names.entity("group", group),
            "is_listed": bool(n.firm_listed[i]),
            "is_active": bool(n.firm_active[i]),
            "is_identified": bool(n.firm_identified[i]),
            **found.groups.get(group, {}),
            "x": places[firm][0],
            "y": places[firm][1],
        }
        nodes.append(PlainNode(firm, attributes(about, NODE_TYPES)))
    return nodes


def firms_of(n: Network, nodes: np.ndarray, firms: np.ndarray) -> dict[str, list[str]]:
    """Of the makers ``nodes`` (N,) and further ``firms`` (indices): the codes that each makes, firms sorted by id."""
    found: dict[str, list[str]] = {}
    at = np.flatnonzero(nodes)
    owners = np.union1d(n.node_firm[at], firms)
    for firm in owners.tolist():
        found[n.firm_ids[firm]] = []
    for firm, product in zip(n.node_firm[at].tolist(), n.node_product[at].tolist(), strict=True):
        found[n.firm_ids[firm]].append(n.product_codes[product])
    return found


def _each(told: object) -> list[object]:
    """Each value once, in the order told, blanks left out."""
    return [value for value in dict.fromkeys(told) if value]  # type: ignore[call-overload]
