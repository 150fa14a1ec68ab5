"""Rungs in words: what a reminder, an escalation or the weekly question for a date is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.deadlines.errors import DeadlineError
from engine.deadlines.ladder import Rung, parse_rung, rung_text
from engine.definition.effects import Agenda, Demand, Notify, Propose, Raise
from engine.findings import Text
from engine.lifecycle.chronicle import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.commands.call import Call
    from engine.definition.duties import Escalation
    from engine.definition.effects import Effect
    from engine.definition.model import Workflow

_MARKS = {"tick": "✓", "cross": "✗"}
_DUE = Text(de="Fälligkeit: die nächste wird eröffnet", en="Due date: the next one is opened")
_UNDATED = Text(de="Wöchentliche Frage nach dem Datum", en="Weekly question for the date")


def rung_title(call: Call, rung: str, obligation: str, workflow: Workflow) -> str:
    """Return what a rung is: when, and what it does."""
    kind, _, name = rung.partition(":")
    if kind == "due":
        return call.words(_DUE)
    if kind == "undated":
        return call.words(_UNDATED)
    if kind == "reminder":
        when = call.words(_when(name))
        return call.words(Text(de=f"Erinnerung ({when})", en=f"Reminder ({when})"))
    declared = workflow.obligations.get(obligation)
    step = (
        next((each for each in declared.escalation if each.id == name), None) if declared else None
    )
    return _escalation(call, name, step, workflow) if step else f"{kind} {name}"


def _when(words: str) -> Text:
    try:
        return rung_text(parse_rung(words))
    except DeadlineError:
        return Text(de=words, en=words)


def _escalation(call: Call, name: str, step: Escalation, workflow: Workflow) -> str:
    when = f" ({call.words(rung_text(step.at))})" if isinstance(step.at, Rung) else ""
    done = [call.words(text) for each in step.do if (text := _effect(each, workflow)) is not None]
    title = call.words(Text(de="Eskalation", en="Escalation"))
    return f"{title} {name}{when}" + (f": {', '.join(done)}" if done else "")


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
            return Text(de=f"Tagesordnung: {role.de}", en=f"agenda of: {role.en}")
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
    "owner": Text(de="die es schulden", en="whoever owes it"),
    "creditor": Text(de="denen es geschuldet wird", en="whomever it is owed to"),
}


def _role(key: str, workflow: Workflow) -> Text:
    declared = workflow.roles.get(key)
    return declared.title if declared else _PARTIES.get(key, Text(de=key, en=key))


def verdict_lines(call: Call, verdict: Mapping[str, Any]) -> Iterator[str]:
    """Yield a condition as it was recorded, every part with its value, ticked or crossed."""
    why = verdict.get("why", {})
    tree = why.get("tree")
    if tree is None:
        yield f"{'✓' if verdict.get('holds') else '✗'} {why.get('rule', verdict.get('id', ''))}"
        return
    yield from _part_lines(call, tree, 0)


def _part_lines(call: Call, part: Mapping[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    if part.get("hidden"):
        value = " = (verborgen)" if call.language == "de" else " = (hidden)"
    elif isinstance(part.get("value"), bool) or "error" in part:
        value = ""
    else:
        value = f" = {part.get('value')}"
    yield f"{indent}{_MARKS.get(str(part.get('mark')), '·')} {part.get('text', '')}{value}"
    for each in part.get("parts", []):
        yield from _part_lines(call, each, depth + 1)
    for each in part.get("elements", []):
        yield f"{indent}  [{each.get('position')}]"
        yield from _part_lines(call, each["part"], depth + 2)
