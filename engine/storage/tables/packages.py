"""Packages that a town has taken."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class PackageRow(SQLModel, table=True):
    """One edition of a package as a town took it; the latest row is the one that holds."""

    __tablename__ = "packages"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    key: str
    version: int
    title: dict[str, Any] = Field(sa_type=CanonicalJson)
    workflows: dict[str, Any] = Field(sa_type=CanonicalJson)
    """By key: the documents as the package has them, with changes made and blocks put in."""
    bodies: dict[str, Any] = Field(sa_type=CanonicalJson)
    settings: dict[str, Any] = Field(sa_type=CanonicalJson)
    taken_by: str | None = None
    taken_at: datetime = Field(sa_type=UtcDateTime)
