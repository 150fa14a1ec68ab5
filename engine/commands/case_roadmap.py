"""``verbindlich case roadmap``: where a case has been, where it stands, what lies ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.case_events import CASE
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument
from engine.commands.saying import day
from engine.findings import Text
from engine.services import roadmaps
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.lifecycle.roadmap import Stop
    from engine.services.roadmaps import Roadmap

_PAST = Text(de="erledigt", en="done")
_PRESENT = Text(de="jetzt", en="now")
_AHEAD = Text(de="geplant", en="planned")


@click.command(
    "roadmap",
    cls=TownCommand,
    words=Text(
        de="Zeigt den Fahrplan: worauf er beruht, was war, was ansteht, mit Fristen und wer es "
        "schuldet.",
        en="Shows the roadmap: what it rests on, what was, what lies ahead, with dates and owners.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@pass_call
def roadmap(call: Call, name: str) -> None:
    """Print the roadmap of a case."""
    found = roadmaps.roadmap(call.application, call.tenant, call.reader, name)
    columns = (
        Text(de="Phase", en="Phase"),
        Text(de="Station", en="Station"),
        Text(de="Stand", en="Standing"),
        Text(de="Von", en="From"),
        Text(de="Bis", en="Until"),
        Text(de="Was zu tun ist, und wer", en="What is to be done, and by whom"),
    )
    answer(call, plain(found), *_head(call, found), Table(columns, list(_rows(call, found))))


def _head(call: Call, found: Roadmap) -> Iterator[str]:
    kind, drawn_on = call.words(found.workflow), day(call, found.drawn_on)
    yield f"{found.number} {found.title} ({kind}, {drawn_on})"
    for each in found.basis:
        yield f"  {call.words(each.title)}: {each.value}"


def _rows(call: Call, found: Roadmap) -> Iterator[tuple[object, ...]]:
    yield from (_row(call, each, _PAST) for each in found.past)
    yield _row(call, found.present, _PRESENT)
    yield from (_row(call, each, _AHEAD) for each in found.ahead)


def _row(call: Call, stop: Stop, standing: Text) -> tuple[object, ...]:
    return (
        call.words(stop.phase) if stop.phase is not None else "",
        call.words(stop.title),
        call.words(standing),
        day(call, stop.begins_on) if stop.begins_on is not None else "",
        day(call, stop.ends_on) if stop.ends_on is not None else "",
        "\n".join(f"{call.words(each.title)} ({call.words(each.owner)})" for each in stop.duties),
    )
