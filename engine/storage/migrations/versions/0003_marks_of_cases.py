"""What lists sort, colour and group cases by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("cases", sa.Column("rating", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("area", sa.String(), nullable=True))
    op.add_column("cases", sa.Column("priority", sa.Integer(), nullable=True))
    op.create_index(
        "cases_by_rating",
        "cases",
        ["tenant", "workflow_key", "rating", "area"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
