"""The form of the gap list, sent by hand: nothing is left out in silence, nothing is stored that is no text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House

CHAIN = "SD-C90"
PAGE, KEPT = f"/chains/{CHAIN}/gaps", f"/api/v1/chains/{CHAIN}/gaps/reviews"
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}


@pytest.fixture
def client(tyre_store: Path, tmp_path: Path) -> Iterator[TestClient]:
    """The application on a copy of the store that holds the tyre chain."""
    shutil.copy(tyre_store, tmp_path / "store.db")
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'store.db'}"))
    with TestClient(create_app(house), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client
    house.close()


def fields(client: TestClient, **other: str) -> dict[str, str]:
    """A form that confirms the first gap of the list, with something else in it."""
    first = client.get("/api/v1/questions/gap-list").json()["rows"][0]
    row = f"{first['gap_kind']}|0|00000000|{first['product_code']}"
    told = {"who": "示例员", "row.0": row, "conclusion.0": "confirmed", "note.0": "示例备注", "owner.0": "示例处"}
    return {**told, **{name.replace("_", "."): value for name, value in other.items()}}


def test_a_sound_form_is_kept(client: TestClient) -> None:
    told = client.post(PAGE, content=urlencode(fields(client, note_0="两行\r\n备注")), headers=FORM)
    assert told.status_code == 303
    [row] = client.get(KEPT).json()["rows"]
    assert (row["conclusion"], row["note"], row["owner"]) == ("confirmed", "两行 备注", "示例处")


@pytest.mark.parametrize(
    ("other", "place"),
    [({"row_0": "missing_link|0|00000000"}, "row.0"), ({"row_0": "odd"}, "row.0"), ({"note_7": "无主的备注"}, "row.7"),
     ({"row_99": "weak_link|0|00000000|P1"}, "row.99"), ({"row_0": "weak_link|x|00000000|P1"}, "revision.0"),
     ({"row_0": "odd|0|00000000|P1"}, "gap_kind.0"), ({"conclusion_0": "maybe"}, "conclusion.0"),
     ({"note_0": "长" * 2001}, "note.0"), ({"note_0": "响\x07铃"}, "note.0"),
     ({"chosen_0": "1", "save": "chosen", "together": "maybe"}, "conclusion.0")],
)  # fmt: skip
def test_what_is_malformed_is_refused_with_its_place(client: TestClient, other: dict[str, str], place: str) -> None:
    for lang, remedy in (("zh", "改正"), ("en", "Correct")):
        told = client.post(f"{PAGE}?lang={lang}", content=urlencode(fields(client, **other)), headers=FORM)
        assert told.status_code == 422
        assert place in told.text
        assert remedy in told.text
    assert client.get(KEPT).json()["n_rows"] == 0


@pytest.mark.parametrize("raw", [b"%B1%B8%D7%A2", b"\xb1\xb8\xd7\xa2", b"%ED%A0%80"])
def test_text_that_is_not_utf_8_is_refused(client: TestClient, raw: bytes) -> None:
    body = urlencode(fields(client)).encode().replace(urlencode({"": "示例备注"})[1:].encode(), raw)
    assert raw in body
    told = client.post(PAGE, content=body, headers=FORM)
    assert (told.status_code, "note.0" in told.text, "UTF-8" in told.text) == (422, True, True)
    assert client.get(KEPT).json()["n_rows"] == 0


def test_a_field_given_twice_and_another_kind_of_body_are_refused(client: TestClient) -> None:
    body = urlencode(fields(client))
    assert client.post(PAGE, content=f"{body}&note.0=x", headers=FORM).status_code == 422
    assert client.post(PAGE, json={}, headers={"accept": "text/html"}).status_code == 415
    assert client.get(KEPT).json()["n_rows"] == 0


def test_control_characters_in_a_document_are_refused(client: TestClient) -> None:
    first = client.get("/api/v1/questions/gap-list").json()["rows"][0]
    row = {"product": first["product_code"], "gap_kind": first["gap_kind"], "conclusion": "confirmed", "note": "a\x00b"}
    told = client.put(KEPT, json={"reviewed_by": "示例员", "rows": [row]})
    assert (told.status_code, told.json()["code"]) == (422, "bad_parameter")
