"""``verbindlich transfer import|profiles``: a list is shown as understood, then taken over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, by_somebody
from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import Table, answer, watched
from engine.commands.parts import TownCommand, argument, option
from engine.commands.transfer_edits import take_back, unreadable
from engine.commands.transfer_told import done_document, plan_document, told_done, told_plan
from engine.documents.lists.report import bindingness_workbook
from engine.documents.workbooks.refused import LARGEST_FILE
from engine.findings import Text, has_errors
from engine.services import edits, imports, taking
from engine.services.definitions import workflow_of
from engine.services.imports import Act, File, Unreadable
from engine.storage.queries.transfer import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.services.imports import Plan

_READING = Text(de="Lesen", en="Reading")
_TAKING = Text(de="Übernehmen", en="Taking over")


@click.command(
    "import",
    cls=TownCommand,
    words=Text(
        de="Liest eine Liste (.xlsx, .ods, .csv), zeigt, wie sie verstanden wird, was sie ändern "
        "würde und was jeder Zeile fehlt, um verbindlich zu sein. Mit --take wird sie übernommen. "
        "Eine Arbeitsmappe aus „transfer export“ wird mit dem Stand verglichen, den sie hatte.",
        en="Reads a list (.xlsx, .ods, .csv), shows how it is understood, what it would change and "
        "what each row lacks to be binding. With --take it is taken over. A workbook of “transfer "
        "export” is compared with what it was.",
    ),
)
@argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    words=Text(de="Die Liste.", en="The list."),
)
@option(
    "--workflow",
    default=imports.MEASURE,
    show_default=True,
    words=Text(de="Ablauf der Vorgänge.", en="Workflow of the cases."),
)
@option(
    "--map",
    "told",
    metavar="COLUMN=FIELD",
    multiple=True,
    words=Text(
        de="Was eine Spalte ist: Überschrift oder Buchstabe, dann das Feld; @ignored übergeht sie.",
        en="What a column is: heading or letter, then the field; @ignored passes over it.",
    ),
)
@option(
    "--default",
    "defaults",
    metavar="FIELD=VALUE",
    multiple=True,
    words=Text(de="Was gilt, wo eine Zeile schweigt.", en="What holds where a row is silent."),
)
@option(
    "--sheet",
    "sheets",
    metavar="NAME",
    multiple=True,
    words=Text(de="Nur dieses Blatt.", en="Only this sheet."),
)
@option(
    "--profile",
    metavar="NAME",
    words=Text(
        de="Name der Liste: unter ihm werden Zuordnung und Zeilen wiedererkannt. Vorgabe: der "
        "Dateiname.",
        en="Name of the list: columns and rows are recognised under it. Default: the file's name.",
    ),
)
@option(
    "--take",
    is_flag=True,
    words=Text(de="Die Liste übernehmen.", en="Take the list over."),
)
@option(
    "--reason",
    default="Liste eingelesen",
    words=Text(
        de="Warum vorhandene Vorgänge berichtigt werden.", en="Why existing cases are corrected."
    ),
)
@option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(
        de="Den Verbindlichkeitsbericht in diese .xlsx schreiben.",
        en="Write the bindingness report into this .xlsx.",
    ),
)
@by_somebody
@pass_call
def import_list(call: Call, /, file: Path, acting: Acting, **given: Any) -> None:
    """Show what a list would do; with ``--take`` do it."""
    came = file_in(file)
    if edits.is_export(came):
        take_back(call, came, acting, given)
        return
    profile = _profile(call, given["profile"] or file.stem, given)
    plan = _plan(call, came, profile)
    if given["report"] is not None:
        _write_report(call, plan, given["report"])
    if not given["take"]:
        answer(call, plan_document(plan), *told_plan(call, plan))
        _finish(call, plan, is_whole=True)
        return
    reader = acting.reader(call)
    with watched(call, _TAKING) as progress:
        done = taking.take(
            call.application, call.tenant, reader, plan, given["reason"], progress=progress
        )
    imports.keep_profile(call.application, call.tenant, reader, profile)
    answer(call, done_document(plan, done), *told_done(call, plan, done))
    _finish(call, plan, is_whole=all(each.is_done for each in done))


def _finish(call: Call, plan: Plan, *, is_whole: bool) -> None:
    findings = [*plan.read.findings, *(one for each in plan.read.lines for one in each.findings)]
    if not is_whole or not plan.rows or has_errors(findings) or plan.count(Act.NOT_TAKEN):
        call.finish(ExitCode.FINDINGS)


def file_in(file: Path) -> File:
    """Return a file as it came, no more of it than shows it too large."""
    with file.open("rb") as opened:
        return File(file.name, opened.read(LARGEST_FILE + 1))


def _plan(call: Call, file: File, profile: Profile) -> Plan:
    with watched(call, _READING) as progress:
        plan = imports.plan(
            call.application, call.tenant, call.reader, file, profile, progress=progress
        )
    if isinstance(plan, Unreadable):
        raise unreadable(file.name, plan)
    return plan


def _write_report(call: Call, plan: Plan, target: Path) -> None:
    workflow = workflow_of(call.application, call.tenant, call.reader, plan.workflow, None)
    now = call.application.now()
    target.write_bytes(bindingness_workbook(plan.read, workflow, call.language, now))


def _profile(call: Call, name: str, given: dict[str, Any]) -> Profile:
    """Return how the list is read: as it was kept, with what is said now."""
    kept = {
        each.name: each for each in imports.profiles(call.application, call.tenant, call.reader)
    }
    known = kept.get(name, Profile(name, given["workflow"]))
    return Profile(
        name=name,
        workflow=given["workflow"],
        columns={**known.columns, **pairs_in(call, given["told"], "--map")},
        defaults={**known.defaults, **_values(pairs_in(call, given["defaults"], "--default"))},
        sheets=given["sheets"] or tuple(known.sheets),
    )


def pairs_in(call: Call, given: Iterable[str], name: str) -> dict[str, str]:
    """Return options written NAME=VALUE; ends the command at one that is not."""
    pairs = {}
    for each in given:
        key, sign, value = each.rpartition("=")
        if not (sign and key.strip() and value.strip()):
            words = Text(de=f"{name}: NAME=WERT wird gebraucht.", en=f"{name} needs NAME=VALUE.")
            raise click.UsageError(call.words(words), click.get_current_context())
        pairs[key.strip()] = value.strip()
    return pairs


def _values(pairs: dict[str, str]) -> dict[str, Any]:
    """Return values; what reads like JSON is JSON: true, 5."""
    found: dict[str, Any] = {}
    for key, text in pairs.items():
        try:
            found[key] = json.loads(text)
        except ValueError:
            found[key] = text
    return found


@click.command(
    "profiles",
    cls=TownCommand,
    words=Text(
        de="Zeigt, wie Listen gelesen werden, die schon einmal übernommen wurden.",
        en="Shows how lists are read that have been taken over before.",
    ),
)
@pass_call
def profiles(call: Call) -> None:
    """Print the profiles."""
    known = imports.profiles(call.application, call.tenant, call.reader)
    columns = (
        Text(de="Liste", en="List"),
        Text(de="Ablauf", en="Workflow"),
        Text(de="Zuordnung", en="Columns"),
        Text(de="Vorgaben", en="Defaults"),
    )
    rows = [
        (
            each.name,
            each.workflow,
            ", ".join(f"{key} = {path}" for key, path in each.columns.items()),
            ", ".join(f"{key} = {value}" for key, value in each.defaults.items()),
        )
        for each in known
    ]
    answer(call, known, Table(columns, rows))
