"""What programs have to do with a town: tokens by which they read and act, and webhooks."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class AccessTokenRow(SQLModel, table=True):
    """A token by which a program acts for a person, or a calendar reads; only its hash is here."""

    __tablename__ = "access_tokens"
    __table_args__ = (
        UniqueConstraint("tenant", "token_hash", name="access_tokens_hash"),
        Index("access_tokens_of_person", "tenant", "person"),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    token_hash: str
    kind: str
    """``api`` or ``calendar``."""
    person: str
    body: str | None = None
    """Of a calendar: the body whose dates it shows; None: what the person owes."""
    title: str
    scopes: list[Any] = Field(sa_type=CanonicalJson)
    created_by: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was last used, to the hour."""
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookRow(SQLModel, table=True):
    """An address that is told of topics, registered by an administrator."""

    __tablename__ = "webhooks"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    url: str
    topics: list[Any] = Field(sa_type=CanonicalJson)
    """Empty: all of them."""
    secret: str
    """What messages are signed with."""
    created_by: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookMessageRow(SQLModel, table=True):
    """A message to a webhook; what it tells was written together with the event."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        Index(
            "webhook_messages_next",
            "tenant",
            "next_try_at",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    """The ``webhook-id`` of the message: the same whenever it is sent again."""
    webhook: str
    topic: str
    payload: dict[str, Any] = Field(sa_type=CanonicalJson)
    at: datetime = Field(sa_type=UtcDateTime)
    state: str
    """``queued``, ``leased``, ``sent`` or ``dead``."""
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease: str | None = None
    attempts: int
    last_error: str | None = None
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
