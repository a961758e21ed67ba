"""Facts that province, city and county tell: both engines agree, and the graph database says what one file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphsvc.domain.submission import LoadOptions
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.usecases.projection.projecting import push, verify
from graphsvc.wiring import Loader
from tests.integration.overlapping import GIVEN, SLOT_COLUMNS, edition, levels
from tests.integration.twins.asking import TWINS, differences, pushed

pytestmark = pytest.mark.neo4j


def _store(*paths: Path) -> MemoryStore:
    store = MemoryStore()
    load(list(paths), LoadOptions(), store, Loader("敏感"), lambda *_: None)
    return store


def test_engines_agree(graph: Neo4jStore, tmp_path: Path) -> None:
    store = _store(*levels(tmp_path))
    latest = store.latest()
    assert latest is not None
    assert not differences(pushed(graph, "overlap-levels", store.tables(latest.version_id)))


def test_pushed_verified_and_as_from_one_file(graph: Neo4jStore, tmp_path: Path) -> None:
    three, one = Analyst(_store(*levels(tmp_path)), graph), Analyst(_store(edition(tmp_path)))
    push(three, graph, lambda *_: None)
    assert verify(three, graph, lambda *_: None).is_equal
    asked = [name for name in TWINS if CATALOGUE[name].name != "evidence"]
    for name in asked:
        given = GIVEN.get(name, {})
        ours = [f.values for f in one.ask(name, given).findings]
        theirs = [f.values for f in three.ask(name, given, engine="neo4j").findings]
        assert [_shown(row) for row in theirs] == [_shown(row) for row in ours], name


def _shown(row: object) -> dict[str, object]:
    assert isinstance(row, dict)
    return {name: value for name, value in row.items() if name not in SLOT_COLUMNS}
