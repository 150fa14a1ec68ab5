"""``verbindlich retention``: what is kept of people, for what and how long, and what goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.saying import day
from engine.deadlines.periods import period_text
from engine.findings import Text
from engine.services import retention as services
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.services.retention import Kept, Offered

_SINCE = {
    "closing": Text(de="dem Abschluss", en="the end"),
    "opening": Text(de="der Eröffnung", en="the opening"),
}


@click.group(
    "retention",
    cls=Group,
    words=Text(
        de="Was über Personen aufbewahrt wird, wofür, wie lange, und was dem Archiv angeboten ist.",
        en="What is kept of people, what for and how long, and what the archive is offered.",
    ),
)
def retention() -> None:
    """Lead to the commands."""


@retention.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Listet auf, was aufbewahrt wird: Zweck, Grundlage, Frist, Felder.",
        en="Lists what is kept: purpose, legal basis, period, fields.",
    ),
)
@pass_call
def list_kept(call: Call) -> None:
    """Print the retentions of all workflows."""
    found = services.kept(call.application, call.tenant)
    document = {
        "retentions": [{**plain(each), "keep": period_text(each.keep).en} for each in found]
    }
    answer(call, document, *(() if call.as_json else _kept(call, found)))


@retention.command(
    "offers",
    cls=TownCommand,
    words=Text(
        de="Listet auf, was dem Archiv angeboten und noch nicht gelöscht ist.",
        en="Lists what has been offered to the archive and is not erased yet.",
    ),
)
@pass_call
def offers(call: Call) -> None:
    """Print what stands before the archive."""
    found = services.offers(call.application, call.tenant, call.reader)
    document = {"offers": [plain(each) for each in found]}
    answer(call, document, *(() if call.as_json else _offers(call, found)))


@retention.command(
    "answer",
    cls=TownCommand,
    words=Text(
        de="Hält fest, ob das Archiv einen Vorgang übernommen hat.",
        en="Records whether the archive has taken a case over.",
    ),
)
@argument("case", words=Text(de="Nummer des Vorgangs.", en="Number of the case."))
@argument("name", words=Text(de="Name der Aufbewahrung.", en="Name of the retention."))
@option(
    "--taken/--declined",
    "is_taken",
    required=True,
    words=Text(de="Übernommen oder abgelehnt.", en="Taken over or declined."),
)
@pass_call
def record_answer(call: Call, case: str, name: str, *, is_taken: bool) -> None:
    """Record what the archive says."""
    services.answer(call.application, call.tenant, call.reader, case, name, is_taken=is_taken)
    said = Text(
        de=f"{case}: festgehalten; gelöscht wird beim nächsten Lauf der Uhr.",
        en=f"{case}: recorded; it is erased when the clock runs next.",
    )
    answer(call, {"case": case, "name": name, "is_taken": is_taken}, said)


def _kept(call: Call, found: Sequence[Kept]) -> Iterator[Table | Text]:
    if not found:
        yield Text(de="Kein Ablauf bewahrt etwas über Personen auf.", en="Nothing is kept.")
        return
    columns = (
        Text(de="Ablauf", en="Workflow"),
        Text(de="Name", en="Name"),
        Text(de="Zweck", en="Purpose"),
        Text(de="Grundlage", en="Legal basis"),
        Text(de="Frist", en="Kept for"),
        Text(de="Ab", en="From"),
        Text(de="Felder", en="Fields"),
    )
    yield Table(
        columns,
        [
            (
                call.words(each.workflow_title),
                each.name,
                call.words(each.purpose),
                call.words(each.legal_basis),
                call.words(period_text(each.keep)),
                call.words(each.since_title or _SINCE[each.since]),
                ", ".join(call.words(title) for title in each.fields),
            )
            for each in found
        ],
    )


def _offers(call: Call, found: Sequence[Offered]) -> Iterator[Table | Text]:
    if not found:
        yield Text(de="Dem Archiv ist nichts angeboten.", en="Nothing is before the archive.")
        return
    columns = (
        Text(de="Vorgang", en="Case"),
        Text(de="Titel", en="Title"),
        Text(de="Name", en="Name"),
        Text(de="Antwort bis", en="Answer by"),
        Text(de="Antwort", en="Answer"),
    )
    yield Table(
        columns,
        [
            (each.number, each.title, each.name, day(call, each.wait_until), each.answer or "")
            for each in found
        ],
    )
