"""What the clock has to look at: found through the partial indexes on ``next_at`` only.

How many obligations are open makes no difference; only what is due is ever touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, tuple_, update

from engine.storage.columns import UtcDateTime
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, OccurrenceRow

if TYPE_CHECKING:
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a sweep has come: nothing before it is looked at again in the same tick."""

    next_at: datetime
    case_id: str


START = Cursor(datetime.min.replace(tzinfo=UTC), "")

_NOT_PUT_OFF = or_(_CASES.c.clock_retry_at.is_(None), _CASES.c.clock_retry_at <= bindparam("at"))


def _due(next_at: Any, case_id: Any) -> Any:
    return and_(
        next_at <= bindparam("at"),
        tuple_(next_at, case_id)
        > tuple_(bindparam("since", type_=UtcDateTime()), bindparam("since_id")),
        _NOT_PUT_OFF,
    )


_DUE_RUNGS = Statement(
    select(_OCCURRENCES.c.case_id, _OCCURRENCES.c.next_at)
    .join(
        _CASES,
        and_(_CASES.c.tenant == _OCCURRENCES.c.tenant, _CASES.c.id == _OCCURRENCES.c.case_id),
    )
    .where(of_tenant(_OCCURRENCES), _due(_OCCURRENCES.c.next_at, _OCCURRENCES.c.case_id))
    .order_by(_OCCURRENCES.c.next_at, _OCCURRENCES.c.case_id)
    .limit(bindparam("limit"))
    .with_for_update(of=_CASES, key_share=True, skip_locked=True)
)
_DUE_TIMERS = Statement(
    select(_CASES.c.id.label("case_id"), _CASES.c.next_at)
    .where(of_tenant(_CASES), _due(_CASES.c.next_at, _CASES.c.id))
    .order_by(_CASES.c.next_at, _CASES.c.id)
    .limit(bindparam("limit"))
    .with_for_update(of=_CASES, key_share=True, skip_locked=True)
)


def _waiting(table: Any) -> Select[Any]:
    """Return the statement that counts what is due, without holding anything."""
    return select(func.count().label("due"), func.min(table.c.next_at).label("oldest")).where(
        of_tenant(table), table.c.next_at <= bindparam("at")
    )


_WAITING_RUNGS = Statement(_waiting(_OCCURRENCES))
_WAITING_TIMERS = Statement(_waiting(_CASES))
_PUT_OFF = Statement(
    update(_CASES)
    .where(of_tenant(_CASES), _CASES.c.id == bindparam("case"))
    .values(
        clock_failures=_CASES.c.clock_failures + 1,
        clock_retry_at=bindparam("retry_at"),
        clock_error=bindparam("error"),
    )
    .returning(_CASES.c.clock_failures)
)
_FAILING = Statement(
    select(
        _CASES.c.id,
        _CASES.c.number,
        _CASES.c.clock_failures,
        _CASES.c.clock_retry_at,
        _CASES.c.clock_error,
    )
    .where(of_tenant(_CASES), _CASES.c.clock_failures > 0)
    .order_by(_CASES.c.id)
)


def claim_rungs(
    unit: Unit, at: datetime, limit: int, since: Cursor = START
) -> tuple[list[str], Cursor | None]:
    """Hold cases in which a rung is due; return their ids and where to go on, None at the end.

    On PostgreSQL cases that somebody else holds are passed over, so that any number of processes
    may sweep. The cases stay held until the unit ends.
    """
    return _claim(unit, _DUE_RUNGS, at, limit, since)


def claim_timers(
    unit: Unit, at: datetime, limit: int, since: Cursor = START
) -> tuple[list[str], Cursor | None]:
    """Hold cases in which a timer or the end of a suspension is due, like ``claim_rungs``."""
    return _claim(unit, _DUE_TIMERS, at, limit, since)


def _claim(
    unit: Unit, statement: Statement, at: datetime, limit: int, since: Cursor
) -> tuple[list[str], Cursor | None]:
    rows = unit.run(
        statement, at=at, limit=limit, since=since.next_at, since_id=since.case_id
    ).all()
    following = Cursor(rows[-1].next_at, rows[-1].case_id) if len(rows) == limit else None
    return list(dict.fromkeys(row.case_id for row in rows)), following


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is due and for how long."""

    rungs: int
    timers: int
    oldest_at: datetime | None


def backlog(unit: Unit, at: datetime) -> Backlog:
    """Return what the clock has still to do."""
    rungs = unit.run(_WAITING_RUNGS, at=at).one()
    timers = unit.run(_WAITING_TIMERS, at=at).one()
    moments = [each.oldest for each in (rungs, timers) if each.oldest is not None]
    return Backlog(rungs.due, timers.due, min(moments, default=None))


def put_off(unit: Unit, case_id: str, retry_at: datetime, error: str) -> int:
    """Let the clock pass a case over for a while, because it failed there; return how often.

    The next event that succeeds at the case takes this back.
    """
    failures: int | None = unit.run(
        _PUT_OFF, case=case_id, retry_at=retry_at, error=error
    ).scalar_one_or_none()
    return failures or 0


@dataclass(frozen=True, slots=True)
class Failing:
    """A case at which the clock fails."""

    case_id: str
    number: str
    failures: int
    retry_at: datetime
    error: str


def failing_cases(unit: Unit) -> list[Failing]:
    """Return the cases at which the clock fails, for the administrator."""
    return [
        Failing(row.id, row.number, row.clock_failures, row.clock_retry_at, row.clock_error or "")
        for row in unit.run(_FAILING)
    ]
