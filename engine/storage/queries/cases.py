"""Lists of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    func,
    select,
)

from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.errors import CaseNotFound
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.queries.visible import is_close, may_see, may_see_inside
from engine.storage.rows import title_in
from engine.storage.statement import Statement, is_open, of_tenant
from engine.storage.tables.cases import CaseRow, LinkRow, OccurrenceRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_HOLDERS = table_of(CaseHolderRow)
_LINKS = table_of(LinkRow)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What is looked for; None or empty is anything."""

    workflow: str | None = None
    states: Sequence[str] = ()
    is_open: bool | None = None
    is_overdue: bool = False
    """Only cases in which something is overdue."""
    text: str = ""
    """Part of the number or of the title, upper and lower case alike."""
    holders: Sequence[str] = ()
    """Ids of people or organisations of whom one holds a role of the case."""
    parent: str | None = None
    rating: str | None = None
    """Traffic light, by the workflow's overview; so are area and priority."""
    area: str | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list."""

    id: str
    number: str
    title: str
    workflow: WorkflowRef
    state: str
    version: int
    opened_on: date
    closed_at: datetime | None
    outcome: str | None
    holders: Mapping[str, Sequence[str]]
    parent: str | None
    overdue: int
    """How many obligations are overdue."""
    due_at: datetime | None
    """When the next open obligation is due, or has been."""
    exposure: str
    """Who may know of it: public, internal or confidential."""
    is_close: bool
    """Whether the viewer has a role in it, or it stands before her body."""
    items_open: int
    """How many items stand before bodies."""
    rating: str | None
    """Traffic light as it is shown."""
    area: str | None
    priority: int | None
    """Place among the options, 0 the most urgent."""
    data: Mapping[str, Any]
    """Field values as JSON."""


def _open_occurrences() -> ColumnElement[bool]:
    return and_(
        of_tenant(_OCCURRENCES),
        _OCCURRENCES.c.case_id == _CASES.c.id,
        is_open(_OCCURRENCES),
    )


_OVERDUE = and_(_open_occurrences(), _OCCURRENCES.c.due_at <= bindparam("at"))
_LINES = select(
    _CASES,
    select(func.count()).where(_OVERDUE).scalar_subquery().label("overdue"),
    select(func.min(_OCCURRENCES.c.due_at))
    .where(_open_occurrences())
    .scalar_subquery()
    .label("due_at"),
).where(of_tenant(_CASES))
_BY_ID_OR_NUMBER = Statement(
    select(_CASES.c.id).where(
        of_tenant(_CASES),
        (_CASES.c.id == bindparam("name")) | (_CASES.c.number == bindparam("name")),
    )
)
_LINKED = Statement(
    select(_LINKS.c.case_id, _LINKS.c.type, _LINKS.c.other_id).where(
        of_tenant(_LINKS),
        (_LINKS.c.case_id == bindparam("case")) | (_LINKS.c.other_id == bindparam("case")),
    )
)
_AMONG: BindParameter[Any] = bindparam("ids", expanding=True)
_LINKED_AMONG = Statement(
    select(_LINKS.c.case_id, _LINKS.c.type, _LINKS.c.other_id)
    .where(of_tenant(_LINKS), _LINKS.c.case_id.in_(_AMONG) | _LINKS.c.other_id.in_(_AMONG))
    .order_by(_LINKS.c.at, _LINKS.c.case_id, _LINKS.c.type, _LINKS.c.other_id)
)
_COUNTS = Statement(
    select(_CASES.c.workflow_key, _CASES.c.workflow_version, _CASES.c.state, func.count())
    .where(of_tenant(_CASES))
    .group_by(_CASES.c.workflow_key, _CASES.c.workflow_version, _CASES.c.state)
    .order_by(_CASES.c.workflow_key, _CASES.c.workflow_version, _CASES.c.state)
)


def case_lines(
    unit: Unit,
    viewer: Viewer,
    wanted: CaseFilter,
    at: datetime,
    *,
    limit: int = 100,
    after: str = "",
) -> list[CaseLine]:
    """Return cases that somebody may know of, in the order in which they were opened.

    Args:
        unit: The transaction.
        viewer: For whom; what of a line she may see is for ``services.case_lists`` to say.
        wanted: What is looked for; who holds a role, and what is overdue, insiders alone find.
        at: The moment that something is overdue at.
        limit: How many at most.
        after: Id of the last one of the page before.
    """
    query = _lines(viewer).where(*_conditions(wanted), _CASES.c.id > after)
    if wanted.is_overdue or wanted.holders:
        query = query.where(may_see_inside(viewer))
    statement = Statement(query.order_by(_CASES.c.id).limit(limit))
    return [_line(row) for row in unit.run(statement, at=at)]


def first_in_line(
    unit: Unit, viewer: Viewer, wanted: CaseFilter, rank: str, at: datetime, *, limit: int
) -> list[CaseLine]:
    """Return the cases that stand first by the number in a field; without one comes last."""
    place = cast(func.nullif(json_member(_CASES.c.data, rank), "null"), BigInteger)
    query = _lines(viewer).where(*_conditions(wanted))
    ordered = query.order_by(place.is_(None), place, _CASES.c.id).limit(limit)
    return [_line(row) for row in unit.run(Statement(ordered), at=at)]


def lines_of(unit: Unit, viewer: Viewer, ids: Sequence[str], at: datetime) -> list[CaseLine]:
    """Return those of some cases that somebody may know of, in the order of the ids."""
    if not ids:
        return []
    rows = unit.run(Statement(_lines(viewer).where(_CASES.c.id.in_(ids))), at=at)
    found = {row.id: _line(row) for row in rows}
    return [found[each] for each in ids if each in found]


def _lines(viewer: Viewer) -> Select[Any]:
    return _LINES.add_columns(is_close(viewer).label("is_close")).where(may_see(viewer))


def find_case(unit: Unit, name: str) -> str | None:
    """Return the id of the case of that id or number."""
    found: str | None = unit.run(_BY_ID_OR_NUMBER, name=name).scalars().first()
    return found


def case_named(unit: Unit, name: str) -> str:
    """Return the id of the case of that id or number; raises CaseNotFound."""
    found = find_case(unit, name)
    if found is None:
        raise CaseNotFound(case=name)
    return found


def links_of(unit: Unit, case_id: str) -> list[tuple[str, str, str]]:
    """Return the links of a case in both directions as (from, type, to)."""
    return [(row.case_id, row.type, row.other_id) for row in unit.run(_LINKED, case=case_id)]


def links_among(unit: Unit, ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the links of some cases in both directions as (from, type, to), the oldest first."""
    rows = unit.run(_LINKED_AMONG, ids=list(ids)) if ids else ()
    return [(row.case_id, row.type, row.other_id) for row in rows]


