"""``verbindlich serve``: the pages, and the clock beside them in the same process."""

from __future__ import annotations

import os
import sys
from threading import Thread
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.parts import TownCommand, option
from engine.findings import Text
from engine.services import upkeep

if TYPE_CHECKING:
    from engine.scheduler.runner import Runner
    from engine.services.application import Application
    from engine.web.server import Place, Server

HOST = "127.0.0.1"
PORT = 8000
_JOIN_SECONDS = 30.0


@click.command(
    "serve",
    cls=TownCommand,
    words=Text(
        de="Bietet die Seiten der Stadt an und führt daneben die Uhr, bis der Prozess beendet "
        "wird.",
        en="Serves the town's pages and runs the clock beside them until the process is ended.",
    ),
)
@option(
    "--host",
    default=HOST,
    show_default=True,
    words=Text(
        de="Unter welcher Adresse; ohne Angabe nur für diesen Rechner.",
        en="At which address; by default for this machine only.",
    ),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    words=Text(de="Der Port; 0 nimmt einen freien.", en="The port; 0 takes a free one."),
)
@option(
    "--no-clock",
    is_flag=True,
    words=Text(
        de="Die Uhr führt ein anderer Prozess (verbindlich run).",
        en="Another process runs the clock (verbindlich run).",
    ),
)
@pass_call
def serve(call: Call, host: str, port: int, *, no_clock: bool) -> None:
    """Serve the pages."""
    tenant, app = call.tenant, call.application
    upkeep.get_ready(app)
    from engine.web.server import Place  # noqa: PLC0415 - loads the web libraries

    place = Place(host, port)
    server = server_for(app, tenant, place)
    words = Text(
        de=f"Die Seiten stehen unter {place.url}. Ende mit Strg-C.",
        en=f"The pages are at {place.url}. End it with Ctrl-C.",
    )
    click.echo(f'{{"address": "{place.url}"}}' if call.as_json else call.words(words))
    serve_until_stopped(call, app, server, with_clock=not no_clock)


def server_for(app: Application, tenant: str, place: Place) -> Server:
    """Return a server of a town's pages."""
    from engine.web.app import create_app  # noqa: PLC0415 - loads the web libraries
    from engine.web.server import Server  # noqa: PLC0415

    return Server(create_app(app, tenant), place)


def serve_until_stopped(call: Call, app: Application, server: Server, *, with_clock: bool) -> None:
    """Serve, with the clock in a thread of its own; a clock that gets stuck ends the process."""
    sys.stdout.flush()
    if not with_clock:
        server.run()
        return
    from engine.scheduler.runner import Runner  # noqa: PLC0415 - only where the clock runs

    runner = Runner(app)
    clock = Thread(target=_run_clock, args=(call, runner), name="clock", daemon=True)
    clock.start()
    server.run(on_stop=runner.stop)
    clock.join(_JOIN_SECONDS)


def _run_clock(call: Call, runner: Runner) -> None:
    trouble = runner.run()
    if trouble is None:
        return
    words = Text(de=f"Die Uhr steckt fest: {trouble}", en=f"The clock is stuck: {trouble}")
    click.echo(call.words(words), err=True)
    sys.stderr.flush()
    os._exit(ExitCode.STUCK)  # a thread that does not come back would keep the process alive
