"""Lists of what is owed, and of what stands before bodies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select, tuple_

from engine.storage.metadata import table_of
from engine.storage.queries.owed import binds_of, is_key_of, most_urgent, shape_of
from engine.storage.queries.visible import KINDS, is_close, may_see_inside
from engine.storage.rows import item_of, occurrence_of, ref_of, title_in
from engine.storage.statement import Statement, is_open, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow, OccurrenceRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from engine.lifecycle.case import Item, Occurrence, WorkflowRef
    from engine.storage.queries.owed import Owners, Shape
    from engine.storage.queries.visible import Kind, Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_ITEMS = table_of(ItemRow)


@dataclass(frozen=True, slots=True)
class DutyFilter:
    """What is looked for; None or empty is anything."""

    owners: Owners | None = None
    role: str | None = None
    workflow: str | None = None
    obligations: Collection[tuple[str, str]] = ()
    """(workflow, obligation), for instance those owed to one body."""
    case: str | None = None
    overdue_at: datetime | None = None
    """Only what is overdue at a moment."""
    due_from: datetime | None = None
    due_until: datetime | None = None
    is_undated: bool = False
    is_broken: bool = False
    """Only those of which a rung's rule fails."""


@dataclass(frozen=True, slots=True)
class Concern:
    """The case that a duty or an item is about."""

    id: str
    number: str
    title: str
    workflow: WorkflowRef
    state: str
    is_close: bool
    """Whether the viewer has a role in it, or it stands before her body."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is owed."""

    case: Concern
    occurrence: Occurrence
    version: int
    """Of the case."""

    @property
    def key(self) -> DutyKey:
        """What it is the same by."""
        return DutyKey(self.case.id, self.version, self.occurrence.key)


@dataclass(frozen=True, slots=True)
class DutyKey:
    """What is owed, in a version of its case: the same key, the same duty."""

    case: str
    version: int
    occurrence: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that stands before a body."""

    case: Concern
    item: Item


def with_case(table: Any) -> Select[Any]:
    """Return the query of a table's rows, each with the case that it belongs to."""
    return (
        select(
            table,
            _CASES.c.number.label("case_number"),
            _CASES.c.data,
            _CASES.c.workflow_key,
            _CASES.c.workflow_version,
            _CASES.c.workflow_digest,
            _CASES.c.state.label("case_state"),
            _CASES.c.version.label("case_version"),
        )
        .join(_CASES, and_(_CASES.c.tenant == table.c.tenant, _CASES.c.id == table.c.case_id))
        .where(of_tenant(table))
    )


_OWED = with_case(_OCCURRENCES).where(is_open(_OCCURRENCES))
_IN_ORDER = (
    _OCCURRENCES.c.due_at.is_(None),
    _OCCURRENCES.c.due_at,
    _OCCURRENCES.c.case_id,
    _OCCURRENCES.c.obligation,
    _OCCURRENCES.c.series,
    _OCCURRENCES.c.number,
)
_BEFORE_BODY = (
    with_case(_ITEMS)
    .where(_ITEMS.c.settled_at.is_(None), _ITEMS.c.body == bindparam("of_body"))
    .order_by(_ITEMS.c.opened_at, _ITEMS.c.case_id, _ITEMS.c.number)
)
_OF_CASE = Statement(
    with_case(_ITEMS).where(_ITEMS.c.case_id == bindparam("case")).order_by(_ITEMS.c.number)
)


def duties(
    unit: Unit, viewer: Viewer, wanted: DutyFilter, *, limit: int = 200, offset: int = 0
) -> list[Duty]:
    """Return what is owed in cases whose inside somebody may see.

    The most urgent comes first, what is undated last.
    """
    binds = {**viewer.binds, "most": limit, "skipped": offset}
    conditions = _conditions(wanted)
    if wanted.owners is None:
        statement = Statement(_page(viewer.kind, conditions))
    else:
        shape = shape_of(wanted.owners)
        binds |= binds_of(wanted.owners) | {"at_most": limit + offset}
        if conditions:
            statement = Statement(_page_of(viewer.kind, shape, conditions))
        else:
            statement = _all_of(viewer.kind, shape)
    rows = unit.run(statement, **binds)
    return [Duty(concern_of(row), occurrence_of(row), row.case_version) for row in rows]


