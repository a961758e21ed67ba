"""The trade graph of a chain, for screening by its shape."""

from __future__ import annotations

from graphsvc.analysis.screens.screening import Graph, firm_graph
from graphsvc.judgements.scope import Scope


def trade_graph(scope: Scope) -> Graph:
    """Supplier to buyer upstream of the chain, and one common final node; sources that nobody identified are none."""
    n = scope.network
    inside = scope.upstream & n.firm_identified[n.node_firm]
    return firm_graph(n, inside, scope.finals.node, scope.finals.weight)
