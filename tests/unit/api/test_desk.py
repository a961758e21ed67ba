"""Many at once: identical requests share one computation, look-ups never wait for it, late results are kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.api.desk import Desk
from graphsvc.api.routes import chains
from graphsvc.settings import Settings
from graphsvc.usecases.draw_map import draw_map
from graphsvc.wiring import House

API = "/api/v1"
MAP = f"{API}/chains/SD-C90/map.html"
PATIENCE = 60.0


class _Gate:
    """The drawing of maps, held back until it is opened."""

    def __init__(self, draw: Callable[..., Any]) -> None:
        self._draw, self.opened, self.n_begun = draw, threading.Event(), 0

    def __call__(self, *about: Any) -> Any:
        self.n_begun += 1
        assert self.opened.wait(PATIENCE)
        return self._draw(*about)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> _Gate:
    """The gate before the drawing of maps."""
    gate = _Gate(draw_map)
    monkeypatch.setattr(chains, "draw_map", gate)
    return gate


@pytest.fixture
def opened(tyre_store: Path, tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Makes applications on a copy of the store that holds the tyre chain."""
    copy = tmp_path / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    clients: list[TestClient] = []

    def make(**settings: Any) -> TestClient:
        house = House(Settings(store_url=f"sqlite:///{copy}", **settings))
        client = TestClient(create_app(house), "http://127.0.0.1")
        clients.append(client.__enter__())
        return client

    yield make
    for client in clients:
        client.__exit__(None, None, None)


def _desk(client: TestClient) -> Desk:
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    return desk


def _await(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.slow  # a map is drawn
def test_twelve_open_one_map(gate: _Gate, opened: Callable[..., TestClient]) -> None:
    client = opened(interactive_seconds=PATIENCE)
    with ThreadPoolExecutor(12) as crowd:
        asked: list[Future[Any]] = [crowd.submit(client.get, MAP) for _ in range(12)]
        _await(lambda: gate.n_begun == 1)
        for path in ("/", "/healthz", "/readyz", f"{API}/versions", f"{API}/chains"):
            assert client.get(path).status_code == 200  # while the map is held back
        gate.opened.set()
        told = [future.result() for future in asked]
    assert {response.status_code for response in told} == {200}
    assert len({response.content for response in told}) == 1
    assert (gate.n_begun, _desk(client).computed) == (1, 2)  # the map, and the start page
    again = client.get(MAP, headers={"If-None-Match": told[0].headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.slow  # waits for a worker
def test_what_nobody_waited_for_is_kept(gate: _Gate, opened: Callable[..., TestClient]) -> None:
    client = opened(interactive_seconds=0.2)
    late = client.get(MAP)
    assert (late.status_code, late.json()["code"]) == (503, "too_long")
    assert late.headers["retry-after"]
    gate.opened.set()
    _await(lambda: client.get(MAP).status_code == 200)
    assert (gate.n_begun, _desk(client).computed) == (1, 1)


def test_compiling_takes_nobodys_time(opened: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks while the engine is made ready waits for it; his time to be answered begins afterwards."""
    ready = threading.Event()
    monkeypatch.setattr("graphsvc.api.desk.compile_engine", ready.wait)
    client = opened(interactive_seconds=5.0)
    desk = _desk(client)
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(client.get, f"{API}/questions/stages")
        assert client.get("/readyz").json()["engine"] == "compiling"
        assert not asked.done()
        assert desk.computed == 0
        ready.set()
        assert asked.result().status_code == 200
    assert client.get("/readyz").json()["engine"] == "ready"


@pytest.mark.slow  # waits as an asker does
def test_a_page_does_not_leave_its_asker_before_nothing_while_compiling(
    opened: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()
    monkeypatch.setattr("graphsvc.api.desk.compile_engine", ready.wait)
    client = opened()
    told = client.get("/chains/SD-C90/gaps")
    assert told.status_code == 200
    assert 'class="waiting"' in told.text
    ready.set()
    _await(lambda: 'class="waiting"' not in client.get("/chains/SD-C90/gaps").text)


def test_an_engine_that_cannot_be_made_ready_refuses_nobody(
    opened: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphsvc.api.desk.compile_engine", lambda: 1 // 0)
    assert opened().get(f"{API}/questions/resilience").status_code == 200


def test_closing_while_it_compiles_disturbs_nobody(
    tyre_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception in the thread would be told as one that nobody caught, and fail this test."""
    closed, complained = threading.Event(), threading.Event()
    monkeypatch.setattr("graphsvc.api.desk.compile_engine", closed.wait)
    monkeypatch.setattr(threading, "excepthook", lambda told: complained.set())
    copy = tmp_path / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    with TestClient(create_app(House(Settings(store_url=f"sqlite:///{copy}"))), "http://127.0.0.1"):
        (engine,) = [thread for thread in threading.enumerate() if thread.name == "engine"]
    closed.set()
    engine.join(PATIENCE)
    assert not complained.is_set()


@pytest.mark.slow  # real time passes
def test_one_queue_with_a_bound(gate: _Gate, opened: Callable[..., TestClient]) -> None:
    client = opened(interactive_seconds=PATIENCE, queue=2, workers=1)
    with ThreadPoolExecutor(3) as crowd:
        first = crowd.submit(client.get, MAP)
        _await(lambda: gate.n_begun == 1)
        second = crowd.submit(client.get, f"{API}/exports/gaps.json")
        _await(lambda: len(_desk(client)._running) == 2)
        for path in (f"{API}/questions/resilience", MAP.replace("html", "svg"), f"{API}/exports/gaps.csv"):
            full = client.get(path)
            assert (full.status_code, full.json()["code"]) == (503, "busy")
        shared = crowd.submit(client.get, MAP)  # nothing new to compute
        gate.opened.set()
        assert [future.result().status_code for future in (first, second, shared)] == [200, 200, 200]
    assert client.get(f"{API}/questions/resilience").status_code == 200


@pytest.mark.slow  # every kind is computed
def test_every_kind_of_result_is_computed_once(opened: Callable[..., TestClient]) -> None:
    client = opened()
    answer = client.get(f"{API}/questions/choke-points").json()
    (version,) = client.get(f"{API}/versions").json()
    paths = [
        MAP, MAP.replace("html", "svg"), MAP.replace("html", "json"), f"{API}/exports/gaps.xlsx",
        f"{API}/evidence/{answer['rows'][0]['evidence_id']}", f"{API}/versions/{version['version_id']}/tables/firms",
    ]  # fmt: skip
    first = [client.get(path) for path in paths]
    computed = _desk(client).computed
    again = [client.get(path) for path in paths]
    assert [r.status_code for r in first] == [200] * len(paths)
    assert [r.content for r in again] == [r.content for r in first]
    assert _desk(client).computed == computed


@pytest.mark.slow  # maps are drawn
def test_kept_results_count_bytes(opened: Callable[..., TestClient]) -> None:
    client = opened(cache_bytes=100_000)
    for number in range(60):
        assert client.get(f"{API}/questions/resilience", params={"horizon_days": 30 + number}).status_code == 200
    desk = _desk(client)
    assert sum(kept.size for kept in desk._kept.values()) == desk._kept.currsize <= 100_000
    assert len(desk._kept) > 1
