"""Every query against its twin on random chains with random lists: equal in content and order."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given

from graphsvc.stores.neo4j.projection_store import Neo4jStore
from tests.integration.twins.asking import TWINS, differences, pushed
from tests.integration.twins.random_chains import Rows, canonical, whole_chains
from tests.properties.engine import examples

pytestmark = pytest.mark.neo4j


@examples(6)
@given(whole_chains())
def test_random_chains(graph: Neo4jStore, rows: dict[str, Rows]) -> None:
    version = f"random-{uuid4().hex[:8]}"
    analyst = pushed(graph, version, canonical(rows))
    try:
        assert not differences(analyst)
    finally:
        graph.remove(version, "test")


def test_every_query_has_a_twin() -> None:
    from graphsvc.stores.neo4j.cypher import names

    assert {*TWINS, "evidence"} == set(names("read"))
