"""Towns, and what each has set for itself."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class TenantRow(SQLModel, table=True):
    """A town: the place its law and its holidays come from, and how it writes to people."""

    __tablename__ = "tenants"

    id: str = Field(primary_key=True)
    title: str
    land: str
    """ISO 3166-2:DE suffix, for example ``NW``."""
    municipality: str | None = None
    own_days: list[Any] = Field(sa_type=CanonicalJson)
    time_zone: str
    language: str
    languages: list[Any] = Field(sa_type=CanonicalJson)
    """Tags of the languages that the public pages offer, in the order in which they stand in for
    one another."""
    rung_time: str
    """Default local hour of reminders, ``HH:MM``."""
    grace: str
    """Period in words that a due date gets which would otherwise lie in the past."""
    rhythm: str
    """``at_once`` or ``daily``: how people get their messages who chose nothing themselves."""
    digest_time: str
    """Local hour of the daily message, ``HH:MM``."""
    two_person_publish: bool
    licence: str | None = None
    """Of the open data, as DCAT-AP.de names it; None: the town has named none."""
    stamp: int
    """Raised whenever something changes that processes keep in memory about this town."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class SettingRow(SQLModel, table=True):
    """The value of a workflow's setting from a date on; the latest row of a date wins."""

    __tablename__ = "settings"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    workflow: str
    name: str
    value: Any = Field(sa_type=CanonicalJson, sa_column_kwargs={"nullable": True})
    valid_from: date
    set_by: str | None = None
    set_at: datetime = Field(sa_type=UtcDateTime)


class CounterRow(SQLModel, table=True):
    """The last number given out in a series, for example the cases of a workflow and year."""

    __tablename__ = "counters"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    name: str = Field(primary_key=True)
    value: int
