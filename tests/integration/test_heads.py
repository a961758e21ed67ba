"""HEAD is answered wherever GET is, without a body; what else is asked of an address is told what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.settings import Settings
from graphsvc.wiring import House


@pytest.fixture(scope="module")
def client(tyre_store: Path) -> Iterator[TestClient]:
    """The application on the store that holds the tyre chain."""
    house = House(Settings(store_url=f"sqlite:///{tyre_store}"))
    with TestClient(create_app(house), base_url="http://127.0.0.1", follow_redirects=False) as client:
        yield client
    house.close()


@pytest.mark.parametrize(
    "path",
    ["/", "/help", "/versions", "/chains/SD-C90/gaps", "/go?chain=SD-C90", "/docs", "/readyz", "/openapi.json",
     "/assets/pages.css", "/api/v1/versions", "/api/v1/questions/gap-list", "/api/v1/exports/gaps.csv", "/nowhere"],
)  # fmt: skip
def test_the_head_of_an_answer_is_that_of_get(client: TestClient, path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.status_code == whole.status_code
    for name in ("content-type", "content-length", "etag", "location"):
        assert head.headers.get(name) == whole.headers.get(name)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/", "GET, HEAD"), ("DELETE", "/chains/SD-C90/gaps", "GET, HEAD, POST"),
     ("PATCH", "/api/v1/chains/SD-C90/gaps/reviews", "GET, HEAD, PUT"), ("HEAD", "/uploads", "POST"),
     ("DELETE", "/api/v1/questions/resilience", "GET, HEAD, POST"), ("POST", "/assets/pages.css", "GET, HEAD")],
)  # fmt: skip
def test_a_refused_method_names_those_that_are_answered(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    told = client.request(method, path)
    assert (told.status_code, told.headers["allow"]) == (405, allowed)
