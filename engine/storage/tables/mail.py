"""What has to leave: letters to people and envelopes to other cases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class OutboxRow(SQLModel, table=True):
    """A message to one person; her address is looked up when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("tenant", "key", name="outbox_key"),
        Index(
            "outbox_next",
            "tenant",
            "next_try_at",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
        Index("outbox_by_case", "tenant", "case_id"),
        Index(
            "outbox_dead",
            "tenant",
            "at",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    key: str
    """What this message is about, for whom: the same is never enqueued twice."""
    case_id: str | None = None
    person: str | None = None
    """None: nobody holds the role."""
    role: str
    message: str
    occurrence: str | None = None
    rung: str | None = None
    revision: int
    due_on: date | None = None
    subject_title: dict[str, Any] | None = Field(default=None, sa_type=CanonicalJson)
    facts: dict[str, Any] = Field(sa_type=CanonicalJson)
    digest: str | None = None
    """Person and day of the daily message that it is part of; None: a message of its own."""
    at: datetime = Field(sa_type=UtcDateTime)
    state: str
    """``queued``, ``leased``, ``sent`` or ``dead``."""
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """None once it is sent or dead; while it is leased, the end of the lease."""
    lease: str | None = None
    attempts: int
    last_error: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InboxRow(SQLModel, table=True):
    """An event for a case, from another one."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("tenant", "key", name="inbox_key"),
        Index(
            "inbox_next",
            "tenant",
            "next_try_at",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    key: str
    target: str
    """Id of the case that it is for."""
    event: str
    input: dict[str, Any] = Field(sa_type=CanonicalJson)
    source: str | None = None
    """Id of the case that sent it."""
    hops: int
    """So many cases have passed on what began with one event."""
    at: datetime = Field(sa_type=UtcDateTime)
    state: str
    """``queued``, ``done`` or ``dead``."""
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int
    last_error: str | None = None
