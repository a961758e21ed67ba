"""What every store says alike, whatever keeps its rows: names of versions, moments, notices as facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from graphsvc.domain.errors import StoreError
from graphsvc.domain.gap_reviews import GapReview
from graphsvc.domain.notices import Notice
from graphsvc.domain.sentences import plain_fact


def version_id_of(sequence: int, content_hash: str) -> str:
    """Name of the ``sequence``-th version of a store, counted from 1: ``v000001-`` and the hash's first 8 digits."""
    return f"v{sequence:06d}-{content_hash.rpartition(':')[2][:8]}"


def written(moment: datetime) -> str:
    """A moment in UTC as the stores write it: ISO 8601 with milliseconds, ending with ``Z``."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def facts_of(notice: Notice) -> dict[str, Any]:
    """A notice as plain facts, before any language."""
    place = notice.place
    return {
        "code": notice.code,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "original": notice.original,
        "action": notice.action,
        "facts": {name: plain_fact(fact) for name, fact in notice.facts.items()},
    }


def gap_conflict(now: GapReview) -> StoreError:
    """The refusal of a conclusion whose author did not see what was said last."""
    return StoreError("gap_review_conflict", product=now.about.product, who=now.reviewed_by, when=now.reviewed_at)
