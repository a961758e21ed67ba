"""The graph database that the twins' tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graphsvc.stores.neo4j.connection import Address, Connection
from graphsvc.stores.neo4j.projection_store import Neo4jStore


@pytest.fixture(scope="session")
def graph(neo4j_uri: str) -> Iterator[Neo4jStore]:
    """The store over it, prepared."""
    store = Neo4jStore(Connection(Address(neo4j_uri, seconds=60.0)))
    store.prepare()
    yield store
    store.close()
