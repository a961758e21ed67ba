"""What a question gives: findings, the rows behind each, and what is said of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graphsvc.domain.notices import Notice
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values

Truth = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Trace:
    """What a row of an answer rests on: table rows (table, position, columns), a path, and what is missing.

    ``version_id`` names the version whose rows these are where that is not the version answered about.
    """

    refs: tuple[tuple[str, int, tuple[str, ...]], ...] = ()
    path: tuple[Values, ...] = ()
    missing: tuple[Mapping[str, object], ...] = ()
    version_id: str | None = None


def no_trace() -> Trace:
    """A row that rests on nothing but the version itself."""
    return Trace()


@dataclass(frozen=True)
class Finding:
    """One row of an answer: values by column, the key that names it, and its trace on demand."""

    values: Values
    key: tuple[str, ...]
    trace: Callable[[], Trace] = no_trace


@dataclass(frozen=True)
class Result:
    """What a question gives for one scope. ``completeness`` 0-1 or None where it has no meaning.

    ``summary``: of one chain; of the joined network ``summaries`` by chain, ``""`` where no chain is meant.
    """

    findings: Sequence[Finding]
    summary: Values = field(default_factory=dict)
    notices: Sequence[Notice] = ()
    completeness: float | None = None
    grade: str | None = None
    truncated: Said | None = None
    summaries: Mapping[str, Values] = field(default_factory=dict)
