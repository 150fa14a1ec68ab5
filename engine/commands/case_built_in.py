"""``verbindlich case suspend|resume|assign|…``: what every case can do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from engine.commands.acting import Acting, acting_once
from engine.commands.call import Call, pass_call
from engine.commands.case_events import CASE, fields_in, submit
from engine.commands.moments import Day
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.people_named import holder_id
from engine.findings import Text
from engine.lifecycle.items import OUTCOMES
from engine.services import cases
from engine.services.people import directory_of

if TYPE_CHECKING:
    from datetime import date

LINKS = ("source", "bundled_into", "depends_on", "transferred_from", "supersedes")
_LINK = re.compile(r"(?!parent$)[a-z][a-z0-9_]*")
REASON = Text(de="Der Grund.", en="The reason.")


class LinkType(click.ParamType[str]):
    """A type of link; ``parent`` is given by opening children alone."""

    name = "link type"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a name such as ``depends_on``."""
        if not _LINK.fullmatch(value):
            words = Text(
                de=f"„{value}“ ist keine Art von Verknüpfung; üblich sind {', '.join(LINKS)}",
                en=f"“{value}” is no type of link; common ones are {', '.join(LINKS)}",
            )
            self.fail(ctx.obj.words(words) if ctx else words.en, param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the common types that begin like this."""
        del ctx, param
        return [CompletionItem(each) for each in LINKS if each.startswith(incomplete)]


@click.command(
    "suspend",
    cls=TownCommand,
    words=Text(
        de="Setzt einen Vorgang aus: Fristen und Erinnerungen ruhen bis zum genannten Tag.",
        en="Suspends a case: deadlines and reminders rest until the named day.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@option("--until", type=Day(), required=True, words=Text(de="Bis wann.", en="Until when."))
@option("--reason", required=True, words=REASON)
@acting_once
@pass_call
def suspend(call: Call, name: str, until: date, reason: str, acting: Acting) -> None:
    """Let a case rest."""
    given = {"until": until.isoformat(), "reason": reason}
    submit(call, name, "suspend", given, acting)


@click.command(
    "resume",
    cls=TownCommand,
    words=Text(de="Setzt einen ausgesetzten Vorgang fort.", en="Resumes a suspended case."),
)
@argument("name", metavar="CASE", words=CASE)
@acting_once
@pass_call
def resume(call: Call, name: str, acting: Acting) -> None:
    """Let a case go on."""
    submit(call, name, "resume", {}, acting)


@click.command(
    "assign",
    cls=TownCommand,
    words=Text(
        de="Vergibt eine Rolle des Vorgangs; ohne Angabe, an wen, wird sie frei.",
        en="Assigns a role of the case; without saying to whom, it falls vacant.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@argument("case_role", metavar="ROLE", words=Text(de="Die Rolle.", en="The role."))
@argument(
    "to",
    metavar="[HOLDER]",
    required=False,
    words=Text(
        de="Person oder Organisation: Kennung, Adresse oder Name.",
        en="Person or organisation: id, address or name.",
    ),
)
@acting_once
@pass_call
def assign(call: Call, name: str, case_role: str, to: str | None, acting: Acting) -> None:
    """Say who holds a role of a case."""
    holder = None
    if to is not None:
        holder = holder_id(directory_of(call.application, call.tenant, call.reader), to)
    submit(call, name, "assign", {"role": case_role, "to": holder}, acting)


@click.command(
    "correct",
    cls=TownCommand,
    words=Text(
        de="Berichtigt Felder, mit einem Grund; was davon abhängt, wird neu berechnet.",
        en="Corrects fields, with a reason; what depends on them is computed anew.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@option(
    "--fields",
    "source",
    required=True,
    metavar="JSON|FILE",
    words=Text(de="Die neuen Werte.", en="The new values."),
)
@option("--reason", required=True, words=REASON)
@acting_once
@pass_call
def correct(call: Call, name: str, source: str, reason: str, acting: Acting) -> None:
    """Change fields of a case."""
    submit(call, name, "correct", {"fields": fields_in(source), "reason": reason}, acting)


@click.command(
    "decide",
    cls=TownCommand,
    words=Text(
        de="Hält fest, was ein Gremium über einen Vorschlag beschlossen hat.",
        en="Records what a body decided on a proposal.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@argument("proposal", words=Text(de="Der Vorschlag.", en="The proposal."))
@argument("result", type=click.Choice(OUTCOMES), words=Text(de="Das Ergebnis.", en="The outcome."))
@option(
    "--resolution",
    words=Text(de="Nummer und Tag des Beschlusses.", en="Number and date of the resolution."),
)
@acting_once
@pass_call
def decide(
    call: Call, name: str, proposal: str, result: str, resolution: str | None, acting: Acting
) -> None:
    """Record an outcome."""
    given = {"proposal": proposal, "outcome": result, "resolution": resolution}
    submit(call, name, "decide", given, acting)


@click.command(
    "note",
    cls=TownCommand,
    words=Text(
        de="Hält fest, dass ein Gremium einen Punkt zur Kenntnis genommen hat.",
        en="Records that a body took note of an item.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@argument("item", words=Text(de="Der Punkt, Name oder Nummer.", en="The item, name or number."))
@acting_once
@pass_call
def note(call: Call, name: str, item: str, acting: Acting) -> None:
    """Settle an agenda item."""
    submit(call, name, "note", {"item": item}, acting)


@click.command(
    "comment",
    cls=TownCommand,
    words=Text(de="Merkt etwas zu einem Vorgang an.", en="Comments on a case."),
)
@argument("name", metavar="CASE", words=CASE)
@argument("text", words=Text(de="Der Text.", en="The text."))
@acting_once
@pass_call
def comment(call: Call, name: str, text: str, acting: Acting) -> None:
    """Put a remark into the history."""
    submit(call, name, "comment", {"text": text}, acting)


@click.command(
    "link",
    cls=TownCommand,
    words=Text(
        de="Verknüpft einen Vorgang mit einem anderen: source, bundled_into, depends_on, "
        "transferred_from, supersedes.",
        en="Links a case to another one: source, bundled_into, depends_on, transferred_from, "
        "supersedes.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@argument(
    "kind",
    metavar="TYPE",
    type=LinkType(),
    words=Text(de="Die Art.", en="The type."),
)
@argument("other", words=Text(de="Der andere Vorgang.", en="The other case."))
@pass_call
def link(call: Call, name: str, kind: str, other: str) -> None:
    """Link two cases."""
    cases.link(call.application, call.tenant, call.reader, name, kind, other)
    answer(call, {"case": name, "type": kind, "other": other}, f"{name} → {kind} → {other}")
