"""How far retentions have come, and which cases may have been kept for long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, bindparam, select

from engine.definition.retention import CLOSING, OPENING
from engine.lifecycle.codec import canonical
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.retention import RetentionRow
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from datetime import date

    from engine.definition.retention import Retention
    from engine.storage.unit import Unit

DAY = timedelta(days=1)
_CASES = table_of(CaseRow)
_ROWS = table_of(RetentionRow)
_PUT = Statement(upsert(RetentionRow))
_ONE = Statement(
    select(_ROWS).where(
        of_tenant(_ROWS),
        _ROWS.c.case_id == bindparam("case"),
        _ROWS.c.name == bindparam("name"),
    )
)
_OFFERED = Statement(
    select(_ROWS)
    .where(of_tenant(_ROWS), _ROWS.c.offered_at.is_not(None), _ROWS.c.erased_at.is_(None))
    .order_by(_ROWS.c.wait_until, _ROWS.c.case_id)
)


@dataclass(frozen=True, slots=True)
class Keeping:
    """How far one retention of a case has come."""

    case: str
    name: str
    offered_at: datetime | None = None
    wait_until: date | None = None
    answer: str | None = None
    """``taken`` or ``declined`` by the archive."""
    answered_by: str | None = None
    answered_at: datetime | None = None
    erased_at: datetime | None = None


def keeping_of(unit: Unit, case_id: str, name: str) -> Keeping:
    """Return how far a retention has come."""
    row = unit.run(_ONE, case=case_id, name=name).one_or_none()
    return Keeping(case_id, name) if row is None else _keeping(row)


def offered(unit: Unit) -> list[Keeping]:
    """Return what was offered to the archive and has not been erased yet."""
    return [_keeping(row) for row in unit.run(_OFFERED)]


def put_keeping(unit: Unit, keeping: Keeping) -> None:
    """Keep how far a retention has come."""
    unit.run(
        _PUT,
        case_id=keeping.case,
        name=keeping.name,
        offered_at=keeping.offered_at,
        wait_until=keeping.wait_until,
        answer=keeping.answer,
        answered_by=keeping.answered_by,
        answered_at=keeping.answered_at,
        erased_at=keeping.erased_at,
    )


def kept_since(
    unit: Unit, workflow: str, rule: Retention, latest: date, *, limit: int, after: str
) -> list[str]:
    """Return cases whose time of keeping began on a day at the latest and is not over.

    Args:
        unit: The transaction.
        workflow: The workflow.
        rule: What is kept for how long.
        latest: The day; of an instant the day in UTC, so that a day more or less may come.
        limit: How many at most.
        after: Id of the last case of the page before.
    """
    statement = Statement(
        select(_CASES.c.id)
        .outerjoin(
            _ROWS,
            and_(
                _ROWS.c.tenant == _CASES.c.tenant,
                _ROWS.c.case_id == _CASES.c.id,
                _ROWS.c.name == bindparam("name"),
            ),
        )
        .where(
            of_tenant(_CASES),
            _CASES.c.workflow_key == bindparam("workflow"),
            _CASES.c.id > bindparam("after"),
            _ROWS.c.erased_at.is_(None),
            _began(rule.since, latest),
        )
        .order_by(_CASES.c.id)
        .limit(bindparam("limit"))
    )
    found = unit.run(statement, workflow=workflow, name=rule.key, after=after, limit=limit)
    return list(found.scalars())


def _began(anchor: str, latest: date) -> ColumnElement[bool]:
    if anchor == OPENING:
        return _CASES.c.opened_on <= latest
    if anchor == CLOSING:
        return _CASES.c.closed_at < datetime.combine(latest, time(), UTC) + 2 * DAY
    return json_member(_CASES.c.data, anchor) <= canonical(latest.isoformat())


def _keeping(row: Any) -> Keeping:
    return Keeping(
        case=row.case_id,
        name=row.name,
        offered_at=row.offered_at,
        wait_until=row.wait_until,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
        erased_at=row.erased_at,
    )
