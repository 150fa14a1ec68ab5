"""Who may sign in, where somebody is signed in, and what was begun there."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class AccountRow(SQLModel, table=True):
    """That a person may sign in: with a password, or through the town's identity provider."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("tenant", "oidc_issuer", "oidc_subject", name="accounts_oidc"),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    person: str = Field(primary_key=True)
    password_hash: str | None = None
    oidc_issuer: str | None = None
    oidc_subject: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SessionRow(SQLModel, table=True):
    """That somebody is signed in in one browser; the token itself is only there."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_of_person", "tenant", "person"),)

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    token_hash: str = Field(primary_key=True)
    person: str
    device: str
    """What the browser says it is, shortened."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class InvitationRow(SQLModel, table=True):
    """A link by which somebody chooses a password, once."""

    __tablename__ = "invitations"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    token_hash: str = Field(primary_key=True)
    person: str
    invited_by: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DraftRow(SQLModel, table=True):
    """What somebody has filled in and not sent yet."""

    __tablename__ = "drafts"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    person: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    """Which form: case and event."""
    entries: dict[str, Any] = Field(sa_type=CanonicalJson)
    """As they stand in the form, not converted."""
    saved_at: datetime = Field(sa_type=UtcDateTime)


class ReportLinkRow(SQLModel, table=True):
    """That the link of a letter has been used up or withdrawn; a fresh link has no row."""

    __tablename__ = "report_links"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    letter: str = Field(primary_key=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: str | None = None


class SecretRow(SQLModel, table=True):
    """A secret that this town signs its links with."""

    __tablename__ = "secrets"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    name: str = Field(primary_key=True)
    value: str
