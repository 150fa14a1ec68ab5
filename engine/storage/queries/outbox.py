"""The outbox: letters are claimed under a lease, sent outside, then marked.

A process that dies lets its lease run out, and the letter is claimed again; it keeps its key, and
with it its Message-ID.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select, update

from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.codec import decode_member
from engine.lifecycle.left import FIELD, LANGUAGE_IN, address_in, field_of
from engine.lifecycle.outcome import Letter
from engine.storage.metadata import table_of
from engine.storage.queries.leasing import Lease, Leasing, new_lease
from engine.storage.rows import title_in
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.mail import OutboxRow
from engine.storage.tables.people import PersonRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, timedelta

    from sqlalchemy import ColumnElement

    from engine.findings import Text
    from engine.storage.unit import Unit

_OUTBOX = table_of(OutboxRow)
_PERSONS = table_of(PersonRow)
_CASES = table_of(CaseRow)

_QUEUE = Leasing(_OUTBOX)
_FIRST_OF_EACH = (
    select(func.min(_OUTBOX.c.id))
    .where(_QUEUE.due)
    .group_by(func.coalesce(_OUTBOX.c.digest, _OUTBOX.c.id))
    .order_by(func.min(_OUTBOX.c.next_try_at))
    .limit(bindparam("limit"))
)
"""One letter stands for all that leave as one message: who has it may take the others."""


def _claimed(condition: ColumnElement[bool]) -> Statement:
    wanted = select(_OUTBOX.c.id).where(_QUEUE.due, condition)
    return _QUEUE.claiming(wanted, _OUTBOX.c.digest)


_CLAIM = _claimed(_OUTBOX.c.id.in_(_FIRST_OF_EACH))
_CLAIM_REST = _claimed(_OUTBOX.c.digest.in_(bindparam("digests", expanding=True)))
_LETTERS = (
    select(
        _OUTBOX,
        _PERSONS.c.name,
        _PERSONS.c.address,
        _PERSONS.c.language,
        _CASES.c.number,
        _CASES.c.data,
        _CASES.c.workflow_key,
        _CASES.c.workflow_version,
        _CASES.c.workflow_digest,
    )
    .outerjoin(
        _PERSONS,
        and_(_PERSONS.c.tenant == _OUTBOX.c.tenant, _PERSONS.c.id == _OUTBOX.c.person),
    )
    .outerjoin(_CASES, and_(_CASES.c.tenant == _OUTBOX.c.tenant, _CASES.c.id == _OUTBOX.c.case_id))
    .where(of_tenant(_OUTBOX))
    .order_by(_OUTBOX.c.id)
)
_BY_ID = Statement(_LETTERS.where(_OUTBOX.c.id.in_(bindparam("ids", expanding=True))))
_OF_CASE = Statement(_LETTERS.where(_OUTBOX.c.case_id == bindparam("case")))
_DEAD = Statement(
    _LETTERS.where(_OUTBOX.c.state == "dead", _OUTBOX.c.id > bindparam("after")).limit(
        bindparam("limit")
    )
)
_RETRY = Statement(
    update(_OUTBOX)
    .where(
        of_tenant(_OUTBOX),
        _OUTBOX.c.id.in_(bindparam("ids", expanding=True)),
        _OUTBOX.c.state == "dead",
        _OUTBOX.c.person.is_not(None) | _OUTBOX.c.role.startswith(FIELD),
    )
    .values(state="queued", next_try_at=bindparam("moment"), attempts=0)
)
_COUNTS = Statement(
    select(_OUTBOX.c.state, func.count().label("letters"))
    .where(of_tenant(_OUTBOX))
    .group_by(_OUTBOX.c.state)
)
mark_sent = _QUEUE.mark_sent
mark_failed = _QUEUE.mark_failed
prune = _QUEUE.prune


@dataclass(frozen=True, slots=True)
class Delivery:
    """A letter with whom it is for and what it is about."""

    id: str
    key: str
    """Stable: the Message-ID is made of it."""
    letter: Letter
    person: str | None
    name: str | None
    address: str | None
    language: str | None
    """None: the town's."""
    case_id: str | None
    case_number: str
    case_title: str
    workflow: WorkflowRef | None
    digest: str | None
    """Letters of the same digest go out as one message."""
    at: datetime
    state: str
    attempts: int
    last_error: str | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim(Lease):
    """Letters that are ours to send until the lease ends."""

    deliveries: tuple[Delivery, ...] = ()


