"""Lists of cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    true,
)

from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.frozen import quick
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.queries.looked_for import Shape, conditions
from engine.storage.queries.visible import KINDS, is_close, is_own, may_see, may_see_inside
from engine.storage.rows import ref_of, title_in
from engine.storage.statement import Statement, is_open, of_tenant
from engine.storage.tables.cases import CaseRow, LinkRow, OccurrenceRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from engine.lifecycle.case import WorkflowRef
    from engine.storage.queries.visible import Kind, Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_HOLDERS = table_of(CaseHolderRow)
_LINKS = table_of(LinkRow)
T = TypeVar("T", "CaseLine", "Head")


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


@quick
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


class Head(NamedTuple):
    """A case in a list by what it is known by: nothing of it changes without another hash."""

    id: str
    head_hash: str
    """Of its last event."""
    is_close: bool
    """Whether the viewer has a role in it, or it stands before her body."""


_SHOWN = (
    "id", "number", "data", "workflow_key", "workflow_version", "workflow_digest", "state",
    "version", "opened_on", "closed_at", "outcome", "holders", "parent_case", "exposure",
    "items_open", "rating", "area", "priority",
)  # fmt: skip
_WHOLE = tuple(_CASES.c[name] for name in _SHOWN)
_HEAD = (_CASES.c.id, _CASES.c.head_hash)
_OWED = Statement(
    select(
        _OCCURRENCES.c.case_id,
        func.count(case((_OCCURRENCES.c.due_at <= bindparam("at"), 1))).label("overdue"),
        func.min(_OCCURRENCES.c.due_at).label("due_at"),
    )
    .where(
        of_tenant(_OCCURRENCES),
        is_open(_OCCURRENCES),
        _OCCURRENCES.c.case_id.in_(bindparam("ids", expanding=True)),
    )
    .group_by(_OCCURRENCES.c.case_id)
)
_DUES = Statement(
    select(_OCCURRENCES.c.case_id, _OCCURRENCES.c.due_at)
    .where(
        of_tenant(_OCCURRENCES),
        is_open(_OCCURRENCES),
        _OCCURRENCES.c.due_at.is_not(None),
        _OCCURRENCES.c.case_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(_OCCURRENCES.c.due_at)
)
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
    statements = _pages(viewer.kind, _shape_of(wanted), _WHOLE)
    return _read(unit, _page(unit, viewer, wanted, statements, (at, after, limit)), at)


def case_heads(
    unit: Unit, viewer: Viewer, wanted: CaseFilter, *, limit: int, after: str
) -> list[Head]:
    """Return the same cases as ``case_lines``, by what is enough to know them again."""
    statements = _pages(viewer.kind, _shape_of(wanted), _HEAD)
    return heads(_page(unit, viewer, wanted, statements, (unit.at, after, limit)))


def _page(
    unit: Unit,
    viewer: Viewer,
    wanted: CaseFilter,
    statements: tuple[Statement, ...],
    span: tuple[datetime, str, int],
) -> list[Any]:
    at, after, limit = span
    values = {**_binds_of(wanted), **viewer.binds, "at": at, "last": after, "most": limit}
    rows: list[Any] = []
    for statement in statements:
        rows += unit.run(statement, **values)
    return sorted(rows, key=attrgetter("id"))[:limit]


def heads(rows: Sequence[Any]) -> list[Head]:
    """Return what a statement of ``head_lines`` brought."""
    return [Head(row.id, row.head_hash, bool(row.is_close)) for row in rows]


def first_in_line(
    unit: Unit, viewer: Viewer, wanted: CaseFilter, rank: str, at: datetime, *, limit: int
) -> list[CaseLine]:
    """Return the cases that stand first by the number in a field; without one comes last."""
    statement = _first_in_line(viewer.kind, _shape_of(wanted), rank)
    values = {**_binds_of(wanted), **viewer.binds, "at": at, "most": limit}
    return _read(unit, unit.run(statement, **values).all(), at)


@lru_cache(maxsize=KINDS)
def _first_in_line(kind: Kind, shape: Shape, rank: str) -> Statement:
    place = cast(func.nullif(json_member(_CASES.c.data, rank), "null"), BigInteger)
    sees = may_see_inside(kind) if shape.is_inside else may_see(kind)
    query = _lines(kind, _WHOLE).where(*conditions(shape), sees)
    ordered = query.order_by(place.is_(None), place, _CASES.c.id)
    return Statement(ordered.limit(bindparam("most")))


def lines_of(unit: Unit, viewer: Viewer, ids: Sequence[str], at: datetime) -> list[CaseLine]:
    """Return those of some cases that somebody may know of, in the order of the ids."""
    if not ids:
        return []
    rows = unit.run(_some(viewer.kind, _WHOLE), ids=ids, **viewer.binds)
    return _in_order(ids, _read(unit, rows.all(), at))


def heads_of(unit: Unit, viewer: Viewer, ids: Sequence[str]) -> list[Head]:
    """Return the same cases as ``lines_of``, by what is enough to know them again."""
    if not ids:
        return []
    return _in_order(ids, heads(unit.run(_some(viewer.kind, _HEAD), ids=ids, **viewer.binds).all()))


def _in_order(ids: Sequence[str], found: Sequence[T]) -> list[T]:
    by_id = {each.id: each for each in found}
    return [by_id[each] for each in ids if each in by_id]


def dues_of(unit: Unit, ids: Sequence[str]) -> dict[str, list[datetime]]:
    """Return when each thing owed in some cases is due, or has been, by case, the oldest first."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in unit.run(_DUES, ids=ids):
        found[row.case_id].append(row.due_at)
    return found


