"""Conclusions about gaps through the interface: kept, contested, refused, there after a new version and a restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import altered

PATH = "/api/v1/chains/SD-C90/gaps/reviews"


@pytest.fixture
def client(tyre_store: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The application on a copy of the store that holds the tyre chain."""
    shutil.copy(tyre_store, tmp_path / "store.db")
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'store.db'}"))
    with TestClient(create_app(house), base_url="http://127.0.0.1") as client:
        yield client
    house.close()


def change(client: TestClient, **other: Any) -> dict[str, Any]:
    """A change about the first gap of the list."""
    first = client.get("/api/v1/questions/gap-list").json()["rows"][0]
    told = {"product": first["product_code"], "gap_kind": first["gap_kind"], "conclusion": "confirmed"}
    return {"reviewed_by": "示例复核员", "rows": [{**told, **other}]}


def test_kept_then_contested(client: TestClient) -> None:
    assert client.get(PATH).json() == {"chain": "SD-C90", "n_rows": 0, "rows": []}
    told = client.put(PATH, json=change(client, note="  示例  备注 "))
    assert told.status_code == 200
    [row] = told.json()["rows"]
    assert (row["revision"], row["note"], row["reviewed_by"]) == (1, "示例 备注", "示例复核员")
    late = client.put(PATH, json=change(client, conclusion="data_gap"))
    assert (late.status_code, late.json()["code"]) == (409, "gap_review_conflict")
    assert "示例复核员" in late.json()["detail"]
    assert client.get(PATH).json()["rows"] == [row]
    again = client.put(PATH, json=change(client, conclusion="data_gap", revision=1)).json()["rows"][0]
    assert (again["revision"], again["conclusion_label"]) == (2, "数据缺漏")
    assert client.get(PATH, params={"region": "320100"}).json()["n_rows"] == 0


@pytest.mark.parametrize(
    ("other", "status"),
    [({"product": "P-999"}, 404), ({"conclusion": "maybe"}, 422), ({"gap_kind": "odd"}, 422),
     ({"note": "长" * 2001}, 422), ({"colour": "red"}, 400), ({"revision": -1}, 422), ({"region": "999999"}, 404)],
)  # fmt: skip
def test_refused(client: TestClient, other: dict[str, Any], status: int) -> None:
    told = client.put(PATH, json=change(client, **other))
    assert told.status_code == status
    assert told.json()["remedy"]
    assert client.get(PATH).json()["n_rows"] == 0


def test_nobody_reviews_unnamed_or_from_elsewhere(client: TestClient) -> None:
    body = {**change(client), "reviewed_by": " "}
    assert client.put(PATH, json=body).status_code == 422
    foreign = {"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert client.put(PATH, json=change(client), headers=foreign).status_code == 403


def test_holds_across_versions_and_a_restore(client: TestClient, tyre_book: Path, tmp_path: Path) -> None:
    [row] = client.put(PATH, json=change(client)).json()["rows"]

    def other_stock(book: Any) -> None:
        page = book["07_供应关系"]
        column = next(cell.column for cell in page[1] if "库存" in str(cell.value))
        page.cell(row=3, column=column).value = 77

    book = altered(tyre_book, tmp_path / "later.xlsx", other_stock)
    house: House = client.app.state.house  # type: ignore[attr-defined]
    before = house.store.latest()
    with book.open("rb") as file:
        assert client.post("/api/v1/submissions", files={"files": file}).status_code == 201
    assert house.store.latest() != before
    assert client.get(PATH).json()["rows"] == [row]
    house.backup(tmp_path / "kept.db")
    other = House(Settings(store_url=f"sqlite:///{tmp_path / 'other.db'}"))
    other.restore(tmp_path / "kept.db")
    assert other.store.gap_reviews() == house.store.gap_reviews() != ()
    other.close()


@pytest.mark.parametrize(
    "path", ["exports/chief.html", "exports/portfolio", "chains/SD-C90/gaps/reviews", "chains/SD-C90/map.json"]
)
@pytest.mark.parametrize("query", ["region=370000&region=370000", "region=37", "region="])
def test_a_region_that_is_none_is_refused(client: TestClient, path: str, query: str) -> None:
    answer = client.get(f"/api/v1/{path}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_parameter")


def test_a_whole_number_may_be_written_with_a_point(client: TestClient) -> None:
    """JSON knows one kind of number: 1.0 is the revision 1, 1.5 is none."""
    client.put(PATH, json=change(client))
    assert client.put(PATH, json=change(client, conclusion="data_gap", revision=1.5)).status_code == 400
    assert client.put(PATH, json=change(client, conclusion="data_gap", revision=1.0)).json()["rows"][0]["revision"] == 2
