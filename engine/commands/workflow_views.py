"""``verbindlich workflow show|diagram|simulate``: definitions looked at and played ahead."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.channels.wording import say_date
from engine.clock import SystemClock
from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.files import EXISTING_FILE, DocumentUnreadable, json_or_file, read_json
from engine.commands.output import Table, answer, findings_document, findings_lines
from engine.commands.parts import Command, argument, option
from engine.deadlines.places import parse_place
from engine.findings import Text
from engine.lifecycle.scenario import moment_of
from engine.lifecycle.simulation import Planned, Simulated, simulate
from engine.services import workbench

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.commands.parts import Group
    from engine.deadlines.calendars import Place
    from engine.definition.model import Workflow
    from engine.lifecycle.chronicle import Entry
    from engine.lifecycle.machine import Compiled

_WORKFLOW = Text(
    de="Schlüssel eines mitgelieferten Ablaufs oder eine Datei.",
    en="Key of a shipped workflow, or a file.",
)
_KINDS = {
    "opened": Text(de="eröffnet", en="opened"),
    "state": Text(de="Zustand", en="state"),
    "owed": Text(de="Pflicht", en="owed"),
    "due": Text(de="versäumt", en="missed"),
    "sent": Text(de="Nachricht", en="sent"),
    "asked": Text(de="Gremium", en="body"),
    "ended": Text(de="entschieden", en="decided"),
    "broken": Text(de="Störung", en="broken"),
    "refused": Text(de="abgelehnt", en="refused"),
}


def add_to(group: Group) -> None:
    """Put the commands into the noun."""
    for command in (show, diagram, run_ahead):
        group.add_command(command)


class Definition(click.ParamType[str]):
    """Key of a shipped workflow, or a file."""

    name = "workflow"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take what is there."""
        keys = sorted(workbench.shipped_documents())
        if value in keys or Path(value).is_file():
            return value
        text = Text(
            de=f"„{value}“ ist weder eine Datei noch einer von: {', '.join(keys)}",
            en=f"“{value}” is neither a file nor one of: {', '.join(keys)}",
        )
        self.fail(ctx.obj.words(text) if ctx else text.en, param, ctx)


def _ready(call: Call, name: str) -> tuple[Workflow, Mapping[str, Compiled]]:
    """Return a workflow ready to play; ends the command with findings if it is unusable."""
    known = workbench.shipped_documents()
    text = None if name in known else Path(name).read_bytes()
    read = workbench.read(name, text, known)
    if read.workflow is None:
        answer(
            call,
            {"findings": findings_document(read.findings)},
            *findings_lines(call, read.findings, read.source),
        )
        call.finish(ExitCode.FINDINGS)
    return read.workflow, workbench.ready(read, known)


@click.command(
    "show",
    cls=Command,
    words=Text(de="Zeigt einen Ablauf in Worten.", en="Shows a workflow in words."),
)
@argument("name", metavar="WORKFLOW", type=Definition(), words=_WORKFLOW)
@pass_call
def show(call: Call, name: str) -> None:
    """Print states, events and obligations."""
    flow, _ = _ready(call, name)
    speak = call.words
    states = Table(
        [Text(de="Zustand", en="State"), Text(de="Titel", en="Title"),
         Text(de="Phase", en="Phase"), Text(de="Geschuldet wird", en="Owed there")],
        [
            (each.key, speak(each.title), each.phase or "", ", ".join(each.obligations))
            for each in flow.states.values()
        ],
    )  # fmt: skip
    events = Table(
        [Text(de="Ereignis", en="Event"), Text(de="Titel", en="Title"),
         Text(de="Wer", en="Who"), Text(de="Führt", en="Leads")],
        [
            (
                each.key,
                speak(each.title),
                ", ".join(each.by),
                "; ".join(
                    f"{', '.join(way.origins)} → {way.to or '·'}"
                    for way in flow.transitions
                    if way.event == each.key
                ),
            )
            for each in flow.events.values()
        ],
    )  # fmt: skip
    duties = Table(
        [Text(de="Pflicht", en="Obligation"), Text(de="Titel", en="Title"),
         Text(de="Wer", en="Owner"), Text(de="Erfüllt durch", en="Fulfilled by")],
        [
            (
                each.key,
                speak(each.title),
                each.owner,
                ", ".join(way.event for way in each.fulfilled_by),
            )
            for each in flow.obligations.values()
        ],
    )  # fmt: skip
    title = f"{speak(flow.title)} ({flow.key}, {flow.version}, {flow.digest[:12]})"
    answer(call, flow.source, title, "", states, "", events, "", duties)


