"""A question answered on one version, and the stable ids of an answer and of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from graphsvc.domain.columns import Columns
from graphsvc.domain.notices import Notice
from graphsvc.domain.results import Finding
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values


@dataclass(frozen=True)
class Answer:
    """A question answered on one version: the public document is made from this at the doors."""

    question: str
    version_id: str | None
    content_hash: str
    secrecy: str | None
    parameters: Values
    columns: Columns
    findings: tuple[Finding, ...]
    evidence_ids: tuple[str, ...]
    summaries: Mapping[str, Mapping[str, object]]
    notices: tuple[Notice, ...]
    completeness: float | None
    grade: str
    truncated: Said | None
    n_rows: int

    @property
    def summary(self) -> Values:
        """As documents tell it: keyed by chain only where several chains were answered about."""
        return next(iter(self.summaries.values())) if len(self.summaries) == 1 else self.summaries


def answer_id(content_hash: str, question: str, parameters: Values) -> str:
    """Stable id of an answer: 16 hex digits over content, question and parameters."""
    body = orjson.dumps([content_hash, question, dict(parameters)], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()[:16]


def evidence_id(answer: str, key: Sequence[str]) -> str:
    """Stable id of one row of an answer: ``EV-<answer>-<row>``."""
    return f"EV-{answer}-{hashlib.sha256(orjson.dumps(list(key))).hexdigest()[:12]}"
