"""Shapes of documents in the OpenAPI description: plain JSON schema, made from the dictionary and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphsvc.api.examples import EXAMPLES
from graphsvc.api.negotiation import DEFAULT_ROWS, MOST_ROWS
from graphsvc.api.problems import MEDIA as PROBLEM
from graphsvc.domain.columns import EVIDENCE_ID, Column, member_codes
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.labelled import LABEL
from graphsvc.domain.scenario_templates import (
    LONGEST_DAYS,
    LONGEST_HORIZON,
    MODES,
    RATIONS,
    STOCK_POLICIES,
    scenario_templates,
)
from graphsvc.domain.values import Document
from graphsvc.domain.verdict import GRAVITIES
from graphsvc.questions.parameters import Parameter
from graphsvc.questions.question import AnyQuestion
from graphsvc.usecases.wording import shown_columns

COMPONENTS = "#/components/schemas/"
"""Where the description keeps schemas that have a name."""
TEXT: Document = {"type": "string"}
COUNT: Document = {"type": "integer", "minimum": 0}
HASH: Document = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
MAYBE_TEXT: Document = {"type": ["string", "null"]}


def record(required: Mapping[str, object], extra: Mapping[str, object] | None = None) -> Document:
    """An object with these members, all required, and more that may be there."""
    return {"type": "object", "properties": {**required, **(extra or {})}, "required": list(required)}


def listing(items: Document) -> Document:
    """A list of things of one shape."""
    return {"type": "array", "items": items}


_FAULT = record({"code": TEXT, "message": TEXT, "remedy": TEXT})
REFUSAL = record({"code": TEXT, "title": TEXT, "detail": TEXT, "remedy": TEXT, "errors": listing(_FAULT)})
"""Why something was refused, as it stands in other documents."""
PROBLEM_SCHEMA = record(
    {
        "type": TEXT, "status": {"type": "integer"}, "code": TEXT, "title": TEXT, "detail": TEXT, "remedy": TEXT,
        "errors": listing(_FAULT), "instance": TEXT,
    }
)  # fmt: skip
SLOT = record({"chain": TEXT, "region": TEXT})
VERSION = record(
    {
        "version_id": TEXT, "content_hash": HASH, "created": TEXT, "published": {"type": "boolean"},
        "slots": listing(record({"chain": TEXT, "region": TEXT, "submission_id": TEXT})),
    }
)  # fmt: skip
WARNING = record(
    {
        "code": TEXT, "message": TEXT, "remedy": TEXT, "file": MAYBE_TEXT, "sheet": MAYBE_TEXT,
        "row": {"type": ["integer", "null"]}, "column": MAYBE_TEXT, "original": MAYBE_TEXT, "action": MAYBE_TEXT,
    }
)  # fmt: skip
VERDICT = record(
    {
        **dict.fromkeys(GRAVITIES, COUNT),
        "by_code": listing(
            record(
                {
                    "code": TEXT, "action": MAYBE_TEXT, "n": COUNT,
                    "first": listing(
                        record({"file": MAYBE_TEXT, "sheet": MAYBE_TEXT, "row": {"type": ["integer", "null"]}})
                    ),
                }
            )
        ),
    }
)  # fmt: skip
COLUMN = record({"name": TEXT, "unit": MAYBE_TEXT, "label": TEXT, "label_en": TEXT})
NAME: Document = {"type": "string", "pattern": "^[^\\u0000-\\u001f]*[^\\u0000-\\u001f\\s][^\\u0000-\\u001f]*$"}
REGION: Document = {"type": "string", "pattern": "^[0-9]{6}$", "examples": ["370000"]}
_NAMED: Mapping[str, Document] = {
    "region": REGION,
    "date": {"type": "string", "format": "date"},
    "period": {
        "type": "string",
        "pattern": "^(19|20)[0-9]{2}-(0[1-9]|1[0-2]|W(0[1-9]|[1-4][0-9]|5[0-3]))$",
        "examples": ["2023-12", "2023-W50"],
    },
    "as_of": {
        "type": "string",
        "pattern": "^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        "examples": ["2027", "2027-06", "2027-06-30"],
    },
}
"""Parameters that are texts of a certain form."""
_SHOCK: Document = {
    "type": "object",
    "properties": {
        "entity_type": {"enum": list(ENTITY_TYPES)},
        "entity_id": TEXT,
        "product": NAME,
        "start_day": {"type": "number", "minimum": 0, "maximum": 3650},
        "duration": {"type": "number", "minimum": 0, "maximum": 1e9},
        "severity": {
            "anyOf": [
                {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number", "minimum": 0}},
                },
            ]
        },
    },
    "required": ["entity_type", "entity_id"],
    "additionalProperties": False,
}
_TEMPLATE_VALUES: Mapping[str, Document] = {
    "text": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "list": {"type": ["array", "null"], "items": {"type": "string"}},
}
SCENARIO: Document = {
    "type": "object",
    "properties": {
        "name": MAYBE_TEXT,
        "shocks": {"type": ["array", "null"], "items": _SHOCK, "minItems": 1},
        "horizon": {"type": ["number", "null"], "minimum": 1, "maximum": LONGEST_HORIZON},
        "substitution": {"enum": [*MODES, None]},
        "qualify_days": {"type": ["number", "null"], "minimum": 0, "maximum": LONGEST_DAYS},
        "ration": {"enum": [*RATIONS, None]},
        "priority": {"type": ["array", "null"], "items": NAME, "minItems": 1},
        "stock_policy": {"enum": [*STOCK_POLICIES, None]},
        "in_transit": {"type": ["boolean", "null"]},
        "seed": {"type": ["integer", "null"], "minimum": 0, "maximum": 2**63 - 1},
        "template": {"enum": list(scenario_templates())},
        **{p.name: _TEMPLATE_VALUES[p.type] for each in scenario_templates().values() for p in each.parameters},
    },
    "anyOf": [{"required": ["shocks"]}, {"required": ["template"]}],
    "additionalProperties": False,
    "examples": [{"shocks": [{"entity_type": "park", "entity_id": "PK-01", "start_day": 0, "duration": 28}]}],
}
_TYPES: Mapping[str, Document] = {
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "bool": {"type": "boolean"},
    "list": {"type": "array", "items": NAME, "minItems": 1},
    "object": SCENARIO,
}
_VALUES: Mapping[str, Document] = {
    "text": {"type": ["string", "null"]},
    "number": {"type": ["number", "null"]},
    "integer": {"type": ["integer", "null"]},
    "truth": {"enum": ["yes", "no", "unknown", None]},
    "boolean": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "list": {"type": ["array", "null"], "items": {"type": "string"}},
}
_PLAIN: Document = {"type": ["string", "number", "boolean", "null"]}
_CELL: Document = {
    "anyOf": [_PLAIN, {"type": "array", "items": _PLAIN}, {"type": "object", "additionalProperties": _PLAIN}]
}
"""A cell of a list as it is kept; that of a row put aside holds its cells by heading."""


def problems(*statuses: int) -> dict[int | str, Document]:
    """The refusals a route may give."""
    return {
        status: {
            "description": "problem document (RFC 9457)",
            "content": {PROBLEM: {"schema": {"$ref": COMPONENTS + "Problem"}}},
        }
        for status in statuses
    }


def documents(schema: Document, example: object = None, status: int = 200) -> dict[int | str, Document]:
    """A JSON document as a route's answer."""
    content: Document = {"schema": schema}
    if example is not None:
        content["example"] = example
    return {status: {"description": "document", "content": {"application/json": content}}}


