"""``verbindlich transfer people``: who there is, from a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import Table, answer, findings_document, findings_lines
from engine.commands.parts import TownCommand, argument, option
from engine.commands.transfer_edits import unreadable
from engine.commands.transfer_import import file_in, pairs_in
from engine.findings import Text, has_errors
from engine.services.imports import Unreadable
from engine.services.settling import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.findings import Finding
    from engine.services.settling import Settling

_COLUMNS = (Text(de="Stelle", en="Place"), Text(de="wird eingetragen", en="will be entered"))


@click.command(
    "people",
    cls=TownCommand,
    words=Text(
        de="Liest eine Liste von Personen, Organisationen und Gremien (.xlsx, .ods, .csv) und "
        "zeigt, was eingetragen würde; mit --take wird es eingetragen. Niemand wird gelöscht.",
        en="Reads a list of people, organisations and bodies (.xlsx, .ods, .csv) and shows what "
        "would be entered; with --take it is entered. Nobody is removed.",
    ),
)
@argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    words=Text(de="Die Liste.", en="The list."),
)
@option(
    "--map",
    "told",
    metavar="COLUMN=WHAT",
    multiple=True,
    words=Text(
        de="Was eine Spalte ist: person, address, organisation, body, function, seats, role.",
        en="What a column is: person, address, organisation, body, function, seats, role.",
    ),
)
@option("--take", is_flag=True, words=Text(de="Eintragen.", en="Enter them."))
@pass_call
def people(call: Call, file: Path, told: tuple[str, ...], *, take: bool) -> None:
    """Show who would be entered; with ``--take`` enter them."""
    settling = settle(
        call.application,
        call.tenant,
        call.reader,
        file_in(file),
        pairs_in(call, told, "--map"),
        is_dry=not take,
    )
    if isinstance(settling, Unreadable):
        raise unreadable(file.name, settling)
    document = {
        "entered": settling.count if take else 0,
        "rows": [
            {"where": each.entry.where, "done": list(each.done), "refused": list(each.refused)}
            for each in settling.rows
        ],
        "findings": findings_document(_findings(settling)),
    }
    answer(call, document, *_parts(call, settling, is_taken=take))
    if has_errors(_findings(settling)) or any(each.refused for each in settling.rows):
        call.finish(ExitCode.FINDINGS)


def _findings(settling: Settling) -> list[Finding]:
    read = settling.read
    return [*read.findings, *(one for each in read.entries for one in each.findings)]


def _parts(call: Call, settling: Settling, *, is_taken: bool) -> Iterator[Table | Text | str]:
    rows = [
        (each.entry.where, "; ".join(call.words(one) for one in each.done))
        for each in settling.rows
        if each.done
    ]
    if rows and not is_taken:
        yield Table(_COLUMNS, rows)
    yield from findings_lines(call, _findings(settling))
    for each in settling.rows:
        for reason in each.refused:
            where = each.entry.where
            yield Text(de=f"{where}: {reason.de}", en=f"{where}: {reason.en}")
    count = settling.count
    if is_taken:
        yield Text(de=f"{count} Einträge vorgenommen.", en=f"{count} entries made.")
    else:
        yield Text(
            de=f"{count} Einträge. Nur geprüft; eintragen: --take.",
            en=f"{count} entries. Only checked; enter them: --take.",
        )
