"""``verbindlich sitting vote|record``: what a body decides on a point of its agenda."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, by_somebody
from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.moments import Day
from engine.commands.outcome import document_of, tell
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.findings import Text
from engine.lifecycle.ballot import Ballot
from engine.services import resolutions
from engine.services.plain import plain
from engine.services.resolutions import EVENTS, Decision

if TYPE_CHECKING:
    from collections.abc import Callable

POINT = Text(de="Nummer des Punktes.", en="Number of the point.")
_OPTIONS = (
    option("--number", words=Text(de="Nummer des Beschlusses.", en="Number of the resolution.")),
    option("--wording", words=Text(de="Der Wortlaut.", en="The wording.")),
    option("--office", words=Text(de="Wer es ausführt.", en="Who carries it out.")),
    option("--until", "due_on", type=Day(), words=Text(de="Bis wann.", en="By when.")),
    option(
        "--excluded",
        multiple=True,
        metavar="NAME=REASON",
        words=Text(de="Wer befangen ist; mehrmals.", en="Who is partial; repeatable."),
    ),
    option("--changed", is_flag=True, words=Text(de="Geändert.", en="With changes.")),
    option("--done", is_flag=True, words=Text(de="Der Punkt ist erledigt.", en="It is done.")),
    option("--on", type=Day(), words=Text(de="An welchem Tag.", en="On which day.")),
)


def _with_decision(command: Callable[..., None]) -> Callable[..., None]:
    """Add what belongs to an outcome; the command is given ``said``."""

    @wraps(command)
    def asked(*arguments: Any, **given: Any) -> None:
        said = Decision(
            number=given.pop("number"),
            wording=given.pop("wording"),
            office=given.pop("office"),
            due_on=given.pop("due_on"),
            excluded=tuple(
                (name, reason)
                for name, _, reason in (each.partition("=") for each in given.pop("excluded"))
            ),
            with_changes=given.pop("changed"),
            is_done=given.pop("done"),
            on=given.pop("on"),
        )
        command(*arguments, said=said, **given)

    for each in reversed(_OPTIONS):
        asked = each(asked)
    return asked


def _count(name: str, de: str, en: str) -> Callable[..., Any]:
    return option(name, type=click.IntRange(0, 1000), words=Text(de=de, en=en))


@click.command(
    "vote",
    cls=TownCommand,
    words=Text(
        de="Zählt eine Abstimmung nach den Regeln des Gremiums und hält fest, was daraus folgt.",
        en="Counts a vote by the rules of the body and records what follows.",
    ),
)
@argument("point", words=POINT)
@argument("yes", type=click.IntRange(0, 1000), words=Text(de="Ja.", en="Yes."))
@argument("no", type=click.IntRange(0, 1000), words=Text(de="Nein.", en="No."))
@argument(
    "abstentions",
    type=click.IntRange(0, 1000),
    default=0,
    required=False,
    words=Text(de="Enthaltungen.", en="Abstentions."),
)
@option(
    "--chair",
    type=click.Choice(["yes", "no"]),
    words=Text(de="Wie der Vorsitz gestimmt hat.", en="How the chair voted."),
)
@_with_decision
@by_somebody
@pass_call
def vote(call: Call, /, point: str, said: Decision, acting: Acting, **votes: Any) -> None:
    """Count a vote."""
    chair = None if votes["chair"] is None else votes["chair"] == "yes"
    ballot = Ballot(votes["yes"], votes["no"], votes["abstentions"], chair=chair)
    reader = acting.reader(call)
    voted = resolutions.vote(call.application, call.tenant, reader, point, ballot, said)
    if not voted.answer.accepted:
        tell(call, voted.answer)
        call.finish(ExitCode.REFUSED)
    document = {
        "outcome": voted.outcome,
        "result": plain(voted.result),
        "warning": plain(voted.warning),
        "case": document_of(voted.answer),
    }
    warnings = [voted.warning] if voted.warning else []
    answer(call, document, voted.result.reason, *warnings)


@click.command(
    "record",
    cls=TownCommand,
    words=Text(
        de="Hält fest, was ein Gremium beschlossen hat, das woanders abstimmt, oder was ohne "
        "Abstimmung geschah.",
        en="Records what a body decided that votes elsewhere, or what happened without a vote.",
    ),
)
@argument("point", words=POINT)
@argument("outcome", type=click.Choice(list(EVENTS)), words=Text(de="Ergebnis.", en="Outcome."))
@_count("--yes", "Ja.", "Yes.")
@_count("--no", "Nein.", "No.")
@_count("--abstentions", "Enthaltungen.", "Abstentions.")
@_with_decision
@by_somebody
@pass_call
def record(
    call: Call, /, point: str, outcome: str, said: Decision, acting: Acting, **votes: Any
) -> None:
    """Record an outcome."""
    ballot = None
    if votes["yes"] is not None or votes["no"] is not None:
        ballot = Ballot(votes["yes"] or 0, votes["no"] or 0, votes["abstentions"] or 0)
    tell(
        call,
        resolutions.record(
            call.application, call.tenant, acting.reader(call), point, outcome, said, ballot=ballot
        ),
    )