def claim(unit: Unit, at: datetime, limit: int, lease: timedelta) -> Claim:
    """Lease the letters that were due at a moment; commit before anything is sent.

    Args:
        unit: The transaction; the lease begins at its moment.
        at: Until when letters count as due.
        limit: How many messages; the letters of one day and person are one, and come together.
        lease: How long nobody else gets them.
    """
    held = new_lease(unit, lease)
    claimed = {"moment": at, "token": held.token, "until": held.until}
    rows = unit.run(_CLAIM, limit=limit, **claimed).all()
    if not rows:
        return Claim(held.token, held.until)
    ids = [row.id for row in rows]
    if digests := {row.digest for row in rows if row.digest is not None}:
        ids += [row.id for row in unit.run(_CLAIM_REST, digests=sorted(digests), **claimed)]
    deliveries = tuple(_delivery(row) for row in unit.run(_BY_ID, ids=ids))
    return Claim(held.token, held.until, deliveries)


def retry(unit: Unit, ids: Sequence[str], at: datetime) -> int:
    """Queue dead letters again, those for nobody excepted; return how many."""
    return unit.run(_RETRY, ids=ids, moment=at).rowcount


def dead_letters(unit: Unit, limit: int = 100, after: str = "") -> list[Delivery]:
    """Return letters that are not tried any more, by id."""
    return [_delivery(row) for row in unit.run(_DEAD, limit=limit, after=after)]


def deliveries_of(unit: Unit, case_id: str) -> list[Delivery]:
    """Return all letters about a case, the oldest first."""
    return [_delivery(row) for row in unit.run(_OF_CASE, case=case_id)]


def find(unit: Unit, letter: str) -> Delivery | None:
    """Return a letter by its id."""
    row = unit.run(_BY_ID, ids=[letter]).one_or_none()
    return None if row is None else _delivery(row)


def delivery_counts(unit: Unit) -> Mapping[str, int]:
    """Return how many letters there are by state."""
    return {row.state: row.letters for row in unit.run(_COUNTS)}


def _delivery(row: Any) -> Delivery:
    has_case = row.workflow_key is not None
    address, language = _reached(row)
    return Delivery(
        id=row.id,
        key=row.key,
        letter=_letter(row),
        person=row.person,
        name=row.name,
        address=address,
        language=language,
        case_id=row.case_id,
        case_number=row.number or "",
        case_title=title_in(row.data or {}),
        workflow=WorkflowRef(row.workflow_key, row.workflow_version, row.workflow_digest)
        if has_case
        else None,
        digest=row.digest,
        at=row.at,
        state=row.state,
        attempts=row.attempts,
        last_error=row.last_error,
        sent_at=row.sent_at,
    )


def _reached(row: Any) -> tuple[str | None, str | None]:
    """Return address and language: of a person, or as they stand in fields of the case now."""
    field = field_of(row.role)
    if field is None:
        return row.address, row.language
    data = row.data or {}
    language = data.get(row.facts.get(LANGUAGE_IN, ""))
    return address_in(data.get(field)), language if isinstance(language, str) else None


def _letter(row: Any) -> Letter:
    title: Text | None = decode_member(Letter, "subject_title", row.subject_title)
    due_on: date | None = row.due_on
    return Letter(
        message=row.message,
        to=row.role,
        occurrence=row.occurrence,
        rung=row.rung,
        revision=row.revision,
        due_on=due_on,
        subject_title=title,
        facts=row.facts,
    )
