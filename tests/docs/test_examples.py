"""The description of the HTTP interface: typed rows, and an example for every question that really is its answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graphsvc.api.app import create_app
from graphsvc.api.examples import EXAMPLES
from graphsvc.api.schemas import row_schema
from graphsvc.domain.columns import MEMBER, TYPES, catalogue_names
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.settings import Settings
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.wiring import House
from tests.docs import manual
from tests.integration.shapes import misfits

WITHOUT_TYRES = {"corridor-outage"}
"""The worked example names no corridor."""


@pytest.fixture(scope="module")
def worked() -> Analyst:
    """The worked example, whose answers the examples are."""
    analyst: Analyst = manual.generator().worked_example()
    manual.generator().examples(analyst)  # so that the evidence of one opens
    return analyst


def _plain(value: Any) -> Any:
    """Without ids that hang on how a library packs a workbook."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k != "submission_id"}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def test_examples_are_what_make_docs_writes() -> None:
    fresh = _plain(json.loads(manual.generator().example_text()))
    told = _plain(dict(EXAMPLES))
    assert set(told) == set(fresh), "run make docs"
    for name, example in fresh.items():
        assert told[name] == example, f"the example of {name} is stale: run make docs"


def test_every_question_has_an_example() -> None:
    missing = set(CATALOGUE) - set(EXAMPLES) - WITHOUT_TYRES
    assert not missing, "give their parameters in docs/reference_texts.toml"


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_answers_fit_their_description(worked: Analyst, name: str) -> None:
    assert not misfits(EXAMPLES[name]["answer"])
    assert not misfits(answer_document(worked.ask(name, EXAMPLES[name]["parameters"]), "en"))


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_column_has_a_type(name: str) -> None:
    properties = row_schema(CATALOGUE[name])["properties"]
    for column in CATALOGUE[name].columns:
        assert column.type in TYPES
        assert properties[column.name].keys() & {"type", "enum", "anyOf"}
        if column.unit is not None:
            assert column.type in ("number", "integer"), "only numbers have a unit"


def test_no_column_is_left_over() -> None:
    columns = {c for q in CATALOGUE.values() for c in q.columns.names} | {"evidence_id"}
    known = columns | {f"{q.name}.{c}" for q in CATALOGUE.values() for c in q.columns.names}
    named = {name for name in catalogue_names() if not name.startswith(MEMBER)}
    assert named <= known


def _named(document: dict[str, Any], reference: dict[str, str]) -> Any:
    return document["components"]["schemas"][reference["$ref"].rpartition("/")[2]]


def test_description_shows_types_and_examples() -> None:
    house = House(Settings(store_url="sqlite:////nowhere/at/all.db"))
    document = create_app(house).openapi()
    for name, example in EXAMPLES.items():
        operations = document["paths"][f"/api/v1/questions/{name}"]
        for operation in operations.values():
            content = operation["responses"]["200"]["content"]["application/json"]
            assert content["example"] == example["answer"]
            answer = _named(document, content["schema"])
            row = _named(document, answer["properties"]["rows"]["items"])
            assert row == row_schema(CATALOGUE[name])
        shown = {p["name"]: p.get("example") or p.get("content", {}).get("application/json", {}).get("example")
                 for p in operations["get"]["parameters"]}  # fmt: skip
        assert {k: v for k, v in shown.items() if v is not None} == example["parameters"]
        assert operations["post"]["requestBody"]["content"]["application/json"]["example"] == example["parameters"]
