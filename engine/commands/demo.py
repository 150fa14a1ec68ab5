"""``verbindlich demo``: a fictional town with a real catalogue, played through and left to see."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from engine.clock import SystemClock
from engine.commands import demo_words as words
from engine.commands.call import Call, pass_call
from engine.commands.demo_summary import Summary, replay_document, replay_lines
from engine.commands.output import answer, track
from engine.commands.parts import Command, Group, option
from engine.deadlines.localtime import local_date
from engine.demo.accounts import account
from engine.demo.folder import Folder
from engine.demo.play import Play
from engine.demo.timetable import ZONE, Timetable, latest
from engine.findings import Text
from engine.settings import read_settings

if TYPE_CHECKING:
    from datetime import datetime

    from engine.demo.accounts import Account

SENDER = "plan@example.org"


class _Demo(Group, Command):
    """A noun that does something by itself, and so knows ``--json``."""


@click.group(
    "demo",
    cls=_Demo,
    invoke_without_command=True,
    words=Text(
        de="Baut eine erfundene Stadt mit Konzept und 54 echten Maßnahmen, spielt deren drei "
        "Berichtsrunden durch und lässt eine Datenbank zum Ansehen zurück.",
        en="Builds a fictional town with a concept and 54 real measures, plays their three rounds "
        "of reports and leaves a database to look into.",
    ),
)
@option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    words=Text(
        de="Ordner für Datenbank und Briefe; ein früherer Lauf wird ersetzt.",
        en="Folder for the database and the letters; an earlier run is replaced.",
    ),
)
@option(
    "--yes",
    is_flag=True,
    words=Text(de="Nicht fragen, bevor ersetzt wird.", en="Do not ask before replacing."),
)
@click.pass_context
def demo(context: click.Context, directory: Path, *, yes: bool) -> None:
    """Build the town in a folder, unless a command follows."""
    if context.invoked_subcommand is not None:
        return
    call: Call = context.obj
    folder = Folder(directory)
    if folder.is_used:
        _ask(call, folder, yes=yes)
    folder.make()
    url = call.database_url or folder.url
    now = SystemClock().now()
    timetable = latest(local_date(now, ZONE))
    with closing(_set_up(call, url, folder.outbox, timetable, now)) as play:
        summary = Summary(call, play, _perform(call, play), folder, url)
        answer(call, summary.document(), *summary.lines())


def _ask(call: Call, folder: Folder, *, yes: bool) -> None:
    """Ask before an earlier run is replaced, if there is anybody to ask; else say so."""
    where = folder.directory
    if not yes and sys.stdin.isatty():
        question = call.words(words.REPLACE).format(where=where)
        click.confirm(question, default=True, abort=True, err=True)
        return
    click.echo(call.words(words.REPLACED).format(where=where), err=True)


@demo.command(
    "replay",
    words=Text(
        de="Spielt nur nach und sagt, welche Maßnahmen eskalieren; in einer Datenbank, die danach "
        "verschwindet, oder in der genannten.",
        en="Only replays and says which measures escalate; in a database that is gone afterwards, "
        "or in the named one.",
    ),
)
@pass_call
def replay(call: Call) -> None:
    """Play the rounds in their own years."""
    with TemporaryDirectory(prefix="verbindlich-") as directory:
        url = call.database_url or Folder(Path(directory)).url
        with closing(_set_up(call, url, None, Timetable())) as play:
            told = _perform(call, play)
    answer(call, replay_document(told), *replay_lines(call, told))


def _set_up(
    call: Call,
    url: str,
    outbox: Path | None,
    timetable: Timetable,
    ends_at: datetime | None = None,
) -> Play:
    """Set up the town; the settings of this process, its mail server above all, do not count."""
    settings = read_settings(
        {},
        {
            "database_url": url,
            "language": call.language,
            "outbox": None if outbox is None else str(outbox),
            "mail_from": SENDER,
        },
    )
    click.echo(call.words(words.SETTING_UP), err=True)
    return Play(settings, timetable, ends_at)


def _perform(call: Call, play: Play) -> Account:
    for cue in track(call, play.cues, words.YEARS):
        play.perform(cue)
    play.end()
    return account(play)
