"""The current release of Neo4j beside the LTS: the tyre chain pushed, verified, and asked of both engines."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphsvc.stores.neo4j.connection import Address, Connection
from graphsvc.stores.neo4j.cypher import query
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection import projecting
from tests.integration.neo4j_door import asked
from tests.integration.neo4j_parts import CURRENT, Neo4jServer, current_neo4j
from tests.integration.twins.asking import TWINS, asked_of, differences
from tests.integration.twins.plans import explained, faults

__all__ = ["current_neo4j"]
pytestmark = pytest.mark.neo4j


def silent(fraction: float, stage: str) -> None:
    """No progress shown."""


def test_the_current_release_serves_as_the_lts_does(
    current_neo4j: Neo4jServer, tyre_store: Path, tmp_path: Path
) -> None:
    components = asked(current_neo4j.uri, "CALL dbms.components() YIELD name, versions RETURN name, versions")
    assert {"name": "Neo4j Kernel", "versions": [CURRENT]} in components
    shutil.copyfile(tyre_store, tmp_path / "tyre.db")
    store = open_store(f"sqlite:///{tmp_path}/tyre.db")
    graph = Neo4jStore(Connection(Address(current_neo4j.uri, seconds=60.0)))
    analyst = Analyst(store, graph)
    try:
        assert projecting.push(analyst, graph, silent).written
        assert not projecting.push(analyst, graph, silent).written
        verdict = projecting.verify(analyst, graph, silent)
        assert verdict.is_equal, verdict.differences
        asked(current_neo4j.uri, "CREATE (:Secret {version_id: $v, id: 'other label'})", v=verdict.version_id)
        told = projecting.verify(analyst, graph, silent).differences
        assert [(d.kind, d.what, d.key) for d in told] == [("extra", "Secret", "other label")]
        assert not differences(analyst)
        calls_of = asked_of(graph, analyst)
        assert set(calls_of) == {*TWINS, "evidence"}
        for name, calls in calls_of.items():
            for language in ("", "CYPHER 25 "):
                plan, _ = explained(current_neo4j.uri, query("read", name).text, calls[0][0], language)
                assert not faults(name, plan)
    finally:
        graph.close()
        store.close()
