"""Twins order alike where names and ids hold characters beyond U+FFFF, and where figures tie exactly."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from neo4j import GraphDatabase

from graphsvc.stores.neo4j.projection_store import Neo4jStore
from tests.integration.twins.asking import differences, pushed
from tests.integration.twins.random_chains import Rows, canonical, whole_chains
from tests.integration.twins.rare_names import rare
from tests.properties.engine import examples

pytestmark = pytest.mark.neo4j


@examples(2)
@given(whole_chains())
def test_random_chains_under_rare_names(graph: Neo4jStore, rows: dict[str, Rows]) -> None:
    version = f"rare-{uuid4().hex[:8]}"
    analyst = pushed(graph, version, canonical(rare(rows)))
    try:
        assert not differences(analyst)
    finally:
        graph.remove(version, "test")


def test_the_server_has_two_orders_of_text(neo4j_uri: str) -> None:
    """Why no query may order by a text that was handed in: by code point for stored text, by UTF-16 for the other."""
    words = ["﨑", "𠮷"]
    driver = GraphDatabase.driver(neo4j_uri)
    with driver.session() as opened:
        given = opened.run("UNWIND $words AS word RETURN word ORDER BY word", words=words).value()
        opened.run("UNWIND $words AS word CREATE (:OrderOfText {name: word})", words=words).consume()
        stored = opened.run("MATCH (n:OrderOfText) RETURN n.name AS name ORDER BY name").value()
        opened.run("MATCH (n:OrderOfText) DELETE n").consume()
    driver.close()
    assert stored == sorted(words)
    assert given == sorted(words, key=lambda word: word.encode("utf-16-be"))
    assert stored != given
