"""What the outage of something rests on: its rows of lists 05 and 06, and the rows by which it sells."""

from __future__ import annotations

import numpy as np

from graphsvc.domain.arrays import Longs
from graphsvc.domain.results import Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.outages.stocks import blank_stocks
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique


def failure_trace(snapshot: GraphSnapshot, nodes: Longs, cut: Longs) -> Trace:
    """Of what takes ``nodes`` and cuts the sources ``cut`` (positions); stocks nobody told are named as missing."""
    n = snapshot.network
    sold = np.unique(
        np.concatenate([n.source_purchase[np.isin(n.source_node, nodes)], n.source_purchase[cut]])
    ).tolist()
    firms = sorted({n.firm_ids[f] for f in n.node_firm[nodes].tolist()})
    refs = capacity_refs(n, nodes.tolist()) + supply_refs(n, sold) + firm_refs(snapshot, firms)
    return unique(refs, blank_stocks(n, sold))
