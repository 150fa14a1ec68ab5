"""People, organisations, bodies, and who holds what. Each change reaches every process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from engine.storage.errors import PersonNotFound
from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.people import OrganisationRow, PersonRow, RoleHolderRow
from engine.storage.touching import touch
from engine.storage.town import CONTACT
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.storage.unit import Unit

_PERSONS = table_of(PersonRow)
_ORGANISATIONS = table_of(OrganisationRow)
_HOLDERS = table_of(RoleHolderRow)

_PUT_PERSON = Statement(upsert(PersonRow))
_PUT_ORGANISATION = Statement(upsert(OrganisationRow))
_SOME_PERSONS = select(_PERSONS).where(of_tenant(_PERSONS))
_PEOPLE = Statement(_SOME_PERSONS.order_by(_PERSONS.c.name, _PERSONS.c.id))
_PERSON = Statement(
    _SOME_PERSONS.where(
        or_(_PERSONS.c.id == bindparam("name"), _PERSONS.c.address == bindparam("name"))
    )
)
_PEOPLE_BY_ID = Statement(_SOME_PERSONS.where(_PERSONS.c.id.in_(bindparam("ids", expanding=True))))
_ALL_ORGANISATIONS = Statement(
    select(_ORGANISATIONS).where(of_tenant(_ORGANISATIONS)).order_by(_ORGANISATIONS.c.name)
)
_GIVE = Statement(insert(_HOLDERS))
_END = Statement(
    update(_HOLDERS)
    .where(of_tenant(_HOLDERS), _HOLDERS.c.id == bindparam("held"))
    .values(valid_until=bindparam("last_day"), ended_because=bindparam("because"))
)
_ALL_HOLDERS = Statement(
    select(_HOLDERS).where(of_tenant(_HOLDERS)).order_by(_HOLDERS.c.role, _HOLDERS.c.id)
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address; name and address are None once erased."""

    id: str
    name: str | None
    address: str | None
    language: str | None = None
    """None: the town's."""
    rhythm: str | None = None
    """``at_once``, ``daily``, ``through:`` and who hands on, or None: as the town has set."""
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """That somebody holds a role of the town, sits in a body or speaks for an organisation."""

    id: str
    role: str
    holder: str
    function: str
    valid_from: date | None = None
    valid_until: date | None = None
    seat: str | None = None
    """The seat of the body that is held."""

    def holds_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)

    @property
    def organisation(self) -> str | None:
        """The organisation that the holder speaks for."""
        return self.role.removeprefix(CONTACT) if self.role.startswith(CONTACT) else None


def put_person(unit: Unit, person: Person) -> None:
    """Add a person, or overwrite the one of that id."""
    unit.run(
        _PUT_PERSON,
        id=person.id,
        name=person.name,
        address=person.address,
        language=person.language,
        rhythm=person.rhythm,
        created_at=unit.at,
        erased_at=person.erased_at,
    )
    touch(unit)


def find_person(unit: Unit, name: str) -> Person:
    """Return the person of an id or an address; raises PersonNotFound."""
    row = unit.run(_PERSON, name=name).first()
    if row is None:
        raise PersonNotFound(name=name)
    return _person(row)


def people(unit: Unit, ids: Sequence[str] | None = None) -> list[Person]:
    """Return all people by name, or those of some ids."""
    rows = unit.run(_PEOPLE) if ids is None else unit.run(_PEOPLE_BY_ID, ids=ids)
    return [_person(row) for row in rows]


def put_organisation(unit: Unit, organisation: str, name: str) -> None:
    """Add an organisation, or rename the one of that id."""
    unit.run(_PUT_ORGANISATION, id=organisation, name=name)
    touch(unit)


def organisations(unit: Unit) -> dict[str, str]:
    """Return the names of all organisations by id."""
    return {row.id: row.name for row in unit.run(_ALL_ORGANISATIONS)}


def give_role(  # noqa: PLR0913 - the parts of a seat
    unit: Unit,
    role: str,
    holder: str,
    *,
    function: str = "holder",
    valid_from: date | None = None,
    valid_until: date | None = None,
    seat: str | None = None,
    because: str | None = None,
) -> str:
    """Let a person or an organisation hold a role of the town or sit in a body.

    Args:
        unit: The transaction.
        role: A role, a body, or ``contact:`` and an organisation.
        holder: Id of a person or an organisation.
        function: ``holder``, ``chair`` or ``deputy``; deputies act and are written to as well.
        valid_from: First day; None: since ever.
        valid_until: Last day; None: until further notice.
        seat: The seat of the body that is held.
        because: The reason.

    Returns:
        The id of the holding, to end it by.
    """
    held = new_id(unit.at)
    unit.run(
        _GIVE,
        id=held,
        role=role,
        holder=holder,
        function=function,
        valid_from=valid_from,
        valid_until=valid_until,
        seat=seat,
        given_because=because,
    )
    touch(unit)
    return held


def end_role(unit: Unit, seat: str, last_day: date, because: str | None = None) -> bool:
    """Let a seat end with a day; return whether there is such a seat."""
    ended = unit.run(_END, held=seat, last_day=last_day, because=because).rowcount == 1
    touch(unit)
    return ended


def holders(unit: Unit) -> list[RoleHolder]:
    """Return who holds what, past and future ones included."""
    return [
        RoleHolder(
            row.id, row.role, row.holder, row.function, row.valid_from, row.valid_until, row.seat
        )
        for row in unit.run(_ALL_HOLDERS)
    ]


def role_held(unit: Unit, held: str) -> str | None:
    """Return the role that a holding is of; None: there is no such holding."""
    return next((each.role for each in holders(unit) if each.id == held), None)


def _person(row: Any) -> Person:
    return Person(row.id, row.name, row.address, row.language, row.rhythm, row.erased_at)
