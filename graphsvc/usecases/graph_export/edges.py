"""Edges of both layers: inputs among products, supplies among firms, and what each firm makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from graphsvc.analysis.links.local_supply import source_values
from graphsvc.domain.arrays import Longs
from graphsvc.domain.plain_graph import EDGE_TYPES, PlainEdge, attributes
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.names import Names

Told = Mapping[tuple[str, str], Mapping[str, object]]
_WHERE = ("source_file", "source_sheet", "source_row")
_INPUT = ("coefficient", "necessity", "alt_group", "switch_days", "sub_loss", "route", "year", *_WHERE)


def input_edges(snapshot: GraphSnapshot, products: frozenset[str]) -> list[PlainEdge]:
    """Every row of list 04 between two of the products: what is used goes into what is made."""
    found, units = [], {code: row["unit"] for code, row in snapshot.products.items()}
    for position, row in enumerate(snapshot.tables.rows("product_inputs")):
        used, made = row["from_product"], row["to_product"]
        if used in products and made in products:
            told: dict[str, object] = {name: row[name] for name in _INPUT}  # type: ignore[literal-required]
            unit = f"{units[used]}/{units[made]}" if units[used] and units[made] else None
            about = {"kind": "input_of", **told, "coefficient_unit": unit if told["coefficient"] is not None else None}
            found.append(PlainEdge(used, made, f"input_of:{position}", attributes(about, EDGE_TYPES)))
    return _in_order(found)


def supply_edges(snapshot: GraphSnapshot, names: Names, purchases: Longs, judged: Told) -> list[PlainEdge]:
    """Every source of the purchases: a supplier delivers one product to a buyer. ``judged`` by (buyer, product)."""
    n, units = snapshot.network, snapshot.products
    k = np.flatnonzero(np.isin(n.source_purchase, purchases))
    purchase = n.source_purchase[k]
    columns = {
        "share": np.where(n.source_share_known[k], n.source_share[k], np.nan).tolist(),
        "quantity": n.source_quantity[k].tolist(),
        "value": source_values(n, snapshot.tables).filled[k].tolist(),
        "stock_days": n.purchase_stock[purchase].tolist(),
        "switch_days": n.source_switch[k].tolist(),
        **_taken(snapshot.tables["supplies"], n.source_row[k], ("year", *_WHERE)),
    }
    suppliers, buyers = n.node_firm[n.source_node[k]].tolist(), n.purchase_buyer[purchase].tolist()
    products = n.purchase_product[purchase].tolist()
    found = []
    for told, supplier, buyer, product in zip(_rows(columns), suppliers, buyers, products, strict=True):
        seller, taker, code = n.firm_ids[supplier], n.firm_ids[buyer], n.product_codes[product]
        about = {
            "kind": "supplies",
            "product_code": code,
            "product_name": names.product(code),
            "unit": units[code]["unit"] if code in units else None,
            **told,
            **judged.get((taker, code), {}),
        }
        found.append(PlainEdge(seller, taker, code, attributes(about, EDGE_TYPES)))
    return _in_order(found)


def maker_edges(snapshot: GraphSnapshot, nodes: Longs) -> list[PlainEdge]:
    """Each maker of ``nodes`` (indices) and its product, with what it can make and how long it takes to recover."""
    n, units = snapshot.network, snapshot.products
    first = np.searchsorted(n.site_node, nodes)
    columns = {
        "capacity": n.node_capacity[nodes].tolist(),
        "output": n.node_output[nodes].tolist(),
        "ttr_days": n.node_recovery[nodes].tolist(),
        **_taken(snapshot.tables["capacities"], n.site_row[first], _WHERE),
    }
    firms, products = n.node_firm[nodes].tolist(), n.node_product[nodes].tolist()
    found = []
    for told, firm, product in zip(_rows(columns), firms, products, strict=True):
        code = n.product_codes[product]
        about = {"kind": "makes", "unit": units[code]["unit"] if code in units else None, **told}
        found.append(PlainEdge(n.firm_ids[firm], code, "makes", attributes(about, EDGE_TYPES)))
    return _in_order(found)


def _taken(table: pa.Table, rows: np.ndarray, names: Sequence[str]) -> dict[str, list[object]]:
    """Cells of some rows by column, None where there is no row (-1)."""
    at = pa.array(rows, mask=rows < 0, type=pa.int64())
    return {name: table[name].take(at).to_pylist() for name in names}


def _rows(columns: Mapping[str, list[object]]) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _in_order(edges: list[PlainEdge]) -> list[PlainEdge]:
    return sorted(edges, key=lambda edge: (edge.source, edge.target, edge.key))
