"""The clock's own memory: one for the whole installation, not for a town."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from engine.storage.columns import UtcDateTime


class LeaseRow(SQLModel, table=True):
    """Who may do something that only one process may do; the term tells old holders apart."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    holder: str
    term: int
    until_at: datetime = Field(sa_type=UtcDateTime)


class TickRow(SQLModel, table=True):
    """The last run of a tick."""

    __tablename__ = "ticks"

    name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    took_ms: int
    done: int
    failure: str | None = None


class ClockJumpRow(SQLModel, table=True):
    """A jump of the clock that holds consequences back until a person confirms it."""

    __tablename__ = "clock_jumps"

    id: str = Field(primary_key=True)
    from_at: datetime = Field(sa_type=UtcDateTime)
    to_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
