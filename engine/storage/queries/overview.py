"""Overviews: how many cases of a workflow stand at which light, and which are the most urgent.

What everybody of a kind sees is counted once for all of them, by exposure (``figures``); what
somebody sees beyond that by roles and seats of her own is counted for herself (``own_figures``),
and that is few.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, literal_column, select

from engine.storage.hints import unindexed
from engine.storage.metadata import table_of
from engine.storage.queries.cases import head_lines, heads
from engine.storage.queries.visible import KINDS, is_close, is_own, may_see_inside
from engine.storage.statement import Statement, is_open, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow, OccurrenceRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from engine.storage.queries.cases import Head
    from engine.storage.queries.visible import Kind, Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_ITEMS = table_of(ItemRow)

PUBLIC, INTERNAL, CONFIDENTIAL = "public", "internal", "confidential"
EXPOSURES = frozenset({PUBLIC, INTERNAL, CONFIDENTIAL})
MOST = 40
"""So many of the longest overdue are kept; a case may owe several of them."""
MOST_OWN = 400
"""So many cases of somebody's own are looked at one by one; more are counted by the database."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many open cases of an area stand at a traffic light."""

    exposure: str
    area: str | None
    rating: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something."""

    exposure: str
    what: str
    """The state that cases ended in, or the body that items stand before."""
    count: int


@dataclass(frozen=True, slots=True)
class Late:
    """Something that is overdue."""

    exposure: str
    since: datetime
    case: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How the cases of a workflow stand, by exposure."""

    at: datetime
    tallies: tuple[Tally, ...]
    ended: tuple[Count, ...]
    overdue: Mapping[str, int]
    """Obligations by exposure of their cases."""
    before_bodies: tuple[Count, ...]
    late: tuple[Late, ...]
    """What has been overdue the longest, in all cases and in those that are not confidential."""

    @property
    def size(self) -> int:
        """How many rows were gone through for them."""
        counts: list[Tally | Count] = [*self.tallies, *self.ended, *self.before_bodies]
        return sum(each.count for each in counts) + sum(self.overdue.values())


_COUNT = func.count().label("count_of")
_OF_WORKFLOW = (of_tenant(_CASES), _CASES.c.workflow_key == bindparam("workflow"))


class _Questions:
    """What is asked of the cases of a workflow that meet some conditions."""

    def __init__(self, *conditions: ColumnElement[bool]) -> None:
        """Write the statements."""
        cases = (*_OF_WORKFLOW, *conditions)
        marks = (_CASES.c.rating, _CASES.c.area, _CASES.c.exposure)
        is_running = _CASES.c.closed_at.is_(None)
        running = select(*marks, _COUNT).where(*cases, is_running)
        self.tallies = Statement(running.group_by(*marks))
        ends = (_CASES.c.state, _CASES.c.exposure)
        closed = select(*ends, _COUNT).where(*cases, _CASES.c.closed_at.is_not(None))
        self.ended = Statement(closed.group_by(*ends))
        overdue = _late(select(_CASES.c.exposure, _COUNT), cases)
        self.overdue = Statement(overdue.group_by(_CASES.c.exposure))
        since = (_OCCURRENCES.c.due_at, _OCCURRENCES.c.case_id)
        late = _late(select(_CASES.c.exposure, *since), cases)
        self.late = Statement(late.order_by(*since).limit(bindparam("most")))
        self.before_bodies = Statement(_before_bodies(cases))


