"""A load sent again under its key: the same answer, byte for byte, and nothing is loaded twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import altered, cell_below
from tests.integration.serving import serving

SUBMISSIONS, VERSIONS = "/api/v1/submissions", "/api/v1/versions"


@pytest.fixture(scope="module")
def books(tyre_book: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Two editions of one workbook."""

    def change(book: Any) -> None:
        cell_below(book["06_生产能力"], "产量", 2).value = 700

    other = altered(tyre_book, tmp_path_factory.mktemp("edition") / "new.xlsx", change)
    return [tyre_book.read_bytes(), other.read_bytes()]


@contextmanager
def opened(store: Path) -> Iterator[TestClient]:
    """The application on a store."""
    house = House(Settings(store_url=f"sqlite:///{store}"))
    with TestClient(create_app(house), "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client
    house.close()


def post(client: Any, data: bytes, key: str | None, url: str = SUBMISSIONS, **query: str) -> Any:
    """One load."""
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(url, files={"files": ("轮胎.xlsx", data)}, headers=headers, params=query)


def test_same_key_gives_the_same_answer_and_no_version(books: list[bytes], tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    with opened(store) as client:
        first = post(client, books[0], "load-1")
        assert first.status_code == 201
        assert "idempotent-replayed" not in first.headers
        assert post(client, books[1], "load-2").status_code == 201
        before = client.get(VERSIONS).json()
        assert len(before) == 2
    with opened(store) as client:  # it survives the process, and does not bring the first edition back
        again = post(client, books[0], "load-1")
        assert (again.status_code, again.content) == (201, first.content)
        assert again.headers["idempotent-replayed"] == "true"
        assert client.get(VERSIONS).json() == before
        assert post(client, books[0], None).status_code == 201  # without a key it is a revert
        assert len(client.get(VERSIONS).json()) == 3


def test_a_load_that_changed_nothing_is_kept_too(books: list[bytes], tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as client:
        post(client, books[0], None)
        first = post(client, books[0], "same")
        assert (first.status_code, first.json()["published"]) == (200, False)
        post(client, books[1], None)
        again = post(client, books[0], "same")
        assert (again.status_code, again.content) == (200, first.content)
        assert len(client.get(VERSIONS).json()) == 2


def test_key_of_another_load_is_refused(books: list[bytes], tyre_store: Path, tmp_path: Path) -> None:
    with opened(Path(shutil.copy(tyre_store, tmp_path / "store.db"))) as client:
        assert post(client, books[1], "k").status_code == 201
        before = client.get(VERSIONS).json()
        for refused in (post(client, books[0], "k"), post(client, books[1], "k", region="370100")):
            assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_conflict")
        for key in ("", "two words", "x" * 256):
            assert post(client, books[0], key).json()["code"] == "bad_request"
        assert client.get(VERSIONS).json() == before


def test_refusal_is_not_kept(books: list[bytes], tmp_path: Path) -> None:
    with opened(tmp_path / "store.db") as client:
        assert post(client, b"no workbook", "k").status_code == 422
        assert post(client, books[0], "k").status_code == 201


def test_many_at_once_give_one_version(books: list[bytes], tyre_store: Path, tmp_path: Path) -> None:
    """Two processes over one store, twenty senders of one load: one version, one answer; a loser is told to retry."""
    store = Path(shutil.copy(tyre_store, tmp_path / "store.db"))
    with serving(store) as one, serving(store) as two, httpx2.Client(timeout=60) as client:

        def send(number: int) -> Any:
            return post(client, books[1], "once", (one, two)[number % 2].url + SUBMISSIONS)

        with ThreadPoolExecutor(20) as crowd:
            told = list(crowd.map(send, range(20)))
        assert {answer.status_code for answer in told} <= {201, 409}
        answers = {answer.content for answer in told if answer.status_code == 201}
        assert len(answers) == 1
        assert {send(number).content for number in range(4)} == answers
        assert len(client.get(one.url + VERSIONS).json()) == 2
