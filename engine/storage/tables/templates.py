"""Templates of papers that a town uses in the place of ours."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from engine.storage.columns import UtcDateTime


class PaperTemplateRow(SQLModel, table=True):
    """A Word template for one kind of paper, or for all."""

    __tablename__ = "paper_templates"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    kind: str = Field(primary_key=True)
    name: str
    """Of the file as it came."""
    content: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str | None = None
