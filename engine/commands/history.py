"""Recorded events, refusals and messages of a case, told in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.channels.wording import label
from engine.commands.output import Table
from engine.commands.rungs import rung_title
from engine.commands.saying import NOTHING, moment, value
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.chronicle import title_of
from engine.services.access import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.call import Call
    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.services.cases import Past
    from engine.storage.queries.history import Recorded
    from engine.storage.queries.outbox import Delivery

_LONGEST = 90
_SYSTEM = Text(de="System", en="system")
_OPENED = Text(de="Eröffnet", en="Opened")
_DUE = Text(de="Versäumt", en="Missed")
_REFUSED = Text(de="Von selbst versucht, abgelehnt", en="Tried by itself, refused")
_CLOCK = {
    "rescheduled": Text(de="Neu angesetzt", en="Rescheduled"),
    "broken": Text(de="Stufe gestört", en="Rung broken"),
}
_MESSAGE_STATES = {
    "queued": Text(de="wartet", en="waiting"),
    "leased": Text(de="wird verschickt", en="being sent"),
    "sent": Text(de="verschickt", en="sent"),
    "dead": Text(de="unzustellbar", en="dead"),
}


def told(
    call: Call, recorded: Recorded, workflow: Workflow, names: Mapping[str, str]
) -> tuple[str, str, str]:
    """Return what happened, by whom, and what was said with it."""
    return (
        _what(call, recorded, workflow),
        actor_name(call, recorded.actor, workflow, names),
        _with_it(call, recorded, workflow, names),
    )


def _what(call: Call, recorded: Recorded, workflow: Workflow) -> str:
    title = event_title(call, recorded.event, workflow)
    if recorded.kind == "opened":
        title = call.words(_OPENED)
    elif recorded.kind in {"rung", "due"}:
        key = str(recorded.details.get("subject", "")).partition(".")[0]
        duty = call.words(title_of(key, workflow))
        title = f"{_rung(call, recorded, key, workflow)}: {duty}"
    elif recorded.kind == "refused":
        title = f"{call.words(_REFUSED)}: {title}"
    state = workflow.states.get(str(recorded.patch.get("state", "")))
    return f"{title} → {call.words(state.title)}" if state is not None else title


def _rung(call: Call, recorded: Recorded, obligation: str, workflow: Workflow) -> str:
    if recorded.kind == "due":
        return call.words(_DUE)
    if recorded.event in _CLOCK:
        return call.words(_CLOCK[recorded.event])
    return rung_title(call, recorded.event, obligation, workflow)


def event_title(call: Call, key: str, workflow: Workflow) -> str:
    """Return what an event of a workflow, or a built-in one, is called."""
    declared, built_in = workflow.events.get(key), EVENTS.get(key)
    if declared is not None:
        return call.words(declared.title)
    return call.words(built_in.title) if built_in is not None else key


def actor_name(call: Call, actor: str | None, workflow: Workflow, names: Mapping[str, str]) -> str:
    """Return who did it: a person by name, an operator by the role she chose."""
    if actor is None:
        return call.words(_SYSTEM)
    kind, _, role = actor.partition(":")
    if kind == OPERATOR:
        declared = workflow.roles.get(role)
        return call.words(declared.title) if declared is not None else role
    return names.get(actor, actor)


def _with_it(call: Call, recorded: Recorded, workflow: Workflow, names: Mapping[str, str]) -> str:
    parts, fields = [], _input_of(recorded.event, workflow)
    if recorded.is_erased:
        parts.append(call.words(Text(de="Persönliches ist gelöscht", en="personal part erased")))
    if recorded.kind != "opened":
        parts += [
            f"{call.words(field.title) if field else key}: {value(call, field, each, names)}"
            for key, each in recorded.input.items()
            for field in [fields.get(key)]
            if each is not None
        ]
    notes = recorded.details.get("notes", [])
    parts += [str(each.get(call.language, each.get("de", ""))) for each in notes]
    line = "; ".join(parts)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _input_of(event: str, workflow: Workflow) -> Mapping[str, Field]:
    declared, built_in = workflow.events.get(event), EVENTS.get(event)
    return declared.input if declared is not None else built_in.input if built_in else {}


def refusals_table(call: Call, past: Past, names: Mapping[str, str]) -> Table | None:
    """Return what was refused at a case, None if nothing was."""
    if not past.refusals:
        return None
    columns = (
        Text(de="Abgelehnt am", en="Refused on"),
        Text(de="Was", en="What"),
        Text(de="Wer", en="Who"),
        Text(de="Warum", en="Why"),
    )
    return Table(
        columns,
        [
            (
                moment(call, each.at),
                event_title(call, each.event, past.workflow),
                actor_name(call, each.actor, past.workflow, names),
                " ".join(call.words(one.message) for one in each.reasons),
            )
            for each in past.refusals
        ],
    )


def letters_table(call: Call, past: Past) -> Table | None:
    """Return the messages about a case, None if there are none."""
    if not past.letters:
        return None
    columns = (
        Text(de="Nachricht", en="Message"),
        Text(de="Worum es geht", en="About"),
        Text(de="An", en="To"),
        Text(de="Stand", en="Standing"),
        Text(de="Wann", en="When"),
    )
    return Table(columns, [_letter(call, each) for each in past.letters])


def _letter(call: Call, each: Delivery) -> tuple[str, ...]:
    about = each.letter.subject_title
    return (
        call.words(label(each.letter.message)),
        call.words(about) if about else NOTHING,
        each.name or each.letter.to,
        letter_standing(call, each),
        moment(call, each.sent_at or each.at),
    )


def letter_standing(call: Call, each: Delivery) -> str:
    """Return how it stands with a letter, with what went wrong last."""
    standing = _MESSAGE_STATES.get(each.state)
    words = call.words(standing) if standing else each.state
    return f"{words}: {each.last_error}" if each.last_error else words
