"""The root of the command line: ``verbindlich``, its options and its lazily loaded nouns."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call
from engine.commands.parts import LazyGroup, option
from engine.commands.refusals import report
from engine.commands.registry import NOUNS
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROGRAM = "verbindlich"


def _speak(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.obj.language = value


def _set_database(context: click.Context, _: click.Parameter, value: str | None) -> None:
    context.obj.database_url = value


def _set_debugging(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.obj.is_debugging = value


def _show_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        from importlib.metadata import (  # noqa: PLC0415 - slow, and asked for rarely
            PackageNotFoundError,
            version,
        )

        try:
            click.echo(f"{PROGRAM} {version(PROGRAM)}")
        except PackageNotFoundError:
            click.echo(f"{PROGRAM} (checkout)")
        context.exit()


@click.group(
    PROGRAM,
    cls=LazyGroup,
    entries=NOUNS,
    words=Text(
        de="Macht beschlossene Pläne verbindlich: Pflichten, Fristen, Erinnerungen, Folgen.",
        en="Makes adopted plans binding: duties, deadlines, reminders, consequences.",
    ),
)
@option(
    "--database",
    metavar="URL",
    expose_value=False,
    callback=_set_database,
    words=Text(
        de="Die Datenbank, sqlite:///datei.db oder postgresql://…"
        " (sonst VERBINDLICH_DATABASE_URL, sonst verbindlich.db in diesem Ordner).",
        en="The database, sqlite:///file.db or postgresql://…"
        " (else VERBINDLICH_DATABASE_URL, else verbindlich.db in this folder).",
    ),
)
@option(
    "--language",
    type=click.Choice(["de", "en"]),
    is_eager=True,
    expose_value=False,
    callback=_speak,
    words=Text(de="Die Sprache (sonst die der Umgebung).", en="The language (else the locale's)."),
)
@option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=_set_debugging,
    words=Text(de="Bei einem Fehler zeigen, woher er kommt.", en="Show where an error came from."),
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    words=Text(de="Die Version zeigen.", en="Show the version."),
)
def root() -> None:
    """Lead to the nouns; the options have been kept by the call."""


def run(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Carry out one command line and return its exit code; every failure is told in a sentence."""
    call = Call(os.environ if environment is None else environment)
    try:
        ended_with = root.main(list(arguments), PROGRAM, standalone_mode=False, obj=call)
    except Exception as error:  # noqa: BLE001 - the last place where anything can be told
        return report(error, call)
    finally:
        call.close()
    return ended_with if isinstance(ended_with, int) else 0


def main() -> None:
    """Carry out the command line of this process."""
    sys.exit(run(sys.argv[1:]))
