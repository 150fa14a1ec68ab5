"""Why somebody came to hold a role or a seat, and why she no longer does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("role_holders") as holders:
        holders.add_column(sa.Column("given_because", sa.String(), nullable=True))
        holders.add_column(sa.Column("ended_because", sa.String(), nullable=True))
