"""Chronicle: what a played world saw, day by day, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from engine.deadlines.localtime import local_date
from engine.findings import Text
from engine.lifecycle.left import field_of
from engine.lifecycle.obligations import VACANCY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, Item, Occurrence
    from engine.lifecycle.memory import MemoryWorld
    from engine.lifecycle.outcome import Letter, Step


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    on: date
    at: datetime
    case: str
    """Number of the case."""
    kind: str
    """opened, state, owed, due, sent, asked, ended, broken or refused."""
    text: Text
    to: str | None = None
    """Role or body that it concerns."""


def chronicle(world: MemoryWorld) -> list[Entry]:
    """Return everything that happened in a played world, in order."""
    entries: list[Entry] = []
    zone = world.calendar.zone
    for recorded in world.history:
        step = recorded.step
        workflow = world.compiled(step.after.workflow).workflow
        day = local_date(recorded.at, zone)
        entries.extend(
            Entry(day, recorded.at, step.after.number, kind, text, to)
            for kind, text, to in _of_step(step, workflow)
        )
    for at, case_id, letter in world.letters:
        case = world.load(case_id)
        workflow = world.compiled(case.workflow).workflow
        text = _of_letter(letter, workflow)
        entries.append(Entry(local_date(at, zone), at, case.number, "sent", text, letter.to))
    entries.sort(key=lambda entry: entry.at)
    return entries


Said = tuple[str, Text, str | None]


def _of_step(step: Step, workflow: Workflow) -> Iterator[Said]:
    before, after = step.before, step.after
    if before is None:
        yield "opened", _both("Eröffnet", "Opened", workflow.states[after.state].title), None
    elif before.state != after.state:
        yield "state", _both("Zustand", "State", workflow.states[after.state].title), None
    if step.kind == "due":
        yield "due", Text(de=f"Versäumt: {step.subject}", en=f"Missed: {step.subject}"), None
    if step.event == "broken":
        yield "broken", _join(step.notes), None
    if step.kind == "refused":
        yield "refused", _join(step.notes), None
    yield from _owed(before, after, workflow)
    yield from _asked(before, after)
    for item in step.settled_items:
        text = _both(f"Entschieden ({item.outcome})", f"Decided ({item.outcome})", item.title)
        yield "ended", text, item.body


def _owed(before: Case | None, after: Case, workflow: Workflow) -> Iterator[Said]:
    known = {each.key: each.due_on for each in before.occurrences} if before else {}
    for each in after.occurrences:
        if known.get(each.key, date.min) != each.due_on:
            yield "owed", _promise(each, workflow), each.owner


def _asked(before: Case | None, after: Case) -> Iterator[Said]:
    known = {each.number for each in before.items} if before else set()
    for item in _new(after.items, known):
        yield (
            "asked",
            _both("Kommt auf die Tagesordnung", "Goes on the agenda", item.title),
            (item.body),
        )


def _new(items: Iterable[Item], known: set[int]) -> Iterator[Item]:
    return (each for each in items if each.number not in known)


def _promise(each: Occurrence, workflow: Workflow) -> Text:
    title = title_of(each.obligation, workflow)
    if each.due_on is None:
        return Text(de=f"Zu tun, ohne Termin: {title.de}", en=f"Owed, undated: {title.en}")
    return Text(
        de=f"Zu tun bis {each.due_on:%d.%m.%Y}: {title.de}",
        en=f"Owed by {each.due_on:%d %b %Y}: {title.en}",
    )


def title_of(key: str, workflow: Workflow) -> Text:
    """Return the title of an obligation, built-in and ad hoc ones included."""
    if key.startswith(VACANCY):
        role = workflow.roles[key.removeprefix(VACANCY)].title
        return Text(de=f"Rolle besetzen: {role.de}", en=f"Fill the role: {role.en}")
    declared = workflow.obligations.get(key)
    return declared.title if declared else Text(de=key, en=key)


def _of_letter(letter: Letter, workflow: Workflow) -> Text:
    named = workflow.roles.get(letter.to) or workflow.fields.get(field_of(letter.to) or "")
    to = named.title if named else Text(de=letter.to, en=letter.to)
    about = letter.subject_title
    de = f"Nachricht „{letter.message}“ an {to.de}"
    en = f"Message “{letter.message}” to {to.en}"
    if about is None:
        return Text(de=de, en=en)
    return Text(de=f"{de}: {about.de}", en=f"{en}: {about.en}")


def _both(de: str, en: str, title: Text) -> Text:
    return Text(de=f"{de}: {title.de}", en=f"{en}: {title.en}")


def _join(texts: Iterable[Text]) -> Text:
    listed = list(texts)
    return Text(de="; ".join(each.de for each in listed), en="; ".join(each.en for each in listed))
