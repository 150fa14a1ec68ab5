"""What has been kept for long enough: offered to the archive, answered, erased."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from engine.storage.columns import UtcDateTime


class RetentionRow(SQLModel, table=True):
    """How far one retention of a case has come; without a row it has not begun to end."""

    __tablename__ = "retentions"
    __table_args__ = (ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),)

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    """Key of the retention in the workflow."""
    offered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    wait_until: date | None = None
    """The last day on which the archive can answer."""
    answer: str | None = None
    """``taken`` or ``declined``."""
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