@lru_cache(maxsize=2 * KINDS)
def _some(kind: Kind, columns: tuple[ColumnElement[Any], ...]) -> Statement:
    chosen = _CASES.c.id.in_(bindparam("ids", expanding=True))
    return Statement(_lines(kind, columns).where(chosen, may_see(kind)))


@lru_cache(maxsize=4 * KINDS)
def _pages(
    kind: Kind, shape: Shape, columns: tuple[ColumnElement[Any], ...]
) -> tuple[Statement, ...]:
    """Return what brings the next cases; of two statements each may bring all of them."""
    query = _lines(kind, columns).where(*conditions(shape), _CASES.c.id > bindparam("last"))
    query = query.order_by(_CASES.c.id).limit(bindparam("most"))
    is_public = _CASES.c.exposure == literal_column("'public'")
    if kind.sees_all or kind.is_insider or kind.acts:
        sees = may_see_inside(kind) if shape.is_inside else may_see(kind)
        return (Statement(query.where(sees)),)
    # Who sees few cases beyond the public ones finds them by what she holds.
    own = () if not kind.has_own() else (Statement(query.where(is_own(kind))),)
    if shape.is_inside:
        return own
    beside = ~is_own(kind) if kind.has_own() else true()
    return (*own, Statement(query.where(is_public, beside)))


def head_lines(kind: Kind) -> Select[Any]:
    """Return what brings cases by what is enough to know them again."""
    return _lines(kind, _HEAD)


def _lines(kind: Kind, columns: tuple[ColumnElement[Any], ...]) -> Select[Any]:
    return select(*columns, is_close(kind).label("is_close")).where(of_tenant(_CASES))


def _read(unit: Unit, rows: Sequence[Any], at: datetime) -> list[CaseLine]:
    if not rows:
        return []
    owed = {row.case_id: row for row in unit.run(_OWED, ids=[row.id for row in rows], at=at)}
    return [_line(row, owed.get(row.id)) for row in rows]


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


def _shape_of(wanted: CaseFilter) -> Shape:
    """Return the shape of a filter."""
    return Shape(frozenset(_binds_of(wanted)), wanted.is_open, wanted.is_overdue)


def _binds_of(wanted: CaseFilter) -> dict[str, Any]:
    """Return what is given in a filter, by the names of the parameters."""
    text = wanted.text.strip().casefold()
    given = {
        "workflow": wanted.workflow,
        "states": list(wanted.states) or None,
        "text": f"%{_escaped(text)}%" if text else None,
        "holders": list(wanted.holders) or None,
        "parent": wanted.parent,
        "rating": wanted.rating,
        "area": wanted.area,
        "priority": wanted.priority,
    }
    return {name: value for name, value in given.items() if value is not None}


def _escaped(text: str) -> str:
    """Return a text in which nothing means any other text."""
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _line(row: Any, owed: Any) -> CaseLine:
    return CaseLine(
        id=row.id,
        number=row.number,
        title=title_in(row.data),
        workflow=ref_of(row),
        state=row.state,
        version=row.version,
        opened_on=row.opened_on,
        closed_at=row.closed_at,
        outcome=row.outcome,
        holders=row.holders,
        parent=row.parent_case,
        overdue=owed.overdue if owed is not None else 0,
        due_at=owed.due_at if owed is not None else None,
        exposure=row.exposure,
        is_close=bool(row.is_close),
        items_open=row.items_open,
        rating=row.rating,
        area=row.area,
        priority=row.priority,
        data=row.data,
    )
