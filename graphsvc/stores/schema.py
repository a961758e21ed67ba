"""Tables of the store, the same on SQLite and PostgreSQL.

files, blobs            bytes under their SHA-256: uploads as they came; canonical tables as compressed Arrow
submissions             one per (upload, slot), with its files and its tables as staged
versions                immutable compositions: slots, and per slot the resolved tables
pointer                 one row: which version is the published one
answers                 what was asked, so that evidence opens later
replies                 what a load under a key was told, for a day
decisions               what persons decided about doubts of loading, in the order of deciding
gap_reviews             what persons concluded about gaps, every revision of it
jobs                    long work: what was asked, and how far it has come

Nothing but the pointer and jobs is ever changed, nothing but old answers, replies and jobs is ever deleted.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision of the schema, oldest first; the last one is what this program writes."""

VERSION_TABLE = "graphsvc_schema"
"""Where the revision of a store stands."""

MANIFEST = "graphsvc_manifest"
"""What a backup file has beside the tables: per table its row count and digest."""


class Json(TypeDecorator[Any]):
    """Any plain value as ASCII JSON text, so that NUL and lone surrogates survive on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        """Python value to text."""
        return json.dumps(value, ensure_ascii=True, sort_keys=True, default=str)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Text to Python value."""
        return None if value is None else json.loads(value)


metadata = MetaData()

files = Table(
    "files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("submission_id", Text, primary_key=True),
    Column("chain", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("report", Json, nullable=False),
    Column("created", Text, nullable=False),
)

submission_files = Table(
    "submission_files",
    metadata,
    Column("submission_id", ForeignKey("submissions.submission_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Json, nullable=False),
    Column("sha256", ForeignKey("files.sha256"), nullable=False, index=True),
)

submission_tables = Table(
    "submission_tables",
    metadata,
    Column("submission_id", ForeignKey("submissions.submission_id"), primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("hash", ForeignKey("blobs.hash"), nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("version_id", Text, primary_key=True),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("content_hash", Text, nullable=False),
    Column("created", Text, nullable=False),
)

version_slots = Table(
    "version_slots",
    metadata,
    Column("version_id", ForeignKey("versions.version_id"), primary_key=True),
    Column("chain", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("submission_id", ForeignKey("submissions.submission_id"), nullable=False),
)

version_tables = Table(
    "version_tables",
    metadata,
    Column("version_id", Text, primary_key=True),
    Column("chain", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("hash", ForeignKey("blobs.hash"), nullable=False),
    ForeignKeyConstraint(
        ["version_id", "chain", "region"],
        ["version_slots.version_id", "version_slots.chain", "version_slots.region"],
    ),
)

pointer = Table(
    "pointer",
    metadata,
    Column("pointer_id", Integer, CheckConstraint("pointer_id = 1"), primary_key=True, autoincrement=False),
    Column("latest", ForeignKey("versions.version_id"), nullable=True),
)

answers = Table(
    "answers",
    metadata,
    Column("answer_id", Text, primary_key=True),
    Column("version_id", ForeignKey("versions.version_id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("asked", Text, nullable=True, index=True),
)

replies = Table(
    "replies",
    metadata,
    Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created", Text, nullable=False, index=True),
)

decisions = Table(
    "decisions",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("doubt_key", Text, nullable=False),
    Column("doubt", Json, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("value", Json, nullable=True),
    Column("decided_by", Json, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("note", Json, nullable=True),
)

gap_reviews = Table(
    "gap_reviews",
    metadata,
    Column("chain", Json, primary_key=True),
    Column("region", Json, primary_key=True),
    Column("product", Json, primary_key=True),
    Column("gap_kind", Json, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("conclusion", Text, nullable=False),
    Column("note", Json, nullable=False),
    Column("owner", Json, nullable=False),
    Column("reviewed_by", Json, nullable=False),
    Column("reviewed_at", Text, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("version_id", ForeignKey("versions.version_id"), nullable=False),
    Column("engine", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("ending", Text, nullable=False),
    Column("created", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("fraction", Double, nullable=False),
    Column("started", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Column("heard", Text, nullable=False),
    Column("problem", Json, nullable=True),
)
