"""``verbindlich priority``: who is next in line, and what keeps the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument
from engine.commands.saying import NOTHING
from engine.findings import Text
from engine.services import waiting
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.waiting import Line


@click.group(
    "priority",
    cls=Group,
    words=Text(
        de="Die Reihenfolge des Handelns: wer als Nächstes kommt, und was die anderen hält.",
        en="The order of acting: who is next in line, and what keeps the others.",
    ),
)
def priority() -> None:
    """Lead to the commands."""


@priority.command(
    "line",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was auf seinen Beginn wartet, nach Rang, und was jetzt dagegen spricht.",
        en="Shows what waits to begin, by rank, and what stands against it now.",
    ),
)
@argument(
    "workflow",
    default="measure",
    required=False,
    words=Text(de="Der Ablauf; sonst measure.", en="The workflow; measure by default."),
)
@pass_call
def line(call: Call, workflow: str) -> None:
    """Print the line."""
    found = waiting.line(call.application, call.tenant, call.reader, workflow)
    document = {
        "event": found.event,
        "next": found.next_up.case.number if found.next_up else None,
        "waiting": [plain(each) for each in found.waiting],
        "settings": plain(found.settings),
        "facts": plain(found.facts),
    }
    answer(call, document, *(() if call.as_json else _parts(call, found)))


def _parts(call: Call, found: Line) -> Iterator[Table | Text]:
    if not found.waiting:
        yield Text(de="Niemand wartet.", en="Nobody waits.")
        return
    columns = (
        Text(de="Rang", en="Rank"),
        Text(de="Nummer", en="Number"),
        Text(de="Titel", en="Title"),
        Text(de="Was dagegen spricht", en="What stands against it"),
    )
    yield Table(
        columns,
        [
            (
                NOTHING if each.rank is None else each.rank,
                each.case.number,
                each.case.title or NOTHING,
                " ".join(call.words(reason) for reason in each.reasons) or NOTHING,
            )
            for each in found.waiting
        ],
    )
    if found.next_up is not None:
        number = found.next_up.case.number
        yield Text(de=f"Als Nächstes: {number}", en=f"Next in line: {number}")
    else:
        yield Text(de="Nichts kann jetzt beginnen.", en="Nothing can begin now.")
