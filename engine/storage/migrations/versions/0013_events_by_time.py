"""What has happened since a moment is found by the time of the events."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_index("events_by_time", "events", ["tenant", "at"])
