"""What a person decided about doubts of loading: kept apart from the files, applied to every later load."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import orjson

from graphsvc.domain.notices import Notice

Kind = Literal["merge", "alias", "code", "row", "place", "heading", "unit"]
"""merge: two ids are one firm; alias: a text names a row of a list; code: a credit code is meant; row: a cell of a row
that waits is corrected; place: a text is a region or country; heading: it names a column; unit: a text is a unit."""

Verdict = Literal["accepted", "rejected", "withdrawn"]
"""``withdrawn`` takes an earlier decision back, so that the doubt is open again."""


@dataclass(frozen=True)
class Doubt:
    """One thing to decide on.

    ``table`` is the list it is about, ``original`` the text as written (of a row that waits its cells as canonical
    JSON, ``field`` then names the cell), ``scope`` the chain or region it is limited to, "" where it holds everywhere.
    """

    kind: Kind
    table: str
    scope: str
    original: str
    field: str = ""

    @property
    def key(self) -> str:
        """16 hexadecimal digits: the same doubt, however wide its letters and blanks are."""
        plain = "".join(unicodedata.normalize("NFKC", self.original).casefold().split())
        told = orjson.dumps([self.kind, self.table, self.scope, plain.encode("utf-8", "replace").decode(), self.field])
        return hashlib.sha256(told).hexdigest()[:16]


@dataclass(frozen=True)
class Decision:
    """What was decided about a doubt: by whom and when (ISO 8601, UTC); ``value`` is what it comes to."""

    doubt: Doubt
    verdict: Verdict
    value: str | None
    decided_by: str
    decided_at: str
    note: str | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What a notice tells of it."""
        return {"value": self.value or "—", "by": self.decided_by, "on": self.decided_at[:10]}

    def says_the_same(self, other: Decision | None) -> bool:
        """Whether another decision comes to the same, whoever took it."""
        return other is not None and (self.verdict, self.value) == (other.verdict, other.value)


def in_force(history: Iterable[Decision]) -> tuple[Decision, ...]:
    """The last decision about each doubt, those taken back left out; in the order of deciding, oldest first."""
    last: dict[str, Decision] = {}
    for decision in history:
        last.pop(decision.doubt.key, None)
        last[decision.doubt.key] = decision
    return tuple(decision for decision in last.values() if decision.verdict != "withdrawn")


@dataclass(frozen=True)
class Candidate:
    """What a doubt may come to; ``score`` 0–1 is how alike it is, None where nothing was compared."""

    value: str
    name: str = ""
    score: float | None = None

    @property
    def shown(self) -> str:
        """Value and name, as a drop-down shows them."""
        return f"{self.value} {self.name}".strip()


@dataclass(frozen=True)
class Proposal:
    """A doubt that is open: what was said of it, at its first place, and what it may come to, best first.

    ``options`` are further values to choose from, none of which is proposed.

    ``n`` is how often it was met, ``cells`` the row that waits as (heading, text).
    """

    doubt: Doubt
    reason: Notice
    candidates: tuple[Candidate, ...] = ()
    n: int = 1
    cells: tuple[tuple[str, str], ...] = ()
    slot: tuple[str, str] = ("", "")
    options: tuple[Candidate, ...] = ()
    shown: str | None = None
    """What a person reads instead of ``doubt.original``, where the two differ."""

    @property
    def first(self) -> Candidate | None:
        """What accepting means: the best candidate, None where there is none or several are as good."""
        scores = [each.score for each in self.candidates]
        return self.candidates[0] if scores and (len(scores) == 1 or scores[0] != scores[1]) else None


@dataclass(frozen=True)
class FilledRow:
    """A line of a review workbook as it came back: cells as written, blank as None."""

    sheet: str
    row: int
    key: str
    verdict: str | None
    value: str | None
    note: str | None
    decided_by: str | None


@dataclass(frozen=True)
class FilledReview:
    """A review workbook as it came back: which version it was made from, and its lines."""

    file: str
    version_id: str | None
    content_hash: str | None
    decided_by: str | None
    rows: tuple[FilledRow, ...]
