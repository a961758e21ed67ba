"""A graph database that the tests of this folder share; all other fixtures stand one floor up."""

from __future__ import annotations

from tests.integration.neo4j_parts import neo4j_uri

__all__ = ["neo4j_uri"]
