"""Lint of steps that follow one another by themselves, without end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.conditions import Worlds
from engine.definition.effects import Raise
from engine.definition.moves import conditions
from engine.definition.places import fields_set, phase_of
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.effects import Effect
    from engine.definition.model import Transition
    from engine.definition.moves import Moves

_Step = tuple[str, str | None]
"""A state and the event that is raised in it; None: an automatic transition is tried."""


def findings(moves: Moves) -> Iterator[Finding]:
    """Yield every round of steps in which nothing waits for anything."""
    seen: set[frozenset[int]] = set()
    for state in moves.workflow.states:
        for event in (None, *moves.workflow.events):
            for circle in _circles(moves, (state, event), ()):
                indexes = frozenset(moves.workflow.transitions.index(each) for each in circle)
                if indexes not in seen:
                    seen.add(indexes)
                    yield _loop(moves, circle)


def _circles(
    moves: Moves, step: _Step, before: tuple[_Taken, ...]
) -> Iterator[tuple[Transition, ...]]:
    """Yield the ways from a step back to the first one."""
    for transition in moves.candidates(*step):
        way = (*before, _Taken(step, transition))
        for following in _following(moves, transition, step[0]):
            if following == way[0].step:
                if _goes_round(moves, way):
                    yield tuple(each.transition for each in way)
            elif following not in {each.step for each in way}:
                yield from _circles(moves, following, way)


@dataclass(frozen=True, slots=True)
class _Taken:
    step: _Step
    transition: Transition


def _following(moves: Moves, transition: Transition, state: str) -> Iterator[_Step]:
    """Yield the steps that surely follow a transition."""
    target = transition.to or state
    effects: tuple[Effect, ...] = transition.effects
    if transition.to is not None:
        entered = moves.workflow.states[target]
        effects = (*effects, *phase_of(moves.workflow, entered).effects, *entered.effects)
    for each in effects:
        if isinstance(each, Raise) and each.on == "self" and each.condition is None:
            yield target, each.event
    yield target, None


def _goes_round(moves: Moves, way: tuple[_Taken, ...]) -> bool:
    """Return whether, where the way can be gone once, it can be gone for ever."""
    rules = [rule for each in way for rule in conditions(each.transition)]
    changed = set[str]()
    for each in way:
        changed |= {*each.transition.set, *fields_set(each.transition.effects)}
        if each.transition.to is not None:
            changed |= {*moves.workflow.states[each.transition.to].set}
    if any(
        path[0] == "case" and changed & {*path[1:2]} for rule in rules for path in rule.references
    ):
        return False
    worlds = Worlds(rules, moves.known(way[0].step[0]))
    surely_compatible = worlds.is_clear or len(way) == 1
    return (
        surely_compatible and worlds.is_small and any(worlds.hold(rules, each) for each in worlds)
    )


def _loop(moves: Moves, circle: tuple[Transition, ...]) -> Finding:
    workflow = moves.workflow
    names = " → ".join(f"“{each.id}”" for each in (*circle, circle[0]))
    return Finding(
        "automatic-loop",
        pointer("transitions", workflow.transitions.index(circle[0])),
        Text(
            de=f"Diese Übergänge folgen einander ohne Ende: {names}.",
            en=f"These transitions follow one another without end: {names}.",
        ),
        Text(
            de="Nach 64 Schritten wird nichts gespeichert. Lassen Sie einen der Übergänge auf ein "
            "Ereignis warten oder das ändern, was seine Bedingung liest.",
            en="After 64 steps nothing is stored. Let one of the transitions wait for an event or "
            "change what its condition reads.",
        ),
    )