def parameter_schema(parameter: Parameter) -> Document:
    """The type of one parameter of a question, with default and bounds."""
    schema: Document = dict(_NAMED.get(parameter.name) or _TYPES.get(parameter.type, NAME))
    if parameter.allowed:
        if parameter.type == "list":
            schema["items"] = {"enum": list(parameter.allowed)}
        else:
            schema["enum"] = list(parameter.allowed)
    if parameter.minimum is not None:
        schema["minimum"] = parameter.minimum
    if parameter.maximum is not None:
        schema["maximum"] = parameter.maximum
    if parameter.name == "limit":
        schema |= {"default": parameter.default or DEFAULT_ROWS, "maximum": MOST_ROWS}
    elif parameter.default is not None:
        schema["default"] = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    label = parameter.label
    unit = f" [{parameter.unit}]" if parameter.unit else ""
    schema["description"] = f"{label.zh} · {label.en}{unit}"
    return schema


def query_parameters(question: AnyQuestion) -> list[Document]:
    """The parameters of a question in a query string: lists repeated, objects as JSON text."""
    found: list[Document] = []
    shown = EXAMPLES.get(question.name, {}).get("parameters", {})
    for parameter in question.parameters:
        schema = parameter_schema(parameter)
        entry: Document = {"name": parameter.name, "in": "query", "required": parameter.required}
        entry["description"] = schema["description"]
        if parameter.type == "object":
            entry["content"] = {"application/json": {"schema": schema}}
            if parameter.name in shown:
                entry["content"]["application/json"]["example"] = shown[parameter.name]
        else:
            entry["schema"] = schema
            if parameter.name in shown:
                entry["example"] = shown[parameter.name]
        found.append(entry)
    return found


