"""``verbindlich plan method``: how a concept came about, told in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, option
from engine.commands.saying import NOTHING, day
from engine.findings import Text
from engine.services import method as services
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.services.method import Group, Report

_PEOPLE = Text(de="Personen", en="People")
_VOLUNTEERS = Text(de="davon Ehrenamt", en="Volunteers")


@click.command(
    "method",
    cls=TownCommand,
    words=Text(
        de="Der Methodenbericht: wer wann zusammenkam, wie viele, mit welchem Ergebnis.",
        en="The method report: who met when, how many, with what result.",
    ),
)
@option("--from", "since", type=Day(), words=Text(de="Erster Tag.", en="First day."))
@option("--until", type=Day(), words=Text(de="Letzter Tag.", en="Last day."))
@pass_call
def method(call: Call, since: date | None, until: date | None) -> None:
    """Print how the concept came about."""
    found = services.report(call.application, call.tenant, call.reader, since=since, until=until)
    document = {"method": plain(found), "people": found.people}
    answer(call, document, *(() if call.as_json else _told(call, found)))


def _told(call: Call, found: Report) -> Iterator[Table | Text]:
    if not found.meetings:
        yield Text(de="Noch kam niemand zusammen.", en="Nobody has met yet.")
        return
    columns = (
        Text(de="Tag", en="Day"),
        Text(de="Art", en="Kind"),
        Text(de="Titel", en="Title"),
        _PEOPLE,
        _VOLUNTEERS,
        Text(de="Gruppen", en="Groups"),
        Text(de="Ergebnis", en="Result"),
    )
    yield Table(
        columns,
        [
            (
                day(call, each.on),
                call.words(each.kind),
                f"{each.number} {each.title}",
                NOTHING if each.people is None else each.people,
                NOTHING if each.volunteers is None else each.volunteers,
                ", ".join(_group(call, one) for one in each.groups),
                each.result or "",
            )
            for each in found.meetings
        ],
    )
    kinds = (Text(de="Art", en="Kind"), Text(de="Wie oft", en="How often"), _PEOPLE, _VOLUNTEERS)
    yield Table(
        kinds,
        [
            (call.words(each.kind), each.meetings, each.people, each.volunteers)
            for each in found.tallies
        ],
    )


def _group(call: Call, group: Group) -> str:
    few = call.words(Text(de="unter 5", en="under 5"))
    return f"{group.group}: {few if group.count is None else group.count}"
