"""The story of a case that falls silent, day by day, told of an example."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from engine.deadlines.calendars import Place, calendar_for
from engine.deadlines.due import Due, due_after, due_on
from engine.deadlines.ladder import Rung, moment
from engine.deadlines.periods import Period
from engine.definition.duties import DueDate, DueKind, Obligation
from engine.definition.effects import Agenda, Demand, Effect, Notify, Propose
from engine.definition.moves import Moves, is_known
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.silence_words import Loss

ENTERED_ON = date(2026, 3, 2)
"""A Monday."""
_GIVEN = Period(months=2)
"""How long after the entry a date lies that the case's data would say."""
_DEFAULT_TIME = time(8)
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class _Line:
    on: date
    text: Text


def story(moves: Moves, state: str, loss: Loss) -> Text:
    """Return how a case falls silent: entered on ..., on ... this happens, then nothing, ever."""
    title = moves.workflow.states[state].title
    lines = sorted(_lines(moves, state), key=lambda each: each.on)[:_MOST_LINES]
    de = "".join(f"am {_day(each.on)} {each.text.de}, " for each in lines)
    en = "".join(f"on {_day(each.on)} {each.text.en}, " for each in lines)
    return Text(
        de=f"„{title.de}“: betreten am {_day(ENTERED_ON)}, {de}dann nichts mehr, nie: "
        f"{loss.text.de}.",
        en=f"“{title.en}”: entered on {_day(ENTERED_ON)}, {en}then nothing, ever: {loss.text.en}.",
    )


def _lines(moves: Moves, state: str) -> Iterator[_Line]:
    workflow = moves.workflow
    for duty in moves.duties(state):
        due = _due(duty.due) if _is_dated(moves, duty.due, state) else None
        if due is not None:
            yield from _duty_lines(moves, duty, due)
    for timer in moves.timers(state):
        due = _due(timer.due) if _is_dated(moves, timer.due, state) else None
        if due is not None:
            event = workflow.events[timer.event].title
            text = Text(de=f"meldet die Uhr „{event.de}“", en=f"the timer says “{event.en}”")
            yield _Line(due.on, text)


def _duty_lines(moves: Moves, duty: Obligation, due: Due) -> Iterator[_Line]:
    owner = moves.workflow.roles[duty.owner].title
    if isinstance(duty.reminders, tuple):
        for at in duty.reminders:
            reminded = Text(de=f"wird „{owner.de}“ erinnert", en=f"“{owner.en}” is reminded")
            yield _Line(_rung_day(at, due), reminded)
    yield _Line(due.on, Text(de=f"ist „{duty.title.de}“ fällig", en=f"“{duty.title.en}” is due"))
    for rung in duty.escalation:
        if isinstance(rung.at, Rung):
            for effect in rung.do:
                text = _effect_text(moves, effect, duty)
                if text is not None:
                    yield _Line(
                        _rung_day(rung.at, due), _if(text, rung.condition or effect.condition)
                    )


def _effect_text(moves: Moves, effect: Effect, duty: Obligation) -> Text | None:
    roles = moves.workflow.roles
    match effect:
        case Notify(to=to):
            names = {"owner": duty.owner, "creditor": duty.creditor or ""}
            told = [
                roles[names.get(each, each)].title for each in to if names.get(each, each) in roles
            ]
            return Text(
                de=f"wird {' und '.join(f'„{each.de}“' for each in told)} benachrichtigt",
                en=f"{' and '.join(f'“{each.en}”' for each in told)} is told",
            )
        case Agenda(body=body) | Propose(body=body):
            return Text(
                de=f"kommt es vor „{roles[body].title.de}“",
                en=f"it comes before “{roles[body].title.en}”",
            )
        case Demand(obligation=key) if key in moves.workflow.obligations:
            title = moves.workflow.obligations[key].title
            return Text(de=f"wird „{title.de}“ verlangt", en=f"“{title.en}” is demanded")
        case _:
            return None


def _if(text: Text, condition: object) -> Text:
    if condition is None:
        return text
    return Text(de=f"{text.de} (nur unter einer Bedingung)", en=f"{text.en} (only on a condition)")


def _is_dated(moves: Moves, due: DueDate, state: str) -> bool:
    return due.source is None or is_known(due.source, moves.workflow, state)


def _due(due: DueDate) -> Due:
    """Return the example's due date; one that the data say lies two months ahead."""
    if due.kind is DueKind.AFTER and due.source is None and isinstance(due.after, Period):
        start = datetime.combine(ENTERED_ON, _DEFAULT_TIME, UTC)
        return due_after(start, due.after, counting=due.counting, roll=due.roll, calendar=_CALENDAR)
    given = due_after(ENTERED_ON, _GIVEN, calendar=_CALENDAR)
    return due_on(given.on, roll=due.roll, calendar=_CALENDAR)


def _rung_day(at: Rung, due: Due) -> date:
    return (moment(at, due, _CALENDAR, _DEFAULT_TIME) + timedelta(hours=2)).date()


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


_CALENDAR = calendar_for(Place("NW"))
