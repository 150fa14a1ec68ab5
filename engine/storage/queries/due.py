"""What the clock has to look at: found through the partial indexes on ``next_at`` only.

How many obligations are open makes no difference; only what is due is ever touched.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Select,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)

from engine.storage.columns import CanonicalJson, UtcDateTime
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, OccurrenceRow

if TYPE_CHECKING:
    from engine.storage.unit import Unit

Kind = list[Any]
"""Rows of cases in which what is due may come to the same, or of one case."""

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a sweep has come: nothing before it is looked at again in the same tick."""

    next_at: datetime
    case_id: str


START = Cursor(datetime.min.replace(tzinfo=UTC), "")

_NOT_PUT_OFF = or_(_CASES.c.clock_retry_at.is_(None), _CASES.c.clock_retry_at <= bindparam("at"))


def _as_stored(column: Any) -> Any:
    """Return a column, of JSON its text."""
    is_json = isinstance(column.type, CanonicalJson)
    return type_coerce(column, Text).label(column.name) if is_json else column


def _due(next_at: Any, case_id: Any) -> Any:
    return and_(
        next_at <= bindparam("at"),
        tuple_(next_at, case_id)
        > tuple_(bindparam("since", type_=UtcDateTime()), bindparam("since_id")),
        _NOT_PUT_OFF,
    )


def _rungs(*columns: Any) -> Select[Any]:
    """Return the statement that reads occurrences with their cases, the most urgent first."""
    return (
        select(*columns)
        .join(
            _CASES,
            and_(_CASES.c.tenant == _OCCURRENCES.c.tenant, _CASES.c.id == _OCCURRENCES.c.case_id),
        )
        .where(of_tenant(_OCCURRENCES), _OCCURRENCES.c.next_at <= bindparam("at"))
        .order_by(_OCCURRENCES.c.next_at, _OCCURRENCES.c.case_id)
    )


def _page_of(rungs: Select[Any]) -> Select[Any]:
    return rungs.where(_due(_OCCURRENCES.c.next_at, _OCCURRENCES.c.case_id)).limit(
        bindparam("limit")
    )


_FULL = (
    *(_as_stored(each) for each in _OCCURRENCES.c if each.name != "tenant"),
    _CASES.c.workflow_digest,
    _CASES.c.state,
    _CASES.c.version,
    _CASES.c.head_hash,
    _CASES.c.closed_at,
    _CASES.c.next_at.label("timer_at"),
    _as_stored(_CASES.c.holders),
    _as_stored(_CASES.c.pauses),
)
_DUE_RUNGS = Statement(_page_of(_rungs(*_FULL)))
_RUNGS_TO_HOLD = Statement(
    _page_of(_rungs(_OCCURRENCES.c.case_id, _OCCURRENCES.c.next_at)).with_for_update(
        of=_CASES, key_share=True, skip_locked=True
    )
)
_RUNGS_HELD = Statement(
    _rungs(*_FULL).where(_OCCURRENCES.c.case_id.in_(bindparam("case_ids", expanding=True)))
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
) -> tuple[list[Kind], Cursor | None]:
    """Hold cases in which a rung is due; return them and where to go on, None at the end.

    Those in which it may come to the same stand together, each a row of case and occurrence. On
    PostgreSQL cases that somebody else holds are passed over, so that any number of processes may
    sweep, and what is owed is read once they are held. The cases stay held until the unit ends.
    """
    if unit.is_sqlite:
        rows, following = _claim(unit, _DUE_RUNGS, at, limit, since)
    else:
        rows, following = _claim(unit, _RUNGS_TO_HOLD, at, limit, since)
        held = list(dict.fromkeys(row.case_id for row in rows))
        rows = unit.run(_RUNGS_HELD, at=at, case_ids=held).all() if held else []
    owing = Counter([row.case_id for row in rows])
    if following is not None:
        owing[following.case_id] += 1  # more may be due in it than was read
    kinds: dict[object, Kind] = {}
    for row in rows:
        if owing[row.case_id] == 1 and _is_common(row, at):
            kinds.setdefault(_kind(row), []).append(row)
        else:
            kinds[row.case_id] = [row]
    return list(kinds.values()), following


_kind = attrgetter(
    "next_at",
    "workflow_digest",
    "state",
    "obligation",
    "owner",
    "followed",
    "nominal_on",
    "due_on",
    "due_at",
    "revision",
    "fired",
)
"""What the rungs of an occurrence hang on, if nothing of the case's data is asked."""


def _is_common(row: Any, at: datetime) -> bool:
    """Return whether a rung is all that is due in a case, and nothing is out of the ordinary."""
    return (
        row.due_at is not None
        and row.broken is None
        and row.closed_at is None
        and row.pauses == "[]"
        and (row.timer_at is None or row.timer_at > at)
    )


def claim_timers(
    unit: Unit, at: datetime, limit: int, since: Cursor = START
) -> tuple[list[Kind], Cursor | None]:
    """Hold cases in which a timer or the end of a suspension is due, like ``claim_rungs``."""
    rows, following = _claim(unit, _DUE_TIMERS, at, limit, since)
    return [[row] for row in rows], following


def _claim(
    unit: Unit, statement: Statement, at: datetime, limit: int, since: Cursor
) -> tuple[Kind, Cursor | None]:
    rows = unit.run(
        statement, at=at, limit=limit, since=since.next_at, since_id=since.case_id
    ).all()
    return rows, Cursor(rows[-1].next_at, rows[-1].case_id) if len(rows) == limit else None


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
