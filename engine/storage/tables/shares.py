"""What a town shows to others: to other towns, or to people without a role in it."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from engine.storage.columns import UtcDateTime


class ShareRow(SQLModel, table=True):
    """One case, or all cases of one workflow, shown to one town or one person."""

    __tablename__ = "shares"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        Index("shares_to_town", "to_town"),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    """The town that shows."""
    id: str = Field(primary_key=True)
    case_id: str | None = None
    workflow: str | None = None
    """All its cases that are not confidential, those to come too."""
    to_town: str | None = Field(default=None, foreign_key="tenants.id")
    to_person: str | None = None
    """Of this town's directory."""
    reason: str
    valid_until: date | None = None
    """The last day."""
    given_by: str | None = None
    given_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
