"""Whether an answer is what its description says, in the strict JSON of the HTTP interface."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from jsonschema_rs import Draft202012Validator

from graphsvc.api.schemas import answer_schema, answer_schemas
from graphsvc.questions.catalogue import CATALOGUE


@cache
def _validator(question: str) -> Draft202012Validator:
    named = {"components": {"schemas": answer_schemas(CATALOGUE.values())}}
    return Draft202012Validator(answer_schema(CATALOGUE[question]) | named)


def misfits(answer: dict[str, Any]) -> set[str]:
    """Where an answer breaks its description, and how; rows are not told apart."""
    plain = orjson.loads(orjson.dumps(answer))
    found = _validator(answer["question"]).iter_errors(plain)
    return {f"{'.'.join(str(p) for p in e.instance_path if not isinstance(p, int))}: {e.message[:200]}" for e in found}
