"""Articulation points against Neo4j's open graph data science plugin on the same graph, equal answers asserted."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from neo4j import Driver, GraphDatabase

from graphsvc.analysis.screens.cut_points import cut_points
from tests.benchmarks.ratio import Ratio
from tests.benchmarks.systemic_risk import make_network
from tests.integration.neo4j_parts import Absent, Neo4jServer

N_FIRMS, N_LINKS = 12_500, 50_000
ROUNDS = 8
"""The first rounds warm the server; the best of each counts."""

_LINKS = """
UNWIND $pairs AS pair
MATCH (a:Node {i: pair[0]}), (b:Node {i: pair[1]})
CREATE (a)-[:TRADES]->(b)
"""
_PROJECT = """
MATCH (a:Node) OPTIONAL MATCH (a)-[:TRADES]->(b:Node)
RETURN gds.graph.project('ties', a, b, {}, {undirectedRelationshipTypes: ['*']})
"""
_POINTS = "CALL gds.articulationPoints.stream('ties') YIELD nodeId RETURN gds.util.asNode(nodeId).i AS i"
_TIMED = "CALL gds.articulationPoints.stats('ties') YIELD computeMillis RETURN computeMillis"


def plugin_ratios() -> Iterator[Ratio | str]:
    """Time by the clock: the plugin's own ``computeMillis``, without projection, against the whole call here."""
    try:
        server = Neo4jServer(science=True)
        server.start()
    except Absent as reason:
        yield f"the graph data science plugin was not measured: {reason}"
        return
    try:
        with GraphDatabase.driver(server.uri, notifications_min_severity="OFF") as driver:
            yield _ratio(driver)
    finally:
        server.discard()


def _ratio(driver: Driver) -> Ratio:
    trade = make_network(N_FIRMS, N_LINKS).trade.tocoo()
    edges = np.stack([trade.row, trade.col], axis=1).astype(np.int64)
    driver.execute_query("CREATE CONSTRAINT FOR (n:Node) REQUIRE n.i IS UNIQUE")
    driver.execute_query("UNWIND range(0, $n - 1) AS i CREATE (:Node {i: i})", n=N_FIRMS)
    driver.execute_query(_LINKS, pairs=edges.tolist())
    driver.execute_query(_PROJECT)
    seconds, found = np.inf, frozenset[int]()
    cut_points(2, edges[:0])  # compiled
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = frozenset(np.flatnonzero(cut_points(N_FIRMS, edges).is_articulation).tolist())
        seconds = min(seconds, time.perf_counter() - began)
    peer = min(driver.execute_query(_TIMED).records[0]["computeMillis"] for _ in range(ROUNDS)) / 1000
    assert found == {record["i"] for record in driver.execute_query(_POINTS).records}
    what = f"articulation points of {N_FIRMS:,} firms, {len(edges):,} links, graph data science plugin"
    return Ratio(what, 1000 * seconds, 1000 * peer, "ms", peer / seconds, ">= 2 x")
