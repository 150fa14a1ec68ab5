"""``verbindlich town``: the profile of a town, its own days, and what a change would move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.files import json_or_file
from engine.commands.moments import Day
from engine.commands.moving import moved_parts
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.deadlines.calendars import DayKind
from engine.deadlines.periods import parse_period, period_text
from engine.deadlines.places import parse_own_day
from engine.findings import Text
from engine.services import profile
from engine.services.own_days import KINDS, when
from engine.services.plain import plain
from engine.services.saying import YES_NO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, time

    from engine.services.profile import Edit
    from engine.storage.queries.towns import Profile

_PREVIEW = option(
    "--preview",
    "only_preview",
    is_flag=True,
    words=Text(
        de="Nur zeigen, was sich in laufenden Vorgängen verschöbe.",
        en="Only show what would move in running cases.",
    ),
)
_TWO_PEOPLE = Text(de="Veröffentlichen zu zweit", en="Publishing takes two")


@click.group(
    "town",
    cls=Group,
    words=Text(
        de="Die Stadt: wie sie heißt, ihre eigenen Tage, wann und wie sie schreibt.",
        en="The town: what it is called, its own days, when and how it writes.",
    ),
)
def town() -> None:
    """Lead to the commands."""


@town.command(
    "show",
    cls=TownCommand,
    words=Text(de="Zeigt die Stadt und ihre eigenen Tage.", en="Shows the town and its own days."),
)
@pass_call
def show(call: Call) -> None:
    """Print the profile."""
    found = profile.profile_of(call.application, call.tenant, call.reader)
    parts = () if call.as_json else _parts(call, found)
    answer(call, profile.document_of(found), *parts)


def _parts(call: Call, found: Profile) -> Iterator[Table | Text]:
    place = found.place
    rows = (
        (Text(de="Name", en="Name"), found.title),
        (Text(de="Ort", en="Place"), ", ".join(filter(None, (place.municipality, place.state)))),
        (Text(de="Zeitzone", en="Time zone"), place.time_zone),
        (Text(de="Sprache", en="Language"), found.language),
        (Text(de="Stunde der Erinnerungen", en="Hour of reminders"), _hour(found.rung_time)),
        (Text(de="Nachrichten", en="Messages"), call.words(profile.RHYTHMS[found.rhythm])),
        (Text(de="Stunde der Sammelpost", en="Hour of the daily mail"), _hour(found.digest_time)),
        (Text(de="Schonfrist", en="Grace"), call.words(period_text(parse_period(found.grace)))),
        (_TWO_PEOPLE, call.words(YES_NO[found.two_person_publish])),
    )
    columns = (Text(de="Was", en="What"), Text(de="Wert", en="Value"))
    yield Table(columns, [(call.words(title), value) for title, value in rows])
    if place.own_days:
        yield _days(call, found)


def _hour(hour: time) -> str:
    return hour.isoformat("minutes")


def _days(call: Call, found: Profile) -> Table:
    columns = (
        Text(de="Eigener Tag", en="Own day"),
        Text(de="Wann", en="When"),
        Text(de="Was er ist", en="What it is"),
    )
    rows = [
        (each.name, call.words(when(each)), call.words(KINDS[each.kind]))
        for each in found.place.own_days
    ]
    return Table(columns, rows)


@town.command(
    "set",
    cls=TownCommand,
    words=Text(
        de="Ändert, was über die Stadt gesagt ist; laufende Vorgänge folgen.",
        en="Changes what is said of the town; running cases follow.",
    ),
)
@option("--title", words=Text(de="Der Name.", en="The name."))
@option(
    "--town-language",
    "language",
    metavar="[de|en]",
    words=Text(de="Sprache der Nachrichten.", en="Language of messages."),
)
@option("--state", metavar="LAND", words=Text(de="Das Land: NW.", en="The Land: NW."))
@option(
    "--municipality",
    words=Text(de="Die Gemeinde, ihrer Feiertage wegen.", en="The municipality, for its holidays."),
)
@option(
    "--time-zone",
    metavar="ZONE",
    words=Text(de="Die Zeitzone: Europe/Berlin.", en="The time zone: Europe/Berlin."),
)
@option(
    "--place",
    metavar="JSON|FILE",
    words=Text(
        de='Der ganze Ort mit eigenen Tagen: {"state": "NW", "own_days": [...]}.',
        en='The whole place with own days: {"state": "NW", "own_days": [...]}.',
    ),
)
@option(
    "--rung-time",
    metavar="HH:MM",
    words=Text(de="Wann erinnert wird.", en="When reminders are due."),
)
@option(
    "--grace",
    metavar="PERIOD",
    words=Text(
        de="Frist, wenn ein Termin sonst schon vorbei wäre: '10 working days'.",
        en="Time where a due date would lie in the past: '10 working days'.",
    ),
)
@option(
    "--rhythm",
    metavar="[at_once|daily]",
    words=Text(
        de="Nachrichten sofort oder einmal am Tag gesammelt.",
        en="Messages at once or collected once a day.",
    ),
)
@option(
    "--digest-time",
    metavar="HH:MM",
    words=Text(de="Wann die Sammelpost geht.", en="When the daily mail leaves."),
)
@option(
    "--two-person-publish/--one-person-publish",
    default=None,
    words=Text(
        de="Ob Abläufe zwei Menschen brauchen, um veröffentlicht zu werden.",
        en="Whether publishing a workflow takes two people.",
    ),
)
@_PREVIEW
@pass_call
def change(call: Call, /, *, only_preview: bool, place: str | None, **given: Any) -> None:
    """Change members of the profile."""
    raw = {name: value for name, value in given.items() if value is not None}
    if place is not None:
        raw["place"] = json_or_file(place)
    if not raw:
        raise click.UsageError(call.words(_NOTHING_SAID))
    _carry_out(call, profile.edited(raw), only_preview=only_preview)


_NOTHING_SAID = Text(
    de="Es fehlt, was sich ändern soll, etwa --rhythm daily.",
    en="What is to change is missing, such as --rhythm daily.",
)


@town.command(
    "add-day",
    cls=TownCommand,
    words=Text(
        de="Trägt einen eigenen Tag ein: Feiertag, geschlossen, oder hier kein Feiertag.",
        en="Enters an own day: a holiday, closed, or no holiday here.",
    ),
)
@argument("name", words=Text(de="Wie er heißt.", en="What it is called."))
@option("--on", type=Day(), metavar="DATE", words=Text(de="Einmal, an diesem Tag.", en="Once."))
@option("--yearly", metavar="MM-DD", words=Text(de="Jedes Jahr.", en="Every year."))
@option(
    "--after-easter",
    "days_after_easter",
    type=int,
    metavar="DAYS",
    words=Text(
        de="Jedes Jahr, so viele Tage nach Ostersonntag (-48: Rosenmontag).",
        en="Every year, so many days after Easter Sunday (-48: Rose Monday).",
    ),
)
@option(
    "--kind",
    type=click.Choice([each.value for each in DayKind]),
    default=DayKind.CLOSED.value,
    words=Text(
        de="Sonst closed: die Verwaltung ist zu, kein Termin verschiebt sich nach dem Gesetz.",
        en="Else closed: the office is shut, no due date moves by law.",
    ),
)
@option("--from", "valid_from", type=Day(), metavar="DATE", words=Text(de="Ab.", en="From."))
@option("--until", "valid_until", type=Day(), metavar="DATE", words=Text(de="Bis.", en="Until."))
@_PREVIEW
@pass_call
def add_day(call: Call, /, *, only_preview: bool, **given: Any) -> None:
    """Add an own day."""
    own = parse_own_day({name: _raw(value) for name, value in given.items() if value is not None})
    _carry_out(call, profile.with_day(own), only_preview=only_preview)


def _raw(value: date | str | int) -> str | int:
    return value if isinstance(value, str | int) else value.isoformat()


@town.command(
    "remove-day",
    cls=TownCommand,
    words=Text(de="Nimmt einen eigenen Tag wieder heraus.", en="Takes an own day out again."),
)
@argument("name", words=Text(de="Wie er heißt.", en="What it is called."))
@_PREVIEW
@pass_call
def remove_day(call: Call, name: str, *, only_preview: bool) -> None:
    """Remove the first own day of a name."""
    days = profile.profile_of(call.application, call.tenant, call.reader).place.own_days
    number = next((n for n, each in enumerate(days) if each.name == name), -1)
    _carry_out(call, profile.without_day(number, name), only_preview=only_preview)


def _carry_out(call: Call, edit: Edit, *, only_preview: bool) -> None:
    app, tenant, reader = call.application, call.tenant, call.reader
    if only_preview:
        moved, looked_at = profile.preview(app, tenant, reader, edit)
        document = {"cases": looked_at, "moved": [plain(each) for each in moved]}
        answer(call, document, *(() if call.as_json else moved_parts(call, moved, looked_at)))
        return
    reached = profile.change(app, tenant, reader, edit)
    after = profile.document_of(profile.profile_of(app, tenant, reader))
    told = Text(
        de=f"Geändert; {reached} laufende Vorgänge folgen.",
        en=f"Changed; {reached} running cases follow.",
    )
    answer(call, {**after, "reached": reached}, told)
