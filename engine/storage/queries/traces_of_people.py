"""Where somebody is found in a town: in roles, events, letters, and in what cases hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, bindparam, func, or_, select, type_coerce

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.events import EventRow
from engine.storage.tables.mail import OutboxRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_EVENTS = table_of(EventRow)
_LETTERS = table_of(OutboxRow)
_HELD = table_of(CaseHolderRow)
_DATA = func.lower(type_coerce(_CASES.c.data, Text))

_ACTED = Statement(
    select(_EVENTS.c.case_id, _EVENTS.c.seq, _EVENTS.c.at, _EVENTS.c.event)
    .where(of_tenant(_EVENTS), _EVENTS.c.actor == bindparam("person"))
    .order_by(_EVENTS.c.at, _EVENTS.c.case_id, _EVENTS.c.seq)
)
_WRITTEN_TO = Statement(
    select(_LETTERS.c.case_id, _LETTERS.c.message, _LETTERS.c.at, _LETTERS.c.sent_at)
    .where(of_tenant(_LETTERS), _LETTERS.c.person == bindparam("person"))
    .order_by(_LETTERS.c.at, _LETTERS.c.id)
)
_HOLDS = Statement(
    select(_HELD.c.case_id, _HELD.c.role)
    .where(of_tenant(_HELD), _HELD.c.holder == bindparam("person"))
    .order_by(_HELD.c.case_id, _HELD.c.role)
)


@dataclass(frozen=True, slots=True)
class Act:
    """An event that somebody sent."""

    case: str
    seq: int
    at: datetime
    event: str


@dataclass(frozen=True, slots=True)
class Told:
    """A message to somebody."""

    case: str | None
    message: str
    at: datetime
    sent_at: datetime | None


def acts_of(unit: Unit, person: str) -> list[Act]:
    """Return the events that a person sent."""
    return [Act(*row) for row in unit.run(_ACTED, person=person)]


def told_to(unit: Unit, person: str) -> list[Told]:
    """Return the messages to a person that are still kept."""
    return [Told(*row) for row in unit.run(_WRITTEN_TO, person=person)]


def held_by(unit: Unit, person: str) -> list[tuple[str, str]]:
    """Return the roles of cases that a person holds as (case, role)."""
    return [(row.case_id, row.role) for row in unit.run(_HOLDS, person=person)]


def cases_naming(unit: Unit, words: Sequence[str]) -> list[str]:
    """Return the cases whose data holds one of some words somewhere; fields are not told apart."""
    if not words:
        return []
    like = [_DATA.contains(each.lower(), autoescape=True) for each in words]
    statement = Statement(
        select(_CASES.c.id).where(of_tenant(_CASES), or_(*like)).order_by(_CASES.c.id)
    )
    return list(unit.run(statement).scalars())