def _late(what: Select[Any], conditions: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    of_case = (_CASES.c.tenant == _OCCURRENCES.c.tenant, _CASES.c.id == _OCCURRENCES.c.case_id)
    is_late = _OCCURRENCES.c.due_at <= bindparam("moment")
    return (
        what.select_from(_OCCURRENCES)
        .join(_CASES, and_(*of_case))
        .where(of_tenant(_OCCURRENCES), is_open(_OCCURRENCES), is_late, *conditions)
    )


def _before_bodies(conditions: tuple[ColumnElement[bool], ...]) -> Select[Any]:
    columns = (_CASES.c.exposure, _ITEMS.c.body)
    of_case = (_CASES.c.tenant == _ITEMS.c.tenant, _CASES.c.id == _ITEMS.c.case_id)
    return (
        select(*columns, _COUNT)
        .select_from(_ITEMS)
        .join(_CASES, and_(*of_case))
        .where(of_tenant(_ITEMS), _ITEMS.c.settled_at.is_(None), *conditions)
        .group_by(*columns)
    )


_OF_ALL = _Questions()
_OF_THE_OTHERS = _Questions(_CASES.c.exposure != literal_column("'confidential'"))


def figures(unit: Unit, workflow: str) -> Figures:
    """Return how all cases of a workflow stand, whoever may see them."""
    values = {"workflow": workflow}
    found = _figures(unit, _OF_ALL, values)
    if all(each.exposure != CONFIDENTIAL for each in found.late):
        return found
    late = {*found.late, *_late_of(unit, _OF_THE_OTHERS, values)}
    return replace(found, late=tuple(sorted(late, key=attrgetter("since", "case"))))


def own_heads(
    unit: Unit, viewer: Viewer, workflow: str, beyond: frozenset[str]
) -> list[Head] | None:
    """Return the cases that somebody sees the inside of by roles and seats of her own.

    Args:
        unit: The transaction.
        viewer: For whom.
        workflow: The workflow.
        beyond: The exposures of the cases that are meant.

    Returns:
        None where they are so many that they had better be counted by the database.
    """
    kind = viewer.kind
    if not beyond or not kind.has_own():
        return []
    statement = _own_heads(kind, is_about_few=beyond == {CONFIDENTIAL})
    values = {"workflow": workflow, **_binds(viewer, beyond), "most": MOST_OWN + 1}
    found = heads(unit.run(statement, **values).all())
    return found if len(found) <= MOST_OWN else None


@lru_cache(maxsize=KINDS)
def _own_heads(kind: Kind, *, is_about_few: bool) -> Statement:
    conditions = _own_conditions(kind, is_about_few=is_about_few, as_close=False)
    query = head_lines(kind).where(_OF_WORKFLOW[1], *conditions)
    return Statement(query.limit(bindparam("most")))


def bodies_before(unit: Unit, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return before which body something of some cases stands, as (case, body), each item."""
    return [(row.case_id, row.body) for row in unit.run(_BODIES_BEFORE, ids=ids)] if ids else []


_BODIES_BEFORE = Statement(
    select(_ITEMS.c.case_id, _ITEMS.c.body).where(
        of_tenant(_ITEMS),
        _ITEMS.c.case_id.in_(bindparam("ids", expanding=True)),
        unindexed(_ITEMS.c.settled_at).is_(None),
    )
)


def own_figures(
    unit: Unit, viewer: Viewer, workflow: str, beyond: frozenset[str], *, as_close: bool = False
) -> Figures:
    """Return how the cases stand that somebody sees the inside of by roles and seats of her own.

    Args:
        unit: The transaction.
        viewer: For whom.
        workflow: The workflow.
        beyond: The exposures of the cases that are meant.
        as_close: Whether those that are merely shown to her do not count.
    """
    kind = viewer.kind
    if not beyond or not kind.has_own(as_close=as_close):
        return Figures(unit.at, (), (), {}, (), ())
    questions = _own(kind, is_about_few=beyond == {CONFIDENTIAL}, as_close=as_close)
    return _figures(unit, questions, {"workflow": workflow, **_binds(viewer, beyond)})


@lru_cache(maxsize=KINDS)
def _own(kind: Kind, *, is_about_few: bool, as_close: bool) -> _Questions:
    return _Questions(*_own_conditions(kind, is_about_few=is_about_few, as_close=as_close))


def _own_conditions(
    kind: Kind, *, is_about_few: bool, as_close: bool
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    if is_about_few:  # there is an index of them
        sees = is_close(kind) if as_close else may_see_inside(kind)
        return _CASES.c.exposure == literal_column("'confidential'"), sees
    exposures = _CASES.c.exposure.in_(bindparam("beyond", expanding=True))
    return exposures, is_own(kind, as_close=as_close)


def _binds(viewer: Viewer, beyond: frozenset[str]) -> dict[str, Any]:
    return {"beyond": sorted(beyond), **viewer.binds}


def _figures(unit: Unit, questions: _Questions, values: dict[str, Any]) -> Figures:
    overdue = unit.run(questions.overdue, **values, moment=unit.at)
    return Figures(
        at=unit.at,
        tallies=tuple(
            Tally(row.exposure, row.area, row.rating, row.count_of)
            for row in unit.run(questions.tallies, **values)
        ),
        ended=tuple(
            Count(row.exposure, row.state, row.count_of)
            for row in unit.run(questions.ended, **values)
        ),
        overdue={row.exposure: row.count_of for row in overdue},
        before_bodies=tuple(
            Count(row.exposure, row.body, row.count_of)
            for row in unit.run(questions.before_bodies, **values)
        ),
        late=tuple(_late_of(unit, questions, values)),
    )


def _late_of(unit: Unit, questions: _Questions, values: dict[str, Any]) -> Iterator[Late]:
    rows = unit.run(questions.late, **values, moment=unit.at, most=MOST)
    return (Late(row.exposure, row.due_at, row.case_id) for row in rows)
