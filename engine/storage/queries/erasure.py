"""What is left of people once their data has been erased: who, never what.

Source: Art. 17 DSGVO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, update

from engine.storage.errors import PersonNotFound
from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.accounts import AccountRow, DraftRow, InvitationRow, SessionRow
from engine.storage.tables.events import ErasureRow, EventPayloadRow, RefusalRow
from engine.storage.tables.people import PersonRow
from engine.storage.touching import touch

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from engine.storage.unit import Unit

_PAYLOADS = table_of(EventPayloadRow)
_PERSONS = table_of(PersonRow)
_REFUSALS = table_of(RefusalRow)

_FORGET_PAYLOADS = Statement(
    delete(_PAYLOADS).where(
        of_tenant(_PAYLOADS),
        _PAYLOADS.c.case_id == bindparam("case"),
        _PAYLOADS.c.seq < bindparam("before"),
    )
)
_FORGET_REFUSALS = Statement(
    delete(_REFUSALS).where(of_tenant(_REFUSALS), _REFUSALS.c.case_id == bindparam("case"))
)
_FORGET_PERSON = Statement(
    update(_PERSONS)
    .where(of_tenant(_PERSONS), _PERSONS.c.id == bindparam("person"))
    .values(name=None, address=None, erased_at=bindparam("moment"))
)
_LOG = Statement(insert(table_of(ErasureRow)))


def forget_payloads(unit: Unit, case_id: str, before: int) -> int:
    """Delete the personal parts of the events of a case before one; return how many there were.

    What was refused goes with them, for a refusal may quote what was given.
    """
    unit.run(_FORGET_REFUSALS, case=case_id)
    return unit.run(_FORGET_PAYLOADS, case=case_id, before=before).rowcount


_OWN: tuple[type[SQLModel], ...] = (AccountRow, SessionRow, InvitationRow, DraftRow)
_FORGET_OWN = tuple(
    Statement(delete(table).where(of_tenant(table), table.c.person == bindparam("person")))
    for table in (table_of(each) for each in _OWN)
)
"""The account, where it is signed in, invitations, and drafts."""


def erase_person(unit: Unit, person: str, reason: str, by: str | None) -> None:
    """Erase a person's name and address; her id stays where she acted and means nobody any more.

    Raises:
        PersonNotFound: There is no such person.
    """
    if unit.run(_FORGET_PERSON, person=person, moment=unit.at).rowcount != 1:
        raise PersonNotFound(name=person)
    for each in _FORGET_OWN:
        unit.run(each, person=person)
    touch(unit)
    log_erasure(unit, f"person:{person}", reason, 1, by)


def log_erasure(unit: Unit, subject: str, reason: str, count: int, by: str | None) -> None:
    """Record that something was erased, of what and why; never what it was."""
    unit.run(
        _LOG,
        id=new_id(unit.at),
        subject=subject,
        reason=reason,
        count=count,
        erased_by=by,
        at=unit.at,
    )
