"""What a request wants back: language, format, paging, and texts nobody should store."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from graphsvc.api.negotiation import Wish, checked_text, language_of, paged, parameters_of_query, wish_of
from graphsvc.domain.errors import ParameterError

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def request(*query: tuple[str, str], **headers: str) -> Request:
    """A request with a query and headers, ``accept_language`` for ``Accept-Language``."""
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "query_string": urlencode(query).encode(), "headers": told})


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        (request(), "zh"),
        (request(accept_language="en-GB,en;q=0.9"), "en"),
        (request(accept_language="zh-CN"), "zh"),
        (request(("lang", "zh"), accept_language="en"), "zh"),
        (request(("lang", "en"), accept_language="zh"), "en"),
    ],
)
def test_the_query_goes_before_the_header(asked: Request, lang: str) -> None:
    assert language_of(asked) == lang


@pytest.mark.parametrize(
    ("asked", "ending"),
    [
        (request(), "json"),
        (request(accept="text/csv"), "csv"),
        (request(accept=SHEET), "xlsx"),
        (request(("format", "json"), accept="text/csv"), "json"),
        (request(("format", "xlsx")), "xlsx"),
    ],
)
def test_formats(asked: Request, ending: str) -> None:
    assert wish_of(asked).format == ending


def test_a_wish_in_full() -> None:
    asked = request(("at", "v1"), ("engine", "neo4j"), ("lang", "en"))
    assert wish_of(asked) == Wish("en", "json", "v1", "neo4j")


@pytest.mark.parametrize(("name", "value"), [("lang", "fr"), ("format", "pdf"), ("engine", "abacus")])
def test_what_is_not_known_is_refused(name: str, value: str) -> None:
    with pytest.raises(ParameterError) as refused:
        wish_of(request((name, value)))
    assert (refused.value.facts["name"], refused.value.facts["value"]) == (name, value)


def test_parameters_are_what_is_left_and_repeated_ones_are_lists() -> None:
    asked = request(("lang", "en"), ("at", "v1"), ("region", "370500"), ("theta", "1"), ("theta", "2"))
    assert parameters_of_query(asked) == {"region": "370500", "theta": ["1", "2"]}


@pytest.mark.parametrize(
    ("given", "limit"), [({}, 200), ({"limit": 5}, 5), ({"limit": "1000"}, "1000"), ({"limit": "many"}, "many")]
)
def test_pages(given: dict[str, Any], limit: object) -> None:
    assert paged(given)["limit"] == limit


def test_a_page_has_a_bound() -> None:
    assert paged({"region": "370500"}, 100) == {"limit": 100, "region": "370500"}
    with pytest.raises(ParameterError):
        paged({"limit": "1001"})


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "\ud800"])
def test_control_characters_are_refused_as_signs(text: str) -> None:
    with pytest.raises(ParameterError) as refused:
        checked_text("firm", text)
    assert text not in str(refused.value.facts["value"])
    assert checked_text("firm", "示例厂") == "示例厂"
    assert checked_text("at", None) is None
