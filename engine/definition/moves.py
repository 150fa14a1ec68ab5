"""What an event can do to a case in a state: which transitions, and whether one surely happens."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from engine.definition.condition_terms import Path, path_of
from engine.definition.conditions import TRUTHS, Knowledge, Values, cover, imply
from engine.definition.effects import Expression, Literal
from engine.definition.fields import Field, FieldType
from engine.definition.places import demands, phase_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.duties import Obligation, Timer
    from engine.definition.model import Transition, Workflow
    from engine.rules.rule import Rule

_PERCENT = (0.0, 100.0)


class Moves:
    """The flat machine of a workflow, asked by state and event."""

    def __init__(self, workflow: Workflow) -> None:
        """Take the workflow; nothing is worked out before it is asked."""
        self.workflow = workflow

    def known(self, state: str | None, event: str | None = None) -> Knowledge:
        """Return what is known of the values that rules read.

        Args:
            state: Where the case stands; its required fields are not null. None: nowhere known.
            event: Whose input is read.
        """
        workflow = self.workflow
        raised = workflow.events.get(event or "")
        given = {} if raised is None else raised.input
        settings = {key: each.field for key, each in workflow.settings.items()}
        fields = {"case": workflow.fields, "input": given, "settings": settings}

        def of(path: Path) -> Values:
            if path[:2] in _COUNTED:
                return Values(nullable=False, is_whole=True, low=0)
            field = fields.get(path[0], {}).get(path[1]) if len(path) == _DEPTH else None
            if field is None:
                return Values(nullable=not _is_count(workflow, path))
            filled = path[0] == "settings" or is_filled(field, state)
            return replace(_values(field), nullable=not filled)

        return of

    def transitions(self, state: str, event: str | None) -> tuple[Transition, ...]:
        """Return the transitions of an event from a state, by priority; None: automatic ones."""
        return tuple(
            each
            for each in self.workflow.transitions
            if each.event == event and state in each.origins
        )

    def candidates(self, state: str, event: str | None) -> tuple[Transition, ...]:
        """Return the transitions that can be elected: those that no earlier one shadows."""
        found: list[Transition] = []
        for each in self.transitions(state, event):
            if not any(self.shadows(earlier, each, state) for earlier in found):
                found.append(each)
        return tuple(found)

    def shadows(self, earlier: Transition, later: Transition, state: str) -> bool:
        """Return whether the earlier transition wins wherever the later one could."""
        return imply(conditions(later), conditions(earlier), self.known(state, later.event))

    def is_elected(self, state: str, candidates: tuple[Transition, ...]) -> bool:
        """Return whether surely one of these is elected, whatever the data say."""
        if not candidates:
            return False
        known = self.known(state, candidates[0].event)
        return cover([conditions(each) for each in candidates], known)

    def missing(self, transition: Transition, state: str) -> tuple[str, ...]:
        """Return the fields that may be null in the state although the target requires them."""
        if transition.to is None:
            return ()
        target = self.workflow.states[transition.to]
        given = {*transition.set, *target.set, *phase_of(self.workflow, target).set}
        return tuple(
            key
            for key, field in self.workflow.fields.items()
            if transition.to in field.required_in
            and key not in given
            and not is_filled(field, state)
        )

    def may_leave(self, state: str, event: str) -> frozenset[str]:
        """Return the states that the event may lead to."""
        return frozenset(each.to for each in self.candidates(state, event) if each.to is not None)

    def targets(self, state: str) -> frozenset[str]:
        """Return the states that are one step away."""
        ways = [each for each in self.workflow.transitions if state in each.origins]
        return frozenset(each.to for each in ways if each.to is not None)

    def duties(self, state: str) -> tuple[Obligation, ...]:
        """Return the obligations that open with a state or its phase."""
        here = self.workflow.states[state]
        keys = dict.fromkeys((*here.obligations, *phase_of(self.workflow, here).obligations))
        declared = self.workflow.obligations
        return tuple(declared[key] for key in keys if key in declared)

    def timers(self, state: str) -> tuple[Timer, ...]:
        """Return the timers that run in a state, its phase's included."""
        here = self.workflow.states[state]
        return (*here.timers, *phase_of(self.workflow, here).timers)

    def phase_mates(self, state: str) -> frozenset[str]:
        """Return the states of the same phase, the state itself included."""
        phase = self.workflow.states[state].phase
        if phase is None:
            return frozenset({state})
        return frozenset(key for key, each in self.workflow.states.items() if each.phase == phase)

    def mates_before(self, state: str) -> tuple[str, ...]:
        """Return the states from which this one is reached without leaving the phase."""
        inside = self.phase_mates(state)
        found = [state]
        for target in found:
            arriving = [each for each in self.workflow.transitions if each.to == target]
            for key in dict.fromkeys(key for each in arriving for key in each.origins):
                if key in inside and key not in found:
                    found.append(key)
        return tuple(found)

    @cached_property
    def demanded(self) -> Mapping[str, Obligation]:
        """The obligations that some effect demands, by their key."""
        return demands(self.workflow)

    def blockers(self, state: str, event: str, *, leaves: bool) -> tuple[Obligation, ...]:
        """Return the obligations that may stand in the way of an event."""
        open_here = {each.key: each for each in (*self.duties(state), *self.demanded.values())}
        return tuple(
            each
            for each in open_here.values()
            if event in each.blocks or (leaves and _refuses(each, event))
        )


def _refuses(duty: Obligation, event: str) -> bool:
    """Return whether a case cannot leave with an event while it owes this."""
    fulfilling = {each.event for each in duty.fulfilled_by if each.condition is None}
    return duty.on_exit == "refuse" and event not in fulfilling


def conditions(transition: Transition) -> tuple[Rule, ...]:
    """Return everything that must hold for a transition to be taken."""
    guards = tuple(guard.rule for guard in transition.guards)
    return guards if transition.when is None else (transition.when, *guards)


def is_filled(field: Field, state: str | None) -> bool:
    """Return whether a field cannot be null in a state."""
    return field.required or state in field.required_in


def is_known(expression: Expression, workflow: Workflow, state: str) -> bool:
    """Return whether an expression surely has a value in a state."""
    if isinstance(expression, Literal):
        return expression.value is not None
    path = path_of(expression)
    if path is not None and len(path) == _DEPTH and path[0] == "case":
        field = workflow.fields.get(path[1])
        if field is not None:
            return is_filled(field, state)
    return not expression.result.may_be_null


_DEPTH = 2
"""``case.x``."""
_COUNTED = {("obligation", "missed_in_a_row"), ("obligation", "occurrence")}
_WHOLE = {FieldType.INTEGER, FieldType.PERCENT, FieldType.MONEY}


def _is_count(workflow: Workflow, path: Path) -> bool:
    fact = workflow.facts.get(path[1]) if path[0] == "facts" and len(path) == _DEPTH else None
    return fact is not None and fact.kind in {"count", "exists"}


def _values(field: Field) -> Values:
    if field.type is FieldType.YES_NO:
        return Values(options=TRUTHS)
    if field.type is FieldType.CHOICE:
        return Values(options=tuple(field.options))
    low, high = _PERCENT if field.type is FieldType.PERCENT else (-inf, inf)
    return Values(
        is_whole=field.type in _WHOLE,
        low=low if field.minimum is None else max(low, field.minimum),
        high=high if field.maximum is None else min(high, field.maximum),
    )
