"""What both reading and writing ask of the tables: versions, submissions, bytes checked against their names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Select, select

from graphsvc.domain.errors import NotFound, StoreError
from graphsvc.domain.ports import SlotEntry, VersionInfo
from graphsvc.domain.submission import Slot
from graphsvc.stores import schema
from graphsvc.stores.columnar import digest

CHECKED_AT_ONCE = 1 << 23
"""Bytes read back at once."""


def is_plain(text: str) -> bool:
    """Whether every database can be asked for this text: no NUL, no lone surrogate."""
    return text.isprintable()


def batches(keys: Collection[str], size: int = 500) -> Iterator[list[str]]:
    """Keys in order, so many at a time as one statement may name."""
    ordered = sorted(keys)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


def kept_bytes(connection: Connection, key: Column[str], wanted: Collection[str]) -> dict[str, bytes]:
    """Bytes under their hashes, each checked."""
    data: dict[str, bytes] = {}
    for some in batches(wanted):
        for one, content in connection.execute(select(key, key.table.c.data).where(key.in_(some))):
            if digest(content) != one:
                raise StoreError("store_corrupt", what=f"{key.table.name} {one}", reason="SHA-256 differs")
            data[one] = content
    for one in wanted:
        if one not in data:
            raise StoreError("store_corrupt", what=f"{key.table.name} {one}", reason="missing")
    return data


def check(connection: Connection, key: Column[str], wanted: Mapping[str, bytes]) -> None:
    """Read back what a version hangs on, a few megabytes at a time."""
    some: list[str] = []
    n_bytes = 0
    for one, data in wanted.items():
        if some and n_bytes + len(data) > CHECKED_AT_ONCE:
            kept_bytes(connection, key, some)
            some, n_bytes = [], 0
        some.append(one)
        n_bytes += len(data)
    kept_bytes(connection, key, some)


def submission_row(connection: Connection, submission_id: str) -> Any:
    """The row of a submission; NotFound (``unknown_submission``) otherwise."""
    row = (
        is_plain(submission_id)
        and connection.execute(
            select(schema.submissions).where(schema.submissions.c.submission_id == submission_id)
        ).one_or_none()
    )
    if not row:
        raise NotFound("unknown_submission", submission=submission_id)
    return row


def version_info(connection: Connection, version_id: str) -> VersionInfo:
    """One version; NotFound (``unknown_version``) otherwise."""
    wanted = select(schema.versions).where(schema.versions.c.version_id == version_id)
    found = version_infos(connection, wanted) if is_plain(version_id) else []
    if not found:
        raise NotFound("unknown_version", version=version_id)
    return found[0]


def version_infos(connection: Connection, wanted: Select[Any]) -> list[VersionInfo]:
    """Versions with their slots, newest first; ``wanted`` selects rows of ``versions``."""
    heads = connection.execute(wanted.order_by(schema.versions.c.sequence.desc())).all()
    slots = schema.version_slots
    filled = select(slots)
    if len(heads) == 1:
        filled = filled.where(slots.c.version_id == heads[0].version_id)
    entries: dict[str, list[SlotEntry]] = {}
    for row in connection.execute(filled):
        entries.setdefault(row.version_id, []).append(SlotEntry(Slot(row.chain, row.region), row.submission_id))
    return [
        VersionInfo(
            version_id=head.version_id,
            content_hash=head.content_hash,
            created=head.created,
            slots=tuple(sorted(entries.get(head.version_id, ()), key=lambda entry: entry.slot)),
        )
        for head in heads
    ]
