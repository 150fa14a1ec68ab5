"""What happened at a case, told in words: events, who sent them, letters and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.effects import Propose
from engine.definition.places import deeds, values_in
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.chronicle import title_of
from engine.lifecycle.items import OUTCOME_TITLES
from engine.lifecycle.left import field_of
from engine.services.access import OPERATOR
from engine.services.rungs import rung_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.services.saying import Saying
    from engine.storage.queries.history import Recorded

SYSTEM = Text(de="System", en="system")
_OPENED = Text(de="Eröffnet", en="Opened")
_DUE = Text(de="Versäumt", en="Missed")
_REFUSED = Text(de="Von selbst versucht, abgelehnt", en="Tried by itself, refused")
_CLOCK = {
    "rescheduled": Text(de="Neu angesetzt", en="Rescheduled"),
    "broken": Text(de="Stufe gestört", en="Rung broken"),
}
LETTER_STATES = {
    "queued": Text(de="wartet", en="waiting"),
    "leased": Text(de="wird verschickt", en="being sent"),
    "sent": Text(de="verschickt", en="sent"),
    "dead": Text(de="unzustellbar", en="dead"),
}
RUNG_RESULTS = {
    "fired": Text(de="geschehen", en="done"),
    "overtaken": Text(
        de="übergangen: eine dringendere Stufe sprach für sie mit",
        en="overtaken: a more urgent rung spoke for it too",
    ),
    "not_met": Text(
        de="nicht geschehen: die Bedingung galt nicht", en="not met: the condition was false"
    ),
    "broken": Text(
        de="gestört: die Regel lässt sich nicht auswerten, es wird wieder versucht",
        en="broken: the rule cannot be evaluated, it is tried again",
    ),
    "coming": Text(de="steht bevor", en="is still to come"),
    "past": Text(de="kam nicht mehr dazu", en="did not come to pass"),
}


def event_title(key: str, workflow: Workflow) -> Text:
    """Return what an event of a workflow, or a built-in one, is called."""
    declared = workflow.events.get(key) or EVENTS.get(key)
    return declared.title if declared is not None else Text(de=key, en=key)


def role_title(key: str, workflow: Workflow) -> Text:
    """Return what a role of a workflow is called, or the field with somebody's address."""
    if (field := workflow.fields.get(field_of(key) or "")) is not None:
        return field.title
    declared = workflow.roles.get(key)
    return declared.title if declared is not None else Text(de=key, en=key)


def what(recorded: Recorded, workflow: Workflow) -> Text:
    """Return what a recorded event was, with the state that it led to."""
    title = _title(recorded, workflow)
    state = workflow.states.get(str(recorded.patch.get("state", "")))
    if state is None:
        return title
    return Text(de=f"{title.de} → {state.title.de}", en=f"{title.en} → {state.title.en}")


def _title(recorded: Recorded, workflow: Workflow) -> Text:
    if recorded.kind == "opened":
        return _OPENED
    title = event_title(recorded.event, workflow)
    if recorded.kind in {"rung", "due"}:
        key = str(recorded.details.get("subject", "")).partition(".")[0]
        return _both(_rung(recorded, key, workflow), title_of(key, workflow))
    return _both(_REFUSED, title) if recorded.kind == "refused" else title


def _rung(recorded: Recorded, obligation: str, workflow: Workflow) -> Text:
    if recorded.kind == "due":
        return _DUE
    return _CLOCK.get(recorded.event) or rung_title(recorded.event, obligation, workflow)


def _both(one: Text, other: Text) -> Text:
    return Text(de=f"{one.de}: {other.de}", en=f"{one.en}: {other.en}")


def actor_name(saying: Saying, actor: str | None, workflow: Workflow) -> str:
    """Return who did it: a person by name, an operator by the role she chose."""
    if actor is None:
        return saying.words(SYSTEM)
    kind, _, role = actor.partition(":")
    if kind == OPERATOR:
        return saying.words(role_title(role, workflow))
    return saying.names.get(actor, actor)


def said_with(saying: Saying, recorded: Recorded, workflow: Workflow) -> list[tuple[str, str]]:
    """Return what was said with an event, as (field, value)."""
    if recorded.kind == "opened":
        return []
    fields = input_of(recorded.event, workflow)
    return [
        (
            saying.words(fields[key].title) if key in fields else key,
            _named(saying, workflow, fields.get(key), key, each)
            if recorded.event in EVENTS
            else saying.value(fields.get(key), each),
        )
        for key, each in _in_order(recorded.input, fields)
        if each is not None and key != "fields"
    ]


def _in_order(given: Mapping[str, object], fields: Mapping[str, Field]) -> list[tuple[str, object]]:
    """Return what was said in the order in which it was asked for."""
    order = list(fields)
    return sorted(given.items(), key=lambda each: order.index(each[0]) if each[0] in order else -1)


def _named(saying: Saying, workflow: Workflow, field: Field | None, key: str, given: object) -> str:
    """Return what was said with a built-in event: names of things by their titles."""
    name = str(given)
    if key == "outcome" and name in OUTCOME_TITLES:
        return saying.words(OUTCOME_TITLES[name])
    if key == "obligation":
        return saying.words(title_of(name.partition(".")[0], workflow))
    if key == "role":
        return saying.words(role_title(name, workflow))
    if key == "field" and name in workflow.fields:
        return saying.words(workflow.fields[name].title)
    if key in {"proposal", "item"}:
        return saying.words(_item_title(name, workflow))
    return saying.value(field, given)


def _item_title(name: str, workflow: Workflow) -> Text:
    """Return what stood before a body under a name."""
    for each in values_in(deeds(workflow), Propose):
        if each.id == name:
            return each.title
    return title_of(name, workflow)


def notes_of(saying: Saying, recorded: Recorded) -> list[str]:
    """Return what the engine had to say besides."""
    notes = recorded.details.get("notes", [])
    return [str(each.get(saying.language, each.get("de", ""))) for each in notes]


def input_of(event: str, workflow: Workflow) -> Mapping[str, Field]:
    """Return what may be said with an event."""
    declared = workflow.events.get(event) or EVENTS.get(event)
    return declared.input if declared is not None else {}
