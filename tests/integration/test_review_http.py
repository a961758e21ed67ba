"""Review over HTTP: the workbook and the document of the command line, decisions posted back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.review_books import MAKER, doubtful, fill

API = "/api/v1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """The application on a store that holds the doubtful chain."""
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'store.db'}"))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as opened:
        book = doubtful(tmp_path / "示例甲.xlsx")
        assert (
            opened.post(f"{API}/submissions", files=[("files", (book.name, book.read_bytes(), XLSX))]).status_code
            == 201
        )
        yield opened
    house.close()


def test_out_filled_in_and_back(client: TestClient, tmp_path: Path) -> None:
    told = client.get(f"{API}/review").json()
    assert told["n_open"] == len(told["open"]) == 10
    reply = client.get(f"{API}/review", params={"format": "xlsx"})
    assert reply.headers["content-type"] == XLSX
    assert openpyxl.load_workbook(io.BytesIO(reply.content)).sheetnames[0] == "说明"
    path = tmp_path / "review.xlsx"
    path.write_bytes(reply.content)
    fill(path, {"示例电机": ("接受", None)})
    body = {"file": ("review.xlsx", path.read_bytes(), XLSX)}
    done = client.post(f"{API}/review", files=body)
    assert (done.status_code, done.json()["n_decided"]) == (201, 1)
    at = done.json()["version_id"]
    supplies = client.get(f"{API}/versions/{at}/tables/supplies").json()["rows"]
    assert [row["supplier"] for row in supplies] == [MAKER]
    again = client.post(f"{API}/review", files=body)
    assert (again.status_code, again.json()["published"]) == (200, False)
    after = client.get(f"{API}/review").json()
    assert after["version_id"] == at
    assert [each["original"] for each in after["decisions"]] == ["示例电机"]


def test_csv_and_refusals(client: TestClient, tmp_path: Path) -> None:
    assert "市中区" in client.get(f"{API}/review", params={"format": "csv"}).content.decode("utf-8-sig")
    assert client.get(f"{API}/review", params={"at": "v999999-00000000"}).status_code == 404
    book = (tmp_path / "示例甲.xlsx").read_bytes()
    refused = client.post(f"{API}/review", files={"file": ("a.xlsx", book, XLSX)})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_review")
    assert client.post(f"{API}/review", files={"file": ("a.xlsx", b"no workbook", XLSX)}).status_code == 422
    foreign = client.post(
        f"{API}/review", files={"file": ("a.xlsx", book, XLSX)}, headers={"Origin": "http://evil.example"}
    )
    assert foreign.status_code == 403
