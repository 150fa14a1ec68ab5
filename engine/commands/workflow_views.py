"""``verbindlich workflow show|diagram|simulate``: definitions looked at and played ahead."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from engine.channels.wording import say_date
from engine.clock import SystemClock
from engine.commands.call import Call, pass_call
from engine.commands.case_events import fields_in
from engine.commands.files import EXISTING_FILE, DocumentUnreadable, read_json
from engine.commands.outcome import reasons_document
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.workflow_found import found
from engine.deadlines.localtime import end_of_day, local_date
from engine.deadlines.places import parse_place
from engine.findings import Text
from engine.lifecycle.scenario import moment_of
from engine.lifecycle.simulation import Planned, Simulated, simulate
from engine.services import workbench
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from engine.deadlines.calendars import Place
    from engine.definition.model import Workflow
    from engine.lifecycle.chronicle import Entry

_NAME = Text(
    de="Datei, Schlüssel eines mitgelieferten Ablaufs oder eines veröffentlichten (--town).",
    en="File, key of a shipped workflow, or of a published one (--town).",
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
_NO_EVENTS = Text(
    de="Gebraucht wird eine Liste von {at, event, as, input}.",
    en="A list of {at, event, as, input} is needed.",
)


@click.command(
    "show",
    cls=TownCommand,
    words=Text(de="Zeigt einen Ablauf in Worten.", en="Shows a workflow in words."),
)
@argument("name", metavar="WORKFLOW", words=_NAME)
@pass_call
def show(call: Call, name: str) -> None:
    """Print states, events and obligations."""
    flow = found(call, name).workflow
    title = f"{call.words(flow.title)} ({flow.key}, {flow.version}, {flow.digest[:12]})"
    tables = (_states(call, flow), _events(call, flow), _duties(call, flow))
    answer(call, flow.source, title, *(part for table in tables for part in ("", table)))


def _states(call: Call, flow: Workflow) -> Table:
    return Table(
        (
            Text(de="Zustand", en="State"),
            Text(de="Titel", en="Title"),
            Text(de="Phase", en="Phase"),
            Text(de="Geschuldet wird dort", en="Owed there"),
        ),
        [
            (
                each.key,
                call.words(each.title),
                call.words(flow.phases[each.phase].title) if each.phase else "",
                ", ".join(call.words(flow.obligations[key].title) for key in each.obligations),
            )
            for each in flow.states.values()
        ],
    )


def _events(call: Call, flow: Workflow) -> Table:
    return Table(
        (
            Text(de="Ereignis", en="Event"),
            Text(de="Titel", en="Title"),
            Text(de="Wer", en="Who"),
            Text(de="Führt", en="Leads"),
        ),
        [
            (each.key, call.words(each.title), ", ".join(each.by), _ways(flow, each.key))
            for each in flow.events.values()
        ],
    )


def _ways(flow: Workflow, event: str) -> str:
    return "; ".join(
        f"{', '.join(way.origins)} → {way.to or '·'}"
        for way in flow.transitions
        if way.event == event
    )


def _duties(call: Call, flow: Workflow) -> Table:
    return Table(
        (
            Text(de="Pflicht", en="Obligation"),
            Text(de="Titel", en="Title"),
            Text(de="Wer", en="Owner"),
            Text(de="Erfüllt durch", en="Fulfilled by"),
        ),
        [
            (
                each.key,
                call.words(each.title),
                each.owner,
                ", ".join(way.event for way in each.fulfilled_by),
            )
            for each in flow.obligations.values()
        ],
    )


@click.command(
    "diagram",
    cls=TownCommand,
    words=Text(
        de="Zeichnet einen Ablauf: DOT, SVG, Mermaid oder BPMN 2.0.",
        en="Draws a workflow: DOT, SVG, Mermaid or BPMN 2.0.",
    ),
)
@argument("name", metavar="WORKFLOW", words=_NAME)
@option(
    "--format",
    "form",
    type=click.Choice(["dot", "svg", "mermaid", "bpmn"]),
    default="svg",
    show_default=True,
    words=Text(de="Die Form.", en="The form."),
)
@option(
    "--output",
    type=click.Path(dir_okay=False, writable=True),
    words=Text(de="In diese Datei, statt hierher.", en="Into this file, instead of here."),
)
@pass_call
def diagram(call: Call, name: str, form: str, output: str | None) -> None:
    """Print the drawing, or write it into a file."""
    drawn = workbench.draw(found(call, name).workflow, form, call.language)
    if output is None:
        answer(call, {"format": form, "diagram": drawn}, drawn)
        return
    with click.open_file(output, "w", encoding="utf-8") as file:
        file.write(drawn)
    answer(call, {"format": form, "file": output}, output)


@click.command(
    "simulate",
    cls=TownCommand,
    words=Text(
        de="Spielt einen Vorgang voraus: was geschuldet, verschickt, eskaliert und wem vorgelegt "
        "wird, Tag für Tag. Ohne Ereignisse handelt niemand.",
        en="Plays a case ahead: what will be owed, sent, escalated and put before whom, day by "
        "day. Without events nobody acts.",
    ),
)
@argument("name", metavar="WORKFLOW", words=_NAME)
@option(
    "--fields",
    "source",
    required=True,
    metavar="JSON|FILE",
    words=Text(de="Die Felder.", en="The fields."),
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
    words=Text(de="Ab wann, sonst jetzt.", en="From when, else now."),
)
@option(
    "--events",
    type=EXISTING_FILE,
    metavar="FILE",
    words=Text(
        de="Ereignisse: Liste von {at, event, as, input}.",
        en="Events: a list of {at, event, as, input}.",
    ),
)
@option("--state", default="NW", words=Text(de="Das Land, sonst NW.", en="The Land, else NW."))
@option("--municipality", words=Text(de="Die Gemeinde.", en="The municipality."))
@pass_call
def run_ahead(call: Call, /, name: str, source: str, **given: Any) -> None:
    """Print the chronicle."""
    chosen = found(call, name)
    place = chosen.place or parse_place(
        {"state": given["state"], "municipality": given["municipality"]}
    )
    since, until = given["since"], _end(given["until"], place)
    at = SystemClock().now() if since is None else moment_of(since, None, place)
    if until <= at:
        words = Text(
            de="--until liegt nicht nach dem Beginn.", en="--until is not after the start."
        )
        raise click.UsageError(call.words(words), click.get_current_context())
    definitions = chosen.ready()
    played = simulate(
        definitions,
        chosen.workflow.key,
        fields_in(source),
        place=place,
        at=at,
        until=until,
        events=_planned(given["events"], place) if given["events"] else (),
        settings=chosen.settings(definitions),
    )
    answer(call, _chronicle_document(played), *_chronicle_lines(call, played))


def _end(words: str, place: Place) -> datetime:
    """Return the moment that is meant; of a day its end."""
    at = moment_of(words, None, place)
    is_day = len(words.strip()) == len("2028-12-31")
    return end_of_day(local_date(at, place.time_zone), place.time_zone) if is_day else at


def _planned(name: str, place: Place) -> list[Planned]:
    document = read_json(name)
    if isinstance(document, dict):
        document = document.get("events")
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


def _chronicle_document(played: Simulated) -> dict[str, Any]:
    return {
        "entries": [
            {**plain(each), "text": {"de": each.text.de, "en": each.text.en}}
            for each in played.entries
        ],
        "refused": [
            {"at": at.isoformat(), "event": event, "reasons": reasons_document(reasons)}
            for at, event, reasons in played.refused
        ],
    }


def _chronicle_lines(call: Call, played: Simulated) -> Iterator[str]:
    for on, entries in groupby(played.entries, key=_day):
        yield say_date(on, call.language, "full")
        for each in entries:
            yield f"  {call.words(_KINDS[each.kind]):<12} {call.words(each.text)}"
    for at, event, reasons in played.refused:
        said = "; ".join(call.words(each.message) for each in reasons)
        when = say_date(at.date(), call.language)
        yield f"{when}, {event}: {call.words(_KINDS['refused'])}: {said}"


def _day(entry: Entry) -> date:
    return entry.on
