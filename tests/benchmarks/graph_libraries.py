"""Sweeps of all failures and dominators against graph libraries on the same graph, equal answers asserted.

rustworkx takes part where it is installed; the others the project needs anyway.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import igraph
import networkx as nx
import numpy as np

from graphsvc.analysis.outages.entities import all_entities
from graphsvc.analysis.outages.failure import FailureModel
from graphsvc.analysis.screens.dominators import dominator_tree
from graphsvc.domain.arrays import Longs
from graphsvc.domain.network import Network
from tests.benchmarks.peers import network_of
from tests.benchmarks.ratio import Ratio
from tests.benchmarks.systemic_risk import make_network

N_GROUPS, N_ROWS = 25_000, 200_000
N_FIRMS, N_LINKS = 91_595, 236_000
T = TypeVar("T")


def library_ratios() -> Iterator[Ratio]:
    """Processor time of this process."""
    yield boolean_ratio(network_of(N_ROWS))
    yield dominator_ratio(N_FIRMS, N_LINKS)


def boolean_ratio(network: Network) -> Ratio:
    """Whoever falls with each group (L0), for chains whose needs are all essential and met by one purchase."""
    model = FailureModel(network)
    entities = all_entities(network, "group", np.ones(network.n_nodes, np.bool_))
    seconds, found = _best(lambda: model.falls(entities))
    graph = _as_graph(network)
    began = time.process_time()
    theirs = [_fallen(graph, network.n_purchases, entities.nodes_of(e).tolist()) for e in range(len(entities))]
    peer = time.process_time() - began
    for e, down in enumerate(theirs):
        assert found.node[found.ptr[e] : found.ptr[e + 1]].tolist() == sorted(down)
    what = f"boolean failures of {len(entities):,} groups, a networkx script"
    return Ratio(what, 1000 * seconds, 1000 * peer, "ms CPU", peer / seconds, ">= 200 x")


def _as_graph(network: Network) -> nx.DiGraph[int]:
    """Purchases 0..Q-1 and behind them nodes: sources to the purchases they serve, purchases to those who need them."""
    q = network.n_purchases
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(zip((q + network.source_node).tolist(), network.source_purchase.tolist(), strict=True))
    needed = network.alternative_purchase.tolist(), (q + network.alternative_node).tolist()
    graph.add_nodes_from(range(q + network.n_nodes))
    graph.add_edges_from(zip(*needed, strict=True))
    return graph


def _fallen(graph: nx.DiGraph[int], n_purchases: int, failed: list[int]) -> set[int]:
    """Nodes that stop with those that failed, one after another."""
    down = {n_purchases + v for v in failed}
    todo = list(down)
    while todo:
        for purchase in graph.successors(todo.pop()):
            if all(source in down for source in graph.predecessors(purchase)):
                hit = [user for user in graph.successors(purchase) if user not in down]
                down.update(hit)
                todo += hit
    return {v - n_purchases for v in down}


def dominator_ratio(n: int, n_links: int) -> Ratio:
    """Immediate dominators of all firms from one source above those nobody supplies, against the quicker library."""
    trade = make_network(n, n_links).trade.tocoo()
    edges = np.stack([trade.row, trade.col], axis=1).astype(np.int64)
    tops = np.setdiff1d(np.arange(n), edges[:, 1])
    edges = np.concatenate([edges, np.stack([np.full(len(tops), n), tops], axis=1)])
    seconds, tree = _best(lambda: dominator_tree(n + 1, edges, n))
    peers = {"igraph": _best(_igraph_dominators(n + 1, edges))}
    if importlib.util.find_spec("rustworkx"):
        peers["rustworkx"] = _best(_rustworkx_dominators(n + 1, edges))
    for name, (_, parent) in peers.items():
        assert np.array_equal(parent, tree.parent), name
    name, (peer, _) = min(peers.items(), key=lambda item: item[1][0])
    what = f"dominators of {n:,} firms, {n_links:,} links, {name}"
    return Ratio(what, 1000 * seconds, 1000 * peer, "ms CPU", peer / seconds, ">= 3 x")


def _igraph_dominators(n: int, edges: Longs) -> Callable[[], Longs]:
    graph = igraph.Graph(n, edges.tolist(), directed=True)

    def run() -> Longs:
        found = np.array(graph.dominator(n - 1, mode="out"), np.float64)  # -1 root, NaN or -2 out of reach
        return np.where(np.isfinite(found) & (found >= 0), found, -1).astype(np.int64)

    return run


def _rustworkx_dominators(n: int, edges: Longs) -> Callable[[], Longs]:
    library: Any = importlib.import_module("rustworkx")
    graph = library.PyDiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from_no_data(list(map(tuple, edges.tolist())))

    def run() -> Longs:
        parent = np.full(n, -1)
        for node, above in library.immediate_dominators(graph, n - 1).items():
            parent[node] = above if node != n - 1 else -1
        return parent

    return run


def _best(run: Callable[[], T], rounds: int = 5) -> tuple[float, T]:
    """Processor time of the quickest of several rounds [s], after one that compiles, and what it found."""
    found, seconds = run(), np.inf
    for _ in range(rounds):
        began = time.process_time()
        found = run()
        seconds = min(seconds, time.process_time() - began)
    return seconds, found