@click.command(
    "diagram",
    cls=Command,
    words=Text(
        de="Zeichnet einen Ablauf: DOT, SVG oder Mermaid.",
        en="Draws a workflow: DOT, SVG or Mermaid.",
    ),
)
@argument("name", metavar="WORKFLOW", type=Definition(), words=_WORKFLOW)
@option(
    "--format",
    "form",
    type=click.Choice(["dot", "svg", "mermaid"]),
    default="svg",
    show_default=True,
    words=Text(de="Die Form.", en="The form."),
)
@pass_call
def diagram(call: Call, name: str, form: str) -> None:
    """Print the drawing."""
    flow, _ = _ready(call, name)
    drawn = workbench.draw(flow, form, call.language)
    answer(call, {"format": form, "diagram": drawn}, drawn)


@click.command(
    "simulate",
    cls=Command,
    words=Text(
        de="Spielt einen Vorgang voraus: was geschuldet, verschickt, eskaliert und wem vorgelegt "
        "wird, Tag für Tag. Ohne Ereignisse handelt niemand.",
        en="Plays a case ahead: what will be owed, sent, escalated and put before whom, day by "
        "day. Without events nobody acts.",
    ),
)
@argument("name", metavar="WORKFLOW", type=Definition(), words=_WORKFLOW)
@option(
    "--fields",
    required=True,
    words=Text(de="Felder, als JSON oder Datei.", en="Fields, as JSON or a file."),
)
@option(
    "--until",
    required=True,
    metavar="DATE",
    words=Text(de="Bis wann, 2028-12-31.", en="Until when, 2028-12-31."),
)
@option(
    "--from",
    "since",
    metavar="DATE",
    words=Text(de="Ab wann (sonst heute).", en="From when (else today)."),
)
@option(
    "--events",
    type=EXISTING_FILE,
    words=Text(
        de="Ereignisse: Liste von {at, event, as, input}.",
        en="Events: a list of {at, event, as, input}.",
    ),
)
@option("--state", words=Text(de="Das Land, zum Beispiel NW.", en="The Land, for example NW."))
@option("--municipality", words=Text(de="Die Gemeinde.", en="The municipality."))
@pass_call
def run_ahead(  # noqa: PLR0913, PLR0917 - each is an option
    call: Call,
    name: str,
    fields: str,
    until: str,
    since: str | None,
    events: str | None,
    state: str | None,
    municipality: str | None,
) -> None:
    """Print the chronicle."""
    flow, definitions = _ready(call, name)
    place = parse_place({"state": state or "NW", "municipality": municipality})
    start = SystemClock().now() if since is None else moment_of(since, None, place)
    played = simulate(
        definitions,
        flow.key,
        given_fields(fields),
        place=place,
        at=start,
        until=moment_of(until, None, place),
        events=_planned(events, place) if events else (),
    )
    answer(call, _chronicle_document(played), *_chronicle_lines(call, played))


def given_fields(source: str) -> Mapping[str, Any]:
    """Return fields given as a JSON object or a file; ``{"fields": …}`` is taken too."""
    document = json_or_file(source)
    if isinstance(document, dict) and isinstance(document.get("fields"), dict):
        document = document["fields"]
    if not isinstance(document, dict):
        raise DocumentUnreadable(name=source[:40], problem=_NO_OBJECT)
    return document


def _planned(name: str, place: Place) -> list[Planned]:
    document = read_json(name)
    try:
        return [
            Planned(
                moment_of(str(each["at"]), None, place),
                str(each["event"]),
                str(each["as"]),
                each.get("input", {}),
            )
            for each in document
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise DocumentUnreadable(name=name, problem=_NO_EVENTS) from cause


_NO_OBJECT = Text(de="ein JSON-Objekt wird gebraucht", en="a JSON object is needed")
_NO_EVENTS = Text(
    de="gebraucht wird eine Liste von {at, event, as, input}",
    en="a list of {at, event, as, input} is needed",
)


def _chronicle_document(played: Simulated) -> dict[str, Any]:
    return {
        "entries": [
            {
                "on": each.on.isoformat(),
                "at": each.at.isoformat(),
                "case": each.case,
                "kind": each.kind,
                "to": each.to,
                "text": {"de": each.text.de, "en": each.text.en},
            }
            for each in played.entries
        ],
        "refused": [
            {
                "at": at.isoformat(),
                "event": event,
                "reasons": [
                    {"code": each.code, "message": {"de": each.message.de, "en": each.message.en}}
                    for each in reasons
                ],
            }
            for at, event, reasons in played.refused
        ],
    }


def _chronicle_lines(call: Call, played: Simulated) -> Iterator[str]:
    def day(entry: Entry) -> Any:
        return entry.on

    for on, entries in groupby(played.entries, key=day):
        yield say_date(on, call.language)
        for each in entries:
            yield f"  {call.words(_KINDS[each.kind]):<12} {call.words(each.text)}"
    for at, event, reasons in played.refused:
        said = "; ".join(call.words(each.message) for each in reasons)
        yield f"{at:%Y-%m-%d} {event}: {call.words(_KINDS['refused'])}: {said}"
