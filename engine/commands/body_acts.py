"""``verbindlich body add|found|seat|fill|vacate``: bodies set up, and seats filled and vacated."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, by_somebody
from engine.commands.body_views import BODY
from engine.commands.call import Call, pass_call
from engine.commands.case_events import fields_in
from engine.commands.moments import Day
from engine.commands.naming import Identifier, Name
from engine.commands.outcome import document_of, tell
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.people_named import holder_id
from engine.findings import Text
from engine.lifecycle.seats import STANDS_FOR, Body, Seat
from engine.services import bodies
from engine.services.bodies import Term
from engine.services.membership import KINDS, MANDATES
from engine.services.people import directory_of
from engine.services.plain import plain
from engine.services.procedures import presets, resolved

if TYPE_CHECKING:
    from engine.services.bodies import Changed

_SEAT = Text(de="Kennung des Sitzes.", en="Id of the seat.")


@click.command(
    "add",
    cls=TownCommand,
    words=Text(
        de="Trägt ein Gremium ein oder ändert es; seine Kennung ist die Rolle seiner Mitglieder.",
        en="Enters a body or changes it; its id is the role of its members.",
    ),
)
@argument("identity", metavar="ID", type=Identifier(), words=BODY)
@argument("title", type=Name(), words=Text(de="Der Name auf Deutsch.", en="The name in German."))
@option("--english", metavar="TITLE", words=Text(de="Auf Englisch.", en="In English."))
@option(
    "--kind",
    type=click.Choice(list(KINDS)),
    default="steering_group",
    show_default=True,
    words=Text(de="Was es ist.", en="What it is."),
)
@option(
    "--mandate",
    type=click.Choice(list(MANDATES)),
    multiple=True,
    default=("decide",),
    show_default=True,
    words=Text(de="Was es darf; mehrmals möglich.", en="What it may; repeatable."),
)
@option(
    "--members",
    type=click.IntRange(1, 1000),
    words=Text(de="Satzungsmäßige Zahl der Mitglieder.", en="Members by statute."),
)
@option(
    "--rules",
    metavar="PRESET",
    default="vwvfg",
    show_default=True,
    words=Text(
        de="Wie es abstimmt: vwvfg, by, rp, consensus.",
        en="How it votes: vwvfg, by, rp, consensus.",
    ),
)
@option("--from", "since", type=Day(), words=Text(de="Erster Tag.", en="First day."))
@option("--until", type=Day(), words=Text(de="Letzter Tag.", en="Last day."))
@pass_call
def add(call: Call, /, identity: str, title: str, **given: Any) -> None:
    """Enter a body."""
    entered = Body(
        id=identity,
        title=Text(de=title, en=given["english"] or title),
        seats=given["members"],
        kind=given["kind"],
        mandate=tuple(given["mandate"]),
        valid_from=given["since"],
        valid_until=given["until"],
        procedure=resolved({"preset": given["rules"]}),
    )
    bodies.put(call.application, call.tenant, call.reader, entered)
    rules = presets()[given["rules"]]["title"]
    told = Text(
        de=f"{title} ist eingetragen; abgestimmt wird nach: {rules['de']}.",
        en=f"{given['english'] or title} is entered; it votes by: {rules['en']}.",
    )
    answer(call, plain(entered), told)


@click.command(
    "found",
    cls=TownCommand,
    words=Text(
        de="Eröffnet den Vorgang, der das Leben eines Gremiums ist; die Felder sagen, wer "
        "vertreten sein muss.",
        en="Opens the case that the life of a body is; its fields say who has to be represented.",
    ),
)
@argument("body", words=BODY)
@option(
    "--fields",
    "source",
    metavar="JSON|FILE",
    default="{}",
    words=Text(de="Die Felder.", en="The fields."),
)
@by_somebody
@pass_call
def found(call: Call, body: str, source: str, acting: Acting) -> None:
    """Open a body's case."""
    reader = acting.reader(call)
    tell(call, bodies.found(call.application, call.tenant, reader, body, fields_in(source)))


