"""A layer of a version as a plain graph, ready to be written or handed to a library."""

from __future__ import annotations

import numpy as np

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.plain_graph import LAYERS, Layer, PlainGraph, Scalar
from graphsvc.judgements.objects import find_chain
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.graph_export.edges import input_edges, maker_edges, supply_edges
from graphsvc.usecases.graph_export.judged import Judged, judged
from graphsvc.usecases.graph_export.nodes import firm_nodes, firms_of, product_nodes
from graphsvc.usecases.graph_export.places import firm_places, product_places


def read_layer(told: str) -> Layer:
    """The layer of that name; ParameterError (``bad_parameter``) otherwise."""
    found = next((layer for layer in LAYERS if layer == told), None)
    if found is None:
        known = ", ".join(LAYERS)
        raise ParameterError(
            "bad_parameter", name="layer", value=told[:40], expected_zh=f"应为 {known}", expected_en=f"one of {known}"
        )
    return found


def plain_graph(analyst: Analyst, chain: str | None, layer: Layer, at: str | None = None) -> PlainGraph:
    """One layer of a chain, or of all chains as one graph, with what is found about each in its own region.

    ``technical``: products, an edge for each input. ``trade``: makers of the products and their buyers, an edge for
    each supplier, buyer and product. ``joined``: both, and an edge from each firm to what it makes. A chain is
    everything upstream of its final products, never cut by a region.

    Raises
    ------
    NotFound
        No such version or chain.
    """
    space = analyst.workspace(at)
    snapshot = space.snapshot
    code = find_chain(snapshot, chain)
    chains = [code] if code else list(snapshot.chains)
    scopes = [space.facts(space.scope(each)) for each in chains]
    found = judged(analyst, chains, snapshot.version_id)
    about: dict[str, Scalar] = {
        "version_id": snapshot.version_id or "",
        "content_hash": snapshot.content_hash,
        "layer": layer,
        "chains": ";".join(chains),
        "data_grade": found.grade,
        **({"as_of": snapshot.as_of} if snapshot.as_of else {}),
        **({"secrecy": snapshot.secrecy} if snapshot.secrecy else {}),
    }
    return _of(scopes, found, layer, about) if scopes else PlainGraph(about, (), ())


def _of(scopes: list[Facts], found: Judged, layer: Layer, about: dict[str, Scalar]) -> PlainGraph:
    facts = scopes[0]
    snapshot, n = facts.snapshot, facts.network
    codes = sorted({code for each in scopes for code in each.members.product_codes})
    at, top = product_places(scopes)
    nodes, edges = [], []
    if layer != "trade":
        nodes += product_nodes(scopes, codes, found, at)
        edges += input_edges(snapshot, frozenset(codes))
    if layer != "technical":
        makers = np.logical_or.reduce([each.members.makers for each in scopes])
        purchases = np.unique(np.concatenate([each.members.purchases for each in scopes]))
        k = np.isin(n.source_purchase, purchases)
        traders = np.concatenate([n.node_firm[n.source_node[k]], n.purchase_buyer[n.source_purchase[k]]])
        made = firms_of(n, makers, traders)
        nodes += firm_nodes(facts, made, found, firm_places(made, at, top))
        edges += supply_edges(snapshot, facts.names, purchases, found.purchases)
        if layer == "joined":
            edges += maker_edges(snapshot, np.flatnonzero(makers))
    return PlainGraph(about, tuple(nodes), tuple(edges))
