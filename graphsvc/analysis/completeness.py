"""How much of what a question needs is known, and the data grade that follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from graphsvc.domain.arrays import Bools
from graphsvc.domain.network import Network
from graphsvc.domain.snapshot import GraphSnapshot

GRADES = (("A", 0.95), ("B", 0.80), ("C", 0.60))
NOTHING_WAITS: Mapping[str, int] = MappingProxyType({})
_FILLED_BY: Mapping[str, str] = {
    "output": "capacities",
    "capacity": "capacities",
    "recovery": "capacities",
    "stock": "supplies",
    "share": "supplies",
    "coefficient": "product_inputs",
}
"""Table whose rows fill a field."""
STALE_SHARE = 0.05
"""More than this share of trade rows older than twelve months: no better than B."""


def known_cells(
    snapshot: GraphSnapshot,
    upstream: Bools,
    products: Iterable[int],
    fields: Iterable[str],
    waiting: Mapping[str, int] = NOTHING_WAITS,
) -> float | None:
    """Known cells / needed cells (0-1) over the named fields of a chain; None where nothing is needed.

    Parameters
    ----------
    snapshot : GraphSnapshot
        The version.
    upstream : (N,)
        Nodes of the chain.
    products : positions
        Its products.
    fields : names
        ``output, capacity, recovery`` per maker, ``stock, share`` per purchase, ``coefficient`` per technical input of
        a maker, ``price`` per product.
    waiting : mapping
        Rows that wait, by table: each is needed and unknown in every field that it would fill.
    """
    n = snapshot.network
    makers = upstream & n.node_has_capacity
    inputs = upstream[n.alternative_node]
    purchases = np.unique(n.alternative_purchase[inputs])
    outside = upstream & ~n.node_has_capacity & n.firm_identified[n.node_firm]
    known = {
        "output": np.isfinite(n.node_output[makers]),
        "capacity": np.isfinite(n.node_capacity[makers]),
        "recovery": np.concatenate([~n.node_recovery_blank[makers], _has_switch(n)[outside]]),
        "stock": np.isfinite(n.purchase_stock[purchases]),
        "share": n.purchase_known[purchases] >= 0.9 - 1e-9,
        "coefficient": np.isfinite(n.alternative_coefficient[inputs & (n.alternative_input >= 0)]),
        "price": np.isfinite(n.product_price[list(products)]),
    }
    open_cells = {name: np.zeros(waiting.get(_FILLED_BY.get(name, ""), 0), np.bool_) for name in known}
    cells = np.concatenate([part for name in fields for part in (known[name], open_cells[name])])
    return float(cells.mean()) if len(cells) else None


def _has_switch(network: Network) -> Bools:
    found = np.zeros(network.n_nodes, np.bool_)
    found[network.source_node[np.isfinite(network.source_switch)]] = True
    return found


def data_grade(snapshot: GraphSnapshot, completeness: float | None) -> str:
    """A, B, C or D: A from 0.95 and not older than twelve months at the version's own cut-off date."""
    if completeness is None:
        return "D"
    grade = next((name for name, least in GRADES if completeness >= least - 1e-9), "D")
    return "B" if grade == "A" and _is_stale(snapshot) else grade


def _is_stale(snapshot: GraphSnapshot) -> bool:
    if snapshot.as_of is None:
        return True
    years = snapshot.supply_years
    limit = int(snapshot.as_of[:4]) - (1 if snapshot.as_of[5:] < "12-31" else 0) - 1
    return bool(len(years)) and float((years < limit).mean()) > STALE_SHARE
