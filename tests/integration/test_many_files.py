"""Many files through the doors: load, validate and HTTP give one verdict, every refused file stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import Door
from tests.unit.loaders.books import PLAIN, make_book
from tests.unit.loaders.files.test_folders import of_region, pack, write_texts
from tests.unit.loaders.other_formats import make_xls

API = "/api/v1"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An archive of three offices: an old workbook, a workbook, texts in a folder."""
    folder = tmp_path / "各市"
    write_texts(folder / "济南", "370100")
    make_book(folder / "淄博.xlsx", of_region("370300"))
    make_xls(folder / "青岛.et", of_region("370200"))
    return pack(folder, tmp_path / "各市.zip")


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Three files of which two are refused."""
    folder = tmp_path / "spoilt"
    folder.mkdir()
    make_book(folder / "good.xlsx", PLAIN)
    (folder / "page.xls").write_bytes(b"<html><table></table></html>")
    (folder / "report.xlsx").write_bytes(b"%PDF-1.7")
    return folder


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(store_url=f"sqlite:///{tmp_path / 'http.db'}")
    with TestClient(create_app(House(settings)), base_url="http://127.0.0.1") as client:
        yield client


def _post(client: TestClient, *paths: Path) -> Any:
    return client.post(f"{API}/submissions", files=[("files", (path.name, path.read_bytes())) for path in paths])


def _said(document: dict[str, Any], key: str) -> list[tuple[str, str]]:
    return [(each["code"], each["file"]) for each in document[key]]


def test_an_archive_is_loaded_as_it_was_validated(empty_door: Door, client: TestClient, packed: Path) -> None:
    checked = empty_door.json("validate", packed)
    loaded = empty_door.json("load", packed)
    posted = _post(client, packed)
    assert posted.status_code == 201
    assert [each["slot"]["region"] for each in loaded["submissions"]] == ["370100", "370200", "370300"]
    for other in (checked, posted.json()):
        assert other["content_hash"] == loaded["content_hash"]
        assert _said(other, "warnings") == _said(loaded, "warnings")
    assert ("format_seen_partly", "各市.zip/青岛.et") in _said(loaded, "warnings")


def test_every_refused_file_is_listed_and_nothing_is_published(
    empty_door: Door, client: TestClient, spoilt: Path
) -> None:
    refusals = [("html_as_xls", "page.xls"), ("not_a_workbook", "report.xlsx")]
    for command in ("validate", "load"):
        refused = empty_door.refused(command, *sorted(spoilt.iterdir()))
        assert (refused["code"], _said(refused, "errors")) == ("several_refused", refusals)
        assert all(error["remedy"] and error["message"] for error in refused["errors"])
    assert empty_door.json("versions") == []
    posted = _post(client, *sorted(spoilt.iterdir()))
    assert (posted.status_code, posted.json()["code"]) == (422, "several_refused")
    assert _said(posted.json(), "errors") == refusals
    assert client.get(f"{API}/versions").json() in ([], {"versions": []})


def test_one_too_secret_among_several_is_forbidden(client: TestClient, spoilt: Path) -> None:
    secret = [*PLAIN["00_填报说明"][:-1], ["密级", "绝密"]]
    make_book(spoilt / "good.xlsx", {**PLAIN, "00_填报说明": secret})
    posted = _post(client, *sorted(spoilt.iterdir()))
    assert posted.status_code == 403
    assert {code for code, _ in _said(posted.json(), "errors")} == {"V20", "html_as_xls", "not_a_workbook"}


def test_the_most_files_are_a_setting(tmp_path: Path, packed: Path) -> None:
    settings = Settings(store_url=f"sqlite:///{tmp_path / 'few.db'}", upload_files=1)
    with TestClient(create_app(House(settings)), base_url="http://127.0.0.1") as client:
        posted = _post(client, packed)
    assert (posted.status_code, posted.json()["code"]) == (422, "too_many_files")
    assert (posted.json()["detail"].count("1"), "GRAPHSVC_UPLOAD_FILES" in posted.json()["remedy"]) == (1, True)
