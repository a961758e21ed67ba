"""Every query against its twin on the sample chains."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.stores.sql_store import open_store
from tests.integration.twins.asking import differences, pushed

pytestmark = pytest.mark.neo4j


def test_tyre_chain(graph: Neo4jStore, tyre_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "tyre.db"
    shutil.copyfile(tyre_store, store)
    opened = open_store(f"sqlite:///{store}")
    latest = opened.latest()
    assert latest is not None
    analyst = pushed(graph, "sample-tyre", opened.tables(latest.version_id))
    opened.close()
    assert not differences(analyst)
