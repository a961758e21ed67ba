"""Neo4j as a projection of published versions: rebuilt from a version, never the truth."""
