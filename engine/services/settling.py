"""Settling people: a list of people, organisations and bodies becomes the directory of a town.

Nothing is taken away by a list: whoever is not in it stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.documents.lists.directory import DirectoryEntry, DirectoryRead, read_directory
from engine.documents.lists.normal import normal
from engine.documents.workbooks.reading import read_workbook
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import people
from engine.services.access import require_administrator, viewer_in
from engine.services.definitions import known_documents
from engine.services.imports import Unreadable
from engine.services.towns import id_of
from engine.storage.queries.directory import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.imports import File
    from engine.services.people import Directory

LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row."""

    entry: DirectoryEntry
    done: tuple[Text, ...] = ()
    """What was, or would be, entered."""
    refused: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Settling:
    """What a list would do to the directory, or has done."""

    read: DirectoryRead
    rows: tuple[Settled, ...]

    @property
    def count(self) -> int:
        """How many things are entered."""
        return sum(len(each.done) for each in self.rows)


def settle(
    app: Application,
    tenant: str,
    reader: Reader,
    file: File,
    told: Mapping[str, str],
    *,
    is_dry: bool,
) -> Settling | Unreadable:
    """Enter who is in a list, or say what would be entered.

    Args:
        app: The application.
        tenant: The town.
        reader: An administrator.
        file: The list.
        told: Heading or letters of a column to what it is.
        is_dry: Change nothing.

    Raises:
        NotAdministrator: the reader does not keep the directory.
    """
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
    workbook, findings = read_workbook(file.content, file.name)
    if workbook is None:
        return Unreadable(tuple(findings))
    read = read_directory(workbook, told)
    known = people.directory_of(app, tenant, reader)
    roles = _roles(known_documents(app, tenant))
    settler = _Settler(app, tenant, reader, _Known.of(known), roles, is_dry)
    return Settling(read, tuple(settler.settle(each) for each in read.entries))


def _roles(documents: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Return the roles of the town by key and by title."""
    found: dict[str, str] = {}
    for document in documents.values():
        declared = document.get("roles")
        for key, role in declared.items() if isinstance(declared, dict) else ():
            if role.get("held_by") == "tenant":
                names = (key, *(str(each) for each in role.get("title", {}).values()))
                found |= {normal(each): key for each in names}
    return found


@dataclass(slots=True)
class _Known:
    """Who is in the directory, by how they are called."""

    people: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    held: set[tuple[str, str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, directory: Directory) -> _Known:
        made = cls()
        for person in directory.people:
            made.people |= {
                normal(each): person.id for each in (person.name, person.address) if each
            }
        made.organisations = {normal(name): key for key, name in directory.organisations.items()}
        for body in directory.bodies:
            names = (body.id, body.title.de, body.title.en)
            made.bodies |= {normal(each): body.id for each in names}
        made.held = {(each.role, each.holder, each.function) for each in directory.seats}
        return made

    def fresh(self, name: str) -> str:
        """Return an id that nobody has."""
        used = {*self.people.values(), *self.organisations.values(), *self.bodies.values()}
        wanted, count = id_of(name)[:LONGEST_ID], 1
        found = wanted
        while found in used:
            count += 1
            found = f"{wanted}-{count}"
        return found


@dataclass(frozen=True, slots=True)
class _Settler:
    _app: Application
    _tenant: str
    _reader: Reader
    _known: _Known
    _roles: Mapping[str, str]
    _is_dry: bool

    def settle(self, entry: DirectoryEntry) -> Settled:
        done: list[Text] = []
        organisation = self._organisation(entry.organisation, done)
        person = self._person(entry, done)
        body = self._body(entry, done)
        holder = person or organisation
        if person and organisation:
            self._give(f"contact:{organisation}", person, "holder", done)
        role = self._roles.get(normal(entry.role)) if entry.role is not None else None
        for each in (body, role):
            if each and holder:
                self._give(each, holder, entry.function, done)
        is_unknown = entry.role is not None and role is None
        return Settled(entry, tuple(done), (_no_role(entry.role),) if is_unknown else ())

    def _organisation(self, name: str | None, done: list[Text]) -> str | None:
        if name is None:
            return None
        known = self._known.organisations.get(normal(name))
        if known is not None:
            return known
        key = self._known.fresh(name)
        self._known.organisations[normal(name)] = key
        self._do(lambda: people.put_organisation(self._app, self._tenant, self._reader, key, name))
        done.append(Text(de=f"Organisation {name}", en=f"organisation {name}"))
        return key

    def _person(self, entry: DirectoryEntry, done: list[Text]) -> str | None:
        names = [each for each in (entry.address, entry.person) if each]
        if not names:
            return None
        for each in names:
            if normal(each) in self._known.people:
                return self._known.people[normal(each)]
        name = entry.person or names[0]
        person = Person(self._known.fresh(name), name, entry.address)
        self._known.people |= {normal(each): person.id for each in names}
        self._do(lambda: people.put_person(self._app, self._tenant, self._reader, person))
        done.append(Text(de=f"Person {name}", en=f"person {name}"))
        return person.id

    def _body(self, entry: DirectoryEntry, done: list[Text]) -> str | None:
        name = entry.body
        if name is None:
            return None
        known = self._known.bodies.get(normal(name))
        if known is not None:
            return known
        key = self._known.fresh(name).replace("-", "_")
        self._known.bodies[normal(name)] = key
        body = Body(key, Text(name, name), entry.seats)
        self._do(lambda: people.put_body(self._app, self._tenant, self._reader, body))
        done.append(Text(de=f"Gremium {name}", en=f"body {name}"))
        return key

    def _give(self, role: str, holder: str, function: str, done: list[Text]) -> None:
        if (role, holder, function) in self._known.held:
            return
        self._known.held.add((role, holder, function))
        self._do(
            lambda: people.give_role(
                self._app, self._tenant, self._reader, role, holder, function=function
            )
        )
        done.append(Text(de=f"{holder}: {role} ({function})", en=f"{holder}: {role} ({function})"))

    def _do(self, do: Callable[[], object]) -> None:
        if not self._is_dry:
            do()


def _no_role(name: str | None) -> Text:
    return Text(
        de=f"Eine Rolle „{name}“ gibt es in der Stadt nicht.",
        en=f"There is no role “{name}” in the town.",
    )
