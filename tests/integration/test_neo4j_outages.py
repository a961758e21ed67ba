"""Neo4j away, frozen, restarted; pushes and servers killed: clear answers in time, one push converges, no half version.

``GRAPHSVC_PUSH_KILLS`` and ``GRAPHSVC_SERVER_KILLS`` set how many rounds a soak takes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import openpyxl
import pytest

from graphsvc.domain.errors import StoreError
from graphsvc.stores.neo4j.connection import Address, Connection
from graphsvc.stores.neo4j.projection_store import Neo4jStore
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.projection import projecting
from tests.integration.door import Door
from tests.integration.neo4j_door import command, configured
from tests.integration.neo4j_parts import Neo4jServer, neo4j_server, own_neo4j
from tests.integration.serving import serving

__all__ = ["neo4j_server", "own_neo4j"]
pytestmark = [
    pytest.mark.neo4j,
    # Whoever kills a server may leave a half-open connection of the driver to the garbage collector.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"),
]

PUSH_KILLS = int(os.environ.get("GRAPHSVC_PUSH_KILLS", "2"))
SERVER_KILLS = int(os.environ.get("GRAPHSVC_SERVER_KILLS", "1"))
OUTAGES = 3
ANSWER_SECONDS, RECOVERY_SECONDS = 5.0, 15.0
PUSH_SECONDS = 300.0
"""The first push and the first plan of a query, on a cold server beside other tests; no promise is measured by it."""

PAUSE = 0.2
"""Between two readings of both versions [s]: more of them would take the processor from what is killed."""

ROOM = 1.0
"""What a machine shared with other tests may add to a measured second."""


def get(url: str) -> tuple[int, dict[str, str], Any, float]:
    """(status, headers, document, seconds) of one request."""
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, _lower(answer.headers), json.load(answer), time.monotonic() - begun
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, _lower(refused.headers), json.load(refused), time.monotonic() - begun


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def until(url: str, seconds: float) -> float:
    """Seconds until a request succeeds."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if get(url)[0] == 200:
            return time.monotonic() - begun
        time.sleep(0.2)
    raise AssertionError(f"no answer within {seconds} s: {get(url)}")


