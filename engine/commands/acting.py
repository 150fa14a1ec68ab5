"""Who acts, and how often: the options that every command has which changes a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from engine.commands.parts import option
from engine.commands.people_named import person_id
from engine.findings import Text
from engine.services.intents import Who
from engine.services.people import directory_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands.call import Call
    from engine.services.access import Reader

_AS = option(
    "--as",
    "role",
    metavar="ROLE",
    words=Text(
        de="In welcher Rolle gehandelt wird; wer die Befehlszeile hat, darf jede wählen.",
        en="The role to act in; whoever has the command line may choose any.",
    ),
)
_PERSON = option(
    "--person",
    metavar="ID",
    words=Text(
        de="Wer handelt, mit den Rollen, die sie hat: Kennung, Adresse oder Name.",
        en="Who acts, with the roles she has: id, address or name.",
    ),
)
_VERSION = option(
    "--version",
    type=int,
    words=Text(
        de="Nur, wenn der Vorgang noch auf diesem Stand ist.",
        en="Only if the case is still at this version.",
    ),
)
_KEY = option(
    "--key",
    words=Text(
        de="Auftragsschlüssel: derselbe Auftrag wird unter ihm nur einmal ausgeführt.",
        en="Idempotency key: the same order is carried out under it only once.",
    ),
)


@dataclass(frozen=True, slots=True)
class Acting:
    """What was said about who acts."""

    role: str | None
    person: str | None
    version: int | None = None
    key: str | None = None

    def who(self, call: Call) -> Who:
        """Return who acts; ends the command if nobody was named."""
        if self.person is not None:
            directory = directory_of(call.application, call.tenant, call.reader)
            return Who(person_id(directory, self.person), self.role, is_operator=True)
        if self.role is None:
            words = Text(
                de="Es fehlt, wer handelt: --as ROLLE oder --person KENNUNG.",
                en="It is missing who acts: --as ROLE or --person ID.",
            )
            raise click.UsageError(call.words(words), click.get_current_context())
        return Who(role=self.role, is_operator=True)

    def reader(self, call: Call) -> Reader:
        """Return the operator as the one who acts; ends the command if nobody was named."""
        who = self.who(call)
        return replace(call.reader, person=who.person, role=who.role)


def by_somebody(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--as`` and ``--person``; the command is given ``acting``."""

    @_AS
    @_PERSON
    @wraps(command)
    def asked(*arguments: Any, role: str | None, person: str | None, **rest: Any) -> None:
        command(*arguments, acting=Acting(role, person), **rest)

    return asked


def acting_once(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--as``, ``--person``, ``--version`` and ``--key``; the command is given ``acting``."""

    @_AS
    @_PERSON
    @_VERSION
    @_KEY
    @wraps(command)
    def asked(
        *arguments: Any,
        role: str | None,
        person: str | None,
        version: int | None,
        key: str | None,
        **rest: Any,
    ) -> None:
        command(*arguments, acting=Acting(role, person, version, key), **rest)

    return asked
