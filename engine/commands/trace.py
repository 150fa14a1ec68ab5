"""``verbindlich trace``: where a case comes from and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument
from engine.findings import Text
from engine.services import trace as services
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.trace import Stop, Trail

_CASE = Text(de="Nummer oder Kennung des Vorgangs.", en="Number or id of the case.")


@click.group(
    "trace",
    cls=Group,
    words=Text(
        de="Woher ein Vorgang kommt und was aus ihm wurde.",
        en="Where a case comes from and what became of it.",
    ),
)
def trace() -> None:
    """Lead to the commands."""


@trace.command(
    "back",
    cls=TownCommand,
    words=Text(
        de="Führt zurück: zu Beiträgen, Veranstaltungen, Zielen, bis zum Auftrag.",
        en="Leads back: to contributions, events, goals, up to the mandate.",
    ),
)
@argument("case", words=_CASE)
@pass_call
def back(call: Call, case: str) -> None:
    """Print what a case comes from."""
    _tell(call, services.back(call.application, call.tenant, call.reader, case))


@trace.command(
    "forward",
    cls=TownCommand,
    words=Text(de="Führt voran: zu dem, was daraus wurde.", en="Leads on: to what became of it."),
)
@argument("case", words=_CASE)
@pass_call
def forward(call: Call, case: str) -> None:
    """Print what became of a case."""
    _tell(call, services.forward(call.application, call.tenant, call.reader, case))


@trace.command(
    "follow",
    cls=TownCommand,
    words=Text(
        de="Sagt, was aus einem Beitrag wurde, dessen Kennzeichen jemand hat.",
        en="Says what became of a contribution whose reference somebody has.",
    ),
)
@argument(
    "reference",
    words=Text(
        de="Das Kennzeichen von der Eingangsbestätigung.",
        en="The reference from the confirmation of receipt.",
    ),
)
@pass_call
def follow(call: Call, reference: str) -> None:
    """Print what somebody without an account may know of what she brought in."""
    found = services.follow(call.application, call.tenant, reference)
    said = [
        Text(de=f"{found.titles[key].de}: {value}", en=f"{found.titles[key].en}: {value}")
        for key, value in found.values.items()
        if isinstance(value, str | int | float)
    ]
    answer(call, {"followed": plain(found)}, _line(found.start), *said, *_trail(call, found.trail))


def _tell(call: Call, found: Trail) -> None:
    answer(call, {"trail": plain(found)}, _line(found.start), *_trail(call, found))


def _line(stop: Stop) -> Text:
    return Text(
        de=f"{stop.number} {stop.title} ({stop.workflow_title.de}): {stop.state_title.de}",
        en=f"{stop.number} {stop.title} ({stop.workflow_title.en}): {stop.state_title.en}",
    )


def _trail(call: Call, found: Trail) -> Iterator[Table | Text]:
    if not found.stops:
        yield Text(de="Hier endet die Spur.", en="The trail ends here.")
        return
    numbers = {each.case: each.number for each in (found.start, *found.stops)}
    columns = (
        Text(de="Von", en="From"),
        Text(de="Beziehung", en="Link"),
        Text(de="Vorgang", en="Case"),
        Text(de="Titel", en="Title"),
        Text(de="Art", en="Kind"),
        Text(de="Stand", en="State"),
    )
    yield Table(
        columns,
        [
            (
                numbers.get(each.via or "", ""),
                call.words(each.words) if each.words else "",
                each.number,
                each.title,
                call.words(each.workflow_title),
                call.words(each.state_title),
            )
            for each in found.stops
        ],
    )
    if found.is_cut:
        yield Text(de="Die Spur ist länger, als hier steht.", en="The trail is longer than this.")