def case_counts(unit: Unit) -> list[tuple[str, int, str, int]]:
    """Return how many cases there are as (workflow, version, state, count)."""
    return [tuple(row) for row in unit.run(_COUNTS)]


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.workflow is not None:
        found.append(_CASES.c.workflow_key == wanted.workflow)
    if wanted.states:
        found.append(_CASES.c.state.in_(wanted.states))
    if wanted.is_open is not None:
        closed = _CASES.c.closed_at
        found.append(closed.is_(None) if wanted.is_open else closed.is_not(None))
    if wanted.is_overdue:
        found.append(exists().where(_OVERDUE))
    if wanted.text.strip():
        found.append(_CASES.c.search.contains(wanted.text.strip().casefold(), autoescape=True))
    if wanted.holders:
        held = and_(
            of_tenant(_HOLDERS),
            _HOLDERS.c.case_id == _CASES.c.id,
            _HOLDERS.c.holder.in_(wanted.holders),
        )
        found.append(exists().where(held))
    if wanted.parent is not None:
        found.append(_CASES.c.parent_case == wanted.parent)
    marks = {"rating": wanted.rating, "area": wanted.area, "priority": wanted.priority}
    found += [_CASES.c[name] == mark for name, mark in marks.items() if mark is not None]
    return found


def _line(row: Any) -> CaseLine:
    return CaseLine(
        id=row.id,
        number=row.number,
        title=title_in(row.data),
        workflow=WorkflowRef(row.workflow_key, row.workflow_version, row.workflow_digest),
        state=row.state,
        version=row.version,
        opened_on=row.opened_on,
        closed_at=row.closed_at,
        outcome=row.outcome,
        holders=row.holders,
        parent=row.parent_case,
        overdue=row.overdue,
        due_at=row.due_at,
        exposure=row.exposure,
        is_close=bool(row.is_close),
        items_open=row.items_open,
        rating=row.rating,
        area=row.area,
        priority=row.priority,
        data=row.data,
    )
