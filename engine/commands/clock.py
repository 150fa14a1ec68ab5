"""``verbindlich tick|run``: the clock, once or for good."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import answer, track
from engine.commands.parts import DatabaseCommand, option
from engine.findings import Text
from engine.scheduler.runner import Runner
from engine.scheduler.ticks import TICKS
from engine.services import clockwork, upkeep
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.scheduler.ticks import Tick
    from engine.services.application import Application
    from engine.services.clockwork import Round

_NAMES = {
    "rungs": Text(de="Fristen und Stufen", en="deadlines and rungs"),
    "inbox": Text(de="Ereignisse zwischen Vorgängen", en="events between cases"),
    "deliveries": Text(de="Nachrichten", en="messages"),
    "webhooks": Text(de="Meldungen an Programme", en="webhooks"),
    "pruning": Text(de="Aufräumen", en="pruning"),
}
_CONFIRM = option(
    "--confirm-clock",
    "confirm",
    is_flag=True,
    words=Text(
        de="Bestätigen, dass die Uhr nach einem Sprung richtig geht.",
        en="Confirm that the clock is right after a jump.",
    ),
)
_OPERATOR = "operator"
_USUAL = timedelta(minutes=1)


@click.command(
    "tick",
    cls=DatabaseCommand,
    words=Text(
        de="Tut einmal alles, was jetzt fällig ist: Fristen, Erinnerungen, Eskalation, "
        "Nachrichten.",
        en="Does once everything that is due now: deadlines, reminders, escalation, messages.",
    ),
)
@_CONFIRM
@pass_call
def tick(call: Call, *, confirm: bool) -> None:
    """Do one round of every tick; exit 1 if one of them failed."""
    app = _ready(call, confirm=confirm)
    runner = Runner(app)
    label = Text(de="Takt", en="Tick")
    rounds = [each.do(app, runner.holder) for each in track(call, TICKS, label)]
    clockwork.step_down(app, runner.holder)
    answer(call, {"rounds": [plain(each) for each in rounds]}, *_lines(call, rounds))
    if any(each.failures for each in rounds):
        call.finish(ExitCode.FINDINGS)


def _ready(call: Call, *, confirm: bool) -> Application:
    call.refuse_missing_database()
    app = call.application
    upkeep.get_ready(app)
    if confirm:
        count = clockwork.confirm_clock(app, _OPERATOR)
        if not call.as_json:
            words = Text(
                de=f"Uhr bestätigt; Sprünge: {count}.", en=f"Clock confirmed; jumps: {count}."
            )
            click.echo(call.words(words))
    return app


def _lines(call: Call, rounds: list[Round]) -> Iterator[str]:
    for each in rounds:
        name = call.words(_NAMES[each.name])
        if each.skipped is not None:
            yield call.words(
                Text(
                    de=f"{name}: übergangen, ein anderer Prozess führt die Uhr",
                    en=f"{name}: skipped, another process runs the clock",
                )
            )
            continue
        yield call.words(Text(de=f"{name}: {each.done} erledigt", en=f"{name}: {each.done} done"))
        yield from (f"  ✗ {failure}" for failure in each.failures)
    if any(each.is_holding for each in rounds):
        yield call.words(
            Text(
                de="Die Uhr ist gesprungen: es wird nur erinnert, nichts folgt, bis jemand sie mit "
                "--confirm-clock bestätigt.",
                en="The clock has jumped: there are reminders only, nothing follows, until "
                "somebody confirms it with --confirm-clock.",
            )
        )


@click.command(
    "run",
    cls=DatabaseCommand,
    words=Text(
        de="Führt die Uhr, bis der Prozess beendet wird. Bleibt sie stecken, endet er mit "
        f"{int(ExitCode.STUCK)}, damit er neu gestartet wird.",
        en="Runs the clock until the process is ended. If it gets stuck, it ends with "
        f"{int(ExitCode.STUCK)}, to be started again.",
    ),
)
@_CONFIRM
@option(
    "--every",
    "seconds",
    type=click.FloatRange(0.2, 60),
    metavar="SECONDS",
    words=Text(
        de="Wie oft gesehen wird, was fällig ist (sonst alle 30).",
        en="How often to look for what is due (else every 30).",
    ),
)
@pass_call
def run(call: Call, seconds: float | None, *, confirm: bool) -> None:
    """Run the clock."""
    app = _ready(call, confirm=confirm)
    ticks: Sequence[Tick] = TICKS
    if seconds is not None:
        shorter = timedelta(seconds=seconds)
        ticks = tuple(
            each if each.every > _USUAL else replace(each, every=shorter) for each in TICKS
        )
    runner = Runner(app, ticks)
    runner.stop_on_signals()
    if call.as_json:
        click.echo(f'{{"holder": "{runner.holder}"}}')
    else:
        every = f"{ticks[0].every.total_seconds():g}"
        words = Text(
            de=f"Die Uhr läuft, alle {every} s ({runner.holder}). Ende mit Strg-C.",
            en=f"The clock runs, every {every} s ({runner.holder}). End it with Ctrl-C.",
        )
        click.echo(call.words(words))
    sys.stdout.flush()
    trouble = runner.run()
    if trouble is None:
        if not call.as_json:
            click.echo(call.words(Text(de="Die Uhr ist angehalten.", en="The clock has stopped.")))
        return
    words = Text(de=f"Die Uhr steckt fest: {trouble}", en=f"The clock is stuck: {trouble}")
    click.echo(call.words(words), err=True)
    sys.stderr.flush()
    os._exit(ExitCode.STUCK)  # a thread that does not come back would keep the process alive
