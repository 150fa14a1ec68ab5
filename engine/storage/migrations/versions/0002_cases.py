"""Cases, their events, and what leaves them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
INSTANT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workflow_key", sa.String(), nullable=False),
        sa.Column("workflow_version", sa.Integer(), nullable=False),
        sa.Column("workflow_digest", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("phase_entered_at", INSTANT, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("holders", sa.Text(), nullable=False),
        sa.Column("timers", sa.Text(), nullable=False),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("items_count", sa.Integer(), nullable=False),
        sa.Column("items_open", sa.Integer(), nullable=False),
        sa.Column("parent_case", sa.String(), nullable=True),
        sa.Column("parent_children", sa.String(), nullable=True),
        sa.Column("parent_entry", sa.Integer(), nullable=True),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("clock_failures", sa.Integer(), nullable=False),
        sa.Column("clock_retry_at", INSTANT, nullable=True),
        sa.Column("clock_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.UniqueConstraint("tenant", "number", name="cases_number"),
    )
    op.create_index(
        "cases_by_parent",
        "cases",
        ["tenant", "parent_case"],
        unique=False,
        sqlite_where=sa.text("parent_case IS NOT NULL"),
        postgresql_where=sa.text("parent_case IS NOT NULL"),
    )
    op.create_index("cases_by_state", "cases", ["tenant", "workflow_key", "state"], unique=False)
    op.create_index(
        "cases_next",
        "cases",
        ["tenant", "next_at", "id"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_table(
        "inbox",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.UniqueConstraint("tenant", "key", name="inbox_key"),
    )
    op.create_index(
        "inbox_next",
        "inbox",
        ["tenant", "next_try_at"],
        unique=False,
        sqlite_where=sa.text("next_try_at IS NOT NULL"),
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("occurrence", sa.String(), nullable=True),
        sa.Column("rung", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("subject_title", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"]),
        sa.PrimaryKeyConstraint("tenant", "id"),
        sa.UniqueConstraint("tenant", "key", name="outbox_key"),
    )
    op.create_index("outbox_by_case", "outbox", ["tenant", "case_id"], unique=False)
    op.create_index(
        "outbox_dead",
        "outbox",
        ["tenant", "at"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "outbox_next",
        "outbox",
        ["tenant", "next_try_at"],
        unique=False,
        sqlite_where=sa.text("next_try_at IS NOT NULL"),
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_table(
        "events",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("transition", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("payload_digest", sa.String(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        sa.PrimaryKeyConstraint("tenant", "case_id", "seq"),
    )
    op.create_table(
        "fired_rungs",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        sa.PrimaryKeyConstraint(
            "tenant", "case_id", "obligation", "series", "number", "revision", "rung"
        ),
    )
    op.create_table(
        "items",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("fallback", sa.String(), nullable=True),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.Column("postponed", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        sa.PrimaryKeyConstraint("tenant", "case_id", "kind", "key", "number"),
    )
    op.create_index(
        "items_open",
        "items",
        ["tenant", "body", "opened_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "links",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        sa.ForeignKeyConstraint(["tenant", "other_id"], ["cases.tenant", "cases.id"]),
        sa.PrimaryKeyConstraint("tenant", "case_id", "type", "other_id"),
    )
    op.create_index("links_by_other", "links", ["tenant", "other_id"], unique=False)
    op.create_table(
        "occurrences",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("series", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("nominal_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("window_at", INSTANT, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("fired", sa.Text(), nullable=True),
        sa.Column("broken", sa.Text(), nullable=True),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("extended_to", sa.Text(), nullable=True),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("history", sa.String(), nullable=False),
        sa.Column("last_fulfilled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        sa.PrimaryKeyConstraint("tenant", "case_id", "obligation", "series", "number"),
    )
    op.create_index(
        "occurrences_next",
        "occurrences",
        ["tenant", "next_at", "case_id"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "occurrences_open",
        "occurrences",
        ["tenant", "owner", "due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "event_payloads",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id", "seq"], ["events.tenant", "events.case_id", "events.seq"]
        ),
        sa.PrimaryKeyConstraint("tenant", "case_id", "seq"),
    )
