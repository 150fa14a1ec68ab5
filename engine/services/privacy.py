"""Everything about a person: told on request, erased on request.

Source: Art. 15, 17 and 20 DSGVO. Somebody is a person of the directory, or whoever can be told by
a name or an address that stands in personal fields. What was decided and by which role stays; who
it was does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.definition.values import to_json
from engine.errors import NotFound
from engine.lifecycle.keeping import GONE
from engine.services.access import require_administrator, viewer_in
from engine.services.events import persist
from engine.storage.erasing import erase_fields
from engine.storage.errors import PersonNotFound
from engine.storage.queries import bodies, directory, erasure
from engine.storage.queries import traces_of_people as queries
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.fields import Field
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.directory import Person, RoleHolder
    from engine.storage.queries.traces_of_people import Act, Told
    from engine.storage.unit import Unit

SHORTEST = 3
"""Characters of a name or address that is looked for: less would find half the town."""


class NobodyKnown(NotFound):
    """Not found: anything about “{name}”, neither in the directory nor in what people gave."""

    de = "Nicht gefunden: etwas über „{name}“, weder im Verzeichnis noch in dem, was jemand angab."


@dataclass(frozen=True, slots=True)
class Mention:
    """A case that holds something about somebody."""

    case: str
    number: str
    workflow: str
    fields: Mapping[str, Any]
    """The personal fields that are about her, as JSON; of lists the entries that name her."""
    entries: Mapping[str, tuple[int, ...]]
    """Of lists, which entries these are."""


@dataclass(frozen=True, slots=True)
class About:
    """Everything that a town knows of somebody."""

    asked: str
    person: Person | None
    roles: tuple[RoleHolder, ...]
    """Roles of the town and seats."""
    holds: tuple[tuple[str, str], ...]
    """Roles of cases as (number, role)."""
    mentions: tuple[Mention, ...]
    acts: tuple[Act, ...]
    letters: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased of somebody, and what is left to be given to others."""

    cases: tuple[str, ...]
    """Numbers of the cases whose personal fields were erased."""
    person: str | None
    still_holds: tuple[tuple[str, str], ...]
    """Roles of cases as (number, role) that are held under an id that means nobody any more."""


def export(app: Application, tenant: str, reader: Reader, name: str) -> About:
    """Return everything about somebody, by id, address or name.

    Raises:
        NotAdministrator: the reader is neither that person nor keeps the town's affairs.
        NobodyKnown: nothing is known of her.
    """
    with app.database.read(tenant, app.now()) as unit:
        person = _person(unit, name)
        if person is None or reader.person != person.id:
            require_administrator(viewer_in(app, unit, reader))
        world = StorageWorld(unit, app.known, hold=False)
        found = _about(world, name, person)
    if person is None and not found.mentions:
        raise NobodyKnown(name=name)
    return found


def erase(app: Application, tenant: str, reader: Reader, name: str, reason: str) -> Erased:
    """Erase everything about somebody, each case in a transaction of its own; then herself.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        NobodyKnown: nothing is known of her.
    """
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
    found = export(app, tenant, reader, name)
    for each in found.mentions:
        persist(partial(_erase_case, app, tenant, each, reason, reader.who.name))
    if found.person is not None:
        _erase_person(app, tenant, found, reason, reader.who.name)
    return Erased(
        cases=tuple(each.number for each in found.mentions),
        person=found.person.id if found.person else None,
        still_holds=found.holds,
    )


def _erase_case(app: Application, tenant: str, each: Mention, reason: str, by: str) -> None:
    with app.database.write(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known)
        erase_fields(world, each.case, each.fields.keys(), reason, by, each.entries)


def _erase_person(app: Application, tenant: str, found: About, reason: str, by: str) -> None:
    assert found.person is not None  # noqa: S101 - the caller has looked
    at = app.now()
    with app.database.write(tenant, at) as unit:
        today = StorageWorld(unit, app.known).town.today(at)
        for role in found.roles:
            if role.valid_until is None or role.valid_until >= today:
                directory.end_role(unit, role.id, today - timedelta(days=1))
        bodies.forget_reasons(unit, found.person.id)
        erasure.erase_person(unit, found.person.id, reason, by)


def _person(unit: Unit, name: str) -> Person | None:
    """Return the person of an id, an address, or a name that only she has."""
    try:
        return directory.find_person(unit, name)
    except PersonNotFound:
        named = [each for each in directory.people(unit) if each.name == name]
        return named[0] if len(named) == 1 else None


def _about(world: StorageWorld, name: str, person: Person | None) -> About:
    unit = world.unit
    words = {name} if person is None else {person.name or "", person.address or "", person.id}
    words = {each.strip() for each in words if len(each.strip()) >= SHORTEST}
    holds = queries.held_by(unit, person.id) if person else []
    return About(
        asked=name,
        person=person,
        roles=tuple(
            each for each in directory.holders(unit) if person and each.holder == person.id
        ),
        holds=tuple((world.load(case).number, role) for case, role in holds),
        mentions=tuple(_mentions(world, words)),
        acts=tuple(queries.acts_of(unit, person.id)) if person else (),
        letters=tuple(queries.told_to(unit, person.id)) if person else (),
    )


def _mentions(world: StorageWorld, words: set[str]) -> Iterator[Mention]:
    for case_id in queries.cases_naming(world.unit, sorted(words)):
        case = world.load(case_id)
        personal = {
            key: to_json(case.data[key])
            for key, field in _fields_of(world, case).items()
            if field.is_personal and case.data.get(key) not in (None, [], GONE)
        }
        lists = {key: each for key, each in personal.items() if isinstance(each, list)}
        entries = {
            key: tuple(index for index, one in enumerate(each) if _names(one, words))
            for key, each in lists.items()
        }
        alone = {key: each for key, each in personal.items() if key not in lists}
        # What was given together, beside any list, is about the same person.
        about = alone if any(_names(each, words) for each in alone.values()) else {}
        named = {key: [lists[key][one] for one in found] for key, found in entries.items() if found}
        if about or named:
            found = {key: each for key, each in entries.items() if each}
            yield Mention(case.id, case.number, case.workflow.key, {**about, **named}, found)


def _fields_of(world: StorageWorld, case: Case) -> Mapping[str, Field]:
    return world.compiled(case.workflow).workflow.fields


def _names(value: object, words: set[str]) -> bool:
    """Return whether a value, or something in it, names somebody."""
    if isinstance(value, str):
        return any(each.casefold() in value.casefold() for each in words)
    if isinstance(value, dict):
        return any(_names(each, words) for each in value.values())
    return isinstance(value, list) and any(_names(each, words) for each in value)
