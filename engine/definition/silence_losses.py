"""How what is owed can be used up by the people who do act, while the case stays in its state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition import silence_words as words
from engine.definition.condition_terms import Compare, term_of
from engine.definition.effects import Effect, Raise, Waive
from engine.definition.places import fields_set, phase_of, values_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.duties import Obligation, Timer
    from engine.definition.model import Transition
    from engine.definition.moves import Moves
    from engine.definition.silence_words import Loss
    from engine.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Lost:
    """A loss, and the effects that came with it: they may ask anew."""

    loss: Loss
    effects: tuple[Effect, ...] = ()


def is_endless(duty: Obligation) -> bool:
    """Return whether there is always a next occurrence, whatever became of this one."""
    return duty.repeat is not None and duty.repeat.until is None and duty.repeat.times is None


def ways_to_lose(moves: Moves, state: str, duty: Obligation) -> Iterator[Lost]:
    """Yield every way in which an obligation can be settled while it would be needed."""
    if is_endless(duty):
        return
    if duty.repeat is not None and duty.repeat.until is not None:
        yield Lost(words.ended(duty.title))
    if duty.waiver:
        yield Lost(words.waived(duty.title))
    for key, inside in _stretch(moves, state, duty):
        yield from _fulfilments(moves, key, inside, duty)
    yield from _waivers(moves, state, duty)


def ways_to_spend(moves: Moves, state: str, timer: Timer) -> Iterator[Lost]:
    """Yield every way in which a phase's timer can have fired before the state was entered."""
    if timer in moves.workflow.states[state].timers:
        return
    before = moves.mates_before(state)
    for origin in before:
        for each in moves.candidates(origin, timer.event):
            if origin != state and _stays(each, before):
                yield Lost(words.stays(moves.workflow.events[timer.event].title), each.effects)


def settles_itself(duty: Obligation, effects: tuple[Effect, ...]) -> bool:
    """Return whether a rung of an obligation may settle it, so that later rungs never come."""
    fulfilling = {each.event for each in duty.fulfilled_by}
    return any(each.obligation == duty.key for each in values_in(effects, Waive)) or any(
        each.on == "self" and each.event in fulfilling for each in values_in(effects, Raise)
    )


def comes_true(rule: Rule) -> bool:
    """Return whether a condition of a rung becomes true in the end if nobody ever acts.

    The occurrences missed in a row, and their number, only grow.
    """
    term = term_of(rule.source)
    return isinstance(term, Compare) and term.operator in {">", ">="} and term.key in _GROWING


_GROWING = {"obligation.missed_in_a_row", "obligation.occurrence"}


def is_steady(rule: Rule, moves: Moves, state: str) -> bool:
    """Return whether the answer stays the same while the case is in the state.

    Corrections by hand are left aside: they are made with a reason and open due dates follow.
    """
    workflow = moves.workflow
    changing = set(fields_set(workflow.obligations))
    for each in workflow.transitions:
        if state in each.origins and each.to is None:
            changing |= {*each.set, *fields_set(each.effects)}
    return all(
        (path[0] == "case" and not changing & {*path[1:2]}) or ".".join(path) in _GROWING
        for path in rule.references
    )


def _stretch(moves: Moves, state: str, duty: Obligation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the states in which it can be settled, and the targets that then come to this one."""
    here = moves.workflow.states[state]
    if duty.key in here.obligations or duty.key not in phase_of(moves.workflow, here).obligations:
        yield state, ()
        return
    before = moves.mates_before(state)
    for origin in before:
        yield origin, before


def _fulfilments(
    moves: Moves, state: str, inside: tuple[str, ...], duty: Obligation
) -> Iterator[Lost]:
    for each in duty.fulfilled_by:
        for transition in moves.candidates(state, each.event):
            if _stays(transition, inside):
                event = moves.workflow.events[each.event]
                yield Lost(words.fulfilled(duty.title, event.title), transition.effects)


def _waivers(moves: Moves, state: str, duty: Obligation) -> Iterator[Lost]:
    workflow = moves.workflow
    done = [
        each.effects
        for each in workflow.transitions
        if not moves.phase_mates(state).isdisjoint(each.origins)
    ]
    done += [rung.do for other in workflow.obligations.values() for rung in other.escalation]
    for effects in done:
        if any(each.obligation == duty.key for each in values_in(effects, Waive)):
            yield Lost(words.waived(duty.title), effects)


def _stays(transition: Transition, inside: tuple[str, ...]) -> bool:
    return transition.to is None or transition.to in inside
