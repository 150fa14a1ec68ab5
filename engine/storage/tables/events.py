"""What happened: append-only, chained by hashes, personal parts apart."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class EventRow(SQLModel, table=True):
    """One event of a case. Nothing in here is personal, so nothing is ever changed."""

    __tablename__ = "events"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        Index("events_by_time", "tenant", "at"),
        Index(
            "events_translate",
            "tenant",
            "case_id",
            sqlite_where=text("event = 'translate'"),
            postgresql_where=text("event = 'translate'"),
        ),
    )

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    event: str
    kind: str
    actor: str | None = None
    """Id of a person; None for the engine and for the public."""
    transition: str | None = None
    body: str
    """Canonical JSON: patch, input, verdicts, subject, planned_at, notes."""
    payload_digest: str | None = None
    """Salted hash of the personal part, None without one."""
    previous_hash: str
    hash: str


class EventPayloadRow(SQLModel, table=True):
    """The personal part of an event; erasing it leaves the chain whole."""

    __tablename__ = "event_payloads"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "case_id", "seq"], ["events.tenant", "events.case_id", "events.seq"]
        ),
    )

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    salt: str
    payload: str
    """Canonical JSON."""


class ReceiptRow(SQLModel, table=True):
    """The answer that an intent with an idempotency key got, to be given again."""

    __tablename__ = "receipts"
    __table_args__ = (Index("receipts_expiry", "tenant", "expires_at"),)

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    actor: str = Field(primary_key=True)
    """Id of a person, empty for the public."""
    key: str = Field(primary_key=True)
    intent_digest: str
    """The same key for another intent is a mistake of the caller."""
    answer: dict[str, Any] = Field(sa_type=CanonicalJson)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class RefusalRow(SQLModel, table=True):
    """An event that was refused, kept for a while."""

    __tablename__ = "refusals"
    __table_args__ = (
        Index("refusals_by_case", "tenant", "case_id"),
        Index("refusals_expiry", "tenant", "expires_at"),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    case_id: str | None = None
    event: str
    actor: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    reasons: list[Any] = Field(sa_type=CanonicalJson)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class ErasureRow(SQLModel, table=True):
    """That personal data was erased, of what, by whom and why; never what it was."""

    __tablename__ = "erasures"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    subject: str
    """``case:ID`` or ``person:ID``."""
    reason: str
    count: int
    erased_by: str | None = None
    at: datetime = Field(sa_type=UtcDateTime)
