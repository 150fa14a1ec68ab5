"""People, organisations, bodies, and who holds which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.storage.ids import new_id
from engine.storage.queries import directory

if TYPE_CHECKING:
    from datetime import date

    from engine.services.application import Application
    from engine.storage.queries.directory import Body, Person, Seat


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody and everything that may hold a role."""

    people: tuple[Person, ...]
    organisations: dict[str, str]
    bodies: tuple[Body, ...]
    seats: tuple[Seat, ...]


def directory_of(app: Application, tenant: str) -> Directory:
    """Return a town's directory."""
    with app.database.read(tenant, app.now()) as unit:
        return Directory(
            tuple(directory.people(unit)),
            directory.organisations(unit),
            tuple(directory.bodies(unit)),
            tuple(directory.seats(unit)),
        )


def put_person(app: Application, tenant: str, person: Person) -> str:
    """Add a person, or overwrite the one of that id; return the id."""
    at = app.now()
    with app.database.write(tenant, at) as unit:
        directory.put_person(unit, person)
    return person.id


def fresh_id(app: Application) -> str:
    """Return an id that nobody has yet."""
    return new_id(app.now())


def put_organisation(app: Application, tenant: str, organisation: str, name: str) -> None:
    """Add an organisation, or rename the one of that id."""
    with app.database.write(tenant, app.now()) as unit:
        directory.put_organisation(unit, organisation, name)


def put_body(app: Application, tenant: str, body: Body) -> None:
    """Add a body, or overwrite the one of that id; its id is the role of its members."""
    with app.database.write(tenant, app.now()) as unit:
        directory.put_body(unit, body)


def give_role(  # noqa: PLR0913 - the parts of a seat
    app: Application,
    tenant: str,
    role: str,
    holder: str,
    *,
    function: str = "holder",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> str:
    """Let a person or an organisation hold a role of the town, or sit in a body.

    Raises:
        PersonNotFound: nobody and nothing of that id is in the directory.
    """
    with app.database.write(tenant, app.now()) as unit:
        if holder not in directory.organisations(unit):
            holder = directory.find_person(unit, holder).id
        return directory.give_role(
            unit,
            role,
            holder,
            function=function,
            valid_from=valid_from,
            valid_until=valid_until,
        )


def end_role(app: Application, tenant: str, seat: str, last_day: date) -> bool:
    """Let a seat end with a day; return whether there is such a seat."""
    with app.database.write(tenant, app.now()) as unit:
        return directory.end_role(unit, seat, last_day)
