"""Lint of events: who can do them, what raises them, and whether anything accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.duties import Timer
from engine.definition.effects import Propose, Raise
from engine.definition.model import ENGINE
from engine.definition.places import deeds, effects_of, phase_of, values_in
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.model import Workflow
    from engine.definition.moves import Moves
    from engine.definition.places import Placed


def findings(moves: Moves, others: Sequence[Workflow]) -> Iterator[Finding]:
    """Yield events that lead nowhere, or that nothing and nobody brings about."""
    yield from _timers(moves)
    yield from _raised(moves)
    yield from _outcomes(moves)
    yield from _brought_about(moves.workflow, others)


def _timers(moves: Moves) -> Iterator[Finding]:
    workflow = moves.workflow
    for key, state in workflow.states.items():
        for index, timer in enumerate(state.timers):
            where = pointer("states", key, "timers", index, "event")
            yield from _not_accepted(moves, timer.event, (key,), where)
    for key, phase in workflow.phases.items():
        inside = tuple(
            each.key for each in workflow.states.values() if phase_of(workflow, each) is phase
        )
        for index, timer in enumerate(phase.timers):
            where = pointer("phases", key, "timers", index, "event")
            yield from _not_accepted(moves, timer.event, inside, where)


def _raised(moves: Moves) -> Iterator[Finding]:
    for placed in effects_of(moves.workflow):
        effect = placed.effect
        if isinstance(effect, Raise) and effect.on == "self":
            yield from _lost(moves, effect.event, placed, "/event")


_MUST = ("adopted", "rejected")


def _outcomes(moves: Moves) -> Iterator[Finding]:
    for placed in effects_of(moves.workflow):
        effect = placed.effect
        if isinstance(effect, Propose):
            for outcome in _MUST:
                if outcome not in effect.on:
                    yield _no_outcome(outcome, f"{placed.where}/on")
            for outcome, event in effect.on.items():
                yield from _lost(moves, event, placed, pointer("on", outcome))


def _lost(moves: Moves, event: str, placed: Placed, below: str) -> Iterator[Finding]:
    """Yield a finding if the event is not accepted where it arrives."""
    open_states = [key for key in placed.states if not moves.workflow.states[key].final]
    if not placed.is_sure and any(moves.transitions(key, event) for key in open_states):
        return
    yield from _not_accepted(moves, event, open_states, placed.where + below)


def _not_accepted(moves: Moves, event: str, states: Sequence[str], where: str) -> Iterator[Finding]:
    deaf = [key for key in states if not moves.transitions(key, event)]
    if not deaf:
        return
    title = moves.workflow.events[event].title
    names = [moves.workflow.states[each].title for each in deaf]
    yield Finding(
        "event-not-accepted",
        where,
        Text(
            de=f"„{title.de}“ kommt hier an, aber kein Übergang nimmt es an (Zustand "
            f"{', '.join(f'„{each.de}“' for each in names)}).",
            en=f"“{title.en}” arrives here, but no transition accepts it (state "
            f"{', '.join(f'“{each.en}”' for each in names)}).",
        ),
        Text(
            de="Ergänzen Sie einen Übergang mit diesem Ereignis aus diesem Zustand.",
            en="Add a transition with this event from this state.",
        ),
    )


def _no_outcome(outcome: str, where: str) -> Finding:
    return Finding(
        "outcome-missing",
        where,
        Text(
            de=f"Es ist nicht gesagt, was bei „{outcome}“ geschieht.",
            en=f"It is not said what happens on “{outcome}”.",
        ),
        Text(
            de="Nennen Sie in „on“ je ein Ereignis für „adopted“ und „rejected“.",
            en="Name an event for “adopted” and one for “rejected” in “on”.",
        ),
    )


def _brought_about(workflow: Workflow, others: Sequence[Workflow]) -> Iterator[Finding]:
    """Yield events that nobody may do, and those of the engine that nothing raises."""
    raised = _raised_somewhere(workflow, others)
    for key, event in workflow.events.items():
        if event.by and (set(event.by) != {ENGINE} or key in raised):
            continue
        by_nobody = not event.by and key not in raised
        if by_nobody or event.by:
            yield Finding(
                "event-by-nobody" if by_nobody else "event-never-raised",
                pointer("events", key),
                Text(
                    de=f"„{event.title.de}“ kann nie eintreten: niemand darf es auslösen und keine "
                    "Uhr, kein Beschluss und keine Folge löst es aus.",
                    en=f"“{event.title.en}” can never happen: nobody may do it, and no timer, "
                    "decision or effect raises it.",
                ),
                Text(
                    de="Nennen Sie in „by“ eine Rolle, lösen Sie es irgendwo aus oder streichen "
                    "Sie es.",
                    en="Name a role in “by”, raise it somewhere, or delete it.",
                ),
                Severity.ERROR if by_nobody or others else Severity.WARNING,
            )


def _raised_somewhere(workflow: Workflow, others: Sequence[Workflow]) -> set[str]:
    raised = {
        each.event for each in values_in([deeds(each) for each in (workflow, *others)], Raise)
    }
    for proposal in values_in(deeds(workflow), Propose):
        raised |= set(proposal.on.values())
    raised |= {timer.event for timer in values_in(deeds(workflow), Timer)}
    raised |= {each.done_event for each in workflow.children.values() if each.done_event}
    return raised
