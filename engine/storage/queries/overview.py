"""Overviews: how many cases of a workflow stand at which light, and which are the most urgent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from engine.storage.metadata import table_of
from engine.storage.queries.visible import Viewer, may_see, may_see_inside
from engine.storage.statement import Statement, is_open, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow, OccurrenceRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_ITEMS = table_of(ItemRow)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases of an area stand at a traffic light."""

    area: str | None
    rating: str | None
    count: int


Who = Callable[[Viewer], "ColumnElement[bool]"]
"""Which cases a viewer sees well enough: ``may_see``, ``may_see_inside`` or ``is_close``."""


def tallies(unit: Unit, viewer: Viewer, workflow: str, seen: Who) -> list[Tally]:
    """Return the open cases of a workflow by area and traffic light."""
    columns = (_CASES.c.area, _CASES.c.rating)
    query = (
        select(*columns, func.count().label("count_of"))
        .where(
            of_tenant(_CASES),
            _CASES.c.workflow_key == workflow,
            _CASES.c.closed_at.is_(None),
            seen(viewer),
        )
        .group_by(*columns)
    )
    return [Tally(row.area, row.rating, row.count_of) for row in unit.run(Statement(query))]


def ends(unit: Unit, viewer: Viewer, workflow: str) -> dict[str, int]:
    """Return how many cases of a workflow have ended, by the state they ended in."""
    query = (
        select(_CASES.c.state, func.count().label("count_of"))
        .where(
            of_tenant(_CASES),
            _CASES.c.workflow_key == workflow,
            _CASES.c.closed_at.is_not(None),
            may_see(viewer),
        )
        .group_by(_CASES.c.state)
    )
    return {row.state: row.count_of for row in unit.run(Statement(query))}


def overdue(unit: Unit, viewer: Viewer, workflow: str, at: datetime) -> int:
    """Return how many obligations of the workflow's cases are overdue."""
    return int(unit.run(Statement(_late(viewer, workflow, func.count())), at=at).scalar_one())


def most_urgent(
    unit: Unit, viewer: Viewer, workflow: str, at: datetime, *, limit: int
) -> list[str]:
    """Return the ids of the cases in which something has been overdue the longest."""
    late = _late(viewer, workflow, _OCCURRENCES.c.case_id).order_by(_OCCURRENCES.c.due_at)
    # A case may owe several things: enough rows are read to find as many cases as are asked for.
    rows = unit.run(Statement(late.limit(4 * limit)), at=at).scalars()
    return list(dict.fromkeys(rows))[:limit]


def before_bodies(unit: Unit, viewer: Viewer, workflow: str) -> dict[str, int]:
    """Return how many items of the workflow's cases stand before each body."""
    query = (
        select(_ITEMS.c.body, func.count().label("count_of"))
        .join(_CASES, (_CASES.c.tenant == _ITEMS.c.tenant) & (_CASES.c.id == _ITEMS.c.case_id))
        .where(
            of_tenant(_ITEMS),
            _ITEMS.c.settled_at.is_(None),
            _CASES.c.workflow_key == workflow,
            may_see_inside(viewer),
        )
        .group_by(_ITEMS.c.body)
        .order_by(_ITEMS.c.body)
    )
    return {row.body: row.count_of for row in unit.run(Statement(query))}


def _late(viewer: Viewer, workflow: str, what: Any) -> Any:
    return (
        select(what)
        .select_from(_OCCURRENCES)
        .join(
            _CASES,
            (_CASES.c.tenant == _OCCURRENCES.c.tenant) & (_CASES.c.id == _OCCURRENCES.c.case_id),
        )
        .where(
            of_tenant(_OCCURRENCES),
            is_open(_OCCURRENCES),
            _OCCURRENCES.c.due_at <= bindparam("at"),
            _CASES.c.workflow_key == workflow,
            may_see_inside(viewer),
        )
    )
