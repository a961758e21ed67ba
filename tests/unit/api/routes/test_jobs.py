"""Jobs over HTTP: what cannot be asked is refused before it waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House

API = "/api/v1"


@pytest.fixture(scope="module")
def client(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application over a copy of the store that holds the tyre chain."""
    copy = tmp_path_factory.mktemp("jobs") / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    with TestClient(create_app(House(Settings(store_url=f"sqlite:///{copy}"))), "http://127.0.0.1") as opened:
        yield opened


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": "no-such"}, 404, "unknown_question"),
        ({"question": "stages", "parameters": {"no": 1}}, 422, "unknown_parameter"),
        ({"question": "stages", "parameters": []}, 400, "bad_request"),
        ({"question": "stages", "more": 1}, 400, "bad_request"),
        ({"question": "stages", "format": "docx"}, 400, "bad_request"),
        ({"question": "stages", "at": "v999999-00000000"}, 404, "unknown_version"),
        ({}, 400, "bad_request"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_it_waits(
    client: TestClient, body: dict[str, Any], status: int, code: str
) -> None:
    told = client.post(f"{API}/jobs", json=body)
    assert (told.status_code, told.json()["code"]) == (status, code)
    assert client.get(f"{API}/jobs").json() == []


def test_unknown_jobs(client: TestClient) -> None:
    for told in (client.get(f"{API}/jobs/J9"), client.delete(f"{API}/jobs/J9")):
        assert (told.status_code, told.json()["code"]) == (404, "unknown_job")
    assert client.get(f"{API}/jobs?limit=0").status_code == 422
