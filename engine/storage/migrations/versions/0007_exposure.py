"""Who may know of a case.

Until now no workflow could make a case public, so that every stored case is internal.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column("exposure", sa.String(), server_default="internal", nullable=False),
    )
    op.create_index(
        "cases_public",
        "cases",
        ["tenant", "id"],
        unique=False,
        sqlite_where=sa.text("exposure = 'public'"),
        postgresql_where=sa.text("exposure = 'public'"),
    )
