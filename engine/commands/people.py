"""``verbindlich people``: people, organisations, bodies, and who holds which role."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from engine.commands import people_invite, people_privacy
from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.naming import Identifier, LanguageTag, Name
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.people_named import holder_id
from engine.commands.saying import NOTHING, day
from engine.errors import NotFound
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import people as service
from engine.services.plain import plain
from engine.storage.letters import THROUGH
from engine.storage.queries.directory import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.services.people import Directory


class SeatNotFound(NotFound):
    """Not found: the seat {name}. Its id stands in: people list."""

    de = "Nicht gefunden: der Sitz {name}. Seine Kennung steht in: people list."


@click.group(
    "people",
    cls=Group,
    words=Text(
        de="Personen, Organisationen, Gremien, und wer welche Rolle hat.",
        en="People, organisations, bodies, and who holds which role.",
    ),
)
def people() -> None:
    """Lead to the commands."""


people.add_command(people_privacy.export)
people.add_command(people_privacy.erase)
people.add_command(people_invite.invite)


@people.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Zeigt alle Personen, Organisationen und Gremien mit ihren Rollen.",
        en="Shows all people, organisations and bodies with their roles.",
    ),
)
@pass_call
def list_people(call: Call) -> None:
    """Print the directory."""
    directory = service.directory_of(call.application, call.tenant, call.reader)
    document = {
        "people": plain(directory.people),
        "organisations": plain(directory.organisations),
        "bodies": plain(directory.bodies),
        "roles": plain(directory.seats),
    }
    answer(call, document, *(() if call.as_json else _parts(call, directory)))


def _parts(call: Call, directory: Directory) -> Iterator[Table | Text | str]:
    if not directory.people and not directory.organisations and not directory.bodies:
        yield Text(
            de="Noch niemand. Hinzufügen: verbindlich people add NAME --address ADRESSE",
            en="Nobody yet. Add somebody: verbindlich people add NAME --address ADDRESS",
        )
        return
    yield Table(
        (
            Text(de="Person", en="Person"),
            Text(de="Adresse", en="Address"),
            Text(de="Sprache", en="Language"),
            Text(de="Nachrichten", en="Messages"),
            Text(de="Kennung", en="Id"),
        ),
        [
            (
                each.name or call.words(Text(de="(gelöscht)", en="(erased)")),
                each.address or NOTHING,
                each.language or "",
                call.words(_rhythm(each.rhythm)),
                each.id,
            )
            for each in directory.people
        ],
    )
    yield ""
    yield Table(
        (Text(de="Organisation", en="Organisation"), Text(de="Kennung", en="Id")),
        [(name, key) for key, name in directory.organisations.items()],
    )
    yield ""
    yield Table(
        (Text(de="Gremium", en="Body"), Text(de="Kennung", en="Id"), Text(de="Sitze", en="Seats")),
        [(call.words(each.title), each.id, each.seats or "") for each in directory.bodies],
    )
    yield ""
    yield _roles(call, directory)


def _roles(call: Call, directory: Directory) -> Table:
    names = {each.id: each.name or NOTHING for each in directory.people}
    names |= directory.organisations
    return Table(
        (
            Text(de="Rolle", en="Role"),
            Text(de="Wer", en="Who"),
            Text(de="Als", en="As"),
            Text(de="Von", en="From"),
            Text(de="Bis", en="Until"),
            Text(de="Kennung", en="Id"),
        ),
        [
            (
                each.role,
                names.get(each.holder, each.holder),
                call.words(_FUNCTIONS.get(each.function, Text(de=each.function, en=each.function))),
                day(call, each.valid_from),
                day(call, each.valid_until),
                each.id,
            )
            for each in directory.seats
        ],
    )


def _rhythm(rhythm: str | None) -> Text:
    if rhythm is not None and rhythm.startswith(THROUGH):
        role = rhythm.removeprefix(THROUGH)
        return Text(de=f"weitergegeben von {role}", en=f"handed on by {role}")
    return _RHYTHMS[rhythm]


_RHYTHMS = {
    None: Text(de="wie die Stadt", en="as the town"),
    "at_once": Text(de="sofort", en="at once"),
    "daily": Text(de="einmal am Tag", en="once a day"),
}
_FUNCTIONS = {
    "holder": Text(de="Inhaberin", en="holder"),
    "chair": Text(de="Vorsitz", en="chair"),
    "deputy": Text(de="Vertretung", en="deputy"),
}


@people.command(
    "add",
    cls=TownCommand,
    words=Text(
        de="Fügt eine Person hinzu oder ändert sie, mit --role gleich mit einer Rolle.",
        en="Adds a person or changes her, with --role along with a role.",
    ),
)
@argument("name", type=Name(), words=Text(de="Der Name.", en="The name."))
@option("--address", words=Text(de="Ihre E-Mail-Adresse.", en="Her e-mail address."))
@option(
    "--their-language",
    "language",
    metavar="TAG",
    type=LanguageTag(),
    words=Text(
        de="Ihre Sprache, etwa de oder ar, sonst die der Stadt.",
        en="Her language, such as de or ar, else the town's.",
    ),
)
@option(
    "--rhythm",
    type=click.Choice(["at_once", "daily"]),
    words=Text(
        de="Wie oft sie Nachrichten will, sonst wie die Stadt.",
        en="How often she wants messages, else as the town.",
    ),
)
@option(
    "--through",
    metavar="ROLE",
    type=Identifier(),
    words=Text(
        de="Ohne Adresse: wer diese Rolle hat, gibt Nachrichten weiter.",
        en="Without an address: whoever holds this role hands messages on.",
    ),
)
@option(
    "--id",
    "identity",
    metavar="ID",
    type=Identifier(),
    words=Text(de="Kennung; eine vorhandene wird geändert.", en="Id; an existing one is changed."),
)
@option(
    "--role",
    "roles",
    multiple=True,
    type=Identifier(),
    words=Text(de="Eine Rolle der Stadt; mehrmals möglich.", en="A role of the town; repeatable."),
)
@pass_call
def add(call: Call, /, name: str, roles: tuple[str, ...], **given: Any) -> None:
    """Add a person."""
    app, tenant = call.application, call.tenant
    identity = given["identity"] or service.fresh_id(app)
    through = given["through"]
    rhythm = f"{THROUGH}{through}" if through else given["rhythm"]
    person = Person(identity, name, given["address"], given["language"], rhythm)
    service.put_person(app, tenant, call.reader, person)
    for role in roles:
        service.give_role(app, tenant, call.reader, role, identity)
    listed = f" ({', '.join(roles)})" if roles else ""
    told = Text(
        de=f"{name} ist eingetragen{listed}, Kennung {identity}.",
        en=f"{name} is entered{listed}, id {identity}.",
    )
    answer(call, {**plain(person), "roles": roles}, told)


@people.command(
    "organisation",
    cls=TownCommand,
    words=Text(
        de="Trägt eine Organisation ein; für sie sprechen, wer die Rolle contact:KENNUNG hat.",
        en="Enters an organisation; whoever holds the role contact:ID speaks for it.",
    ),
)
@argument("identity", metavar="ID", type=Identifier(), words=Text(de="Die Kennung.", en="The id."))
@argument("name", type=Name(), words=Text(de="Der Name.", en="The name."))
@pass_call
def organisation(call: Call, identity: str, name: str) -> None:
    """Add an organisation, or rename it."""
    service.put_organisation(call.application, call.tenant, call.reader, identity, name)
    told = Text(
        de=f"{name} ist eingetragen. Wer für sie spricht: people give contact:{identity} NAME",
        en=f"{name} is entered. Who speaks for it: people give contact:{identity} NAME",
    )
    answer(call, {"id": identity, "name": name}, told)


@people.command(
    "body",
    cls=TownCommand,
    words=Text(
        de="Trägt ein Gremium ein; seine Kennung ist die Rolle seiner Mitglieder.",
        en="Enters a body; its id is the role of its members.",
    ),
)
@argument(
    "identity",
    metavar="ID",
    type=Identifier(),
    words=Text(de="Die Kennung: steering_group.", en="The id."),
)
@argument("title", type=Name(), words=Text(de="Der Name auf Deutsch.", en="The name in German."))
@option("--english", metavar="TITLE", words=Text(de="Auf Englisch.", en="In English."))
@option("--seats", type=click.IntRange(1, 1000), words=Text(de="Sitze.", en="Seats."))
@pass_call
def body(call: Call, identity: str, title: str, english: str | None, seats: int | None) -> None:
    """Add a body, or change it."""
    entered = Body(identity, Text(de=title, en=english or title), seats)
    service.put_body(call.application, call.tenant, call.reader, entered)
    told = Text(
        de=f"{title} ist eingetragen. Mitglieder: people give {identity} NAME",
        en=f"{english or title} is entered. Members: people give {identity} NAME",
    )
    answer(call, plain(entered), told)


@people.command(
    "give",
    cls=TownCommand,
    words=Text(
        de="Gibt einer Person oder Organisation eine Rolle der Stadt oder einen Sitz.",
        en="Gives a person or an organisation a role of the town, or a seat.",
    ),
)
@argument(
    "role",
    type=Identifier(),
    words=Text(de="Rolle, Gremium oder contact:ID.", en="Role, body or contact:ID."),
)
@argument("holder", words=Text(de="Kennung, Adresse oder Name.", en="Id, address or name."))
@option(
    "--function",
    type=click.Choice(list(_FUNCTIONS)),
    default="holder",
    show_default=True,
    words=Text(de="Als was.", en="As what."),
)
@option("--from", "since", type=Day(), words=Text(de="Erster Tag.", en="First day."))
@option("--until", type=Day(), words=Text(de="Letzter Tag.", en="Last day."))
@pass_call
def give(
    call: Call, role: str, holder: str, function: str, since: date | None, until: date | None
) -> None:
    """Let somebody hold a role."""
    app, tenant = call.application, call.tenant
    directory = service.directory_of(app, tenant, call.reader)
    identity = holder_id(directory, holder)
    seat = service.give_role(
        app,
        tenant,
        call.reader,
        role,
        identity,
        function=function,
        valid_from=since,
        valid_until=until,
    )
    words = call.words(_FUNCTIONS[function])
    told = Text(
        de=f"{holder} hat die Rolle {role} ({words}), Kennung {seat}.",
        en=f"{holder} holds the role {role} ({words}), id {seat}.",
    )
    document = {"id": seat, "role": role, "holder": identity, "function": function}
    answer(call, document, told)


@people.command(
    "end",
    cls=TownCommand,
    words=Text(
        de="Lässt eine Rolle oder einen Sitz enden, sonst mit dem gestrigen Tag.",
        en="Lets a role or a seat end, else with yesterday.",
    ),
)
@argument("seat", metavar="ID", words=Text(de="Kennung des Sitzes.", en="Id of the seat."))
@option("--on", "last", type=Day(), words=Text(de="Letzter Tag.", en="Last day."))
@pass_call
def end(call: Call, seat: str, last: date | None) -> None:
    """Let somebody hold a role no longer."""
    app, tenant = call.application, call.tenant
    last_day = last or call.place.today(app.now()) - timedelta(days=1)
    if not service.end_role(app, tenant, call.reader, seat, last_day):
        raise SeatNotFound(name=seat)
    told = Text(
        de=f"Der Sitz endet mit dem {day(call, last_day)}.",
        en=f"The seat ends on {day(call, last_day)}.",
    )
    answer(call, {"id": seat, "until": last_day}, told)
