"""``verbindlich case open|fire``: the workflow's own events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, acting_once
from engine.commands.call import Call, pass_call
from engine.commands.files import DocumentUnreadable, json_or_file
from engine.commands.outcome import tell
from engine.commands.parts import TownCommand, argument, option
from engine.commands.people_named import holder_id
from engine.findings import Text
from engine.services import cases, events
from engine.services.intents import OpenCase, SubmitEvent
from engine.services.people import directory_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CASE = Text(de="Nummer oder Kennung des Vorgangs.", en="Number or id of the case.")
_NO_OBJECT = Text(de="Ein JSON-Objekt wird gebraucht.", en="A JSON object is needed.")


def submit(call: Call, name: str, event: str, given: Mapping[str, Any], acting: Acting) -> None:
    """Send an event to a case and give the answer."""
    app, tenant = call.application, call.tenant
    intent = SubmitEvent(
        tenant=tenant,
        case=cases.find(app, tenant, call.reader, name),
        event=event,
        who=acting.who(call),
        input={key: each for key, each in given.items() if each is not None},
        expected_version=acting.version,
        key=acting.key,
    )
    tell(call, events.send(app, intent))


def object_in(source: str) -> dict[str, Any]:
    """Return the JSON object that is given itself, or in the file of that name."""
    document = json_or_file(source)
    if not isinstance(document, dict):
        raise DocumentUnreadable(name=source[:40], problem=_NO_OBJECT)
    return document


def fields_in(source: str) -> dict[str, Any]:
    """Return fields given as an object or a file; ``{"fields": …}`` is taken too."""
    document = object_in(source)
    inner = document.get("fields")
    return inner if len(document) == 1 and isinstance(inner, dict) else document


@click.command(
    "fire",
    cls=TownCommand,
    words=Text(
        de="Löst ein Ereignis aus. Wird es abgelehnt, steht da jeder Grund mit den Werten, die "
        "ihn ausmachen, und was jetzt möglich ist.",
        en="Sends an event. If it is refused, every reason is told with the values that make it, "
        "and what is possible now.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@argument("event", words=Text(de="Das Ereignis.", en="The event."))
@option(
    "--input",
    "source",
    metavar="JSON|FILE",
    default="{}",
    words=Text(de="Was dazu gesagt wird.", en="What is said with it."),
)
@acting_once
@pass_call
def fire(call: Call, name: str, event: str, source: str, acting: Acting) -> None:
    """Send one event."""
    submit(call, name, event, object_in(source), acting)


@click.command(
    "open",
    cls=TownCommand,
    words=Text(
        de="Eröffnet einen Vorgang nach der neuesten veröffentlichten Fassung eines Ablaufs.",
        en="Opens a case of the newest published version of a workflow.",
    ),
)
@argument("workflow", words=Text(de="Schlüssel des Ablaufs.", en="Key of the workflow."))
@option(
    "--fields",
    "source",
    metavar="JSON|FILE",
    default="{}",
    words=Text(de="Die Felder.", en="The fields."),
)
@option(
    "--holder",
    "holders",
    multiple=True,
    metavar="ROLE=ID",
    words=Text(
        de="Wer eine Rolle des Vorgangs hat; mehrmals möglich.",
        en="Who holds a role of the case; may be given several times.",
    ),
)
@option(
    "--state",
    words=Text(
        de="Der Zustand, für einen Vorgang, der schon läuft und übernommen wird.",
        en="The state, for a case that is running already and is taken over.",
    ),
)
@option(
    "--parent",
    metavar="NUMBER",
    words=Text(
        de="Der Vorgang, unter dem er eröffnet wird, zum Beispiel eine Veranstaltung.",
        en="The case below which it is opened, an event for instance.",
    ),
)
@acting_once
@pass_call
def open_new(
    call: Call,
    /,
    workflow: str,
    source: str,
    holders: tuple[str, ...],
    acting: Acting,
    **where: str | None,
) -> None:
    """Open one case."""
    intent = OpenCase(
        tenant=call.tenant,
        workflow=workflow,
        fields=fields_in(source),
        who=acting.who(call),
        holders=_holders(call, holders),
        state=where["state"],
        parent=where["parent"],
        key=acting.key,
    )
    tell(call, events.open_case(call.application, intent))


def _holders(call: Call, given: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    directory = directory_of(call.application, call.tenant, call.reader) if given else None
    found: dict[str, tuple[str, ...]] = {}
    for each in given:
        role, sign, name = each.partition("=")
        if not sign or not name or directory is None:
            words = Text(
                de=f"--holder {each}: erwartet ist ROLLE=KENNUNG.",
                en=f"--holder {each}: ROLE=ID is expected.",
            )
            raise click.UsageError(call.words(words), click.get_current_context())
        found[role] = (*found.get(role, ()), holder_id(directory, name))
    return found
