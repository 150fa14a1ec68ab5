"""``verbindlich obligation extend|waive``."""

from __future__ import annotations

import click

from engine.commands.acting import Acting, acting_once
from engine.commands.call import Call, pass_call
from engine.commands.case_events import submit
from engine.commands.parts import TownCommand, argument, option
from engine.findings import Text
from engine.services.obligations import ObligationNotFound

DUTY = Text(
    de="Die Pflicht, VORGANG/PFLICHT oder mit Nummer VORGANG/PFLICHT.2.1.",
    en="The obligation, CASE/OBLIGATION or with its number CASE/OBLIGATION.2.1.",
)
_REASON = Text(de="Der Grund.", en="The reason.")


@click.command(
    "extend",
    cls=TownCommand,
    words=Text(
        de="Verlängert die Frist einer Pflicht, wo der Ablauf das erlaubt.",
        en="Extends the deadline of an obligation, where the workflow allows it.",
    ),
)
@argument("name", metavar="OBLIGATION", words=DUTY)
@option(
    "--by",
    required=True,
    metavar="PERIOD",
    words=Text(de="Um wie viel: '2 weeks'.", en="By how much: '2 weeks'."),
)
@option("--reason", required=True, words=_REASON)
@acting_once
@pass_call
def extend(call: Call, name: str, by: str, reason: str, acting: Acting) -> None:
    """Put a due date off."""
    case, duty = parts_of(name)
    submit(call, case, "extend", {"obligation": duty, "by": by, "reason": reason}, acting)


@click.command(
    "waive",
    cls=TownCommand,
    words=Text(
        de="Erlässt eine Pflicht, wo der Ablauf das erlaubt.",
        en="Waives an obligation, where the workflow allows it.",
    ),
)
@argument("name", metavar="OBLIGATION", words=DUTY)
@option("--reason", required=True, words=_REASON)
@acting_once
@pass_call
def waive(call: Call, name: str, reason: str, acting: Acting) -> None:
    """Settle an obligation without its having been fulfilled."""
    case, duty = parts_of(name)
    submit(call, case, "waive", {"obligation": duty, "reason": reason}, acting)


def parts_of(name: str) -> tuple[str, str]:
    """Return case and obligation of a name; raises ObligationNotFound if it is no such name."""
    case, sign, duty = name.partition("/")
    if not sign or not case or not duty:
        raise ObligationNotFound(name=name)
    return case, duty
