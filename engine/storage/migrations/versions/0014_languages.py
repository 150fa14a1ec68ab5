"""Which languages the public pages of a town offer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column(
        "tenants",
        sa.Column("languages", sa.Text(), nullable=False, server_default='["de","en"]'),
    )
