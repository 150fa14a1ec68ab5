"""Leaving and entering: obligations, timers, children, required data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lifecycle import obligations
from engine.lifecycle.case import ItemKind, Status, Timer
from engine.lifecycle.duedates import due_of
from engine.lifecycle.effects import apply_effects, set_fields
from engine.lifecycle.frozen import replace
from engine.lifecycle.items import withdraw_proposals
from engine.lifecycle.outcome import Opening

if TYPE_CHECKING:
    from engine.definition.model import Children, Phase, State
    from engine.lifecycle.case import Occurrence
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading

CHILD_CLOSED = "child_closed"
"""Built-in event by which a closed child asks its parent to look at the join."""
PARENT_LEFT = "parent_left"
"""Built-in event by which a parent that moved on ends its children."""


def leave(draft: Draft, to: State) -> None:
    """Leave the present state, and its phase if that is left too."""
    places = {"state"} | ({"phase"} if _leaves_phase(draft, to) else set())
    gone = _owed_no_more(draft, to)
    draft.timers = tuple(each for each in draft.timers if each.place not in places)
    for each in list(draft.occurrences):
        overdue = each.is_overdue(draft.at)
        if each.obligation in gone and not _stays(draft, each.obligation, overdue=overdue):
            obligations.settle(draft, each, Status.ENDED)
    leave_children(draft)


def _leaves_phase(draft: Draft, to: State) -> bool:
    return draft.phase is not None and draft.phase != to.phase


def _owed_no_more(draft: Draft, to: State) -> set[str]:
    """Return the obligations of the places that are left."""
    here = draft.here
    of_state = set(here.obligations)
    if here.phase is None:
        return of_state
    of_phase = set(draft.workflow.phases[here.phase].obligations)
    return of_state | of_phase if _leaves_phase(draft, to) else of_state - of_phase


def still_owed(draft: Draft, to: State) -> list[Occurrence]:
    """Return what is owed that lets the case go only once it is settled."""
    gone = _owed_no_more(draft, to)
    return [
        each
        for each in draft.occurrences
        if obligations.definition_of(draft, each.obligation).on_exit == "refuse"
        and (each.obligation in gone or each.obligation not in draft.compiled.places_of)
    ]


def leave_children(draft: Draft) -> None:
    """End the children of the present state that are to end with it, those to be opened too."""
    for children in draft.compiled.children_of.get(draft.state, ()):
        if children.cancel_if_left:
            draft.openings = [each for each in draft.openings if each.children != children.key]
            draft.send(f"children.{children.key}", PARENT_LEFT)


def _stays(draft: Draft, key: str, *, overdue: bool) -> bool:
    declared = obligations.definition_of(draft, key)
    if declared.on_exit is not None:
        return declared.on_exit == "keep"
    return declared.binding and overdue


def enter(draft: Draft, to: State, reading: Reading) -> None:
    """Enter a state, and its phase if the case comes from outside of it."""
    enters_phase = to.phase is not None and (draft.entry == 0 or draft.phase != to.phase)
    draft.state = to.key
    draft.entry += 1
    draft.entered_at = draft.at
    draft.stamp += 1
    if enters_phase and to.phase is not None:
        draft.phase_entered_at = draft.at
        _furnish(draft, draft.workflow.phases[to.phase], reading, "phase")
    _furnish(draft, to, reading, "state")
    if to.final:
        close(draft, to.outcome)
        return
    for children in draft.compiled.children_of.get(to.key, ()):
        _open_children(draft, children, reading)


def _furnish(draft: Draft, place: State | Phase, reading: Reading, kind: str) -> None:
    set_fields(draft, place.set, reading)
    draft.letters.extend(apply_effects(draft, place.effects, reading))
    for key in place.obligations:
        obligations.open_obligation(draft, draft.workflow.obligations[key], reading)
    for timer in place.timers:
        if reading.holds(timer.condition):
            due = due_of(timer.due, reading, draft.at)
            armed = Timer(timer.id, kind, timer.event, due.at if due else None)
            draft.timers = (*draft.timers, armed)


def close(draft: Draft, outcome: str | None) -> None:
    """End the case: nothing is owed, asked or waited for any more."""
    draft.closed_at = draft.at
    draft.outcome = outcome
    draft.timers = ()
    if (pause := draft.pause) is not None:
        draft.pauses = (*draft.pauses[:-1], replace(pause, ended_at=draft.at, next_at=None))
    for each in list(draft.occurrences):
        obligations.settle(draft, each, Status.ENDED)
    draft.followers.clear()
    withdraw_proposals(draft)
    for item in list(draft.items):
        if item.kind is ItemKind.AGENDA:
            draft.items[draft.items.index(item)] = replace(item, reported=True)
    draft.stamp += 1
    if draft.last.parent is not None:
        draft.send("parent", CHILD_CLOSED)


def _open_children(draft: Draft, children: Children, reading: Reading) -> None:
    elements: list[object] = [None]
    if children.for_each is not None:
        found = reading.value(children.for_each)
        elements = list(found) if isinstance(found, list | tuple) else []
    for element in elements:
        fields = {name: reading.value(source, element) for name, source in children.fields.items()}
        draft.openings.append(
            Opening(
                children.workflow,
                fields,
                "parent",
                children.key,
                entry=draft.entry,
                hops=draft.hops + 1,
            )
        )
    if children.done_event is None:
        return
    if elements:
        draft.send(draft.last.id, CHILD_CLOSED)
    else:
        draft.raised.append((children.done_event, {}))


def revise_timers(draft: Draft, reading: Reading) -> None:
    """Reckon the moments of timers that hang on data or settings anew."""
    declared = {(place, timer.id): timer for place, timer in draft.compiled.timers_of(draft.state)}
    revised = []
    for each in draft.timers:
        timer = declared.get((each.place, each.id))
        if timer is None:
            revised.append(each)
            continue
        since = draft.entered_at if each.place == "state" else draft.phase_entered_at
        due = due_of(timer.due, reading, since)
        revised.append(replace(each, due_at=due.at if due else None))
    draft.timers = tuple(revised)