def keys_owed(
    unit: Unit, viewer: Viewer, owners: Owners, *, limit: int, offset: int
) -> list[DutyKey]:
    """Return the keys of what ``duties`` would return for owners, read without the rest.

    Whoever owes something sees it, nearly always. So the most urgent are chosen first and it is
    asked of them alone whether they may be seen; only where one may not, of all that might be.
    """
    shape, binds = shape_of(owners), {**viewer.binds, **binds_of(owners)}
    most = limit + offset
    paging = {"most": most, "skipped": 0, "at_most": most}
    found = list(unit.run(_first_keys_of(viewer.kind, shape), **binds, **paging))
    if not all(row.may_see for row in found):
        found = list(unit.run(_keys_of(viewer.kind, shape), **binds, **paging))
    return [
        DutyKey(row.case_id, row.version, f"{row.obligation}.{row.series}.{row.number}")
        for row in found[offset:]
    ]


_KEY_COLUMNS = tuple(_OCCURRENCES.c[name] for name in ("case_id", "obligation", "series", "number"))


@lru_cache(maxsize=KINDS)
def _first_keys_of(kind: Kind, shape: Shape) -> Statement:
    keys = _urgent(shape, ()).with_only_columns(*_KEY_COLUMNS, _CASES.c.version)
    return Statement(keys.add_columns(may_see_inside(kind).label("may_see")))


@lru_cache(maxsize=KINDS)
def _keys_of(kind: Kind, shape: Shape) -> Statement:
    keys = _urgent(shape, [may_see_inside(kind)])
    return Statement(keys.with_only_columns(*_KEY_COLUMNS, _CASES.c.version))


def _page(kind: Kind, conditions: Collection[ColumnElement[bool]]) -> Select[Any]:
    return _cut(seen_inside(_OWED.where(*conditions), kind))


def _page_of(kind: Kind, shape: Shape, conditions: Collection[ColumnElement[bool]]) -> Select[Any]:
    urgent = _urgent(shape, [*conditions, may_see_inside(kind)])
    return urgent.add_columns(is_close(kind).label("is_close"))


def _urgent(shape: Shape, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return the query of the most urgent ones, held to conditions where they are chosen."""
    urgent = most_urgent(shape, conditions).cte("urgent")
    return _cut(_OWED.join(urgent, is_key_of(urgent)))


def _cut(query: Select[Any]) -> Select[Any]:
    return query.order_by(*_IN_ORDER).limit(bindparam("most")).offset(bindparam("skipped"))


@lru_cache(maxsize=KINDS)
def _all_of(kind: Kind, shape: Shape) -> Statement:
    return Statement(_page_of(kind, shape, ()))


def matters_of(unit: Unit, viewer: Viewer, body: str) -> list[Matter]:
    """Return what stands open before a body, as far as somebody may see it.

    What has waited longest comes first.
    """
    rows = unit.run(_before_body(viewer.kind), of_body=body, **viewer.binds)
    return [Matter(concern_of(row), item_of(row)) for row in rows]


@lru_cache(maxsize=KINDS)
def _before_body(kind: Kind) -> Statement:
    return Statement(seen_inside(_BEFORE_BODY, kind))


def seen_inside(query: Select[Any], kind: Kind) -> Select[Any]:
    """Return a query held to what a kind of viewer sees of the inside of cases."""
    return query.where(may_see_inside(kind)).add_columns(is_close(kind).label("is_close"))


def items_of(unit: Unit, case_id: str) -> list[Item]:
    """Return everything that ever stood before a body from a case."""
    return [item_of(row) for row in unit.run(_OF_CASE, case=case_id)]


def _conditions(wanted: DutyFilter) -> list[ColumnElement[bool]]:
    columns = _OCCURRENCES.c
    plain: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
        (wanted.role, lambda role: columns.owner == role),
        (wanted.workflow, lambda key: _CASES.c.workflow_key == key),
        (wanted.case, lambda case: columns.case_id == case),
        (wanted.overdue_at, lambda at: columns.due_at <= at),
        (wanted.due_from, lambda at: columns.due_at >= at),
        (wanted.due_until, lambda at: columns.due_at < at),
        (wanted.is_undated or None, lambda _: columns.due_at.is_(None)),
        (wanted.is_broken or None, lambda _: columns.broken.is_not(None)),
    ]
    found = [condition(given) for given, condition in plain if given is not None]
    if wanted.obligations:
        named = tuple_(_CASES.c.workflow_key, columns.obligation)
        found.append(named.in_(sorted(wanted.obligations)))
    return found


def concern_of(row: Any) -> Concern:
    """Return the case that a row of ``with_case`` belongs to."""
    return Concern(
        id=row.case_id,
        number=row.case_number,
        title=title_in(row.data),
        workflow=ref_of(row),
        state=row.case_state,
        is_close=bool(row.is_close),
    )
