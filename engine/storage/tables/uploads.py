"""Files that somebody has brought to be looked at and taken: kept for a day, then forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class UploadRow(SQLModel, table=True):
    """A file between the steps of taking it; nobody but who brought it sees it."""

    __tablename__ = "uploads"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    person: str
    kind: str
    name: str
    content: bytes = Field(sa_type=LargeBinary)
    """Empty as soon as it has been taken."""
    told: dict[str, Any] = Field(sa_type=CanonicalJson)
    """How it is read."""
    checked: dict[str, Any] = Field(sa_type=CanonicalJson)
    """What was found in it."""
    state: str
    revision: int
    """Counts how often it was looked at; who takes it says which look she has seen."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    lease: str | None = None
    """Of the process that is taking it."""
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class UploadLineRow(SQLModel, table=True):
    """A row of such a file: what it would do, and what became of it."""

    __tablename__ = "upload_lines"
    __table_args__ = (ForeignKeyConstraint(["tenant", "upload"], ["uploads.tenant", "uploads.id"]),)

    tenant: str = Field(primary_key=True)
    upload: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    tags: str
    """What it is found by, each between commas."""
    detail: dict[str, Any] = Field(sa_type=CanonicalJson)
    outcome: dict[str, Any] | None = Field(default=None, sa_type=CanonicalJson)
