"""What a person concluded about a gap: kept apart from the data, by object, so that it holds across versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import orjson

Conclusion = Literal["open", "confirmed", "data_gap", "purchasable"]
CONCLUSIONS: tuple[Conclusion, ...] = ("open", "confirmed", "data_gap", "purchasable")
"""待复核, 确认短板, 数据缺漏, 可外购; a gap that nobody looked at is ``open``."""
LONGEST = {"note": 2000, "owner": 200, "reviewed_by": 200}
"""Most characters of a text."""


@dataclass(frozen=True, order=True)
class GapObject:
    """A gap as versions share it: chain, region (six digits, "" where the chain has none), product and kind."""

    chain: str
    region: str
    product: str
    gap_kind: str


@dataclass(frozen=True)
class GapReview:
    """What is concluded about a gap, and by whom and when (ISO 8601, UTC) that was said last.

    ``revision`` counts how often it was said; 0 is a gap that nobody looked at.
    """

    about: GapObject
    conclusion: Conclusion = "open"
    note: str = ""
    owner: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""
    revision: int = 0

    @property
    def mark(self) -> str:
        """Eight hexadecimal digits of what is said, whoever said it."""
        told = [text.encode("utf-8", "replace").decode() for text in (self.conclusion, self.note, self.owner)]
        return hashlib.sha256(orjson.dumps(told)).hexdigest()[:8]


def state_of(reviews: Iterable[GapReview]) -> int:
    """A number that grows with everything said: revisions only ever rise."""
    return sum(review.revision for review in reviews)
