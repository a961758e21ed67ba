"""Errors as problem documents: RFC 9457's members, a status per kind, and when to come back."""

from __future__ import annotations

import json

import pytest

from graphsvc.api.problems import problem, status_of
from graphsvc.domain.errors import (
    AnalysisError,
    GraphsvcError,
    InputError,
    LoadError,
    NotFound,
    ParameterError,
    StoreError,
)
from graphsvc.domain.notices import Notice


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("unknown_version"), 404),
        (ParameterError("bad_parameter"), 422),
        (LoadError("empty_file"), 422),
        (InputError("usage"), 400),
        (AnalysisError("no_version"), 422),
        (StoreError("graph_unavailable"), 503),
        (StoreError("disk_full"), 507),
        (InputError("too_large"), 413),
        (GraphsvcError("anything"), 500),
    ],
)
def test_statuses(error: GraphsvcError, status: int) -> None:
    assert status_of(error) == status


def test_of_several_refusals_the_one_with_a_status_of_its_own() -> None:
    several = LoadError("several_refused", notices=[Notice("empty_file"), Notice("V20")])
    assert status_of(several) == 403
    assert status_of(LoadError("several_refused", notices=[Notice("empty_file")])) == 422


def test_members_of_a_problem() -> None:
    told = problem(NotFound("unknown_version", version="v9", given="v9"), "en", "0123")
    document = json.loads(bytes(told.body))
    assert {name: document[name] for name in ("type", "status", "code", "instance")} == {
        "type": "urn:graphsvc:problem:unknown_version", "status": 404, "code": "unknown_version",
        "instance": "urn:uuid:0123",
    }  # fmt: skip
    assert document["title"]
    assert document["detail"]
    assert (told.media_type, told.headers["content-language"]) == ("application/problem+json", "en")
    assert "retry-after" not in told.headers


def test_who_finds_a_store_away_is_told_when_to_come_back() -> None:
    assert int(problem(StoreError("graph_unavailable"), "zh", "1").headers["retry-after"]) > 0
