"""Lint of the choice between the transitions of one event."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from engine.definition.conditions import Worlds
from engine.definition.moves import conditions
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.model import Transition
    from engine.definition.moves import Moves


def findings(moves: Moves) -> Iterator[Finding]:
    """Yield transitions that are never elected, and guards that overlap or leave a gap."""
    workflow = moves.workflow
    told: set[tuple[str, ...]] = set()
    for event in (None, *workflow.events):
        for state in workflow.states:
            rivals = moves.transitions(state, event)
            key = (str(event), *(each.id for each in rivals))
            if len(rivals) > 1 and key not in told:
                told.add(key)
                yield from _shadowed(moves, state, rivals)
                yield from _undecided(moves, state, moves.candidates(state, event))
    yield from _impossible(moves)


def _shadowed(moves: Moves, state: str, rivals: Sequence[Transition]) -> Iterator[Finding]:
    for earlier, later in combinations(rivals, 2):
        if set(later.origins) <= set(earlier.origins) and moves.shadows(earlier, later, state):
            yield Finding(
                "transition-shadowed",
                pointer("transitions", moves.workflow.transitions.index(later)),
                Text(
                    de=f"Dieser Übergang wird nie gegangen: „{earlier.id}“ steht weiter oben und "
                    "gilt überall, wo dieser gälte.",
                    en=f"This transition is never taken: “{earlier.id}” stands above it and holds "
                    "wherever this one would.",
                ),
                Text(
                    de="Stellen Sie den engeren Übergang nach oben oder ergänzen Sie beim oberen "
                    "eine Bedingung.",
                    en="Put the narrower transition first, or add a guard to the upper one.",
                ),
            )


def _undecided(moves: Moves, state: str, rivals: Sequence[Transition]) -> Iterator[Finding]:
    """Look at guards that compare one and the same thing with literals; of others say nothing."""
    if len(rivals) < _A_CHOICE or not all(map(conditions, rivals)):
        return
    known = moves.known(state, rivals[0].event)
    worlds = Worlds([rule for each in rivals for rule in conditions(each)], known)
    if not worlds.is_clear or not worlds.is_small or len(worlds.read) != 1:
        return
    holding = {
        world: [each for each in rivals if worlds.hold(conditions(each), dict(world))]
        for world in (tuple(each.items()) for each in worlds)
    }
    for world, found in holding.items():
        if len(found) > 1:
            yield _overlap(moves, found, worlds.example(dict(world)))
            break
    for world, found in holding.items():
        if not found:
            yield _gap(moves, rivals, worlds.example(dict(world)))
            break


_A_CHOICE = 2


def _overlap(moves: Moves, found: Sequence[Transition], example: str) -> Finding:
    first, second = found[:2]
    return Finding(
        "guards-overlap",
        pointer("transitions", moves.workflow.transitions.index(second)),
        Text(
            de=f"„{first.id}“ und „{second.id}“ gelten beide bei {example}; gegangen wird der "
            "obere.",
            en=f"“{first.id}” and “{second.id}” both hold with {example}; the upper one is taken.",
        ),
        severity=Severity.WARNING,
    )


def _gap(moves: Moves, rivals: Sequence[Transition], example: str) -> Finding:
    return Finding(
        "guards-gap",
        pointer("transitions", moves.workflow.transitions.index(rivals[0])),
        Text(
            de=f"Keiner der Übergänge {', '.join(each.id for each in rivals)} gilt bei {example}.",
            en=f"None of the transitions {', '.join(each.id for each in rivals)} holds with "
            f"{example}.",
        ),
        severity=Severity.WARNING,
    )


def _impossible(moves: Moves) -> Iterator[Finding]:
    """Yield transitions whose own conditions contradict each other."""
    for index, each in enumerate(moves.workflow.transitions):
        rules = conditions(each)
        worlds = Worlds(rules, moves.known(None, each.event))
        if rules and worlds.is_small and not any(worlds.hold(rules, world) for world in worlds):
            yield Finding(
                "guards-contradict",
                pointer("transitions", index),
                Text(
                    de="Die Bedingungen dieses Übergangs können nie zugleich gelten.",
                    en="The conditions of this transition can never hold together.",
                ),
            )
