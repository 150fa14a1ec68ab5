"""``verbindlich case summary``: a phase of a case in plain words, to be passed on."""

from __future__ import annotations

import click

from engine.commands.call import Call, pass_call
from engine.commands.case_events import CASE
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.findings import Text
from engine.services.plain import plain
from engine.services.summary import phase_summary


@click.command(
    "summary",
    cls=TownCommand,
    words=Text(
        de="Fasst eine Phase in einfachen Sätzen zusammen, zum Weitergeben: nichts darin ist "
        "vertraulich.",
        en="Sums a phase up in plain words, to be passed on: nothing in it is confidential.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@option("--phase", metavar="KEY", words=Text(de="Sonst die jetzige.", en="Else the present one."))
@pass_call
def summary(call: Call, name: str, phase: str | None) -> None:
    """Print a summary."""
    found = phase_summary(call.application, call.tenant, call.reader, name, phase)
    answer(call, plain(found), found.text)
