"""Which cases something has happened to in a time, found by the time of the events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from engine.storage.metadata import table_of
from engine.storage.queries.visible import may_see
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, OccurrenceRow
from engine.storage.tables.events import EventRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_EVENTS = table_of(EventRow)
_OCCURRENCES = table_of(OccurrenceRow)


def touched(
    unit: Unit,
    viewer: Viewer,
    workflows: Collection[str],
    span: tuple[datetime, datetime],
    *,
    limit: int,
) -> list[str]:
    """Return the cases of workflows that somebody may know of and that had events in a time.

    Args:
        unit: The transaction.
        viewer: For whom.
        workflows: Whose cases.
        span: From a moment on, up to another one without it.
        limit: So many events are looked at, the latest first.
    """
    recent = (
        select(_EVENTS.c.case_id)
        .where(
            of_tenant(_EVENTS),
            _EVENTS.c.at >= bindparam("start"),
            _EVENTS.c.at < bindparam("end"),
        )
        .order_by(_EVENTS.c.at.desc())
        .limit(bindparam("limit"))
    )
    query = (
        select(_CASES.c.id)
        .where(
            of_tenant(_CASES),
            _CASES.c.id.in_(recent),
            _CASES.c.workflow_key.in_(sorted(workflows)),
            may_see(viewer.kind),
        )
        .order_by(_CASES.c.id)
    )
    start, end = span
    span_of = {"start": start, "end": end, "limit": limit}
    return list(unit.run(Statement(query), **span_of, **viewer.binds).scalars())


def due_days(
    unit: Unit, workflow: str, obligations: Collection[str], days: tuple[date, date]
) -> dict[date, int]:
    """Return how often obligations fell due on which day, the days at both ends included."""
    query = (
        select(_OCCURRENCES.c.due_on, func.count().label("count_of"))
        .join(
            _CASES,
            (_CASES.c.tenant == _OCCURRENCES.c.tenant) & (_CASES.c.id == _OCCURRENCES.c.case_id),
        )
        .where(
            of_tenant(_OCCURRENCES),
            _CASES.c.workflow_key == workflow,
            _OCCURRENCES.c.obligation.in_(sorted(obligations)),
            _OCCURRENCES.c.due_on >= bindparam("first"),
            _OCCURRENCES.c.due_on <= bindparam("last"),
        )
        .group_by(_OCCURRENCES.c.due_on)
    )
    rows = unit.run(Statement(query), first=days[0], last=days[1])
    return {row.due_on: row.count_of for row in rows}