def _pairs(call: Call, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for each in given:
        kind, sign, name = each.partition("=")
        if not sign or not name or kind not in STANDS_FOR:
            kinds = ", ".join(STANDS_FOR)
            words = Text(
                de=f"--for {each}: erwartet ist ART=NAME mit einer der Arten {kinds}.",
                en=f"--for {each}: KIND=NAME is expected, with one of the kinds {kinds}.",
            )
            raise click.UsageError(call.words(words), click.get_current_context())
        pairs.append((kind, name))
    return tuple(pairs)


@click.command(
    "seat",
    cls=TownCommand,
    words=Text(
        de="Richtet einen Sitz ein oder ändert, wofür er steht.",
        en="Sets up a seat, or changes what it stands for.",
    ),
)
@argument("body", words=BODY)
@option("--id", "identity", metavar="ID", default="", type=str, words=_SEAT)
@option(
    "--function",
    type=Identifier(),
    default="member",
    show_default=True,
    words=Text(de="Was man dort ist: chair, reporter …", en="What one is there: chair, reporter …"),
)
@option("--title", type=Name(), words=Text(de="Das Amt, zu dem er gehört.", en="Its office."))
@option(
    "--for",
    "stands_for",
    multiple=True,
    metavar="KIND=NAME",
    words=Text(
        de="Wofür er steht: field=Sprache, group=migrants …; mehrmals möglich.",
        en="What it stands for: field=Language, group=migrants …; repeatable.",
    ),
)
@option("--no-vote", is_flag=True, words=Text(de="Ohne Stimme.", en="Without a vote."))
@pass_call
def seat(call: Call, /, body: str, **given: Any) -> None:
    """Set up a seat."""
    title = Text(de=given["title"], en=given["title"]) if given["title"] else None
    wanted = Seat(
        id=given["identity"],
        body=body,
        function=given["function"],
        title=title,
        stands_for=_pairs(call, given["stands_for"]),
        voting=not given["no_vote"],
    )
    _told(call, bodies.put_seat(call.application, call.tenant, call.reader, wanted))


@click.command(
    "fill",
    cls=TownCommand,
    words=Text(de="Besetzt einen Sitz.", en="Lets somebody hold a seat."),
)
@argument("seat", metavar="SEAT", words=_SEAT)
@argument("holder", words=Text(de="Kennung, Adresse oder Name.", en="Id, address or name."))
@option("--deputy", is_flag=True, words=Text(de="Als Vertretung.", en="As the deputy."))
@option("--from", "since", type=Day(), words=Text(de="Erster Tag.", en="First day."))
@option("--until", type=Day(), words=Text(de="Letzter Tag.", en="Last day."))
@pass_call
def fill(call: Call, /, seat: str, holder: str, **given: Any) -> None:
    """Fill a seat."""
    app, tenant = call.application, call.tenant
    identity = holder_id(directory_of(app, tenant, call.reader), holder)
    term = Term(given["since"], given["until"], given["deputy"])
    _told(call, bodies.fill(app, tenant, call.reader, seat, identity, term))


@click.command(
    "vacate",
    cls=TownCommand,
    words=Text(
        de="Macht einen Sitz frei, sonst mit dem gestrigen Tag; er selbst bleibt.",
        en="Vacates a seat, else with yesterday; the seat itself stays.",
    ),
)
@argument("seat", metavar="SEAT", words=_SEAT)
@option("--on", "last", type=Day(), words=Text(de="Letzter Tag.", en="Last day."))
@option("--end", "ends", is_flag=True, words=Text(de="Auch der Sitz.", en="The seat too."))
@pass_call
def vacate(call: Call, seat: str, last: date | None, *, ends: bool) -> None:
    """Vacate a seat."""
    app, tenant = call.application, call.tenant
    last_day = last or call.place.today(app.now()) - timedelta(days=1)
    change = bodies.end_seat if ends else bodies.vacate
    _told(call, change(app, tenant, call.reader, seat, last_day))


def _told(call: Call, changed: Changed) -> None:
    told = changed.answer
    document = {"id": changed.id, "body": document_of(told) if told else None}
    if told is None or not told.accepted:
        answer(call, document, Text(de=f"Sitz {changed.id}.", en=f"Seat {changed.id}."))
        return
    answer(
        call,
        document,
        Text(
            de=f"Sitz {changed.id}. {told.number} steht jetzt auf {told.state}.",
            en=f"Seat {changed.id}. {told.number} is now at {told.state}.",
        ),
    )
