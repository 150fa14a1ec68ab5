"""``verbindlich setting``: the town's dated policy, seen, previewed, set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.files import parse_json
from engine.commands.moments import Day
from engine.commands.moving import moved_parts
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.saying import NOTHING, day
from engine.findings import Text
from engine.services import policy
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from engine.services.policy import Line

_WORKFLOW = Text(de="Schlüssel des Ablaufs.", en="Key of the workflow.")
_NAME = Text(de="Name der Einstellung.", en="Name of the setting.")
_VALUE = Text(
    de="Der Wert, als JSON oder als Text: 10, '[\"14 days before\"]'.",
    en="The value, as JSON or as text: 10, '[\"14 days before\"]'.",
)


@click.group(
    "setting",
    cls=Group,
    words=Text(
        de="Vorgaben der Stadt: sehen, ausprobieren, von einem Tag an setzen.",
        en="The town's policy: see it, preview it, set it from a day on.",
    ),
)
def setting() -> None:
    """Lead to the commands."""


@setting.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Listet die Einstellungen auf: was jetzt gilt, und was kommt.",
        en="Lists the settings: what holds now, and what is to come.",
    ),
)
@argument("workflow", required=False, metavar="[WORKFLOW]", words=_WORKFLOW)
@pass_call
def list_settings(call: Call, workflow: str | None) -> None:
    """Print settings."""
    found = policy.list_settings(call.application, call.tenant, call.reader, workflow)
    document = {"settings": [plain(each) for each in found]}
    answer(call, document, *(() if call.as_json else _parts(call, found)))


def _parts(call: Call, found: Sequence[Line]) -> Iterator[Table | Text]:
    if not found:
        yield Text(de="Keine Einstellungen.", en="No settings.")
        return
    columns = (
        Text(de="Ablauf", en="Workflow"),
        Text(de="Name", en="Name"),
        Text(de="Was", en="What"),
        Text(de="Jetzt", en="Now"),
        Text(de="Vorgabe", en="Default"),
        Text(de="Später", en="Later"),
    )
    yield Table(
        columns,
        [
            (
                each.workflow,
                each.name,
                call.words(each.title),
                _short(each.present),
                _short(each.default) if each.default != each.present else "",
                "; ".join(f"{day(call, since)}: {_short(value)}" for since, value in each.coming),
            )
            for each in found
        ],
    )


def _short(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, list):
        return ", ".join(map(_short, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@setting.command(
    "set",
    cls=TownCommand,
    words=Text(
        de="Setzt eine Einstellung, von heute oder einem Tag an; laufende Vorgänge folgen ihr.",
        en="Sets a setting, from today or from a day on; running cases follow it.",
    ),
)
@argument("workflow", words=_WORKFLOW)
@argument("name", words=_NAME)
@argument("value", words=_VALUE)
@option(
    "--from",
    "since",
    type=Day(),
    metavar="DATE",
    words=Text(de="Von wann an, sonst heute.", en="From when on, else today."),
)
@option(
    "--by",
    metavar="NAME",
    words=Text(de="Wer es so will, für die Akten.", en="Who wants it so, for the record."),
)
@pass_call
def set_value(
    call: Call, workflow: str, name: str, value: str, since: date | None, by: str | None
) -> None:
    """Give a setting a value."""
    given = _value(value)
    reader = call.reader_as(by)
    reached = policy.set_value(
        call.application, call.tenant, reader, workflow, name, given, valid_from=since
    )
    when = Text(de=f"vom {day(call, since)} an", en=f"from {day(call, since)} on")
    now = Text(de="von heute an", en="from today on")
    from_when = when if since else now
    told = Text(
        de=f"{workflow}/{name} ist {from_when.de} {_short(given)}; {reached} laufende Vorgänge "
        "folgen ihr jetzt.",
        en=f"{workflow}/{name} is {_short(given)} {from_when.en}; {reached} running cases follow "
        "it now.",
    )
    document = {
        "workflow": workflow,
        "name": name,
        "value": given,
        "valid_from": since,
        "reached": reached,
    }
    answer(call, document, told)


def _value(text: str) -> Any:
    """Return what a value says: JSON, else the text itself, such as ``14 days``."""
    try:
        json.loads(text)
    except ValueError:
        return text
    return parse_json(text, text[:40])


@setting.command(
    "preview",
    cls=TownCommand,
    words=Text(
        de="Zeigt, welche Fristen und Stufen laufender Vorgänge ein Wert verschöbe; nichts ändert "
        "sich.",
        en="Shows which dates and rungs of running cases a value would move; nothing changes.",
    ),
)
@argument("workflow", words=_WORKFLOW)
@argument("name", words=_NAME)
@argument("value", words=_VALUE)
@pass_call
def preview(call: Call, workflow: str, name: str, value: str) -> None:
    """Print what would move."""
    moved, looked_at = policy.preview(
        call.application, call.tenant, call.reader, workflow, name, _value(value)
    )
    document = {"cases": looked_at, "moved": [plain(each) for each in moved]}
    answer(call, document, *(() if call.as_json else moved_parts(call, moved, looked_at)))
