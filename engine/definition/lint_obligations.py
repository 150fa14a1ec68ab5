"""Lint of obligations: whether they can be fulfilled, and whether binding ones bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.effects import Agenda, Demand, Propose, Raise
from engine.definition.places import demanded_by, going_on, phase_of, states_listing
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.duties import Obligation
    from engine.definition.effects import Effect
    from engine.definition.model import Workflow
    from engine.definition.moves import Moves


def findings(moves: Moves) -> Iterator[Finding]:
    """Yield what is wrong with obligations."""
    for duty in moves.workflow.obligations.values():
        yield from _unfulfillable(moves, duty)
        yield from _useless_blocks(moves, duty)
        if duty.binding:
            yield from _binding(moves.workflow, duty)


def _unfulfillable(moves: Moves, duty: Obligation) -> Iterator[Finding]:
    """Yield a finding for every state that owes it and in which nothing can fulfil it."""
    where = pointer("obligations", duty.key, "fulfilled_by")
    if not duty.fulfilled_by:
        yield _cannot(duty, where, Text(de="", en=""))
        return
    for key in _owing(moves, duty):
        if not any(_reaches(moves, key, each.event, duty) for each in duty.fulfilled_by):
            title = moves.workflow.states[key].title
            yield _cannot(duty, where, Text(de=f" in „{title.de}“", en=f" in “{title.en}”"))


def _owing(moves: Moves, duty: Obligation) -> tuple[str, ...]:
    """Return the states that must allow the fulfilment by themselves; for a demand it is some."""
    listed = states_listing(moves.workflow, duty.key)
    if listed or duty.key not in moves.demanded:
        return listed
    anywhere = going_on(moves.workflow)
    possible = [
        key
        for key in anywhere
        if any(moves.transitions(key, each.event) for each in duty.fulfilled_by)
    ]
    return () if possible else anywhere[:1]


def _reaches(moves: Moves, state: str, event: str, duty: Obligation) -> bool:
    """Return whether the event is possible here, or further on while the obligation lives."""
    if moves.transitions(state, event):
        return True
    here = moves.workflow.states[state]
    is_of_phase = duty.key in phase_of(moves.workflow, here).obligations
    if duty.on_exit != "keep" and not is_of_phase:
        return False
    reached = [state]
    for key in reached:
        new = moves.targets(key) - set(reached)
        reached += sorted(new if duty.on_exit == "keep" else new & moves.phase_mates(state))
    return any(moves.transitions(key, event) for key in reached)


def _cannot(duty: Obligation, where: str, place: Text) -> Finding:
    return Finding(
        "obligation-unfulfillable",
        where,
        Text(
            de=f"„{duty.title.de}“ kann{place.de} nie erfüllt werden: kein Ereignis, das erfüllt, "
            "ist dort möglich.",
            en=f"“{duty.title.en}” can never be fulfilled{place.en}: no event that fulfils it is "
            "possible there.",
        ),
        Text(
            de="Nennen Sie in „fulfilled_by“ ein Ereignis, das von dort aus einen Übergang hat.",
            en="Name an event in “fulfilled_by” that has a transition from there.",
        ),
    )


def _useless_blocks(moves: Moves, duty: Obligation) -> Iterator[Finding]:
    """Yield blocks of the very event that would fulfil the obligation."""
    for index, event in enumerate(duty.blocks):
        if duty.fulfilled_by and all(each.event == event for each in duty.fulfilled_by):
            title = moves.workflow.events[event].title
            yield Finding(
                "obligation-blocks-itself",
                pointer("obligations", duty.key, "blocks", index),
                Text(
                    de=f"Ist „{duty.title.de}“ überfällig, ist „{title.de}“ gesperrt und damit "
                    "auch die Erfüllung.",
                    en=f"Once “{duty.title.en}” is overdue, “{title.en}” is blocked, and with it "
                    "the fulfilment.",
                ),
            )


def _binding(workflow: Workflow, duty: Obligation) -> Iterator[Finding]:
    at = pointer("obligations", duty.key)
    owner = workflow.roles[duty.owner]
    if owner.held_by == "case" and not owner.fallback:
        yield Finding("binding-owner", f"{at}/owner", _NO_FALLBACK, _NAME_FALLBACK)
    if not duty.reminders:
        yield Finding("binding-reminder", f"{at}/reminders", _NO_REMINDER)
    if not any(_asks(workflow, rung.do) for rung in duty.escalation):
        yield Finding("binding-silence", f"{at}/escalation", _ENDS_SILENT, _LET_ASK)


def _asks(workflow: Workflow, effects: tuple[Effect, ...], depth: int = 4) -> bool:
    """Return whether a rung brings anything before a body, or has an event happen."""
    for each in effects:
        if isinstance(each, Agenda | Propose | Raise):
            return True
        duty = demanded_by(workflow, each) if depth and isinstance(each, Demand) else None
        rungs = duty.escalation if duty is not None else ()
        if any(_asks(workflow, rung.do, depth - 1) for rung in rungs):
            return True
    return False


_NO_FALLBACK = Text(
    de="Eine verbindliche Pflicht braucht eine Rolle, die auch dann jemand innehat, wenn die "
    "Stelle unbesetzt ist.",
    en="A binding obligation needs a role that somebody holds even while the place is vacant.",
)
_NAME_FALLBACK = Text(
    de="Nennen Sie bei der Rolle „fallback“.", en="Name a “fallback” at the role."
)
_NO_REMINDER = Text(
    de="Eine verbindliche Pflicht braucht mindestens eine Erinnerung vor der Fälligkeit.",
    en="A binding obligation needs at least one reminder before it is due.",
)
_ENDS_SILENT = Text(
    de="Eine verbindliche Pflicht darf nicht in bloßen Nachrichten enden.",
    en="A binding obligation must not end in mere messages.",
)
_LET_ASK = Text(
    de="Lassen Sie die letzte Stufe einen Punkt auf die Tagesordnung eines Gremiums setzen "
    "(agenda) oder einen Beschluss vorschlagen (propose).",
    en="Let the last rung put an item on a body's agenda (agenda) or propose a decision (propose).",
)
