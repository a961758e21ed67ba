"""Twins order alike where names and ids hold characters beyond U+FFFF, and where figures tie exactly."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given

from graphsvc.stores.neo4j.projection_store import Neo4jStore
from tests.integration.twins.asking import differences, pushed
from tests.integration.twins.random_chains import Rows, canonical, whole_chains
from tests.integration.twins.rare_names import rare
from tests.properties.engine import examples

pytestmark = pytest.mark.neo4j


@examples(6)
@given(whole_chains())
def test_random_chains_under_rare_names(graph: Neo4jStore, rows: dict[str, Rows]) -> None:
    version = f"rare-{uuid4().hex[:8]}"
    analyst = pushed(graph, version, canonical(rare(rows)))
    try:
        assert not differences(analyst)
    finally:
        graph.remove(version, "test")
