"""Under which licence a town's open data may be used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("tenants", sa.Column("licence", sa.String(), nullable=True))
