"""What a town shows to other towns, and to people without a role in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("workflow", sa.String(), nullable=True),
        sa.Column("to_town", sa.String(), nullable=True),
        sa.Column("to_person", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(), nullable=True),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.ForeignKeyConstraint(["to_town"], ["tenants.id"]),
        sa.ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_index("shares_to_town", "shares", ["to_town"])
