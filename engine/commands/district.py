"""``verbindlich district``: how every municipality stands, the inactive ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.saying import NOTHING
from engine.findings import Text
from engine.lifecycle.links import kind_of
from engine.services import coverage as services
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.coverage import Coverage, Owed, Way


@click.group(
    "district",
    cls=Group,
    words=Text(
        de="Ein Landkreis und seine Gemeinden: wer mitwirkt, wer trägt, wer abweicht.",
        en="A district and its municipalities: who takes part, who carries, who differs.",
    ),
)
def district() -> None:
    """Lead to the commands."""


@district.command(
    "coverage",
    cls=TownCommand,
    words=Text(
        de="Zeigt alle Gemeinden, auch untätige; mit einem Vorgang: wie jede zu ihm steht.",
        en="Shows all municipalities, inactive ones too; with a case: how each stands to it.",
    ),
)
@argument(
    "case",
    metavar="[CASE]",
    required=False,
    words=Text(de="Eine Maßnahme zum Beispiel.", en="A measure for example."),
)
@option(
    "--workflow",
    default=services.MUNICIPALITY,
    show_default=True,
    words=Text(de="Ablauf der Gemeinden.", en="Workflow of the municipalities."),
)
@pass_call
def coverage(call: Call, case: str | None, workflow: str) -> None:
    """Print how everybody stands."""
    found = services.coverage(call.application, call.tenant, call.reader, workflow, case)
    document = {"by_state": found.by_state, "lines": [plain(each) for each in found.lines]}
    answer(call, document, *(() if call.as_json else _parts(call, found)))


def _parts(call: Call, found: Coverage) -> Iterator[Table | Text]:
    states = found.workflow.states
    columns = (
        Text(de="Nummer", en="Number"),
        Text(de="Gemeinde", en="Municipality"),
        Text(de="Zustand", en="State"),
        Text(de="Was aussteht", en="What is outstanding"),
        Text(de="Wie sie dazu steht", en="How it stands to it"),
    )
    yield Table(
        columns,
        [
            (
                each.case.number,
                each.case.title or NOTHING,
                call.words(states[each.case.state].title),
                ", ".join(_owed(call, owed) for owed in each.owed) or NOTHING,
                ", ".join(_way(call, way) for way in each.ways) or NOTHING,
            )
            for each in found.lines
        ],
    )
    counts = found.by_state.items()
    yield Text(
        de=", ".join(f"{states[key].title.de}: {count}" for key, count in counts),
        en=", ".join(f"{states[key].title.en}: {count}" for key, count in counts),
    )


def _owed(call: Call, owed: Owed) -> str:
    late = Text(de=" (überfällig)", en=" (overdue)") if owed.is_overdue else Text(de="", en="")
    return call.words(owed.title) + call.words(late)


def _way(call: Call, way: Way) -> str:
    kind = call.words(kind_of(way.kind).title)
    return kind if way.over is None else f"{way.over.number} {way.over.title or ''}".strip()
