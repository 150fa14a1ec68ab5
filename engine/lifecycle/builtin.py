"""Events that every workflow has: suspend, resume, correct, assign, extend, waive, ..."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.definition.fields import Field, FieldType
from engine.definition.model import ANYONE, ENGINE
from engine.definition.values import convert_all
from engine.findings import Text
from engine.lifecycle import keeping, obligations, reasons, translating
from engine.lifecycle.concessions import by_extension, by_waiver, extend_due, waive
from engine.lifecycle.decisions import note_item, record_outcome
from engine.lifecycle.effects import assign_role
from engine.lifecycle.outcome import Letter, Reason
from engine.lifecycle.passage import (
    CHILD_CLOSED,
    PARENT_LEFT,
    close,
    leave_children,
    revise_timers,
)
from engine.lifecycle.reading import Reading
from engine.lifecycle.requests import TOPICS, by_debtor, request
from engine.lifecycle.seats import body_meant
from engine.lifecycle.step import data_changed, take_raised, wrong_data
from engine.lifecycle.suspension import resume, suspend

if TYPE_CHECKING:
    from engine.lifecycle.circumstances import Incoming
    from engine.lifecycle.draft import Draft

OPENING = Text(de="Einen solchen Vorgang zu eröffnen", en="Opening such a case")
SETTINGS_CHANGED = "settings_changed"
REFUSED_ELSEWHERE = "refused_elsewhere"
MOST_HOPS = 64
"""So many cases may pass on what began with one event."""

Do = Callable[["Draft", Reading], list[Reason]]
Rights = Callable[["Draft", Mapping[str, object]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Builtin:
    """One of them: what must be said with it, who may do it, and what it does."""

    title: Text
    do: Do
    rights: Rights
    input: Mapping[str, Field] = field(default_factory=dict)
    while_suspended: bool = False
    when_closed: bool = False
    may_lack_data: bool = False
    """Whether what the state requires may be missing afterwards."""
    is_quiet: bool = False
    """Whether it leaves no trace where nothing comes of it."""


def do(draft: Draft, incoming: Incoming) -> list[Reason]:
    """Do a built-in event; return the reasons if it is refused."""
    event = EVENTS[incoming.event]
    against = standing(draft, incoming, event)
    given, problems = convert_all(event.input, incoming.input)
    rights = event.rights(draft, given)
    if not incoming.actor.may((*rights, ENGINE)):
        against.append(reasons.not_yours(event.title, rights, draft.workflow))
    against.extend(reasons.bad_input(each.path, each.message) for each in problems)
    if against:
        return against
    reading = Reading(draft, incoming.event, incoming.actor, given)
    steps = len(draft.steps)
    against = event.do(draft, reading)
    if not against and not event.may_lack_data:
        against = wrong_data(draft)
    if not against and len(draft.steps) == steps and not event.is_quiet:
        draft.end_step(
            incoming.event, "builtin", incoming.actor, given=given, subject=incoming.cause
        )
    return against


def standing(draft: Draft, incoming: Incoming, event: Builtin | None = None) -> list[Reason]:
    """Return what stands against an event as the case stands now, whatever the event says."""
    found = []
    if draft.closed_at is not None and not (event and event.when_closed):
        found.append(reasons.closed(draft.here.title))
    pause = draft.pause
    if pause is not None and not (event and event.while_suspended):
        found.append(reasons.suspended(pause.until_at, pause.reason))
    expected = incoming.expected_version
    if expected is not None and expected != draft.version:
        found.append(reasons.stale(expected, draft.version))
    if incoming.hops > MOST_HOPS:
        found.append(reasons.back_and_forth(MOST_HOPS))
    return found


def _refuse(code: str, de: str, en: str, subject: str | None = None) -> list[Reason]:
    return [Reason(code, Text(de=de, en=en), subject)]


def _correct(draft: Draft, reading: Reading) -> list[Reason]:
    raw = reading.given["fields"]
    data, problems = convert_all(draft.workflow.fields, raw, partial=True)
    if problems:
        return [reasons.bad_input(each.path, each.message) for each in problems]
    draft.change(data)
    data_changed(draft, reading)
    return []


def _assign(draft: Draft, reading: Reading) -> list[Reason]:
    role, to = str(reading.given["role"]), reading.given["to"]
    declared = draft.workflow.roles.get(role)
    if declared is None or declared.held_by != "case":
        return [reasons.no_role_of_a_case(role)]
    assign_role(draft, role, () if to is None else (str(to),))
    obligations.fulfil(draft, "assign", reading)
    return []


def _settings_changed(draft: Draft, reading: Reading) -> list[Reason]:
    obligations.revise(draft, reading, "settings changed")
    revise_timers(draft, reading)
    return []


def _child_closed(draft: Draft, reading: Reading) -> list[Reason]:
    """Ask the joins of the present state, until one of them has moved the case on."""
    entry = draft.entry
    for children in draft.compiled.children_of.get(draft.state, ()):
        opened = draft.circumstances.children.get(children.key)
        if children.done_event is None or children.done_when is None or not opened:
            continue
        if draft.entry == entry and reading.holds(children.done_when):
            draft.end_step(CHILD_CLOSED, "builtin", reading.actor, subject=children.key)
            take_raised(draft, children.done_event, {}, subject=f"children:{children.key}")
    return []


def _parent_left(draft: Draft, reading: Reading) -> list[Reason]:
    """End a child, and its own children, because its parent has moved on."""
    leave_children(draft)
    close(draft, "cancelled")
    del reading
    return []


def _refused_elsewhere(draft: Draft, reading: Reading) -> list[Reason]:
    """Tell the office that another case refused what this one sent."""
    draft.letters.extend(
        Letter(REFUSED_ELSEWHERE, role, facts=reading.given)
        for role in draft.workflow.correction_by
    )
    return []


def _nothing(draft: Draft, reading: Reading) -> list[Reason]:
    del draft, reading
    return []


def _field(
    key: str, kind: FieldType, de: str, en: str, *, required: bool = True
) -> tuple[str, Field]:
    return key, Field(key, kind, Text(de=de, en=en), required=required)


def _by_suspension(draft: Draft, _: Mapping[str, object]) -> tuple[str, ...]:
    return draft.workflow.suspension_by


def _by_correction(draft: Draft, _: Mapping[str, object]) -> tuple[str, ...]:
    return draft.workflow.correction_by


def _by_assignment(draft: Draft, given: Mapping[str, object]) -> tuple[str, ...]:
    """The office that keeps the case, and those who owe that the role is filled."""
    role = draft.workflow.roles.get(str(given.get("role")))
    return (*draft.workflow.correction_by, *(role.fallback if role else ()))


def _by_body(draft: Draft, given: Mapping[str, object]) -> tuple[str, ...]:
    """The body itself, and the office that keeps the case: it records what the body decided."""
    bodies = {
        each.body
        for each in draft.items
        if given.get("proposal") == each.key or given.get("item") in (each.key, str(each.number))
    }
    roles = draft.workflow.roles
    theirs = {role for role in roles if body_meant(roles, role, draft.data) in bodies}
    return (*sorted(theirs), *draft.workflow.correction_by)


def _by_engine(_: Draft, __: Mapping[str, object]) -> tuple[str, ...]:
    return ()


def _by_anyone(_: Draft, __: Mapping[str, object]) -> tuple[str, ...]:
    return (ANYONE,)


_REASON = _field("reason", FieldType.LONGTEXT, "Grund", "Reason")
_OBLIGATION = _field("obligation", FieldType.TEXT, "Pflicht", "Obligation")
_NAMED_FIELDS = Field(
    "fields",
    FieldType.LIST,
    Text(de="Felder", en="Fields"),
    required=True,
    of=dict(
        [
            _field("field", FieldType.TEXT, "Feld", "Field"),
            _field("entries", FieldType.TEXT, "Einträge", "Entries", required=False),
        ]
    ),
)
_TOPIC = Field(
    "topic",
    FieldType.CHOICE,
    Text(de="Worum Sie bitten", en="What you ask for"),
    required=True,
    options=TOPICS,
)
_TEXT = _field("text", FieldType.LONGTEXT, "Text", "Text")

EVENTS: Mapping[str, Builtin] = {
    "suspend": Builtin(
        Text(de="Aussetzen", en="Suspend"),
        suspend,
        _by_suspension,
        dict([_REASON, _field("until", FieldType.DATE, "Bis", "Until")]),
    ),
    "resume": Builtin(
        Text(de="Fortsetzen", en="Resume"), resume, _by_suspension, while_suspended=True
    ),
    "correct": Builtin(
        Text(de="Berichtigen", en="Correct"),
        _correct,
        _by_correction,
        dict([_REASON, _field("fields", FieldType.RECORD, "Felder", "Fields")]),
    ),
    "assign": Builtin(
        Text(de="Rolle vergeben", en="Assign a role"),
        _assign,
        _by_assignment,
        dict(
            [
                _field("role", FieldType.TEXT, "Rolle", "Role"),
                _field("to", FieldType.TEXT, "An", "To", required=False),
            ]
        ),
        while_suspended=True,
    ),
    "comment": Builtin(
        Text(de="Anmerken", en="Comment"),
        _nothing,
        _by_anyone,
        dict([_TEXT]),
        while_suspended=True,
        when_closed=True,
    ),
    "attach": Builtin(
        Text(de="Unterlage beifügen", en="Attach"),
        _nothing,
        _by_anyone,
        dict([_field("document", FieldType.DOCUMENT, "Unterlage", "Document")]),
        while_suspended=True,
        when_closed=True,
    ),
    "extend": Builtin(
        Text(de="Frist verlängern", en="Extend"),
        extend_due,
        by_extension,
        dict([_OBLIGATION, _REASON, _field("by", FieldType.PERIOD, "Um", "By")]),
    ),
    "waive": Builtin(
        Text(de="Erlassen", en="Waive"), waive, by_waiver, dict([_OBLIGATION, _REASON])
    ),
    "request": Builtin(
        Text(de="Um etwas bitten", en="Ask for something"),
        request,
        by_debtor,
        dict(
            [
                _OBLIGATION,
                ("topic", _TOPIC),
                _field("text", FieldType.LONGTEXT, "Begründung", "Reason"),
            ]
        ),
        while_suspended=True,
    ),
    "decide": Builtin(
        Text(de="Entscheidung festhalten", en="Record a decision"),
        record_outcome,
        _by_body,
        dict(
            [
                _field("proposal", FieldType.TEXT, "Vorschlag", "Proposal"),
                _field("outcome", FieldType.TEXT, "Ergebnis", "Outcome"),
                _field("resolution", FieldType.TEXT, "Beschluss", "Resolution", required=False),
                _field("next_body", FieldType.BODY, "Weiter an", "On to", required=False),
            ]
        ),
        while_suspended=True,
        when_closed=True,
    ),
    "note": Builtin(
        Text(de="Zur Kenntnis nehmen", en="Take note"),
        note_item,
        _by_body,
        dict([_field("item", FieldType.TEXT, "Punkt", "Item")]),
        while_suspended=True,
        when_closed=True,
    ),
    translating.TRANSLATE: Builtin(
        Text(de="Übersetzen", en="Translate"),
        translating.translate,
        _by_correction,
        dict(
            [
                _field("field", FieldType.TEXT, "Feld", "Field"),
                _field("language", FieldType.TEXT, "Sprache", "Language"),
                _field("translation", FieldType.LONGTEXT, "Text", "Text", required=False),
                _field("is_reviewed", FieldType.YES_NO, "Geprüft", "Reviewed", required=False),
                _field("original", FieldType.TEXT, "Fassung", "Version", required=False),
            ]
        ),
        while_suspended=True,
        when_closed=True,
    ),
    SETTINGS_CHANGED: Builtin(
        Text(de="Einstellungen geändert", en="Settings changed"),
        _settings_changed,
        _by_engine,
        while_suspended=True,
    ),
    CHILD_CLOSED: Builtin(
        Text(de="Teilvorgang beendet", en="Child closed"), _child_closed, _by_engine, is_quiet=True
    ),
    REFUSED_ELSEWHERE: Builtin(
        Text(de="Anderswo abgelehnt", en="Refused elsewhere"),
        _refused_elsewhere,
        _by_engine,
        dict(
            [
                _field("case", FieldType.TEXT, "Vorgang", "Case"),
                _field("event", FieldType.TEXT, "Ereignis", "Event"),
                _field("reason", FieldType.LONGTEXT, "Grund", "Reason"),
            ]
        ),
        while_suspended=True,
        when_closed=True,
    ),
    keeping.ERASE: Builtin(
        Text(de="Personenbezogenes löschen", en="Erase personal data"),
        keeping.erase,
        _by_engine,
        dict(
            [
                _field("reason", FieldType.TEXT, "Grund", "Reason"),
                ("fields", _NAMED_FIELDS),
            ]
        ),
        while_suspended=True,
        when_closed=True,
        may_lack_data=True,
    ),
    keeping.OFFER: Builtin(
        Text(de="Dem Archiv anbieten", en="Offer to the archive"),
        keeping.offer,
        _by_engine,
        dict(
            [
                _field("role", FieldType.TEXT, "Rolle", "Role"),
                _field("until_on", FieldType.DATE, "Antwort bis", "Answer by"),
            ]
        ),
        while_suspended=True,
        when_closed=True,
    ),
    PARENT_LEFT: Builtin(
        Text(de="Hauptvorgang ging weiter", en="Parent moved on"),
        _parent_left,
        _by_engine,
        while_suspended=True,
    ),
}
"""By name; a workflow may not declare events of these names."""
