"""Reading never needs to write: with a store that cannot be written, every question, map, list and report is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from graphsvc.api.app import create_app
from graphsvc.domain.errors import StoreError
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.settings import Settings
from graphsvc.stores.sql_store import SqlStore
from graphsvc.wiring import House

API = "/api/v1"
FIRM, PRODUCT = "91370300FAKE01032D", "P010201"
GIVEN: Mapping[str, Mapping[str, Any]] = {
    "firm-outage": {"firm": FIRM},
    "country-cutoff": {"country": "TH"},
    "region-outage": {"outage_region": "370300"},
    "backup-plan": {"entity_id": FIRM},
    "neighbourhood": {"object": FIRM},
    "upstream": {"object": FIRM},
    "supply-paths": {"from": "91370300FAKE011121", "to": "91370500FAKE010162"},
}


def _everything(client: TestClient) -> int:
    """Ask what can be asked; gives how many questions were answered."""
    n = 0
    evidence = ""
    for name, question in CATALOGUE.items():
        given = dict(GIVEN.get(name, {}))
        if name == "evidence" or any(p.required and p.name not in given for p in question.parameters):
            continue
        response = client.get(f"{API}/questions/{name}", params=given)
        assert response.status_code == 200, (name, response.text[:300])
        rows = response.json()["rows"]
        evidence = rows[0]["evidence_id"] if rows else evidence
        n += 1
    assert client.get(f"{API}/evidence/{evidence}").json()["rows"]
    for path in (
        "/", "/readyz", f"{API}/versions", f"{API}/chains/SD-C90/map.html", f"{API}/chains/SD-C90/map.svg",
        f"{API}/exports/gaps.xlsx", f"{API}/exports/gaps.csv",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
    return n


@pytest.fixture
def store(tyre_store: Path, tmp_path: Path) -> Path:
    """A copy of the store that holds the tyre chain."""
    copy = tmp_path / "folder" / "store.db"
    copy.parent.mkdir()
    copy.write_bytes(tyre_store.read_bytes())
    return copy


@pytest.fixture
def house(store: Path) -> Iterator[House]:
    """A house over that store."""
    house = House(Settings(store_url=f"sqlite:///{store}"))
    yield house
    house.close()


def test_a_lost_write_lock(house: House, store: Path) -> None:
    with TestClient(create_app(house), "http://127.0.0.1") as client:
        other = sqlite3.connect(store, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert _everything(client) >= 25
        other.execute("ROLLBACK")
        other.close()


def test_a_full_disk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as it can be had without filling one: no write step succeeds, and no file can be made."""

    def full(step: str) -> None:
        raise OSError(28, "No space left on device")

    with TestClient(create_app(house), "http://127.0.0.1") as client:
        house.store.database.on_step = full
        monkeypatch.setattr("tempfile.mkdtemp", lambda *a, **k: full("temporary"))
        with pytest.raises(StoreError) as refused:
            house.store.remember_answer("x", client.get(f"{API}/versions").json()[0]["version_id"], "stages", {})
        assert refused.value.code == "disk_full"
        assert _everything(client) >= 25


def test_a_store_that_is_read_only(store: Path) -> None:
    """SQLite itself refuses every write (root may write any file, so modes prove nothing)."""
    house = House(Settings(store_url=f"sqlite:///{store}"))
    opened: SqlStore = house.store

    @event.listens_for(opened.database.engine, "checkout")
    def _read_only(connection: sqlite3.Connection, record: Any, proxy: Any) -> None:
        connection.execute("PRAGMA query_only = ON")

    with TestClient(create_app(house), "http://127.0.0.1") as client:
        assert _everything(client) >= 25
    house.close()
