"""Erasing personal data. What happened stays in the history, whom it concerned does not.

Source: Art. 17 DSGVO.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from engine.lifecycle.errors import CaseNotFound
from engine.storage.errors import PersonNotFound
from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.records import personal_fields
from engine.storage.rows import title_in
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.events import ErasureRow, EventPayloadRow
from engine.storage.tables.people import PersonRow
from engine.storage.town import touch

if TYPE_CHECKING:
    from engine.lifecycle.machine import Compiled
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_PAYLOADS = table_of(EventPayloadRow)
_PERSONS = table_of(PersonRow)

_CASE = Statement(
    select(_CASES.c.data, _CASES.c.number)
    .where(of_tenant(_CASES), _CASES.c.id == bindparam("case"))
    .with_for_update(key_share=True)
)
_BLANK = Statement(
    update(_CASES)
    .where(of_tenant(_CASES), _CASES.c.id == bindparam("case"))
    .values(data=bindparam("left"), search=bindparam("found_by"))
)
_FORGET_PAYLOADS = Statement(
    delete(_PAYLOADS).where(of_tenant(_PAYLOADS), _PAYLOADS.c.case_id == bindparam("case"))
)
_FORGET_PERSON = Statement(
    update(_PERSONS)
    .where(of_tenant(_PERSONS), _PERSONS.c.id == bindparam("person"))
    .values(name=None, address=None, erased_at=bindparam("moment"))
)
_LOG = Statement(insert(table_of(ErasureRow)))


def erase_case(unit: Unit, case_id: str, compiled: Compiled, reason: str, by: str | None) -> int:
    """Erase the personal fields of a case, from its data and from its history.

    The chain of its events still holds, and its replay still equals it.

    Returns:
        How many events had a personal part.

    Raises:
        CaseNotFound: There is no such case.
    """
    row = unit.run(_CASE, case=case_id).one_or_none()
    if row is None:
        raise CaseNotFound(case=case_id)
    left = row.data | dict.fromkeys(personal_fields(compiled) & row.data.keys())
    found_by = f"{row.number} {title_in(left)}".casefold()
    unit.run(_BLANK, case=case_id, left=left, found_by=found_by)
    count = unit.run(_FORGET_PAYLOADS, case=case_id).rowcount
    _log(unit, f"case:{case_id}", reason, count, by)
    return count


def erase_person(unit: Unit, person: str, reason: str, by: str | None) -> None:
    """Erase a person's name and address; her id stays where she acted and means nobody any more.

    Raises:
        PersonNotFound: There is no such person.
    """
    if unit.run(_FORGET_PERSON, person=person, moment=unit.at).rowcount != 1:
        raise PersonNotFound(name=person)
    touch(unit)
    _log(unit, f"person:{person}", reason, 1, by)


def _log(unit: Unit, subject: str, reason: str, count: int, by: str | None) -> None:
    unit.run(
        _LOG,
        id=new_id(unit.at),
        subject=subject,
        reason=reason,
        count=count,
        erased_by=by,
        at=unit.at,
    )
