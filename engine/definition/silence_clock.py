"""Where the clock may move a case by itself, and how soon."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from engine.definition.effects import Effect, Raise
from engine.definition.places import phase_of, values_in
from engine.definition.silence_time import due_days, rung_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.moves import Moves
    from engine.findings import Text


@dataclass(frozen=True, slots=True)
class Departure:
    """A state that the case may be moved to with nobody acting."""

    target: str
    earliest: float
    """Days after the entry."""
    event: Text


def departures(moves: Moves, state: str, arrival: tuple[Effect, ...]) -> Iterator[Departure]:
    """Yield every way out of a state that needs nobody.

    Args:
        moves: The machine.
        state: Where the case has just come to.
        arrival: The effects of the transition that brought it there.
    """
    workflow = moves.workflow
    for each in moves.candidates(state, None):
        if each.to is not None:
            yield Departure(each.to, 0, workflow.states[each.to].title)
    for event, earliest in _raised(moves, state, arrival).items():
        for target in sorted(moves.may_leave(state, event)):
            yield Departure(target, earliest, workflow.events[event].title)


def _raised(moves: Moves, state: str, arrival: tuple[Effect, ...]) -> dict[str, float]:
    """Return the events that the engine may raise in a state, with their earliest day."""
    found: dict[str, float] = {}
    todo = list(_first_raised(moves, state, arrival))
    while todo:
        event, earliest = todo.pop()
        if earliest < found.get(event, inf):
            found[event] = earliest
            staying = [each for each in moves.transitions(state, event) if each.to is None]
            todo += [(then, earliest) for each in staying for then in _events(each.effects)]
    return found


def _first_raised(
    moves: Moves, state: str, arrival: tuple[Effect, ...]
) -> Iterator[tuple[str, float]]:
    workflow = moves.workflow
    here = workflow.states[state]
    for event in _events((*arrival, *phase_of(workflow, here).effects, *here.effects)):
        yield event, 0
    for children in workflow.children.values():
        if children.opened_in == state and children.done_event is not None:
            yield children.done_event, 0
    for timer in moves.timers(state):
        yield timer.event, due_days(timer.due)[0]
    for duty in (*moves.duties(state), *moves.demanded.values()):
        for rung in duty.escalation:
            for event in _events(rung.do):
                yield event, due_days(duty.due)[0] + rung_days(rung.at)[0]


def _events(effects: tuple[Effect, ...]) -> list[str]:
    return [each.event for each in values_in(effects, Raise) if each.on == "self"]
