"""Ratio of the projection's write path against one ``CREATE`` per row, on the same rows and the same server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
from neo4j import GraphDatabase

from graphsvc.domain.graph import GraphRows, Label
from graphsvc.settings import Settings
from graphsvc.stores.neo4j.connection import Address, Connection
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.usecases.projection.building import graph_rows
from graphsvc.wiring import House
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.ratio import Ratio
from tests.benchmarks.store import load
from tests.integration.neo4j_parts import Absent, Neo4jServer

SAMPLED = (Label.PRODUCT, Label.FIRM, Label.SITE, Label.LIST_ROW)
TOKEN = "bench"


def push_ratios(n_nodes: int = 3_000, n_relations: int = 5_000) -> Iterator[Ratio | str]:
    """Rows a second of ``Neo4jStore.write`` (batches) and of one auto-committed statement per row; graphs equal."""
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        rows = _sample(_rows(Path(folder)), n_nodes, n_relations)
    try:
        server = Neo4jServer()
        server.start()
    except Absent as reason:
        yield f"push not measured: no Neo4j, {reason}"
        return
    store = Neo4jStore(Connection(Address(server.uri)))
    try:
        store.prepare()
        few = _sample(rows, 300, 300)
        for run in (_in_batches, _one_by_one):  # plans made and the server warm before it is timed
            run(store, server.uri, f"warm{run.__name__}", few)
        fast = _in_batches(store, server.uri, "batches", rows)
        slow = _one_by_one(store, server.uri, "single", rows)
        assert _held(store, "batches") == _held(store, "single")
    finally:
        store.close()
        server.discard()
    nodes, relations = _counts(rows)
    n = nodes + relations
    yield Ratio(f"push of {nodes} nodes, {relations} relations; peer: a transaction per row", n / fast, n / slow, "rows/s")


def _rows(folder: Path) -> GraphRows:
    store_url = load(make_bundle(folder / "bundle", 10_000), folder / "store.db")
    house = House(Settings(store_url=store_url))
    try:
        return graph_rows(house.analyst, house.analyst.version().version_id, lambda *_: None, judged=False)
    finally:
        house.close()


def _sample(rows: GraphRows, n_nodes: int, n_relations: int) -> GraphRows:
    """So many nodes of some labels, and so many relations between them, of all types alike."""
    found = GraphRows()
    for i, label in enumerate(SAMPLED):
        left = n_nodes - sum(len(nodes) for nodes in found.nodes.values())
        found.nodes[label] = rows.nodes[label][: left // (len(SAMPLED) - i)]
    ids = {label: found.ids(label) for label in Label}
    inner = {k: [r for r in v if r[0] in ids[k.start] and r[1] in ids[k.end]] for k, v in rows.relations.items()}
    kinds = sorted((kind for kind in inner if inner[kind]), key=lambda kind: len(inner[kind]))
    for i, kind in enumerate(kinds):
        left = n_relations - sum(len(held) for held in found.relations.values())
        found.relations[kind] = inner[kind][: left // (len(kinds) - i)]
    return found


def _counts(rows: GraphRows) -> tuple[int, int]:
    return sum(map(len, rows.nodes.values())), sum(map(len, rows.relations.values()))


def _in_batches(store: Neo4jStore, uri: str, version_id: str, rows: GraphRows) -> float:
    """Seconds of the service's own way."""
    began = time.perf_counter()
    store.begin(version_id, version_id, version_id, TOKEN)
    for _ in store.write(version_id, TOKEN, rows):
        pass
    return time.perf_counter() - began


def _one_by_one(store: Neo4jStore, uri: str, version_id: str, rows: GraphRows) -> float:
    """Seconds of one auto-committed statement per node and relation, one session, keys indexed as for the service."""
    with GraphDatabase.driver(uri) as driver, driver.session() as session:
        began = time.perf_counter()
        for label, nodes in rows.nodes.items():
            text = f"CREATE (n:{label}) SET n = $row, n.version_id = $version_id"
            for row in nodes:
                session.run(text, row=row, version_id=version_id).consume()
        for kind, relations in rows.relations.items():
            text = (
                f"MATCH (a:{kind.start} {{version_id: $version_id, id: $a}}) "
                f"MATCH (b:{kind.end} {{version_id: $version_id, id: $b}}) "
                f"CREATE (a)-[r:{kind.type}]->(b) SET r = $row, r.version_id = $version_id"
            )
            for start, end, row in relations:
                session.run(text, a=start, b=end, row=row, version_id=version_id).consume()
        return time.perf_counter() - began


def _held(store: Neo4jStore, version_id: str) -> list[bytes]:
    """All nodes and relations of a version as the server gives them back, sorted."""
    parts = store.read_back(version_id)
    return sorted(orjson.dumps([part, row], option=orjson.OPT_SORT_KEYS) for part, found in parts for row in found)
