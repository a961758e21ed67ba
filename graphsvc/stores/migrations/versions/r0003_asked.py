"""When a question was asked first, so that the oldest can go."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the moment of asking."""
    op.add_column("answers", sa.Column("asked", sa.Text, nullable=True))
    op.create_index("ix_answers_asked", "answers", ["asked"])
