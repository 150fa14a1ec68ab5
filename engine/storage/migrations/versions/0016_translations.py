"""Translations are found among the events of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index(
        "events_translate",
        "events",
        ["tenant", "case_id"],
        unique=False,
        sqlite_where=sa.text("event = 'translate'"),
        postgresql_where=sa.text("event = 'translate'"),
    )
