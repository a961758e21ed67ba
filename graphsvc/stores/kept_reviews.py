"""Conclusions about gaps in SQL: every revision is appended, the highest counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from graphsvc.domain.gap_reviews import GapObject, GapReview
from graphsvc.stores import schema
from graphsvc.stores.alike import gap_conflict


def read_reviews(connection: Connection, about: GapObject | None = None) -> tuple[GapReview, ...]:
    """The last that was said about each gap, or about one of them, in the order of the gaps."""
    one = schema.gap_reviews
    wanted = select(one).order_by(one.c.revision)
    if about is not None:
        wanted = wanted.where(*(one.c[name] == value for name, value in asdict(about).items()))
    last = {}
    for row in connection.execute(wanted):
        gap = GapObject(row.chain, row.region, row.product, row.gap_kind)
        last[gap] = GapReview(gap, row.conclusion, row.note, row.owner, row.reviewed_by, row.reviewed_at, row.revision)
    return tuple(last[gap] for gap in sorted(last))


def add_reviews(connection: Connection, reviews: Sequence[GapReview]) -> tuple[GapReview, ...]:
    """Append conclusions; StoreError (``gap_review_conflict``) where a revision seen is not the last."""
    one, insert = schema.gap_reviews, sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    kept = []
    for review in reviews:
        now = next(iter(read_reviews(connection, review.about)), GapReview(review.about))
        new = replace(review, revision=now.revision + 1)
        told = asdict(new)
        row = {**told.pop("about"), **told}
        if now.revision != review.revision:
            raise gap_conflict(now)
        written = insert(one).values(row).on_conflict_do_nothing().returning(one.c.revision)
        if connection.execute(written).first() is None:
            now = next(iter(read_reviews(connection, review.about)), now)  # another transaction was faster
            raise gap_conflict(now)
        kept.append(new)
    return tuple(kept)
