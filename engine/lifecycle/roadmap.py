"""Roadmap: which states lie ahead of a case, by when each is to be done, and who owes it.

The way ahead is read off the transitions, the dates are computed by playing each state on the
virtual clock: its duties fall due by the same law as when the case will really be there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from engine.deadlines.localtime import instant, local_date
from engine.definition.fields import FieldType
from engine.definition.values import to_json
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Refused
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.deadlines.calendars import Place
    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled

MORNING = time(9)
"""When a state is supposed to be entered."""


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed in a state."""

    title: Text
    owner: Text
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One state on the way."""

    state: str
    title: Text
    phase: Text | None
    begins_on: date | None
    """Planned, for what lies ahead."""
    ends_on: date | None
    """The last due date of what has to be done there; None: it goes on for good."""
    duties: tuple[Duty, ...]


def way_ahead(workflow: Workflow, state: str) -> list[str]:
    """Return the states that follow one another if everything goes forward.

    Forward is away from the first state; of several ways the one declared first is taken.
    """
    distance = _distances(workflow)
    way = [state]
    while True:
        ahead = [
            each.to
            for each in workflow.transitions
            if each.to is not None
            and way[-1] in each.origins
            and not workflow.states[each.to].final
            and distance[each.to] > distance[way[-1]]
        ]
        if not ahead:
            return way
        way.append(ahead[0])


def _distances(workflow: Workflow) -> dict[str, int]:
    """Return how many steps each state lies away from the first one."""
    found = {workflow.initial: 0}
    waiting = [workflow.initial]
    for here in waiting:
        for each in workflow.transitions:
            if each.to is not None and each.to not in found and here in each.origins:
                found[each.to] = found[here] + 1
                waiting.append(each.to)
    return {key: found.get(key, 0) for key in workflow.states}


def stop_now(workflow: Workflow, case: Case, begins_on: date | None) -> Stop:
    """Return the state in which a case stands, with what is really owed there."""
    owed = [(each.obligation, each.due_on) for each in case.occurrences if each.due_on is not None]
    return _stop(workflow, case.state, begins_on, owed)


def road_ahead(
    definitions: Mapping[str, Compiled],
    case: Case,
    start: date,
    *,
    place: Place,
    settings: Mapping[str, dict[str, object]],
) -> Iterator[Stop]:
    """Yield the states that lie ahead of a case, up to one that has no end of its own.

    Args:
        definitions: The case's workflow and those that it opens, by key.
        case: As it stands now.
        start: When the present state is to be left.
        place: Where the law and the holidays come from.
        settings: By workflow, typed.
    """
    workflow = definitions[case.workflow.key].workflow
    day = start
    for state in way_ahead(workflow, case.state)[1:]:
        world = MemoryWorld(definitions, place, settings=dict(settings))
        stage = Theatre(world, instant(day, MORNING, place.time_zone))
        fields = _fields(workflow, state, case, day)
        outcome = stage.open(workflow.key, fields, ENGINE_ACTOR, state=state)
        if isinstance(outcome, Refused):
            yield _stop(workflow, state, day, [])
            continue
        opened = outcome.after
        owed = [(each.obligation, each.due_on) for each in opened.occurrences]
        stop = _stop(workflow, state, local_date(stage.now, place.time_zone), owed)
        yield stop
        if stop.ends_on is None:
            return
        day = stop.ends_on


def _stop(
    workflow: Workflow, state: str, begins_on: date | None, owed: Sequence[tuple[str, date | None]]
) -> Stop:
    declared = workflow.states[state]
    duties = [
        Duty(
            workflow.obligations[key].title,
            workflow.roles[workflow.obligations[key].owner].title,
            due_on,
        )
        for key, due_on in owed
        if key in workflow.obligations
    ]
    once = [
        due_on
        for key, due_on in owed
        if due_on is not None and key in declared.obligations and _ends(workflow, key)
    ]
    phase = workflow.phases[declared.phase].title if declared.phase is not None else None
    return Stop(state, declared.title, phase, begins_on, max(once, default=None), tuple(duties))


def _ends(workflow: Workflow, key: str) -> bool:
    """Return whether a duty has an end, rather than coming again and again."""
    return workflow.obligations[key].repeat is None


def _fields(workflow: Workflow, state: str, case: Case, day: date) -> dict[str, Any]:
    """Return the fields of a case as they may be then: what is needed there and not yet known."""
    known = to_json(dict(case.data))
    return {
        key: known[key] if known.get(key) not in _UNKNOWN else _assumed(each, day)
        for key, each in workflow.fields.items()
        if known.get(key) not in _UNKNOWN or each.required or state in each.required_in
    }


_UNKNOWN: tuple[Any, ...] = (None, [])


def _assumed(field: Field, day: date) -> Any:
    """Return a value that a field may have then; a list has one entry, so that it is worked on."""
    if field.type is FieldType.LIST:
        members = field.of.items()
        return [{key: _assumed(each, day) for key, each in members if each.required}]
    if field.default is not None:
        return to_json(field.default)
    if field.type is FieldType.CHOICE:
        return next(iter(field.options))
    return _of_type(field, day)


def _of_type(field: Field, day: date) -> Any:
    if field.type is FieldType.DATE:
        return day.isoformat()
    if field.type is FieldType.TIMESTAMP:
        return datetime.combine(day, MORNING).isoformat() + "Z"
    if field.type is FieldType.YES_NO:
        return False
    return max(0, int(field.minimum or 0)) if field.type in _NUMBERS else "…"


_NUMBERS = frozenset({FieldType.INTEGER, FieldType.PERCENT, FieldType.NUMBER, FieldType.MONEY})
