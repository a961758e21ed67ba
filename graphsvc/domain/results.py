"""Questions and answers as values: what may be asked, what comes back, and the rows behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson

from graphsvc.domain.notices import Notice

Truth = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question. ``type``: text, number, integer, bool, enum, list or object.

    ``default`` None with ``required`` False means "decided from the data".
    """

    name: str
    type: str
    default: Any = None
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Trace:
    """What a row of an answer rests on: table rows (table, position, columns), a path, and what is missing.

    ``version_id`` names the version whose rows these are where that is not the version answered about.
    """

    refs: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    path: tuple[Mapping[str, Any], ...] = ()
    missing: tuple[Mapping[str, Any], ...] = ()
    version_id: str | None = None


def no_trace() -> Trace:
    """A row that rests on nothing but the version itself."""
    return Trace()


@dataclass(frozen=True)
class Finding:
    """One row of an answer: values by column, the key that names it, and its trace on demand."""

    values: Mapping[str, Any]
    key: tuple[str, ...]
    trace: Callable[[], Trace] = no_trace


@dataclass(frozen=True)
class Result:
    """What a question gives for one scope. ``completeness`` 0-1 or None where it has no meaning."""

    findings: Sequence[Finding]
    summary: Mapping[str, Any] = field(default_factory=dict)
    notices: Sequence[Notice] = ()
    completeness: float | None = None
    grade: str | None = None
    truncated: str | None = None


@dataclass(frozen=True)
class Answer:
    """A question answered on one version: the public document is made from this at the doors."""

    question: str
    version_id: str | None
    content_hash: str
    secrecy: str | None
    parameters: Mapping[str, Any]
    columns: tuple[str, ...]
    findings: tuple[Finding, ...]
    evidence_ids: tuple[str, ...]
    summary: Mapping[str, Any]
    notices: tuple[Notice, ...]
    completeness: float | None
    grade: str
    truncated: str | None
    n_rows: int


def answer_id(content_hash: str, question: str, parameters: Mapping[str, Any]) -> str:
    """Stable id of an answer: 16 hex digits over content, question and parameters."""
    body = orjson.dumps([content_hash, question, dict(parameters)], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()[:16]


def evidence_id(answer: str, key: Sequence[str]) -> str:
    """Stable id of one row of an answer: ``EV-<answer>-<row>``."""
    return f"EV-{answer}-{hashlib.sha256(orjson.dumps(list(key))).hexdigest()[:12]}"
