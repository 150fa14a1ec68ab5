"""``verbindlich sitting plan|build|add|invite|move|open|close|promise``."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from engine.commands.acting import Acting, by_somebody
from engine.commands.body_views import BODY
from engine.commands.call import Call, pass_call
from engine.commands.case_events import submit
from engine.commands.moments import Day
from engine.commands.naming import Name
from engine.commands.outcome import document_of, tell
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.sitting_views import SITTING
from engine.deadlines.localtime import end_of_day
from engine.findings import Text
from engine.services import sittings, undertakings
from engine.services.sittings import Attendance, Plan, Point


@click.command(
    "plan",
    cls=TownCommand,
    words=Text(
        de="Plant eine Sitzung; bis wann einzuladen ist, folgt aus den Regeln des Gremiums.",
        en="Plans a sitting; by when to invite follows from the rules of the body.",
    ),
)
@argument("body", words=BODY)
@argument("held_on", metavar="DATE", type=Day(), words=Text(de="Der Tag.", en="The day."))
@option("--begins", words=Text(de="Uhrzeit.", en="Hour."))
@option("--place", words=Text(de="Ort.", en="Place."))
@option("--title", type=Name(), words=Text(de="Sonst Gremium und Tag.", en="Else body and day."))
@by_somebody
@pass_call
def plan(call: Call, /, body: str, held_on: date, acting: Acting, **given: Any) -> None:
    """Plan a sitting."""
    wanted = Plan(body, held_on, given["begins"], given["place"], given["title"])
    tell(call, sittings.plan(call.application, call.tenant, acting.reader(call), wanted))


@click.command(
    "build",
    cls=TownCommand,
    words=Text(
        de="Stellt die Tagesordnung auf: was eskaliert, vorgeschlagen oder liegen geblieben ist.",
        en="Builds the agenda: what was escalated, proposed or left over.",
    ),
)
@argument("sitting", words=SITTING)
@by_somebody
@pass_call
def build(call: Call, sitting: str, acting: Acting) -> None:
    """Build an agenda."""
    app, tenant, reader = call.application, call.tenant, acting.reader(call)
    case = sittings.sitting_named(app, tenant, reader, sitting)
    held_on = case.data["held_on"]
    until = app.now()
    if isinstance(held_on, date):
        until = max(until, end_of_day(held_on, call.place.calendar.zone))
    found = sittings.build(app, tenant, reader, sitting, until)
    agenda = found.agenda
    document = {
        "public": [each.number for each in agenda.public],
        "closed": [each.number for each in agenda.closed],
        "refused": [document_of(each) for each in found.refused],
    }
    answer(
        call,
        document,
        Text(
            de=f"{len(agenda.public)} öffentliche und {len(agenda.closed)} nicht öffentliche "
            f"Punkte. Ansehen: sitting agenda {case.number}",
            en=f"{len(agenda.public)} public and {len(agenda.closed)} non-public points. "
            f"See: sitting agenda {case.number}",
        ),
    )


@click.command(
    "add",
    cls=TownCommand,
    words=Text(de="Fügt einen Punkt hinzu.", en="Adds a point to the agenda."),
)
@argument("sitting", words=SITTING)
@argument("title", type=Name(), words=Text(de="Der Gegenstand.", en="The subject."))
@option("--about", metavar="CASE", words=Text(de="Zu diesem Vorgang.", en="About this case."))
@option(
    "--closed",
    metavar="REASON",
    words=Text(de="Nicht öffentlich, aus diesem Grund.", en="Non-public, for this reason."),
)
@option(
    "--then",
    metavar="BODY",
    words=Text(de="Danach entscheidet dieses Gremium.", en="This body decides afterwards."),
)
@option(
    "--part-of",
    metavar="POINT",
    words=Text(de="Teil davon, einzeln abzustimmen.", en="A part of it, voted on by itself."),
)
@by_somebody
@pass_call
def add(call: Call, /, sitting: str, title: str, acting: Acting, **given: Any) -> None:
    """Add a point."""
    point = Point(title, given["closed"], given["about"], given["then"], given["part_of"])
    tell(call, sittings.add(call.application, call.tenant, acting.reader(call), sitting, point))


@click.command("invite", cls=TownCommand, words=Text(de="Lädt zur Sitzung ein.", en="Invites."))
@argument("sitting", words=SITTING)
@option("--urgent", metavar="REASON", words=Text(de="Warum kürzer.", en="Why at short notice."))
@by_somebody
@pass_call
def invite(call: Call, sitting: str, urgent: str | None, acting: Acting) -> None:
    """Invite to a sitting."""
    submit(call, sitting, "invite", {"urgency": urgent}, acting)


@click.command(
    "move",
    cls=TownCommand,
    words=Text(
        de="Verlegt eine Sitzung; ohne --reason wird erneut einberufen, weil das Gremium nicht "
        "beschlussfähig war.",
        en="Puts a sitting on another day; without --reason it is called again for want of a "
        "quorum.",
    ),
)
@argument("sitting", words=SITTING)
@argument("held_on", metavar="DATE", type=Day(), words=Text(de="Der neue Tag.", en="The new day."))
@option("--reason", words=Text(de="Der Grund.", en="The reason."))
@by_somebody
@pass_call
def move(call: Call, sitting: str, held_on: date, reason: str | None, acting: Acting) -> None:
    """Move a sitting."""
    app, tenant = call.application, call.tenant
    tell(call, sittings.move(app, tenant, acting.reader(call), sitting, held_on, reason))


@click.command(
    "open",
    cls=TownCommand,
    words=Text(
        de="Eröffnet eine Sitzung mit den Anwesenden; ohne Beschlussfähigkeit wird es abgelehnt.",
        en="Opens a sitting with who has come; without a quorum it is refused.",
    ),
)
@argument("sitting", words=SITTING)
@option(
    "--present",
    "voting",
    multiple=True,
    metavar="NAME",
    words=Text(de="Anwesend mit Stimme; mehrmals.", en="Present with a vote; repeatable."),
)
@option(
    "--guest",
    "others",
    multiple=True,
    metavar="NAME",
    words=Text(de="Anwesend ohne Stimme; mehrmals.", en="Present without one; repeatable."),
)
@option("--not-all-invited", is_flag=True, words=Text(de="Jemand fehlt.", en="Somebody was not."))
@by_somebody
@pass_call
def open_sitting(call: Call, /, sitting: str, acting: Acting, **given: Any) -> None:
    """Open a sitting."""
    came = Attendance(given["voting"], given["others"], not given["not_all_invited"])
    reader = acting.reader(call)
    tell(call, sittings.open_sitting(call.application, call.tenant, reader, sitting, came))


@click.command(
    "close",
    cls=TownCommand,
    words=Text(
        de="Schließt eine Sitzung; was nicht behandelt ist, geht in die nächste.",
        en="Closes a sitting; what was not dealt with goes on to the next one.",
    ),
)
@argument("sitting", words=SITTING)
@by_somebody
@pass_call
def close(call: Call, sitting: str, acting: Acting) -> None:
    """Close a sitting."""
    submit(call, sitting, "close_sitting", {}, acting)


@click.command(
    "promise",
    cls=TownCommand,
    words=Text(
        de="Macht aus einer Zusage („später“) eine Pflicht mit Datum.",
        en="Makes a dated duty of a promise (“later”).",
    ),
)
@argument("to", metavar="BODY|SITTING", words=Text(de="Wem: Gremium oder Sitzung.", en="To whom."))
@argument("said", metavar="WHO,WHAT", words=Text(de="Wer, was.", en="Who, what."))
@option("--until", type=Day(), required=True, words=Text(de="Bis wann.", en="By when."))
@by_somebody
@pass_call
def promise(call: Call, to: str, said: str, until: date, acting: Acting) -> None:
    """Write down a promise."""
    reader = acting.reader(call)
    tell(call, undertakings.promise(call.application, call.tenant, reader, to, said, until))
