"""``verbindlich demo``: a fictional town with a real catalogue, played through and left to see."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from engine.bootstrap import application
from engine.clock import SystemClock
from engine.commands import demo_words as words
from engine.commands.call import Call, pass_call
from engine.commands.demo_summary import Summary, replay_document, replay_lines
from engine.commands.output import answer, track
from engine.commands.parts import Command, Group, option
from engine.commands.serve import HOST, PORT, serve_until_stopped, server_for
from engine.deadlines.localtime import local_date
from engine.demo.accounts import account
from engine.demo.folder import Folder
from engine.demo.logins import LOGINS, PASSWORD, give_logins
from engine.demo.play import Play
from engine.demo.timetable import ZONE, Timetable, latest
from engine.findings import Text
from engine.settings import read_settings

if TYPE_CHECKING:
    from datetime import datetime

    from engine.demo.accounts import Account
    from engine.settings import Settings
    from engine.web.server import Place

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
@option(
    "--no-serve",
    is_flag=True,
    words=Text(
        de="Nur bauen, nicht anbieten (mit --json immer so).",
        en="Only build, do not serve (with --json always so).",
    ),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    words=Text(
        de="Unter welchem Port die Seiten stehen; ist er belegt, unter einem freien.",
        en="At which port the pages are; if it is taken, at a free one.",
    ),
)
@click.pass_context
def demo(context: click.Context, directory: Path, port: int, *, yes: bool, no_serve: bool) -> None:
    """Build the town in a folder, and serve its pages, unless a command follows."""
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
    place = None if no_serve or call.as_json else _place(port)
    settings = _settings(call, url, folder.outbox, place.url if place else None)
    with closing(_set_up(call, settings, timetable, now)) as play:
        summary = Summary(call, play, _perform(call, play), folder, url)
        give_logins(play.stage.app, play.stage.town)
        answer(call, summary.document(), *summary.lines())
        town = play.stage.town
    if place is not None:
        _serve(call, settings, town, place)


def _place(port: int) -> Place:
    """Return where the pages will be: at a free port, if the wanted one is taken."""
    from engine.web.server import AddressTaken, Place  # noqa: PLC0415 - loads the web libraries

    try:
        return Place(HOST, port)
    except AddressTaken:
        return Place(HOST, 0)


def _serve(call: Call, settings: Settings, town: str, place: Place) -> None:
    """Serve the town from today on, with its letters into the folder and its clock beside."""
    app = application(settings)
    click.echo("")
    click.echo(call.words(words.PAGES).format(address=place.url))
    width = max(len(call.words(each.who)) for each in LOGINS)
    for each in LOGINS:
        click.echo(f"  {call.words(each.who):{width}}  {each.address}")
    click.echo(call.words(words.PASSWORD).format(password=PASSWORD))
    with closing(app.database):
        serve_until_stopped(call, app, server_for(app, town, place), with_clock=True)


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
        with closing(_set_up(call, _settings(call, url, None), Timetable())) as play:
            told = _perform(call, play)
    answer(call, replay_document(told), *replay_lines(call, told))


def _settings(call: Call, url: str, outbox: Path | None, base_url: str | None = None) -> Settings:
    """Return the demo's settings; those of the process, its mail server above all, do not count."""
    return read_settings(
        {},
        {
            "database_url": url,
            "language": call.language,
            "outbox": None if outbox is None else str(outbox),
            "mail_from": SENDER,
            "base_url": base_url,
        },
    )


def _set_up(
    call: Call, settings: Settings, timetable: Timetable, ends_at: datetime | None = None
) -> Play:
    """Set up the town."""
    click.echo(call.words(words.SETTING_UP), err=True)
    return Play(settings, timetable, ends_at)


def _perform(call: Call, play: Play) -> Account:
    for cue in track(call, play.cues, words.YEARS):
        play.perform(cue)
    play.end()
    return account(play)
