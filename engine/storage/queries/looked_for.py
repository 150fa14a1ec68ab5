"""What is looked for in lists of cases, as conditions that many filters share."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, exists

from engine.storage.metadata import table_of
from engine.storage.statement import is_open, of_tenant
from engine.storage.tables.cases import CaseRow, OccurrenceRow
from engine.storage.tables.people import CaseHolderRow

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_HOLDERS = table_of(CaseHolderRow)


def _open_occurrences() -> ColumnElement[bool]:
    return and_(
        of_tenant(_OCCURRENCES),
        _OCCURRENCES.c.case_id == _CASES.c.id,
        is_open(_OCCURRENCES),
    )


_OVERDUE = and_(_open_occurrences(), _OCCURRENCES.c.due_at <= bindparam("at"))


@dataclass(frozen=True, slots=True)
class Shape:
    """Which parts of a filter are given, whatever their values."""

    given: frozenset[str]
    is_open: bool | None
    is_overdue: bool

    @property
    def is_inside(self) -> bool:
        """Whether it is asked about what only insiders know."""
        return self.is_overdue or "holders" in self.given


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions of filters of a shape."""
    held = and_(
        of_tenant(_HOLDERS),
        _HOLDERS.c.case_id == _CASES.c.id,
        _HOLDERS.c.holder.in_(bindparam("holders", expanding=True)),
    )
    known = {
        "workflow": _CASES.c.workflow_key == bindparam("workflow"),
        "states": _CASES.c.state.in_(bindparam("states", expanding=True)),
        "text": _CASES.c.search.like(bindparam("text"), escape="/"),
        "holders": exists().where(held),
        "parent": _CASES.c.parent_case == bindparam("parent"),
        "rating": _CASES.c.rating == bindparam("rating"),
        "area": _CASES.c.area == bindparam("area"),
        "priority": _CASES.c.priority == bindparam("priority"),
    }
    found = [known[name] for name in sorted(shape.given)]
    if shape.is_open is not None:
        closed = _CASES.c.closed_at
        found.append(closed.is_(None) if shape.is_open else closed.is_not(None))
    if shape.is_overdue:
        found.append(exists().where(_OVERDUE))
    return found