def body_content(question: AnyQuestion) -> Document:
    """The parameters of a question as one JSON object, with an example."""
    known = question.parameters
    schema = {
        "type": "object",
        "properties": {p.name: parameter_schema(p) for p in known},
        "required": [p.name for p in known if p.required],
        "additionalProperties": False,
    }
    shown = EXAMPLES.get(question.name)
    return {"schema": schema} if shown is None else {"schema": schema, "example": shown["parameters"]}


def row_schema(question: AnyQuestion) -> Document:
    """A row of an answer: every column of the question with its type, name and unit."""
    rows: Document = {}
    for column in shown_columns(question.columns):
        told = f"{column.label.zh} · {column.label.en}" + (f" [{column.unit}]" if column.unit else "")
        rows[column.name] = {**_value(question, column), "description": told}
    rows[EVIDENCE_ID]["type"] = "string"
    return {"type": "object", "properties": rows, "required": list(rows)}


def _value(question: AnyQuestion, column: Column) -> Document:
    if column.quoted:
        quoted: Document = {"type": "object", "additionalProperties": _CELL}
        return {"type": ["array", "null"], "items": quoted} if column.type == "objects" else quoted
    if not column.members:
        return _VALUES[column.type]
    member = {"$ref": COMPONENTS + component(question, column.name)}
    if column.type == "objects":
        return {"type": ["array", "null"], "items": member}
    return {"anyOf": [member, {"type": "null"}]}


def _members(column: Column) -> Document:
    """An object in a row: each member with its type, each code with its label."""
    told: Document = {}
    required: list[str] = []
    for name, kind in column.members.items():
        names = [name] if member_codes(name) is None else [name, name + LABEL]
        told |= dict.fromkeys(names, _VALUES[kind.rstrip("?")])
        required += [] if kind.endswith("?") else names
    return {"type": "object", "properties": told, "required": required}


def component(question: AnyQuestion, part: str) -> str:
    """The name of a schema that belongs to a question: ``ChokePointsRow``."""
    return "".join(word.capitalize() for word in (*question.name.split("-"), *part.split("_")))


def answer_schemas(questions: Iterable[AnyQuestion]) -> Document:
    """The schemas that the answers to these questions refer to, by name."""
    found: Document = {"Problem": PROBLEM_SCHEMA, "Column": COLUMN, "Warning": WARNING}
    for question in questions:
        found[component(question, "answer")] = _answer(question)
        found[component(question, "row")] = row_schema(question)
        found |= {component(question, c.name): _members(c) for c in question.columns if c.members}
    return found


def answer_schema(question: AnyQuestion) -> Document:
    """An answer, by the name of its schema."""
    return {"$ref": COMPONENTS + component(question, "answer")}


def _answer(question: AnyQuestion) -> Document:
    """An answer: the header of the contract, rows with the question's columns."""
    return record(
        {
            "question": {"const": question.name}, "version_id": MAYBE_TEXT, "content_hash": HASH,
            "parameters": {"type": "object"}, "data_grade": {"enum": ["A", "B", "C", "D"]},
            "completeness": {"type": ["number", "null"]}, "truncated": {"type": "boolean"},
            "truncated_reason": MAYBE_TEXT, "columns": listing({"$ref": COMPONENTS + "Column"}),
            "rows": listing({"$ref": COMPONENTS + component(question, "row")}),
            "n_rows": COUNT, "summary": {"type": "object"}, "warnings": listing({"$ref": COMPONENTS + "Warning"}),
        }
    )  # fmt: skip
