"""Rungs in words: what a reminder, an escalation or the weekly question for a date is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deadlines.errors import DeadlineError
from engine.deadlines.ladder import Rung, parse_rung, rung_text
from engine.definition.effects import Agenda, Demand, Notify, Propose, Raise
from engine.findings import Text
from engine.lifecycle.chronicle import title_of

if TYPE_CHECKING:
    from engine.definition.duties import Escalation, Obligation
    from engine.definition.effects import Effect
    from engine.definition.model import Workflow

_DUE = Text(de="Fälligkeit: die nächste wird eröffnet", en="Due date: the next one is opened")
_AFTER = Text(de="nach der Frist", en="after the deadline")
_UNDATED = Text(de="Wöchentliche Frage nach dem Datum", en="Weekly question for the date")


def rung_title(rung: str, obligation: str, workflow: Workflow) -> Text:
    """Return what a rung is: when, and what it does."""
    kind, _, name = rung.partition(":")
    if kind == "due":
        return _DUE
    if kind == "undated":
        return _UNDATED
    if kind == "reminder":
        when = _when(name)
        return Text(de=f"Erinnerung ({when.de})", en=f"Reminder ({when.en})")
    declared = workflow.obligations.get(obligation)
    steps = declared.escalation if declared else ()
    step = next((each for each in steps if each.id == name), None)
    return _escalation(step, workflow) if step else Text(de=f"{kind} {name}", en=f"{kind} {name}")


def _when(words: str) -> Text:
    try:
        return rung_text(parse_rung(words))
    except DeadlineError:
        return Text(de=words, en=words)


def _escalation(step: Escalation, workflow: Workflow) -> Text:
    when = rung_text(step.at) if isinstance(step.at, Rung) else None
    done = [text for each in step.do if (text := _effect(each, workflow)) is not None]
    at = Text(de=f" ({when.de})", en=f" ({when.en})") if when else Text(de="", en="")
    what_de, what_en = ", ".join(each.de for each in done), ", ".join(each.en for each in done)
    what = what_de or step.id, what_en or step.id
    return Text(de=f"Eskalation{at.de}: {what[0]}", en=f"Escalation{at.en}: {what[1]}")


def consequence_of(obligation: Obligation, workflow: Workflow) -> Text | None:
    """Return what happens if nothing happens: the first rung that is more than a message."""
    for step in obligation.escalation:
        told = what_follows(step, workflow)
        if told is not None:
            after = rung_text(step.at) if isinstance(step.at, Rung) else _AFTER
            return Text(de=f"{after.de}: {told.de}", en=f"{after.en}: {told.en}")
    return None


def what_follows(step: Escalation, workflow: Workflow) -> Text | None:
    """Return what a rung does beyond writing messages, None if it only writes."""
    told = [
        text
        for each in step.do
        if not isinstance(each, Notify) and (text := _effect(each, workflow)) is not None
    ]
    if not told:
        return None
    return Text(de=", ".join(each.de for each in told), en=", ".join(each.en for each in told))


def _effect(effect: Effect, workflow: Workflow) -> Text | None:
    match effect:
        case Notify(to=to):
            roles = [_role(each, workflow) for each in to]
            return Text(
                de=f"Nachricht an {', '.join(each.de for each in roles)}",
                en=f"message to {', '.join(each.en for each in roles)}",
            )
        case Agenda(body=body):
            role = _role(body, workflow)
            return Text(
                de=f"kommt auf die Tagesordnung ({role.de})", en=f"goes on the agenda ({role.en})"
            )
        case Propose(body=body, title=title):
            role = _role(body, workflow)
            return Text(
                de=f"Vorschlag an {role.de}: {title.de}", en=f"proposal to {role.en}: {title.en}"
            )
        case Demand(obligation=key):
            title = title_of(key, workflow)
            return Text(de=f"verlangt: {title.de}", en=f"demanded: {title.en}")
        case Raise(event=event) if event in workflow.events:
            title = workflow.events[event].title
            return Text(de=f"löst aus: {title.de}", en=f"brings about: {title.en}")
        case _:
            return None


_PARTIES = {
    "owner": Text(de="die Zuständigen", en="whoever owes it"),
    "creditor": Text(de="die es erwarten", en="whomever it is owed to"),
}


def _role(key: str, workflow: Workflow) -> Text:
    declared = workflow.roles.get(key)
    return declared.title if declared else _PARTIES.get(key, Text(de=key, en=key))
