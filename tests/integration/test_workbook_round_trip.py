"""Load, export, load: the same content hash, through the command line and over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.domain.submission import LoadOptions
from graphsvc.settings import Settings
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.usecases.workbooks import file_names, slot_file
from graphsvc.wiring import House, Loader, Writer
from tests.integration.door import Door
from tests.integration.filling import fill_template
from tests.integration.test_waiting_rows import maker, spoiled
from tests.integration.waiting_books import robots
from tests.unit.loaders.books import make_book
from tests.unit.loaders.test_knowledge_graph import FILES

API = "/api/v1/exports/workbook.xlsx"
CASES = Path(__file__).parents[1] / "data" / "cases"


@pytest.fixture
def client(door: Door) -> Iterator[TestClient]:
    """The application on the store that holds the tyre chain."""
    house = House(Settings(store_url=f"sqlite:///{door.store}"))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened
    house.close()


def content_of(door: Door) -> str:
    found: str = door.json("versions")[0]["content_hash"]
    return found


def loaded_again(door: Door, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a store of its own says of loading a path."""
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder / 'again.db'}")
    found: dict[str, Any] = door.json("load", path)
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{door.store}")
    return found


def test_the_worked_example_goes_round(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "tyre_again.xlsx"
    document = door.json("export", "workbook", "--out", out)
    (written,) = document["written"]
    assert (written["chain"], written["region"], written["secrecy"]) == ("SD-C90", "370000", "公开")
    assert written["same_content"]
    assert document["warnings"] == []
    again = loaded_again(door, out, tmp_path, monkeypatch)
    assert again["content_hash"] == content_of(door)
    assert again["warnings"] == []


def test_people_are_told_the_secrecy(door: Door, tmp_path: Path) -> None:
    code, out, _ = door("export", "workbook", "--out", tmp_path / "a.xlsx")
    assert code == 0
    assert "密级：公开" in out.decode()


def test_sample_chains_go_round(
    loaded_samples: tuple[Analyst, LoadOutcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    analyst, outcome = loaded_samples
    version = analyst.version()
    store = analyst._store
    loader = Loader("敏感")
    for entry, name in zip(version.slots, file_names(version.slots), strict=True):
        file = slot_file(store, loader, Writer(), entry)
        assert file.is_same, file.differs
        (tmp_path / name).write_bytes(file.body)
    again = load([tmp_path], LoadOptions(), MemoryStore(), loader, lambda *_: None)
    assert again.content_hash == outcome.content_hash


@pytest.mark.parametrize("name", ["parked_maker_typo", "parked_maker_ratio", "foreign_names"])
def test_cases_go_round(name: str, empty_door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty_door.json("load", CASES / f"{name}.xlsx")
    document = empty_door.json("export", "workbook", "--out", tmp_path / "a.xlsx")
    assert document["written"][0]["same_content"]
    again = loaded_again(empty_door, tmp_path / "a.xlsx", tmp_path, monkeypatch)
    assert again["content_hash"] == content_of(empty_door)


@pytest.mark.parametrize(
    "cells",
    [
        {"产品": None},  # parked while reading, under other headings than the printed ones
        {"产品": "没有这种产品"},  # parked while resolving
        {"状态": "开着"},
        {"状态": "开着", "设计产能": "约3-5万吨"},
        {"企业名称": None},
    ],
)
def test_rows_that_wait_wait_again(
    cells: dict[str, Any], empty_door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_door.json("load", make_book(tmp_path / "robots.xlsx", maker(robots(), 4, **cells)))
    waiting = empty_door.json("table", "parked")["rows"]
    assert waiting
    document = empty_door.json("export", "workbook", "--out", tmp_path / "a.xlsx")
    assert document["written"][0]["same_content"]
    again = loaded_again(empty_door, tmp_path / "a.xlsx", tmp_path, monkeypatch)
    assert again["content_hash"] == content_of(empty_door)


def test_several_years_sites_and_masked_numbers_go_round(
    empty_door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = spoiled(robots(), "05_企业名录", 1, 是否规上="√")
    book["05_企业名录"].append([*book["05_企业名录"][1][:4], 2024])
    book["06_生产能力"][0].append("生产基地")
    for number, row in enumerate(book["06_生产能力"][1:], start=1):
        row.append(f"示例{number}厂")
    book["16_堵点问题台账"] = [
        ["问题编号", "提出日期", "提出企业", "问题类别", "问题描述", "影响程度", "牵头单位", "办理时限", "状态"],
        [
            "WT-1",
            "2025年3月",
            "示例甲一有限公司",
            "资金",
            "找张某 13812345678",
            "潜在",
            "示例局",
            "2025-12-31",
            "办理中",
        ],
    ]
    empty_door.json("load", make_book(tmp_path / "robots.xlsx", book))
    document = empty_door.json("export", "workbook", "--out", tmp_path / "a.xlsx")
    assert document["written"][0]["same_content"]
    pages = openpyxl.load_workbook(tmp_path / "a.xlsx")
    issue = dict(zip(*([cell.value for cell in row] for row in pages["16_堵点问题台账"].iter_rows()), strict=True))
    assert (issue["提出日期"], issue["问题描述"]) == ("2025年3月", "找张某 138****5678")
    again = loaded_again(empty_door, tmp_path / "a.xlsx", tmp_path, monkeypatch)
    assert again["content_hash"] == content_of(empty_door)


def test_slots_are_chosen_or_written_a_file_each(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door.json("load", make_book(tmp_path / "robots.xlsx", robots()))
    refused = door.refused("export", "workbook", "--out", tmp_path / "a.xlsx")
    assert refused["code"] == "several_slots"
    assert "SD-C88 370000" in refused["remedy"]
    assert not (tmp_path / "a.xlsx").exists()
    one = door.json("export", "workbook", "--out", tmp_path / "a.xlsx", "--chain", "SD-C88")
    assert one["written"][0]["secrecy"] == "内部"
    assert (
        door.refused("export", "workbook", "--out", tmp_path / "b.xlsx", "--chain", "SD-C89")["code"]
        == "unknown_object"
    )
    asked = ("export", "workbook", "--out", tmp_path / "b.xlsx", "--chain", "SD-C88", "--region", "370100")
    assert door.refused(*asked)["code"] == "no_such_slot"
    many = door.json("export", "workbook", "--out", tmp_path / "books")
    assert [Path(item["path"]).name for item in many["written"]] == ["SD-C88_370000.xlsx", "SD-C90_370000.xlsx"]
    again = loaded_again(door, tmp_path / "books", tmp_path, monkeypatch)
    assert again["content_hash"] == content_of(door)
    old = door.json("versions")[1]["version_id"]
    assert len(door.json("export", "workbook", "--at", old, "--out", tmp_path / "old")["written"]) == 1


def test_what_no_workbook_holds_is_refused(empty_door: Door, tmp_path: Path) -> None:
    assert empty_door.refused("export", "workbook", "--out", tmp_path / "a.xlsx")["code"] == "no_version"
    assert empty_door.refused("export", "workbook", "--out", tmp_path / "a.csv")["code"] == "cannot_write"
    folder = tmp_path / "graph"
    folder.mkdir()
    for stem, rows in FILES.items():
        with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    empty_door.json("load", folder)
    assert empty_door.refused("export", "workbook", "--out", tmp_path / "a.xlsx")["code"] == "no_workbook"


def test_a_level_the_store_no_longer_takes_is_said(
    empty_door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_door.json("load", make_book(tmp_path / "robots.xlsx", robots()))
    monkeypatch.setenv("GRAPHSVC_MAX_SECRECY", "公开")
    document = empty_door.json("export", "workbook", "--out", tmp_path / "a.xlsx")
    assert not document["written"][0]["same_content"]
    assert [warning["code"] for warning in document["warnings"]] == ["round_trip_refused"]


def test_http_gives_the_same_file(client: TestClient, door: Door, tmp_path: Path) -> None:
    door.json("export", "workbook", "--out", tmp_path / "a.xlsx")
    response = client.get(API, params={"chain": "SD-C90"})
    assert response.status_code == 200, response.text
    assert response.content == (tmp_path / "a.xlsx").read_bytes()
    assert response.headers["x-same-content"] == "true"
    assert response.headers["content-disposition"] == 'attachment; filename="SD-C90_370000.xlsx"'
    assert response.headers["x-content-hash"] == content_of(door)
    assert client.get(API, headers={"If-None-Match": response.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("chain=SD-C89", 404, "unknown_object"),
        ("region=370100", 404, "no_such_slot"),
        ("region=37", 422, "bad_parameter"),
        ("at=v-0", 404, "unknown_version"),
        ("chain=A&chain=B", 422, "bad_parameter"),
    ],
)
def test_http_refusals(client: TestClient, query: str, status: int, code: str) -> None:
    response = client.get(f"{API}?{query}")
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_template_over_http_and_on_the_command_line(client: TestClient, door: Door, tmp_path: Path) -> None:
    given = {"chain_name": "示例链", "chain": "SD-C02", "region": "370500", "year": "2023", "as_of": "2023-12-31"}
    response = client.get("/api/v1/template", params={**given, "compiled_by": "示例处"})
    options = [word for name, text in given.items() for word in (f"--{name.replace('_', '-')}", text)]
    door.json("template", "--out", tmp_path / "t.xlsx", *options, "--compiled-by", "示例处")
    assert response.status_code == 200, response.text
    assert response.content == (tmp_path / "t.xlsx").read_bytes()
    page = openpyxl.load_workbook(io.BytesIO(response.content))["00_填报说明"]
    cover = {row[0].value: row[1].value for row in page.iter_rows(min_row=3)}
    assert (cover["编制单位"], str(cover["数据截止日期"])[:10]) == ("示例处", "2023-12-31")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chain", "C02"), ("region", "371399"), ("region", "3713"), ("year", "23"), ("as_of", "2023-02-30"),
        ("chain_name", "【示例】链"), ("chain_name", " "), ("compiled_by", "长" * 201),
    ],
)  # fmt: skip
def test_entries_that_would_be_misread_are_refused(door: Door, client: TestClient, name: str, value: str) -> None:
    response = client.get("/api/v1/template", params={name: value})
    assert (response.status_code, response.json()["code"]) == (422, "bad_entry")
    refused = door.refused("template", "--out", door.store.with_name("t.xlsx"), f"--{name.replace('_', '-')}", value)
    assert refused["code"] == "bad_entry"


def test_a_filled_template_loads_without_a_word(
    empty_door: Door, tyre_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty_door.json("template", "--out", tmp_path / "empty.xlsx", "--chain", "SD-C90")
    filled = fill_template(tmp_path / "empty.xlsx", tyre_book, tmp_path / "filled.xlsx")
    document = empty_door.json("load", filled)
    assert document["warnings"] == []
    assert document["content_hash"] == loaded_again(empty_door, tyre_book, tmp_path, monkeypatch)["content_hash"]


def test_both_stand_in_the_description(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {p["name"] for p in paths[API]["get"]["parameters"]} == {"at", "chain", "region"}
    names = {p["name"] for p in paths["/api/v1/template"]["get"]["parameters"]}
    assert names == {"chain_name", "chain", "region", "year", "as_of", "compiled_by"}
