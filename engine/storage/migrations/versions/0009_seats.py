"""Seats of bodies, and what bodies are there for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("bodies") as bodies:
        bodies.add_column(
            sa.Column("kind", sa.String(), nullable=False, server_default="steering_group")
        )
        bodies.add_column(
            sa.Column("mandate", sa.Text(), nullable=False, server_default='["decide"]')
        )
        bodies.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        bodies.add_column(sa.Column("valid_until", sa.Date(), nullable=True))
        bodies.add_column(sa.Column("procedure", sa.Text(), nullable=False, server_default="{}"))
        bodies.add_column(sa.Column("case_id", sa.String(), nullable=True))
    with op.batch_alter_table("role_holders") as holders:
        holders.add_column(sa.Column("seat", sa.String(), nullable=True))
    op.create_table(
        "seats",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("title_de", sa.String(), nullable=True),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("stands_for", sa.Text(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_index("seats_of_body", "seats", ["tenant", "body"], unique=False)
