"""Derived relations: the failure network as every analysis sees it, and the products each chain covers."""

from __future__ import annotations

import numpy as np

from graphsvc.analysis.links.link_bounds import purchase_ends
from graphsvc.analysis.links.local_figures import known_rate, source_amounts
from graphsvc.analysis.links.local_supply import source_values
from graphsvc.domain.arrays import totals
from graphsvc.domain.control import region_prefix
from graphsvc.domain.graph import GraphRows, Label, Properties, Relation
from graphsvc.domain.network import Network
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Workspace


def add_network_relations(rows: GraphRows, space: Workspace) -> None:
    """COVERS, MAKES, NEEDS and BUYS."""
    n = space.snapshot.network
    for code, info in space.snapshot.chains.items():
        facts = space.facts(space.scope(code))
        finals, listed = set(info.final_products), set(info.product_codes)
        for product in facts.members.product_codes:
            about: Properties = {"is_final": product in finals, "is_listed": product in listed}
            rows.relate(Label.CHAIN, code, Relation.COVERS, Label.PRODUCT, product, about)
    _add_makers(rows, n)
    _add_needs(rows, n)
    _add_purchases(rows, space.snapshot)


def _columns(columns: dict[str, object]) -> list[Properties]:
    """Rows out of columns; NaN is left out when the relation is made."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _add_makers(rows: GraphRows, n: Network) -> None:
    first = np.searchsorted(n.site_node, np.arange(n.n_nodes + 1)).tolist()
    regions = list(n.site_region)
    prefixes = [region_prefix(r) for r in regions]
    shares, told = n.site_share.tolist(), np.ones(n.n_nodes, np.bool_)
    told[n.site_node[~n.site_share_known]] = False
    spans = [slice(first[v], first[v + 1]) for v in range(n.n_nodes)]
    columns = {
        "capacity": n.node_capacity.tolist(),
        "output": n.node_output.tolist(),
        "base": n.node_base.tolist(),
        "design": n.node_design.tolist(),
        "recovery": n.node_recovery.tolist(),
        "has_capacity": n.node_has_capacity.tolist(),
        "site_ids": [list(n.site_ids[s]) for s in spans],
        "site_regions": [regions[s] for s in spans],
        "site_prefixes": [prefixes[s] for s in spans],
        "site_parks": [list(n.site_park[s]) for s in spans],
        "site_shares": [shares[s] for s in spans],
        "shares_known": told.tolist(),
        "sold_share": n.node_sold_share.tolist(),
    }
    firms, products = n.node_firm.tolist(), n.node_product.tolist()
    for v, about in enumerate(_columns(columns)):
        firm, product = n.firm_ids[firms[v]], n.product_codes[products[v]]
        rows.relate(Label.FIRM, firm, Relation.MAKES, Label.PRODUCT, product, about)


def _add_needs(rows: GraphRows, n: Network) -> None:
    node = n.alternative_node
    need = np.repeat(np.arange(len(n.need_essential)), np.diff(n.alternative_ptr))
    columns = {
        "made": [n.product_codes[p] for p in n.node_product[node].tolist()],
        "rate": known_rate(n).tolist(),
        "coefficient": n.alternative_coefficient.tolist(),
        "mix": n.alternative_mix.tolist(),
        "is_essential": n.need_essential[need].tolist(),
        "is_technical": (n.alternative_input >= 0).tolist(),
    }
    firms = n.node_firm[node].tolist()
    wanted = n.purchase_product[n.alternative_purchase].tolist()
    for a, about in enumerate(_columns(columns)):
        rows.relate(Label.FIRM, n.firm_ids[firms[a]], Relation.NEEDS, Label.PRODUCT, n.product_codes[wanted[a]], about)


def _add_purchases(rows: GraphRows, snapshot: GraphSnapshot) -> None:
    n = snapshot.network
    values = source_values(n, snapshot.tables)
    bought = totals(n.source_purchase, source_amounts(n), n.n_purchases)
    ends = purchase_ends(n)
    columns = {
        "known_share": n.purchase_known.tolist(),
        "is_declared": n.purchase_declared.tolist(),
        "quantity": n.purchase_quantity.tolist(),
        "stock": n.purchase_stock.tolist(),
        "switch": n.purchase_switch.tolist(),
        "bought": bought.tolist(),
        "bought_least": ends.least.tolist(),
        "bought_most": np.where(np.isinf(ends.most), np.nan, ends.most).tolist(),
        "n_sources": np.diff(n.source_ptr).tolist(),
        "value": values.whole.tolist(),
        "value_is_blank": values.is_blank.tolist(),
        "is_whole": values.is_whole.tolist(),
        "is_reported": values.reported.tolist(),
        "is_priced": values.priced.tolist(),
    }
    made = _columns(columns)
    buyers, products = n.purchase_buyer.tolist(), n.purchase_product.tolist()
    for q in np.flatnonzero(n.purchase_has_sources).tolist():
        buyer, product = n.firm_ids[buyers[q]], n.product_codes[products[q]]
        rows.relate(Label.FIRM, buyer, Relation.BUYS, Label.PRODUCT, product, made[q])
