"""Cases, what is owed in them, what stands before bodies, and what they have to do with others."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class CaseRow(SQLModel, table=True):
    """A case as it stands, in one row but for what is owed and what is before bodies."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("tenant", "number", name="cases_number"),
        Index("cases_by_state", "tenant", "workflow_key", "state"),
        Index(
            "cases_by_rating",
            "tenant",
            "workflow_key",
            "rating",
            "area",
            "exposure",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "cases_by_parent",
            "tenant",
            "parent_case",
            sqlite_where=text("parent_case IS NOT NULL"),
            postgresql_where=text("parent_case IS NOT NULL"),
        ),
        Index(
            "cases_public",
            "tenant",
            "id",
            sqlite_where=text("exposure = 'public'"),
            postgresql_where=text("exposure = 'public'"),
        ),
        Index(
            "cases_unheld",
            "tenant",
            "workflow_key",
            "id",
            sqlite_where=text("unheld IS NOT NULL"),
            postgresql_where=text("unheld IS NOT NULL"),
        ),
        Index("cases_by_workflow", "tenant", "workflow_key", "id"),
        Index(
            "cases_ended",
            "tenant",
            "workflow_key",
            "state",
            "exposure",
            sqlite_where=text("closed_at IS NOT NULL"),
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        Index(
            "cases_confidential",
            "tenant",
            "workflow_key",
            "id",
            sqlite_where=text("exposure = 'confidential'"),
            postgresql_where=text("exposure = 'confidential'"),
        ),
        Index(
            "cases_next",
            "tenant",
            "next_at",
            "id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    workflow_key: str
    workflow_version: int
    workflow_digest: str
    number: str
    state: str
    data: dict[str, Any] = Field(sa_type=CanonicalJson)
    version: int
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_on: date
    entered_at: datetime = Field(sa_type=UtcDateTime)
    phase_entered_at: datetime = Field(sa_type=UtcDateTime)
    entry: int
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = None
    holders: dict[str, Any] = Field(sa_type=CanonicalJson)
    timers: list[Any] = Field(sa_type=CanonicalJson)
    pauses: list[Any] = Field(sa_type=CanonicalJson)
    items_count: int
    items_open: int
    """How many items stand before bodies, so that a case without any needs no further query."""
    parent_case: str | None = None
    parent_children: str | None = None
    parent_entry: int | None = None
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the clock has to look at timers or at the suspension."""
    head_hash: str
    """Hash of the last event, which the next one is chained to."""
    rating: str | None = None
    """The traffic light as it is shown, by the workflow's overview; so are area and priority."""
    area: str | None = None
    priority: int | None = None
    """Place among the options of the priority, 0 the most urgent."""
    exposure: str = Field(sa_column_kwargs={"server_default": "internal"})
    """Who may know of the case: public, internal or confidential."""
    search: str
    """Number and title without upper case, to be searched in."""
    unheld: str | None = Field(default=None, sa_column_kwargs={"server_default": "?"})
    """Roles that cases hold and nobody holds in this one; ``?``: not worked out yet."""
    clock_failures: int
    """How often the clock has failed at this case since its last event."""
    clock_retry_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    clock_error: str | None = None


class OccurrenceRow(SQLModel, table=True):
    """One thing owed once."""

    __tablename__ = "occurrences"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        Index(
            "occurrences_next",
            "tenant",
            "next_at",
            "case_id",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
        Index(
            "occurrences_due",
            "tenant",
            "due_at",
            "case_id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "occurrences_open",
            "tenant",
            "owner",
            "due_at",
            "case_id",
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    obligation: str = Field(primary_key=True)
    series: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    owner: str
    revision: int
    anchor_on: date | None = None
    nominal_on: date | None = None
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    window_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    fired: list[Any] | None = Field(default=None, sa_type=CanonicalJson)
    broken: dict[str, Any] | None = Field(default=None, sa_type=CanonicalJson)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    extended: int
    extended_to: list[Any] | None = Field(default=None, sa_type=CanonicalJson)
    followed: bool
    history: str
    last_fulfilled_on: date | None = None


class FiredRungRow(SQLModel, table=True):
    """A settled rung; its key is what keeps a rung from firing twice."""

    __tablename__ = "fired_rungs"
    __table_args__ = (ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),)

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    obligation: str = Field(primary_key=True)
    series: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    rung: str = Field(primary_key=True)
    result: str
    planned_at: datetime = Field(sa_type=UtcDateTime)
    at: datetime = Field(sa_type=UtcDateTime)
    event_seq: int
    """The event of the case that it was part of."""


class ItemRow(SQLModel, table=True):
    """Something that stands before a body."""

    __tablename__ = "items"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        Index(
            "items_open",
            "tenant",
            "body",
            "opened_at",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    body: str
    title: dict[str, Any] = Field(sa_type=CanonicalJson)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    outcomes: dict[str, Any] = Field(sa_type=CanonicalJson)
    fallback: str | None = None
    reported: bool
    postponed: int
    outcome: str | None = None
    resolution: str | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LinkRow(SQLModel, table=True):
    """A typed link from one case to another."""

    __tablename__ = "links"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "case_id"], ["cases.tenant", "cases.id"]),
        ForeignKeyConstraint(["tenant", "other_id"], ["cases.tenant", "cases.id"]),
        Index("links_by_other", "tenant", "other_id"),
    )

    tenant: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    other_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
