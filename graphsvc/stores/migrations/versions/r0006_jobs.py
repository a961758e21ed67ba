"""Long work: what was asked, and how far it has come."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table of jobs."""
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("version_id", sa.Text, sa.ForeignKey("versions.version_id"), nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("lang", sa.Text, nullable=False),
        sa.Column("ending", sa.Text, nullable=False),
        sa.Column("created", sa.Text, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("fraction", sa.Double, nullable=False),
        sa.Column("started", sa.Text, nullable=False),
        sa.Column("ended", sa.Text, nullable=False),
        sa.Column("heard", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=True),
    )
