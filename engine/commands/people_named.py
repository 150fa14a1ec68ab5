"""People, organisations and bodies as they are named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.services.people import directory_of

if TYPE_CHECKING:
    from engine.commands.call import Call
    from engine.services.people import Directory


class NobodyThere(NotFound):
    """Not found: the person {name}, by id, address or a name of one alone. See: people list."""

    de = (
        "Nicht gefunden: die Person {name}, als Kennung, als Adresse oder als Name, den nur eine "
        "trägt. Alle zeigen: people list."
    )


class NobodyOfThatName(NotFound):
    """Not found: a person or an organisation {name}, by id, address or name. See: people list."""

    de = (
        "Nicht gefunden: eine Person oder Organisation {name}, als Kennung, Adresse oder Name. "
        "Alle zeigen: people list."
    )


def person_id(directory: Directory, name: str) -> str:
    """Return the id of a person named by id, address or full name.

    Raises:
        NobodyThere: nobody is called so, or several people are.
    """
    for each in directory.people:
        if name in {each.id, each.address}:
            return each.id
    called_so = [each.id for each in directory.people if each.name == name]
    if len(called_so) != 1:
        raise NobodyThere(name=name)
    return called_so[0]


def holder_id(directory: Directory, name: str) -> str:
    """Return the id of a person or an organisation; raises NobodyOfThatName."""
    for each, title in directory.organisations.items():
        if name in {each, title}:
            return each
    try:
        return person_id(directory, name)
    except NobodyThere:
        raise NobodyOfThatName(name=name) from None


def names_of(call: Call) -> dict[str, str]:
    """Return what everybody and everything with an id is called."""
    directory = directory_of(call.application, call.tenant, call.reader)
    people = {each.id: each.name for each in directory.people if each.name is not None}
    bodies = {each.id: call.words(each.title) for each in directory.bodies}
    return {**bodies, **directory.organisations, **people}
