"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, and the one row of the pointer."""
    for name, key in (("files", "sha256"), ("blobs", "hash")):
        op.create_table(
            name,
            sa.Column(key, sa.Text, primary_key=True),
            sa.Column("size", sa.BigInteger, nullable=False),
            sa.Column("data", sa.LargeBinary, nullable=False),
        )
    op.create_table(
        "submissions",
        sa.Column("submission_id", sa.Text, primary_key=True),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
    )
    op.create_table(
        "submission_files",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.submission_id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("files.sha256"), nullable=False),
    )
    op.create_index("ix_submission_files_sha256", "submission_files", ["sha256"])
    op.create_table(
        "submission_tables",
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.submission_id"), primary_key=True),
        sa.Column("table_name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, sa.ForeignKey("blobs.hash"), nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column("version_id", sa.Text, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False, unique=True),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False),
    )
    op.create_table(
        "version_slots",
        sa.Column("version_id", sa.Text, sa.ForeignKey("versions.version_id"), primary_key=True),
        sa.Column("chain", sa.Text, primary_key=True),
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("submission_id", sa.Text, sa.ForeignKey("submissions.submission_id"), nullable=False),
    )
    op.create_table(
        "version_tables",
        sa.Column("version_id", sa.Text, primary_key=True),
        sa.Column("chain", sa.Text, primary_key=True),
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("table_name", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, sa.ForeignKey("blobs.hash"), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id", "chain", "region"],
            ["version_slots.version_id", "version_slots.chain", "version_slots.region"],
        ),
    )
    pointer = op.create_table(
        "pointer",
        sa.Column(
            "pointer_id", sa.Integer, sa.CheckConstraint("pointer_id = 1"), primary_key=True, autoincrement=False
        ),
        sa.Column("latest", sa.Text, sa.ForeignKey("versions.version_id"), nullable=True),
    )
    op.create_table(
        "answers",
        sa.Column("answer_id", sa.Text, primary_key=True),
        sa.Column("version_id", sa.Text, sa.ForeignKey("versions.version_id"), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
    )
    op.bulk_insert(pointer, [{"pointer_id": 1, "latest": None}])
