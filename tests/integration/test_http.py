"""The HTTP door on a real store: the answers of the command line, refusals as problem documents, files in and out."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.api.schemas import component
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.settings import Settings
from graphsvc.usecases.wording import shown_columns
from graphsvc.wiring import House
from tests.integration.door import Door, altered, cell_below

API = "/api/v1"
PROBLEM = "application/problem+json"


@pytest.fixture
def client(tyre_store: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The application on a copy of the store that holds the tyre chain."""
    copy = tmp_path / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    house = House(Settings(store_url=f"sqlite:///{copy}", serve_raw=True))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
    house.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    """The application on an empty store."""
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'empty.db'}"))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
    house.close()


def _problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == PROBLEM
    told: dict[str, Any] = response.json()
    assert {"type", "status", "code", "title", "detail", "remedy", "errors", "instance"} <= set(told)
    assert (told["status"], told["code"]) == (status, code)
    assert response.headers["x-request-id"] in told["instance"]
    return told


def test_same_answers_as_the_command_line(client: TestClient, door: Door) -> None:
    for name, question in CATALOGUE.items():
        if any(p.required for p in question.parameters):
            continue
        over_http = client.get(f"{API}/questions/{name}", params={"limit": 1000}).json()
        asked = door.ask(name, limit=1000)
        assert over_http == asked, name


def test_a_scenario_by_post(client: TestClient) -> None:
    scenario = {"shocks": [{"entity_type": "firm", "entity_id": "91370300FAKE01032D", "duration": 30}]}
    answer = client.post(f"{API}/questions/stress-test", json={"scenario": scenario}).json()
    first = {row["firm_id"]: row["first_day"] for row in answer["rows"]}
    assert first == {"91371000FAKE01024F": 10.0, "91370500FAKE010162": 15.0}  # §7 Q8: T2 day 10, T1 day 15
    by_get = client.get(f"{API}/questions/stress-test", params={"scenario": json.dumps(scenario)}).json()
    assert by_get == answer


