"""Published and drafted workflow definitions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.storage.columns import OrderedJson, UtcDateTime


class DefinitionRow(SQLModel, table=True):
    """One version of a workflow; immutable once it is published."""

    __tablename__ = "definitions"
    __table_args__ = (Index("definitions_by_digest", "tenant", "digest"),)

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    key: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    digest: str
    document: dict[str, Any] = Field(sa_type=OrderedJson)
    """With its blocks put in, in the order of its author: forms and pages follow it."""
    state: str
    """``draft``, ``published`` or ``retired``."""
    drafted_by: str | None = None
    drafted_at: datetime = Field(sa_type=UtcDateTime)
    published_by: str | None = None
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
