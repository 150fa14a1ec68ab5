"""``verbindlich package``: how a town works as a whole, taken and brought up to date."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from engine.commands import package_said as said
from engine.commands.call import Call, DatabaseMissing, TownNotNamed, pass_call
from engine.commands.exits import ExitCode
from engine.commands.files import is_file, read_bytes
from engine.commands.output import Table, answer, findings_document, findings_lines
from engine.commands.parts import Group, TownCommand, argument, option
from engine.findings import Text
from engine.services import packages, packaging
from engine.services.plain import plain
from engine.services.towns import NoTown
from engine.storage.errors import SchemaMissing

if TYPE_CHECKING:
    from engine.definition.package import Package

_NAME = Text(
    de="Schlüssel eines mitgelieferten Pakets oder eine Datei.",
    en="Key of a shipped package, or a file.",
)
_BY = option("--by", metavar="NAME", words=Text(de="Wer es tut.", en="Who does it."))
_DRY_RUN = option(
    "--dry-run",
    is_flag=True,
    words=Text(de="Nur sagen, was geschähe.", en="Only say what would happen."),
)


@click.group(
    "package",
    cls=Group,
    words=Text(
        de="Pakete: Abläufe, Gremien und Einstellungen einer Stadt als Ganzes.",
        en="Packages: workflows, bodies and settings of a town as a whole.",
    ),
)
def package() -> None:
    """Lead to the commands."""


@package.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Listet die mitgelieferten Pakete auf und sagt, nach welchem die Stadt arbeitet.",
        en="Lists the shipped packages and says by which one the town works.",
    ),
)
@pass_call
def list_packages(call: Call) -> None:
    """Print the packages."""
    try:
        found = packages.lines(call.application, call.tenant)
    except (DatabaseMissing, TownNotNamed, NoTown, SchemaMissing):
        if call.town is not None:
            raise
        found = packages.lines(None, None)
    columns = (
        Text(de="Paket", en="Package"),
        Text(de="Fassung", en="Version"),
        Text(de="Bei der Stadt", en="Of the town"),
        Text(de="Titel", en="Title"),
        Text(de="Eigene Abläufe", en="Own workflows"),
    )
    rows = [
        (
            each.key,
            each.version,
            "–" if each.version_taken is None else str(each.version_taken),
            call.words(each.title),
            ", ".join(each.own) or "–",
        )
        for each in found
    ]
    answer(call, {"packages": plain(found)}, Table(columns, rows))


@package.command(
    "show",
    cls=TownCommand,
    words=Text(
        de="Zeigt ein Paket: wem es passt, was es anders macht, welche Geschichten es besteht.",
        en="Shows a package: whom it fits, what it does otherwise, which stories it passes.",
    ),
)
@argument("name", words=_NAME)
@option(
    "--workflow",
    metavar="KEY",
    words=Text(
        de="Diesen Ablauf des Pakets ganz ausgeben, als JSON.",
        en="Print this workflow of the package as a whole, as JSON.",
    ),
)
@pass_call
def show(call: Call, name: str, workflow: str | None) -> None:
    """Print what a package holds."""
    found = _named(call, name)
    if workflow is None:
        answer(call, said.document(found), *said.lines(found))
        return
    if workflow not in found.workflows:
        raise packages.PackageNotFound(package=workflow, known=", ".join(found.workflows))
    document = found.workflows[workflow].document
    answer(call, document, json.dumps(document, ensure_ascii=False, indent=2))


@package.command(
    "take",
    cls=TownCommand,
    words=Text(
        de="Lässt eine Stadt, die noch keines hat, nach einem Paket arbeiten.",
        en="Lets a town that has none yet work by a package.",
    ),
)
@argument("name", words=_NAME)
@_DRY_RUN
@_BY
@pass_call
def take(call: Call, name: str, by: str | None, *, dry_run: bool) -> None:
    """Take the first package."""
    found = _named(call, name)
    if dry_run:
        _tell(call, packages.plan(call.application, call.tenant, found, fresh=True), done=False)
    else:
        _tell(call, packages.take(call.application, call.tenant, found, by), done=True)


@package.command(
    "update",
    cls=TownCommand,
    words=Text(
        de="Bringt die Stadt auf den Stand einer neueren Fassung ihres Pakets. Was sie selbst "
        "geändert hat, bleibt; wo beide dasselbe geändert haben, sagt ein Befund es.",
        en="Brings the town up to a newer edition of its package. What it changed itself stays; "
        "where both changed the same, a finding says so.",
    ),
)
@argument("name", required=False, words=_NAME)
@_DRY_RUN
@_BY
@pass_call
def update(call: Call, name: str | None, by: str | None, *, dry_run: bool) -> None:
    """Update, or say what an update would do."""
    found = _named(call, name) if name is not None else _own(call)
    if dry_run:
        _tell(call, packages.plan(call.application, call.tenant, found), done=False)
    else:
        _tell(call, packages.update(call.application, call.tenant, found, by), done=True)


def _own(call: Call) -> Package:
    """Return the present edition of the package that the town works by."""
    holds = packages.taken(call.application, call.tenant)
    if holds is None:
        raise packages.NoPackageTaken
    return packages.shipped(holds.said.key)


def _named(call: Call, name: str) -> Package:
    """Return a package by key or file; ends the command with findings if it cannot be used."""
    if not is_file(name):
        return packages.shipped(name)
    found = packaging.read(name, read_bytes(name))
    if found.package is None:
        document = {"findings": findings_document(found.findings)}
        answer(call, document, *findings_lines(call, found.findings, name))
        call.finish(ExitCode.FINDINGS)
    return found.package


def _tell(call: Call, plan: Any, *, done: bool) -> None:
    answer(call, said.plan_document(plan, done=done), *said.plan_lines(call, plan, done=done))
    if not plan.is_sound:
        call.finish(ExitCode.FINDINGS)