def test_the_service_outlives_its_graph_database(neo4j_server: Neo4jServer, tyre_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "tyre.db"
    shutil.copyfile(tyre_store, store)
    with serving(store, GRAPHSVC_NEO4J_URI=neo4j_server.uri) as served:
        questions = f"{served.url}/api/v1/questions"
        until(f"{questions}/missing-links?engine=neo4j&min_demand=0.5", PUSH_SECONDS)
        _, _, snapshot, _ = get(f"{questions}/missing-links")
        for outage in range(OUTAGES):
            is_frozen = outage % 2 == 1
            if is_frozen:
                neo4j_server.freeze()
            else:
                neo4j_server.kill()
            status, headers, problem, seconds = get(f"{questions}/missing-links?engine=neo4j&min_demand={outage + 1}")
            assert (status, problem["code"] in ("graph_unavailable", "graph_too_slow")) == (503, True), problem
            assert int(headers["retry-after"]) > 0
            assert seconds < ANSWER_SECONDS + ROOM
            status, _, again, _ = get(f"{questions}/missing-links?min_demand=0.{outage}")
            assert (status, len(again["rows"])) == (200, 9)
            assert get(f"{served.url}/readyz")[0] == 200
            if is_frozen:
                neo4j_server.thaw()
            else:
                neo4j_server.start()
            took = until(f"{questions}/missing-links?engine=neo4j&min_demand={outage + 10}", RECOVERY_SECONDS + ROOM)
            assert took < RECOVERY_SECONDS + ROOM
        _, _, graph, _ = get(f"{questions}/missing-links?engine=neo4j")
        assert graph == snapshot


def two_versions(door: Door, tyre_book: Path, folder: Path) -> tuple[str, str]:
    """A second version of the tyre chain beside the first, with longer stocks."""
    first = door.json("versions")[0]["version_id"]
    book = openpyxl.load_workbook(tyre_book)
    sheet = next(s for s in book if s.title.startswith("07"))
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.value == 15:
                cell.value = 18
    book.save(folder / "later.xlsx")
    return first, door.json("load", folder / "later.xlsx")["version_id"]


class Reader:
    """Somebody who keeps asking the graph while it is written and killed; every answer must be whole."""

    def __init__(self, store: Path, uri: str, versions: tuple[str, str]) -> None:
        self._graph = Neo4jStore(Connection(Address(uri)))
        self._opened = open_store(f"sqlite:///{store}")
        self.analyst = Analyst(self._opened, self._graph)
        self._expected = {v: self._rows(v, "snapshot") for v in versions}
        self._ended = Event()
        self.whole, self.refused, self.wrong = 0, 0, list[str]()
        self._thread = Thread(target=self._run, daemon=True)

    def _rows(self, version: str, engine: str) -> Any:
        return [dict(f.values) for f in self.analyst.ask("single-sources", {}, version, engine=engine).findings]

    def _run(self) -> None:
        while not self._ended.wait(PAUSE):
            for version, expected in self._expected.items():
                try:
                    rows = self._rows(version, "neo4j")
                except StoreError:
                    self.refused += 1
                    continue
                self.whole += 1
                if rows != expected:
                    self.wrong.append(version)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(30)
        self._opened.close()
        self._graph.close()


def pushing(uri: str, version: str) -> bool:
    """Whether a version is being written now."""
    try:
        with closing(Neo4jStore(Connection(Address(uri)))) as graph:
            found = graph.projections()
    except StoreError:
        return False
    return any(p.version_id == version and p.state == "pushing" for p in found)


def converged(door: Door) -> None:
    """One push afterwards, and the graph is the version."""
    door.json("neo4j", "push")
    assert door.json("neo4j", "verify")["equal"] is True


def test_killed_pushes_converge(
    door: Door, neo4j_server: Neo4jServer, tyre_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = two_versions(door, tyre_book, tmp_path)
    uri, rng = neo4j_server.uri, random.Random(7)
    configured(door, uri, monkeypatch)
    begun = time.monotonic()
    assert command(door.store, uri, "neo4j", "push", "--at", versions[0]).wait(300) == 0
    whole = time.monotonic() - begun
    converged(door)
    with Reader(door.store, uri, versions) as reader:
        for round_ in range(PUSH_KILLS):
            graph = Neo4jStore(Connection(Address(uri)))
            graph.remove(versions[1], f"round {round_}")
            graph.close()
            child = command(door.store, uri, "neo4j", "push")
            if round_ % 2 == 0:  # every other one dies while it writes
                while child.poll() is None and not pushing(uri, versions[1]):
                    time.sleep(0.02)
                time.sleep(rng.uniform(0, 0.6))
            else:
                time.sleep(rng.uniform(0, whole))
            child.kill()
            child.wait()
            converged(door)
    assert reader.wrong == []
    assert reader.whole > 0


def test_killed_servers_converge(
    door: Door, neo4j_server: Neo4jServer, tyre_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = two_versions(door, tyre_book, tmp_path)
    uri, rng = neo4j_server.uri, random.Random(11)
    configured(door, uri, monkeypatch)
    door.json("neo4j", "push", "--at", versions[0])
    with Reader(door.store, uri, versions) as reader:
        for round_ in range(SERVER_KILLS):
            graph = Neo4jStore(Connection(Address(uri)))
            graph.remove(versions[1], f"round {round_}")
            graph.close()
            child = command(door.store, uri, "neo4j", "push")
            while child.poll() is None and not pushing(uri, versions[1]):
                time.sleep(0.02)
            time.sleep(rng.uniform(0, 0.5))
            neo4j_server.kill()
            begun = time.monotonic()
            assert child.wait(60) in (0, 3)  # 0: it had just ended
            assert time.monotonic() - begun < ANSWER_SECONDS + 3.0  # the end of a process is counted too
            neo4j_server.start()
            converged(door)
    assert reader.wrong == []
    opened = open_store(f"sqlite:///{door.store}")
    graph = Neo4jStore(Connection(Address(uri, seconds=60.0)))
    assert projecting.verify(Analyst(opened, graph), graph, lambda f, s: None).is_equal
    graph.close()
    opened.close()
