"""Lint of the graph: states that nothing reaches or leaves, and steps that never settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.moves import Moves
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import State, Transition, Workflow


def findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with states and with what automatic transitions wait for."""
    yield from _initial(workflow)
    yield from _unreachable(workflow)
    yield from _traps(workflow)
    yield from _left_though_final(workflow)
    yield from _titled_alike(workflow)
    yield from _untried(workflow)


def _initial(workflow: Workflow) -> Iterator[Finding]:
    if workflow.states[workflow.initial].final:
        yield Finding(
            "initial-final",
            pointer("initial"),
            Text(
                de=f"Jeder Vorgang wäre schon bei der Eröffnung zu Ende: „{workflow.initial}“ ist "
                "ein Endzustand.",
                en=f"Every case would be over as soon as it is opened: “{workflow.initial}” is "
                "final.",
            ),
        )


def _unreachable(workflow: Workflow) -> Iterator[Finding]:
    reached = [workflow.initial]
    for key in reached:
        reached += sorted(Moves(workflow).targets(key) - set(reached))
    for key, state in workflow.states.items():
        if key not in reached:
            yield _about(
                state,
                "state-unreachable",
                Text(
                    de=f"Kein Weg führt vom Anfang nach „{state.title.de}“.",
                    en=f"No way leads from the beginning to “{state.title.en}”.",
                ),
                Text(
                    de="Ergänzen Sie einen Übergang dorthin oder streichen Sie den Zustand.",
                    en="Add a transition that leads there, or delete the state.",
                ),
            )


def _traps(workflow: Workflow) -> Iterator[Finding]:
    """Yield the states from which no way leads to an end."""
    ending = {key for key, state in workflow.states.items() if state.final}
    resting = {key for key, state in workflow.states.items() if state.may_rest is not None}
    while True:
        more = {
            key
            for each in workflow.transitions
            if each.to in ending
            for key in each.origins
            if key not in ending
        }
        if not more:
            break
        ending |= more
    for key in workflow.states.keys() - ending - resting:
        state = workflow.states[key]
        yield _about(
            state,
            "state-trap",
            Text(
                de=f"Aus „{state.title.de}“ führt kein Weg zu einem Ende.",
                en=f"No way leads from “{state.title.en}” to an end.",
            ),
            Text(
                de="Ergänzen Sie einen Übergang, der hinausführt, machen Sie den Zustand zum "
                "Endzustand (final) oder sagen Sie, warum er ruhen darf (may_rest).",
                en="Add a transition that leads out, make the state final, or say why it may rest "
                "(may_rest).",
            ),
        )


def _left_though_final(workflow: Workflow) -> Iterator[Finding]:
    for index, each in enumerate(workflow.transitions):
        for key in each.origins:
            if workflow.states[key].final:
                title = workflow.states[key].title
                yield Finding(
                    "final-left",
                    pointer("transitions", index, "from"),
                    Text(
                        de=f"„{title.de}“ ist ein Endzustand; der Übergang wird nie gegangen.",
                        en=f"“{title.en}” is final; the transition is never taken.",
                    ),
                    Text(
                        de="Nehmen Sie den Zustand aus „from“ oder nehmen Sie ihm „final“.",
                        en="Take the state out of “from”, or take “final” away from it.",
                    ),
                )


def _titled_alike(workflow: Workflow) -> Iterator[Finding]:
    seen: dict[tuple[str, str], State] = {}
    for state in workflow.states.values():
        first = seen.setdefault((state.title.de, state.title.en), state)
        if first is not state:
            yield Finding(
                "titles-alike",
                pointer("states", state.key, "title"),
                Text(
                    de=f"Der Zustand heißt wie „{first.key}“; niemand kann sie unterscheiden.",
                    en=f"The state is called like “{first.key}”; nobody can tell them apart.",
                ),
                severity=Severity.WARNING,
            )


_OWN_STEP = {"case", "input", "children"}
"""What only a step of the case itself can change."""


def _untried(workflow: Workflow) -> Iterator[Finding]:
    """Yield automatic transitions that wait for what no step of the case brings about."""
    for index, each in enumerate(workflow.transitions):
        if each.event is None:
            yield from _waiting(each, index)


def _waiting(transition: Transition, index: int) -> Iterator[Finding]:
    guards = {("guards", i, "rule"): each.rule for i, each in enumerate(transition.guards)}
    when = {} if transition.when is None else {("when",): transition.when}
    for place, rule in (when | guards).items():
        foreign = {".".join(path) for path in rule.references if path[0] not in _OWN_STEP}
        if foreign:
            names = ", ".join(sorted(foreign))
            yield Finding(
                "automatic-untried",
                pointer("transitions", index, *place),
                Text(
                    de=f"„{names}“ ändert sich ohne einen Schritt dieses Vorgangs; niemand würde "
                    "die Bedingung dann noch einmal prüfen.",
                    en=f"“{names}” changes without a step of this case; nobody would try the "
                    "condition again then.",
                ),
                Text(
                    de="Nehmen Sie eine Uhr (timers), deren Ereignis den Übergang auslöst.",
                    en="Use a timer whose event takes the transition.",
                ),
            )


def _about(state: State, code: str, message: Text, hint: Text) -> Finding:
    return Finding(code, pointer("states", state.key), message, hint)
