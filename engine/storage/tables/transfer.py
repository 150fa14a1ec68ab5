"""Lists that were taken over: how they are read, and which row became which case."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class ImportProfileRow(SQLModel, table=True):
    """How a list is read: which column is what, and what holds where a row is silent."""

    __tablename__ = "import_profiles"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    name: str = Field(primary_key=True)
    workflow: str
    columns: dict[str, Any] = Field(sa_type=CanonicalJson)
    """Heading or letters of a column to the path of a target."""
    defaults: dict[str, Any] = Field(sa_type=CanonicalJson)
    sheets: list[Any] = Field(sa_type=CanonicalJson)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class ImportedRowRow(SQLModel, table=True):
    """A row of a list as it was taken last, and the case that it became."""

    __tablename__ = "imported_rows"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        Index("imported_rows_by_case", "tenant", "case_id"),
    )

    tenant: str = Field(primary_key=True)
    list_name: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    """Its number, else its title and field of action, made comparable."""
    case_id: str
    sheet: str
    row: int
    fields: dict[str, Any] = Field(sa_type=CanonicalJson)
    holders: dict[str, Any] = Field(sa_type=CanonicalJson)
    taken_at: datetime = Field(sa_type=UtcDateTime)
