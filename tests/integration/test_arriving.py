"""Bodies and heads are bounded while they arrive, and what was refused leaves nothing in memory."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.serving import Served, serving

API = "/api/v1"
HEAD = b"POST /api/v1/submissions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
PART = b"--b\r\nContent-Disposition: form-data; name=files; filename=a.xlsx\r\n\r\n"


def _line(service: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(service.url.rsplit(":", 1)[1])), timeout=30)


def _told(line: socket.socket) -> bytes:
    told = b""
    while part := line.recv(65_536):
        told += part
        if b'"instance"' in told:
            break
    return told


def test_an_upload_is_refused_by_what_it_says_and_by_what_comes(tmp_path: Path) -> None:
    settings = Settings(store_url=f"sqlite:///{tmp_path / 's.db'}", upload_bytes=3_000, upload_total_bytes=9_000)
    with TestClient(create_app(House(settings)), "http://127.0.0.1") as client:
        for size in (4_000, 20_000):
            told = client.post(f"{API}/submissions", files={"files": ("a.xlsx", b"x" * size)})
            assert (told.status_code, told.json()["code"]) == (413, "too_large")
        assert "20" in told.json()["detail"]  # the true size: what the request says it has
        body = b'{"horizon_days": 90, "text": "' + b"x" * 1_200_000 + b'"}'
        for stream in (body, iter([body[:600_000], body[600_000:]])):
            told = client.post(
                f"{API}/questions/resilience", content=stream, headers={"Content-Type": "application/json"}
            )
            assert (told.status_code, told.json()["code"]) == (413, "too_large")


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A service that waits half a second."""
    store = tmp_path_factory.mktemp("impatient") / "store.db"
    with serving(store, GRAPHSVC_UPLOAD_IDLE_SECONDS="0.5") as service:
        yield service


def test_a_slow_body_is_given_up(impatient: Served) -> None:
    with _line(impatient) as line:
        line.sendall(HEAD + b"Content-Length: 100000\r\n\r\n" + PART)
        begun = time.monotonic()
        told = _told(line)
        assert b" 408 " in told.split(b"\r\n")[0]
        assert b"too_slow" in told
        assert time.monotonic() - begun < 20


def test_a_slow_head_is_given_up(impatient: Served) -> None:
    with _line(impatient) as line:
        for sent in (b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHo"):
            line.sendall(sent)
            told = b""
            while sent.endswith(b"\r\n\r\n") and b'"ok"' not in told:
                told += line.recv(65_536)
        assert line.recv(65_536) == b""  # closed by the service, not after a keep-alive of its own
    with _line(impatient) as line:
        assert line.recv(1) == b""


def _memory(service: Served) -> int:
    """Resident memory [bytes]."""
    return int(Path(f"/proc/{service.process.pid}/statm").read_text().split()[1]) * 4096


def test_refused_requests_leave_no_memory(tyre_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    store.write_bytes(tyre_store.read_bytes())
    with serving(store) as service, httpx2.Client(base_url=service.url, timeout=60) as client:

        def ask(number: int) -> None:
            text = f"{number:06d}" + "x" * 900_000
            told = client.post(f"{API}/questions/firm-outage", json={"firm": text})
            assert told.status_code == 404
            assert len(told.content) < 5_000

        for number in range(20):
            ask(number)
        before = _memory(service)
        for number in range(20, 120):
            ask(number)
        assert _memory(service) - before < 20_000_000


def test_questions_leave_little_in_the_store(tyre_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    store.write_bytes(tyre_store.read_bytes())
    before = store.stat().st_size
    with serving(store) as service, httpx2.Client(base_url=service.url, timeout=60) as client:
        for number in range(300):
            answer = client.get(f"{API}/questions/missing-links", params={"min_demand": number / 300})
            assert answer.status_code == 200
        opened = client.get(f"{API}/evidence/{answer.json()['rows'][0]['evidence_id']}")
        assert opened.status_code == 200
    assert store.stat().st_size - before < 300_000