def test_formats(client: TestClient) -> None:
    json_answer = client.get(f"{API}/questions/choke-points").json()
    for params, headers in (({"format": "csv"}, {}), ({}, {"Accept": "text/csv"})):
        response = client.get(f"{API}/questions/choke-points", params=params, headers=headers)
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert [row["entity_id"] for row in rows] == [row["entity_id"] for row in json_answer["rows"]]
    response = client.get(f"{API}/questions/choke-points", params={"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    assert sheet.max_row == 1 + json_answer["n_rows"]
    assert "attachment" in response.headers["content-disposition"]


def test_etag(client: TestClient) -> None:
    first = client.get(f"{API}/questions/resilience")
    again = client.get(f"{API}/questions/resilience", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{API}/questions/resilience", params={"horizon_days": 30})
    assert other.headers["etag"] != first.headers["etag"]
    english = client.get(f"{API}/questions/resilience", headers={"Accept-Language": "en"})
    assert english.headers["etag"] != first.headers["etag"]
    assert first.headers["x-content-hash"] == first.json()["content_hash"]


def test_pages_of_an_answer(client: TestClient) -> None:
    whole = client.get(f"{API}/questions/choke-points").json()["rows"]
    parts = [
        client.get(f"{API}/questions/choke-points", params={"limit": 4, "offset": offset}).json()["rows"]
        for offset in (0, 4, 8, 12)
    ]
    assert [row for part in parts for row in part] == whole
    _problem(client.get(f"{API}/questions/choke-points", params={"limit": 1001}), 422, "bad_parameter")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/questions/nothing", 404, "unknown_question"),
        ("/questions/choke-points?at=v9", 404, "unknown_version"),
        ("/questions/choke-points?chain=SD-C77", 404, "unknown_object"),
        ("/questions/choke-points?horizon_days=-1", 422, "bad_parameter"),
        ("/questions/choke-points?horizon_days=NaN", 422, "bad_parameter"),
        ("/questions/choke-points?what=1", 422, "unknown_parameter"),
        ("/questions/choke-points?format=pdf", 422, "bad_parameter"),
        ("/questions/choke-points?engine=neo4j", 422, "no_twin"),
        ("/questions/missing-links?engine=neo4j", 422, "graph_not_configured"),
        ("/questions/missing-links?engine=magic", 422, "bad_parameter"),
        ("/questions/choke-points?region=%00", 422, "bad_parameter"),
        ("/questions/stress-test?scenario={", 400, "bad_request"),
        ("/questions/firm-outage", 422, "missing_parameter"),
        ("/versions/v9", 404, "unknown_version"),
        ("/chains/none", 404, "unknown_object"),
        ("/chains/SD-C90/map.pdf", 404, "unknown_route"),
        ("/chains/SD-C90/map.svg?hops=0", 422, "bad_parameter"),
        ("/evidence/EV-0", 404, "unknown_evidence"),
        ("/submissions/none", 404, "unknown_submission"),
        ("/nothing", 404, "unknown_route"),
    ],
)
def test_refusals(client: TestClient, path: str, status: int, code: str) -> None:
    told = _problem(client.get(API + path), status, code)
    english = client.get(API + path, headers={"Accept-Language": "en"}).json()
    assert told["title"] != english["title"]


def test_wrong_method_and_body(client: TestClient) -> None:
    _problem(client.delete(f"{API}/versions"), 405, "method_not_allowed")
    is_json = {"Content-Type": "application/json"}
    for body in (b"[1]", b'"\\ud800"'):
        told = client.post(f"{API}/questions/stress-test", content=body, headers=is_json)
        _problem(told, 400, "bad_request")
    _problem(client.post(f"{API}/submissions"), 400, "bad_request")


def test_versions_and_tables(client: TestClient, door: Door) -> None:
    versions = client.get(f"{API}/versions").json()
    assert versions == door.json("versions")
    version = versions[0]["version_id"]
    assert client.get(f"{API}/versions/{version}").json() == versions[0]
    table = client.get(f"{API}/versions/{version}/tables/supplies", params={"limit": 5, "offset": 2}).json()
    whole = door.json("table", "supplies")
    assert table["rows"] == whole["rows"][2:7]
    assert table["n_rows"] == whole["n_rows"] == 23
    text = client.get(f"{API}/versions/{version}/tables/firms", params={"format": "csv"}).content
    assert text.startswith(b"\xef\xbb\xbf")


def test_chains_maps_and_gaps(client: TestClient) -> None:
    (chain,) = client.get(f"{API}/chains").json()
    assert (chain["code"], chain["n_products"]) == ("SD-C90", 9)
    assert client.get(f"{API}/chains/SD-C90").json() == chain
    svg = client.get(f"{API}/chains/SD-C90/map.svg")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(svg.content).tag.endswith("svg")
    page = client.get(f"{API}/chains/SD-C90/map.html")
    assert "<title>" in page.text
    plain = client.get(f"{API}/chains/SD-C90/map.json", params={"focus": "钢帘线", "hops": 1}).json()
    assert {box["name"] for box in plain["boxes"]} == {"钢帘线", "高碳盘条"}
    rows = client.get(f"{API}/exports/gaps.json").json()
    assert rows
    by_effect = client.get(f"{API}/exports/gaps.json", params={"order": "effect"}).json()["rows"]
    assert by_effect[0]["product_code"] == "P020301", "rubber saves most, 46.8 + 28.8 days"
    assert client.get(f"{API}/exports/gaps.json", params={"order": "x"}).status_code == 422
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{API}/exports/gaps.xlsx").content))
    assert len(book.worksheets) == 4
    assert client.get(f"{API}/exports/gaps.csv").content.startswith(b"\xef\xbb\xbf")


def test_every_file_says_its_version(client: TestClient) -> None:
    (latest,) = client.get(f"{API}/versions").json()
    told = (latest["version_id"], latest["content_hash"])
    paths = [f"/chains/SD-C90/map.{ending}" for ending in ("svg", "html", "json")]
    paths += [f"/exports/gaps.{ending}" for ending in ("xlsx", "csv", "json")]
    paths.append("/exports/workbook.xlsx")
    paths += [f"/questions/stages?format={name}" for name in ("json", "csv", "xlsx")]
    for path in (*paths, f"/versions/{told[0]}/tables/firms?format=csv"):
        headers = client.get(API + path).headers
        assert (headers["x-version-id"], headers["x-content-hash"]) == told, path


def test_evidence_opens(client: TestClient) -> None:
    (row,) = client.get(f"{API}/questions/missing-links").json()["rows"][:1]
    found = client.get(f"{API}/evidence/{row['evidence_id']}").json()
    assert found["summary"]["question"] == "missing-links"
    assert found["rows"]


def test_loading(client: TestClient, tyre_book: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        cell_below(book["06_生产能力"], "产量", 2).value = 700

    before = client.get(f"{API}/versions").json()[0]["version_id"]
    book = altered(tyre_book, tmp_path / "new.xlsx", change)
    posted = client.post(f"{API}/submissions", files={"files": ("../轮胎 新.xlsx", book.read_bytes())})
    assert posted.status_code == 201
    document = posted.json()
    assert document["published"]
    assert document["submissions"][0]["file"] == "轮胎 新.xlsx"
    assert client.get(f"{API}/versions").json()[0]["version_id"] == document["version_id"] != before
    again = client.post(f"{API}/submissions", files={"files": ("轮胎 新.xlsx", book.read_bytes())})
    assert (again.status_code, again.json()["published"]) == (200, False)
    submission = document["submissions"][0]["submission_id"]
    about = client.get(f"{API}/submissions/{submission}").json()
    assert about["files"][0]["bytes"] == book.stat().st_size
    assert client.get(f"{API}/submissions/{submission}/file").content == book.read_bytes()
    answer = client.get(f"{API}/questions/resilience").json()
    assert answer["version_id"] == document["version_id"]
    assert client.get(f"{API}/questions/resilience", params={"at": before}).json()["version_id"] == before


def test_refused_files_leave_nothing(client: TestClient) -> None:
    before = client.get(f"{API}/versions").json()
    told = _problem(
        client.post(f"{API}/submissions", files={"files": ("a.xlsx", b"not a workbook")}), 422, "not_a_workbook"
    )
    assert told["errors"]
    many = [("files", (f"{i}.csv", b"a")) for i in range(21)]
    _problem(client.post(f"{API}/submissions", files=many), 413, "too_many_uploads")
    assert client.get(f"{API}/versions").json() == before


def test_an_empty_store(empty: TestClient) -> None:
    assert empty.get(f"{API}/versions").json() == []
    _problem(empty.get(f"{API}/questions/resilience"), 404, "no_version")
    assert empty.get("/readyz").json()["status"] == "ok"
    assert "graphsvc load" in empty.get("/").text


def test_service_pages(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    limits = client.get(f"{API}/limits").json()
    assert (limits["rows_most"], limits["cell_characters"], limits["name_characters"]) == (1000, 32_767, 500)
    assert client.get(f"{API}/me").json()["login"] is False
    client.get(f"{API}/questions/resilience")
    assert "graphsvc_http_requests_total" in client.get("/metrics").text
    page = client.get("/", params={"lang": "en"})
    assert "SD-C90" in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    assert client.get("/", headers={"X-Request-Id": "abc-1"}).headers["x-request-id"] == "abc-1"


def test_the_description_names_every_question(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    for name, question in CATALOGUE.items():
        entry = described["paths"][f"{API}/questions/{name}"]
        named = {p["name"] for p in entry["get"]["parameters"]}
        assert {p.name for p in question.parameters} <= named
        answer = entry["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        assert answer == f"#/components/schemas/{component(question, 'answer')}"
        row = described["components"]["schemas"][component(question, "row")]
        assert set(row["properties"]) == {c.name for c in shown_columns(question.columns)}
