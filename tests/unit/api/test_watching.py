"""A caller's own number of a person is never repeated: not in refusals of either door, not in log lines."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from fastapi.testclient import TestClient
from structlog.typing import EventDict

from graphsvc.api.app import create_app
from graphsvc.api.watching import DiscreetLines
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import Door

API = "/api/v1"
SPELLINGS = (
    "13812345678",
    "138 1234 5678",
    "+86-138-1234-5678",
    "１３８１２３４５６７８",
    "tel13812345678",
    "0531-86012345",
    "371302199001011234",
    "371302 19900101 123X",
)
KEPT = ("138****5678", "0531****2345", "371302********1234", "371302********123X")


@pytest.fixture
def client(tyre_store: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The application on a copy of the store that holds the tyre chain."""
    copy = tmp_path / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    house = House(Settings(store_url=f"sqlite:///{copy}"))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
    house.close()


def _refusals(client: TestClient, spelling: str) -> Iterator[Any]:
    text = quote(spelling, safe="")
    for path in (
        f"/questions/{text}", f"/questions/choke-points?at={text}", f"/questions/choke-points?chain={text}",
        f"/questions/choke-points?{text}=1", f"/questions/choke-points?horizon_days={text}",
        f"/questions/choke-points?format={text}", f"/questions/missing-links?engine={text}",
        f"/questions/firm-outage?firm={text}", f"/questions/stress-test?scenario={text}",
        f"/questions/choke-points?limit={text}", f"/questions/choke-points?lang={text}",
        f"/versions/{text}", f"/chains/{text}", f"/evidence/{text}", f"/submissions/{text}", f"/{text}",
    ):  # fmt: skip
        yield client.get(API + path)
    yield client.post(f"{API}/questions/firm-outage", json={"firm": spelling})
    yield client.post(f"{API}/questions/firm-outage", json={"firm": "x" * 295 + spelling})
    yield client.post(f"{API}/submissions", files={"files": (f"{spelling}.xlsx", b"no workbook")})
    yield client.post(f"{API}/submissions?region={text}", files={"files": ("05.csv", "企业名称\n甲乙丙丁\n".encode())})
    if spelling.isascii():
        yield client.get("/healthz", headers={"Host": spelling})
        yield client.post(f"{API}/submissions", headers={"Origin": f"http://{spelling}"})


@pytest.mark.slow  # twenty refusals of each spelling
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_over_http(client: TestClient, spelling: str) -> None:
    lines: list[EventDict]
    n_masked = 0
    with structlog.testing.capture_logs() as lines:
        for response in _refusals(client, spelling):
            told = json.dumps(response.json(), ensure_ascii=False)
            assert 400 <= response.status_code < 500, told
            assert spelling not in told
            n_masked += any(kept in told for kept in KEPT)
        client.get("/healthz", headers={"X-Request-Id": spelling.replace(" ", "_").encode("ascii", "replace").decode()})
    assert n_masked >= 10
    assert len(lines) > 15
    assert spelling not in repr(lines)
    assert spelling.replace(" ", "_") not in repr(lines)


def test_the_name_of_a_load_is_not_kept(client: TestClient, tyre_book: Path, tmp_path: Path) -> None:
    name = "tel-13812345678"
    sent = {"headers": {"Idempotency-Key": name}, "files": {"files": ("tyre.xlsx", tyre_book.read_bytes())}}
    first, again = (client.post(f"{API}/submissions", **sent) for _ in range(2))  # type: ignore[arg-type]
    assert first.status_code == 200
    assert (again.content, again.headers["idempotent-replayed"]) == (first.content, "true")
    other = client.post(f"{API}/submissions?chain=SD-C99", **sent)  # type: ignore[arg-type]
    assert other.json()["code"] == "idempotency_conflict"
    assert "138****5678" in other.json()["detail"]
    assert b"13812345678" not in b"".join(path.read_bytes() for path in tmp_path.glob("store.db*"))


def test_lines_about_what_went_wrong() -> None:
    try:
        raise ValueError("示例 138 1234 5678")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "with %s", ("13812345678",), sys.exc_info())
    told = DiscreetLines(logging.BASIC_FORMAT).format(record)
    assert told.startswith("ERROR:a:with 138****5678")
    assert told.endswith("示例 138****5678")


@pytest.mark.slow  # twenty refusals of each spelling
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_on_the_command_line(door: Door, spelling: str) -> None:
    for words in (
        ("ask", spelling), ("ask", "firm-outage", "-p", f"firm={spelling}"), ("ask", "choke-points", "--at", spelling),
        ("ask", "choke-points", "-p", spelling), (spelling,), ("versions", f"--{spelling}"), ("table", spelling),
        ("load", f"/none/{spelling}.xlsx"), ("map", "--out", f"map.{spelling}"), ("versions", "--lang", spelling),
    ):  # fmt: skip
        for options in ((), ("--json",)):
            code, out, err = door(*words, *options)
            told = out.decode() + err
            assert code == 2, told
            assert spelling not in told
            assert any(kept in told for kept in KEPT), told
