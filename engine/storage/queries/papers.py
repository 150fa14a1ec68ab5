"""What papers tell of besides lists: what bodies have settled, what began and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from engine.storage.metadata import table_of
from engine.storage.queries.duties import Matter, concern_of, seen_inside, with_case
from engine.storage.queries.visible import may_see, may_see_inside
from engine.storage.rows import item_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_ITEMS = table_of(ItemRow)
_OF_BODY = (_ITEMS.c.body == bindparam("of_body"), _ITEMS.c.settled_at.is_not(None))
_SETTLED = (
    with_case(_ITEMS)
    .where(*_OF_BODY, _ITEMS.c.settled_at >= bindparam("since"))
    .order_by(_ITEMS.c.settled_at, _ITEMS.c.case_id, _ITEMS.c.number)
)
_LAST_SETTLED = Statement(
    select(func.max(_ITEMS.c.settled_at)).where(
        of_tenant(_ITEMS), *_OF_BODY, _ITEMS.c.settled_at < bindparam("until")
    )
)


def settled_matters(unit: Unit, viewer: Viewer, body: str, since: datetime) -> list[Matter]:
    """Return what a body has settled since a moment, the oldest first."""
    statement = Statement(seen_inside(_SETTLED, viewer.kind))
    rows = unit.run(statement, of_body=body, since=since, **viewer.binds)
    return [Matter(concern_of(row), item_of(row)) for row in rows]


def last_settled_at(unit: Unit, body: str, until: datetime) -> datetime | None:
    """Return when a body settled something last before a moment."""
    found: datetime | None = unit.run(_LAST_SETTLED, of_body=body, until=until).scalars().first()
    return found


def begun(unit: Unit, viewer: Viewer, since: datetime, until: datetime) -> list[str]:
    """Return the cases that were opened in a stretch of time, as far as somebody sees inside."""
    opened = _CASES.c.opened_at
    return _ids(unit, viewer, may_see_inside(viewer.kind), opened >= since, opened <= until)


def ended(unit: Unit, viewer: Viewer, since: datetime, until: datetime) -> list[str]:
    """Return the cases that were closed in a stretch of time, as far as somebody sees inside."""
    closed = _CASES.c.closed_at
    return _ids(unit, viewer, may_see_inside(viewer.kind), closed >= since, closed <= until)


def of_workflow(unit: Unit, viewer: Viewer, workflow: str) -> list[str]:
    """Return the cases of a workflow that somebody may know of, by their numbers."""
    return _ids(unit, viewer, may_see(viewer.kind), _CASES.c.workflow_key == workflow)


def _ids(unit: Unit, viewer: Viewer, *conditions: ColumnElement[bool]) -> list[str]:
    query = select(_CASES.c.id).where(of_tenant(_CASES), *conditions)
    statement = Statement(query.order_by(_CASES.c.number, _CASES.c.id))
    return list(unit.run(statement, **viewer.binds).scalars())
