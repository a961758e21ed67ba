"""Ratio of the projection's write path against one ``CREATE`` per row, on the same rows and the same server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

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
Way = Callable[[Neo4jStore, str, GraphRows], None]
Cost = tuple[float, float]
"""(seconds, processor seconds of server and client)"""


def push_ratios(n_nodes: int = 3_000, n_relations: int = 5_000) -> Iterator[Ratio | str]:
    """``Neo4jStore.write`` against one auto-committed statement per row, by the clock and in processor time."""
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
        assert server._process is not None
        rounds = [(way, i) for i in range(2) for way in (_in_batches, _one_by_one)] + [
            (_in_batches, 2),
            (_in_batches, 3),
        ]
        costs: dict[Way, list[Cost]] = {_in_batches: [], _one_by_one: []}
        for way, i in rounds:  # the first rounds make plans and warm the server; the best round of each counts
            costs[way].append(_cost(way, store, server._process.pid, f"{way.__name__} {i}", rows))
        assert _held(store, f"{_in_batches.__name__} 3") == _held(store, f"{_one_by_one.__name__} 1")
    finally:
        store.close()
        server.discard()
    nodes, relations = _counts(rows)
    n, what = nodes + relations, f"push of {nodes} nodes, {relations} relations; peer: a transaction per row"
    fast, slow = (min(seconds for seconds, _ in costs[way]) for way in (_in_batches, _one_by_one))
    yield Ratio(what, n / fast, n / slow, "rows/s", slow / fast)
    ours, theirs = (min(cpu for _, cpu in costs[way]) for way in (_in_batches, _one_by_one))
    yield Ratio(what, 1e6 * ours / n, 1e6 * theirs / n, "us CPU/row", theirs / ours)


def _cost(way: Way, store: Neo4jStore, pid: int, version_id: str, rows: GraphRows) -> Cost:
    clock = ~pid << 3 | 2  # clock_getcpuclockid(3)
    cpu = time.clock_gettime(clock) + time.process_time()
    began = time.perf_counter()
    way(store, version_id, rows)
    return time.perf_counter() - began, time.clock_gettime(clock) + time.process_time() - cpu


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


def _in_batches(store: Neo4jStore, version_id: str, rows: GraphRows) -> None:
    """The service's own way."""
    store.begin(version_id, version_id, version_id, TOKEN)
    for _ in store.write(version_id, TOKEN, rows):
        pass


def _one_by_one(store: Neo4jStore, version_id: str, rows: GraphRows) -> None:
    """One auto-committed statement per node and relation, one conversation, keys indexed as for the service."""
    with GraphDatabase.driver(store.place) as driver, driver.session() as talk:
        for label, nodes in rows.nodes.items():
            text = f"CREATE (n:{label}) SET n = $row, n.version_id = $version_id"
            for row in nodes:
                talk.run(text, row=row, version_id=version_id).consume()
        for kind, relations in rows.relations.items():
            text = (
                f"MATCH (a:{kind.start} {{version_id: $version_id, id: $a}}) "
                f"MATCH (b:{kind.end} {{version_id: $version_id, id: $b}}) "
                f"CREATE (a)-[r:{kind.type}]->(b) SET r = $row, r.version_id = $version_id"
            )
            for start, end, row in relations:
                talk.run(text, a=start, b=end, row=row, version_id=version_id).consume()


def _held(store: Neo4jStore, version_id: str) -> list[bytes]:
    """All nodes and relations of a version as the server gives them back: canonical lines, sorted."""
    return sorted(line for part in store.read_back(version_id, bytes) for line in part)
