"""People, organisations, bodies, and who holds which role."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.channels.addresses import parse_address
from engine.channels.errors import AddressUnusable
from engine.definition.plain_text import plain
from engine.errors import CaseError
from engine.services import bodies
from engine.services.access import require_administrator, viewer_in, viewer_of
from engine.storage import seating
from engine.storage.errors import PersonNotFound
from engine.storage.ids import new_id
from engine.storage.queries import directory
from engine.storage.queries.directory import Person
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from engine.findings import Text
    from engine.lifecycle.seats import Body
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.directory import RoleHolder
    from engine.storage.unit import Unit


class AddressOdd(CaseError):
    """“{address}” is no address to which letters can go; one looks like name@town.example."""

    de = "An „{address}“ kann kein Brief gehen; eine Adresse sieht aus wie name@stadt.example."


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody and everything that may hold a role."""

    people: tuple[Person, ...]
    organisations: dict[str, str]
    bodies: tuple[Body, ...]
    seats: tuple[RoleHolder, ...]


def directory_of(app: Application, tenant: str, reader: Reader) -> Directory:
    """Return a town's directory, as far as a reader may see it.

    Bodies and organisations are public. Whoever holds a role or a seat sees who else does; how
    people are reached is for themselves and for administrators.
    """
    with app.database.read(tenant, app.now()) as unit:
        viewer = viewer_in(app, unit, reader)
        is_open = viewer.sees_all or viewer.is_administrator
        is_inside = is_open or viewer.is_insider
        people = directory.people(unit)
        return Directory(
            tuple(
                each if is_open or each.id == reader.person else _only_named(each)
                for each in people
                if is_inside or each.id == reader.person
            ),
            directory.organisations(unit),
            tuple(seating.bodies(unit)),
            tuple(
                each
                for each in directory.holders(unit)
                if is_inside or each.holder in viewer.holders
            ),
        )


@dataclass(frozen=True, slots=True)
class Names:
    """What people, organisations and bodies are called, by their ids."""

    people: Mapping[str, str]
    organisations: Mapping[str, str]
    bodies: Mapping[str, Text]


def names_of(app: Application, tenant: str, reader: Reader) -> Names:
    """Return how everybody is called, as far as a reader may know; read from memory."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer, town = viewer_of(world, reader, unit.at), world.town
    known = town.people
    if not (viewer.sees_all or viewer.is_insider):
        known = {key: name for key, name in known.items() if key == reader.person}
    titles = {key: each.title for key, each in town.bodies.items()}
    return Names(known, town.organisations, titles)


def _only_named(person: Person) -> Person:
    return Person(person.id, person.name, None, erased_at=person.erased_at)


def put_person(app: Application, tenant: str, reader: Reader, person: Person) -> str:
    """Add a person, or change the one of that id; return the id.

    What is not said of one who is known already stays: address, language, rhythm.

    Raises:
        NotAdministrator: the reader does not keep the directory.
        AddressOdd: no letter could go there.
    """
    person = as_written(person)
    with _keeping(app, tenant, reader) as unit:
        known = {each.id: each for each in directory.people(unit, [person.id])}.get(person.id)
        if known is not None and known.erased_at is None:
            person = replace(
                person,
                address=person.address or known.address,
                language=person.language or known.language,
                rhythm=person.rhythm or known.rhythm,
            )
        directory.put_person(unit, person)
    return person.id


def change_person(
    app: Application, tenant: str, reader: Reader, person: str, edit: Callable[[Person], Person]
) -> Person:
    """Change what is said of a person as she is now, and leave the rest; return her.

    Raises:
        NotAdministrator: the reader does not keep the directory.
        PersonNotFound: there is nobody of that id, or she has been erased.
        AddressOdd: no letter could go there.
    """
    with _keeping(app, tenant, reader) as unit:
        found = directory.find_person(unit, person)
        if found.erased_at is not None:
            raise PersonNotFound(name=person)
        changed = as_written(edit(found))
        directory.put_person(unit, changed)
    return changed


def as_written(person: Person) -> Person:
    """Return a person with a name of one line and an address to which letters can go.

    Raises:
        AddressOdd: no letter could go there.
    """
    address = (person.address or "").strip() or None
    try:
        parse_address(address or "nobody@town.example")
    except AddressUnusable as odd:
        raise AddressOdd(address=address) from odd
    return replace(person, name=one_line(person.name), address=address)


def one_line(name: str | None) -> str | None:
    """Return what somebody or something is called, in one line; None where nothing is left."""
    return " ".join(plain(name or "").split()) or None


def fresh_id(app: Application) -> str:
    """Return an id that nobody has yet."""
    return new_id(app.now())


def put_organisation(
    app: Application, tenant: str, reader: Reader, organisation: str, name: str
) -> None:
    """Add an organisation, or rename the one of that id."""
    with _keeping(app, tenant, reader) as unit:
        directory.put_organisation(unit, organisation, one_line(name) or organisation)


def put_body(app: Application, tenant: str, reader: Reader, body: Body) -> None:
    """Add a body, or overwrite the one of that id; its id is the role of its members."""
    bodies.put(app, tenant, reader, body)


def give_role(  # noqa: PLR0913 - the parts of a seat
    app: Application,
    tenant: str,
    reader: Reader,
    role: str,
    holder: str,
    *,
    function: str = "holder",
    valid_from: date | None = None,
    valid_until: date | None = None,
    because: str | None = None,
) -> str:
    """Let a person or an organisation hold a role of the town, or sit in a body.

    Raises:
        PersonNotFound: nobody and nothing of that id is in the directory.
    """

    def give(unit: Unit) -> str:
        known = holder
        if known not in directory.organisations(unit):
            known = directory.find_person(unit, known).id
        return directory.give_role(
            unit,
            role,
            known,
            function=function,
            valid_from=valid_from,
            valid_until=valid_until,
            because=because,
        )

    return bodies.seated_by_role(app, tenant, reader, role, give)


def end_role(
    app: Application,
    tenant: str,
    reader: Reader,
    seat: str,
    last_day: date,
    *,
    because: str | None = None,
) -> bool:
    """Let a seat end with a day; return whether there is such a seat."""
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        role = directory.role_held(unit, seat)
    if role is None:
        return False

    def end(unit: Unit) -> str:
        directory.end_role(unit, seat, last_day, because)
        return seat

    bodies.seated_by_role(app, tenant, reader, role, end)
    return True


@contextmanager
def _keeping(app: Application, tenant: str, reader: Reader) -> Iterator[Unit]:
    """Open a transaction for whoever keeps the directory; raises NotAdministrator."""
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        yield unit
