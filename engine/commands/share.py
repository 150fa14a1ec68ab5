"""``verbindlich share``: what a town shows to other towns and advisers, and what is shown to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, acting_once
from engine.commands.call import Call, pass_call
from engine.commands.case_events import CASE, fields_in
from engine.commands.case_sheet import sheet
from engine.commands.moments import Day
from engine.commands.outcome import tell
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.people_named import person_id
from engine.commands.saying import NOTHING, day
from engine.findings import Text
from engine.services import shares
from engine.services.people import directory_of
from engine.services.plain import plain
from engine.services.shares import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOWN = Text(de="Kennung der anderen Stadt.", en="Id of the other town.")


@click.group(
    "share",
    cls=Group,
    words=Text(
        de="Was die Stadt anderen zeigt: einer anderen Stadt oder jemandem ohne Rolle, bis wann.",
        en="What the town shows to others: to another town or to somebody without a role.",
    ),
)
def share() -> None:
    """Lead to the commands."""


@share.command(
    "give",
    cls=TownCommand,
    words=Text(
        de="Zeigt einen Vorgang, oder alle nicht vertraulichen eines Ablaufs.",
        en="Shows a case, or all cases of a workflow that are not confidential.",
    ),
)
@argument("case", metavar="[CASE]", required=False, words=CASE)
@option("--workflow", metavar="KEY", words=Text(de="Alle Vorgänge davon.", en="All cases of it."))
@option("--to-town", metavar="ID", words=_TOWN)
@option(
    "--to-person",
    metavar="ID",
    words=Text(de="Jemand aus dem Verzeichnis.", en="Somebody of the directory."),
)
@option("--reason", required=True, words=Text(de="Warum.", en="Why."))
@option("--until", type=Day(), words=Text(de="Letzter Tag.", en="The last day."))
@pass_call
def give(call: Call, /, **given: Any) -> None:
    """Show something to somebody."""
    _one_of(call, given["case"], given["workflow"], "CASE | --workflow")
    _one_of(call, given["to_town"], given["to_person"], "--to-town | --to-person")
    person = given["to_person"]
    if person is not None:
        person = person_id(directory_of(call.application, call.tenant, call.reader), person)
    wanted = Wanted(
        given["reason"],
        given["case"],
        given["workflow"],
        given["to_town"],
        person,
        given["until"],
    )
    key = shares.share(call.application, call.tenant, call.reader, wanted)
    answer(call, {"id": key}, Text(de=f"Gezeigt ({key}).", en=f"Shown ({key})."))


def _one_of(call: Call, one: object, other: object, names: str) -> None:
    if (one is None) == (other is None):
        words = Text(de=f"Genau eines von: {names}", en=f"Exactly one of: {names}")
        raise click.UsageError(call.words(words), click.get_current_context())


@share.command(
    "list", cls=TownCommand, words=Text(de="Was die Stadt zeigt.", en="What the town shows.")
)
@pass_call
def list_given(call: Call) -> None:
    """Print what is shown to others."""
    found = shares.given_shares(call.application, call.tenant, call.reader)
    document = {"shares": [plain(each) for each in found]}
    columns = (
        Text(de="Kennung", en="Id"),
        Text(de="Was", en="What"),
        Text(de="Wem", en="To whom"),
        Text(de="Bis", en="Until"),
        Text(de="Warum", en="Why"),
    )
    rows = [
        (
            each.share.id,
            each.case or each.share.workflow or NOTHING,
            each.to,
            day(call, each.share.valid_until) if each.share.valid_until else NOTHING,
            each.share.reason,
        )
        for each in found
    ]
    answer(call, document, *(() if call.as_json else (Table(columns, rows),)))


@share.command(
    "end", cls=TownCommand, words=Text(de="Zeigt es nicht mehr.", en="Shows it no more.")
)
@argument("share_id", metavar="ID", words=Text(de="Kennung.", en="Its id."))
@pass_call
def end(call: Call, share_id: str) -> None:
    """End a share."""
    shares.end_share(call.application, call.tenant, call.reader, share_id)
    answer(call, {"id": share_id}, Text(de="Beendet.", en="Ended."))


@share.command(
    "received",
    cls=TownCommand,
    words=Text(de="Was andere Städte dieser zeigen.", en="What other towns show to this one."),
)
@pass_call
def received(call: Call) -> None:
    """Print the cases that others show."""
    found = shares.received_cases(call.application, call.tenant, call.reader)
    document = {"cases": [plain(each) for each in found]}
    answer(call, document, *(() if call.as_json else _received(found)))


def _received(found: list[shares.Received]) -> Iterator[Table | Text]:
    if not found:
        yield Text(de="Niemand zeigt etwas.", en="Nobody shows anything.")
        return
    columns = (
        Text(de="Stadt", en="Town"),
        Text(de="Kennung", en="Id"),
        Text(de="Nummer", en="Number"),
        Text(de="Titel", en="Title"),
    )
    yield Table(
        columns, [(each.town_title, each.town, each.case.number, each.case.title) for each in found]
    )


@share.command(
    "show",
    cls=TownCommand,
    words=Text(
        de="Zeigt einen Vorgang einer anderen Stadt, soweit er gezeigt wird.",
        en="Shows a case of another town, as far as it is shown.",
    ),
)
@argument("other", metavar="TOWN", words=_TOWN)
@argument("case", metavar="CASE", words=CASE)
@pass_call
def show(call: Call, other: str, case: str) -> None:
    """Print a case of another town."""
    shown = shares.show_received(call.application, call.tenant, call.reader, other, case)
    answer(call, plain(shown.case), *(() if call.as_json else sheet(call, shown, {})))


@share.command(
    "take",
    cls=TownCommand,
    words=Text(
        de="Eröffnet aus einem gezeigten Vorgang einen eigenen: gleich benannte Felder gehen mit.",
        en="Opens a case from one that is shown: fields of the same name are taken along.",
    ),
)
@argument("other", metavar="TOWN", words=_TOWN)
@argument("case", metavar="CASE", words=CASE)
@option(
    "--workflow",
    default="transfer",
    show_default=True,
    words=Text(de="Ablauf des eigenen Vorgangs.", en="Workflow of the own case."),
)
@option(
    "--fields", "source", metavar="JSON|FILE", default="{}", words=Text(de="Felder.", en="Fields.")
)
@acting_once
@pass_call
def take(call: Call, /, other: str, case: str, *, acting: Acting, **given: str) -> None:
    """Open a case from one of another town."""
    reader = acting.reader(call)
    opened = shares.take_over(
        call.application,
        call.tenant,
        reader,
        other,
        case,
        workflow=given["workflow"],
        fields=fields_in(given["source"]),
    )
    tell(call, opened)
