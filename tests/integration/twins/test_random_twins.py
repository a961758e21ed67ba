"""Every query against its twin on random chains with random lists: equal in content and order."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given

from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from tests.integration.twins.asking import TWINS, differences, pushed
from tests.oracles.plain_lists import rich_tables
from tests.properties.engine import examples
from tests.properties.strategies_lists import Rich, rich_chains

pytestmark = pytest.mark.neo4j


@examples(12)
@given(rich_chains())
def test_random_chains(graph: Neo4jStore, rich: Rich) -> None:
    chain, lists = rich
    rows = rich_tables(chain, lists)
    version = f"random-{uuid4().hex[:8]}"
    analyst = pushed(graph, version, ChainTables({name: arrow_table(name, table) for name, table in rows.items()}))
    try:
        assert not differences(analyst)
    finally:
        graph.remove(version, "test")


def test_every_query_has_a_twin() -> None:
    from graphsvc.stores.neo4j.cypher import names

    assert {*TWINS, "evidence"} == set(names("read"))
