"""Jobs: a question that takes long is followed to its end, whoever asks, and however it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.domain.errors import StoreError
from graphsvc.domain.jobs import Job
from graphsvc.domain.progress import tell
from graphsvc.settings import Settings
from graphsvc.usecases.ask import Analyst
from graphsvc.wiring import House

API = "/api/v1"
PATIENCE = 60.0
STAGES = {"question": "stages", "parameters": {"chain": "SD-C90"}}


class _Slow:
    """Asking, held back until it is let go."""

    def __init__(self, ask: Callable[..., Any]) -> None:
        self._ask, self.gate, self.begun = ask, threading.Event(), threading.Event()

    def __call__(self, analyst: Analyst, *about: Any, **more: Any) -> Any:
        tell(0.4, "analyse")
        self.begun.set()
        assert self.gate.wait(PATIENCE)
        tell(0.5, "analyse")
        return self._ask(analyst, *about, **more)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Slow]:
    """The gate before every answer."""
    held = _Slow(Analyst.ask)
    monkeypatch.setattr(Analyst, "ask", lambda *about, **more: held(*about, **more))
    yield held
    held.gate.set()


@pytest.fixture
def house(tyre_store: Path, tmp_path: Path) -> House:
    """A house over a copy of the store that holds the tyre chain; requests wait a fifth of a second."""
    copy = tmp_path / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    return House(Settings(store_url=f"sqlite:///{copy}", interactive_seconds=0.2))


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    """The application over it."""
    with TestClient(create_app(house), "http://127.0.0.1") as opened:
        yield opened


def _until(client: TestClient, job: str, *states: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while True:
        told: dict[str, Any] = client.get(f"{API}/jobs/{job}").json()
        if told["state"] in states:
            return told
        assert time.monotonic() < end, told
        time.sleep(0.05)


def test_a_question_that_takes_long_goes_on_as_a_job(client: TestClient, slow: _Slow) -> None:
    asked = client.get(f"{API}/questions/stages?chain=SD-C90")
    assert (asked.status_code, asked.json()["state"] in ("queued", "running")) == (202, True)
    assert asked.headers["location"] == f"{API}/jobs/{asked.json()['job_id']}"
    assert slow.begun.wait(PATIENCE)
    now = _until(client, asked.json()["job_id"], "running")
    assert (now["fraction"], now["stage"], now["stage_label"]) == (0.4, "analyse", "计算")
    assert (now["result"], now["problem"], now["ended"]) == (None, None, None)
    again = client.get(f"{API}/questions/stages?chain=SD-C90")
    assert again.json()["job_id"] == now["job_id"]  # the same work is the same job
    slow.gate.set()
    done = _until(client, now["job_id"], "succeeded")
    assert (done["fraction"], done["question"], done["parameters"]["chain"]) == (1.0, "stages", "SD-C90")
    answer = client.get(done["result"])
    assert (answer.status_code, answer.json()["version_id"]) == (200, done["version_id"])
    assert answer.json()["question"] == "stages"


def test_a_job_that_is_asked_for(client: TestClient, slow: _Slow) -> None:
    begun = client.post(f"{API}/jobs", json={**STAGES, "lang": "en", "format": "csv"})
    assert begun.status_code == 202
    slow.gate.set()
    done = _until(client, begun.json()["job_id"], "succeeded")
    assert client.get(done["result"]).headers["content-type"].startswith("text/csv")
    assert [job["job_id"] for job in client.get(f"{API}/jobs").json()] == [done["job_id"]]


def test_a_cancelled_job_ends_at_once_and_its_work_soon(client: TestClient, slow: _Slow) -> None:
    begun = client.post(f"{API}/jobs", json=STAGES).json()
    assert slow.begun.wait(PATIENCE)
    told = client.delete(f"{API}/jobs/{begun['job_id']}")
    assert (told.status_code, told.json()["state"], told.json()["state_label"]) == (200, "cancelled", "已取消")
    slow.gate.set()
    desk = client.app.state.desk  # type: ignore[attr-defined]
    end = time.monotonic() + PATIENCE
    while desk._running:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert _until(client, begun["job_id"], "cancelled")["result"] is None
    assert client.delete(f"{API}/jobs/{begun['job_id']}").json()["state"] == "cancelled"
    assert client.post(f"{API}/jobs", json=STAGES).json()["job_id"] != begun["job_id"]


def test_a_refused_answer_fails_the_job_with_its_reason(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*about: Any, **more: Any) -> Any:
        raise StoreError("graph_not_configured")

    monkeypatch.setattr(Analyst, "ask", refuse)
    failed = _until(client, client.post(f"{API}/jobs", json=STAGES).json()["job_id"], "failed")
    assert (failed["problem"]["code"], bool(failed["problem"]["remedy"])) == ("graph_not_configured", True)


def test_a_job_beyond_its_time_ends_alone(house: House, slow: _Slow) -> None:
    short = House(house.settings.model_copy(update={"job_seconds": 0.1}))
    with TestClient(create_app(short), "http://127.0.0.1") as client:
        failed = _until(client, client.post(f"{API}/jobs", json=STAGES).json()["job_id"], "failed")
        assert failed["problem"]["code"] == "job_too_long"
        assert client.get("/healthz").status_code == 200
        slow.gate.set()


def test_jobs_end_with_the_service_and_are_known_to_the_next(house: House, slow: _Slow) -> None:
    with TestClient(create_app(house), "http://127.0.0.1") as client:
        begun = client.post(f"{API}/jobs", json=STAGES).json()
        assert slow.begun.wait(PATIENCE)
        slow.gate.set()
        done = _until(client, begun["job_id"], "succeeded")
        slow.gate.clear()
        open_one = client.post(f"{API}/jobs", json={"question": "weak-links"}).json()
    slow.gate.set()
    with TestClient(create_app(House(house.settings)), "http://127.0.0.1") as client:
        assert client.get(f"{API}/jobs/{done['job_id']}").json()["state"] == "succeeded"
        ended = client.get(f"{API}/jobs/{open_one['job_id']}").json()
        assert (ended["state"], ended["problem"]["code"]) == ("failed", "service_stopped")
        assert client.get(done["result"]).status_code in (200, 202)


def test_who_fell_silent_has_failed(house: House) -> None:
    version = house.analyst.version().version_id
    job = Job(
        "J0", "stages", {}, version, "snapshot", "zh", "json", created="2020-01-01T00:00:00.000Z", state="running",
        heard="2020-01-01T00:00:00.000Z",
    )  # fmt: skip
    house.store.add_job(job)
    house.store.add_job(replace(job, job_id="J1", state="succeeded"))
    with TestClient(create_app(house), "http://127.0.0.1") as client:
        assert client.get(f"{API}/jobs/J0").json()["problem"]["code"] == "service_stopped"
        assert client.get(f"{API}/jobs/J1").json()["state"] == "succeeded"
    assert house.store.job("J0").state == "failed"
