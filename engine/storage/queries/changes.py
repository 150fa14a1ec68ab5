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
    most: tuple[int, int],
) -> list[str]:
    """Return the cases of workflows that somebody may know of and that had events in a time.

    Args:
        unit: The transaction.
        viewer: For whom.
        workflows: Whose cases.
        span: From a moment on, up to another one without it.
        most: So many events are looked at, and so many cases returned, the latest first.
    """
    recent = (
        select(_EVENTS.c.case_id, _EVENTS.c.at)
        .where(
            of_tenant(_EVENTS),
            _EVENTS.c.at >= bindparam("start"),
            _EVENTS.c.at < bindparam("end"),
        )
        .order_by(_EVENTS.c.at.desc())
        .limit(bindparam("most_events"))
        .subquery("recent")
    )
    query = (
        select(_CASES.c.id)
        .join(recent, recent.c.case_id == _CASES.c.id)
        .where(
            of_tenant(_CASES),
            _CASES.c.workflow_key.in_(sorted(workflows)),
            may_see(viewer.kind),
        )
        .group_by(_CASES.c.id)
        .order_by(func.max(recent.c.at).desc(), _CASES.c.id)
        .limit(bindparam("most_cases"))
    )
    (start, end), (events, cases) = span, most
    given = {"start": start, "end": end, "most_events": events, "most_cases": cases}
    return list(unit.run(Statement(query), **given, **viewer.binds).scalars())


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
