"""The trade graph of a chain, for screening by its shape."""

from __future__ import annotations

from graphsvc.analysis.screens.screening import Graph, firm_graph
from graphsvc.judgements.workspace import Facts


def trade_graph(facts: Facts) -> Graph:
    """Supplier to buyer upstream of the chain, and one common final node; sources that nobody identified are none."""
    n = facts.network
    inside = facts.members.upstream & n.firm_identified[n.node_firm]
    return firm_graph(n, inside, facts.members.finals.node, facts.members.finals.weight)
