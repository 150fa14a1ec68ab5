"""A simple interpreter that plays cases by brute force, to find the ones that fall silent.

It knows nothing of the proof. It puts a case into every state with many kinds of data, lets
people and bodies do every short sequence of things, and then lets only the clock run, for years:
a body is asked, the case ends, or it was silent. People always manage to meet the guards of what
they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cached_property
from typing import Any

from engine.definition.duties import Timer
from engine.definition.effects import Demand, Propose, Raise
from engine.definition.model import ENGINE, Transition, Workflow
from engine.rules.rule import Rule
from tests.property.played_case import Case, Item, Refused
from tests.property.played_steps import Steps

HORIZON = 12 * 365.0
LONGEST_WALK = 3
KINDS_OF_DATA = 10
_STEPS_AT_MOST = 400
_OPEN_STILL = {"postponed", "referred_back", "noted"}


@dataclass(frozen=True, slots=True)
class Silence:
    """A case that fell silent."""

    state: str
    told: tuple[str, ...]


class Play(Steps):
    """One workflow, played."""

    def __init__(
        self, workflow: Workflow, seed: int = 0, raised_by_others: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(workflow, seed)
        self.raised_by_others = raised_by_others
        self.read_by_the_clock = sorted(self._read_by_the_clock())

    def silences(self) -> Iterator[Silence]:
        """Yield a silent case for every state that has one."""
        for key in sorted(self.reachable()):
            state = self.workflow.states[key]
            if state.final or state.may_rest is not None:
                continue
            silent = self._search(key)
            if silent is not None:
                yield silent
        if self.workflow.suspension_by:
            role = self.workflow.roles.get(self.workflow.suspension_asks or "")
            if role is None or role.held_by != "body":
                yield Silence("suspended", ("nobody resumes it",))

    def _search(self, key: str) -> Silence | None:
        """Return a silent case in a state, found by walks that do not leave it."""
        seen: set[Any] = set()
        waiting = [(case, ()) for case in self._placed(key)]
        for here, told in waiting:  # the shortest walks first
            if self._look(here) in seen:
                continue
            seen.add(self._look(here))
            if self.is_silent(here.copied()):
                return Silence(key, told)
            if len(told) < LONGEST_WALK:
                onward = [(after, (*told, name)) for name, after in self.doings(here)]
                waiting += [each for each in onward if each[0].state == key]
        return None

    def _read_by_the_clock(self) -> set[str]:
        """The fields on which it depends what happens while nobody acts."""
        by_itself = [
            (each.when, each.guards)
            for each in self.workflow.transitions
            if each.event is None or ENGINE in self.workflow.events[each.event].by
        ]
        parts = (self.workflow.obligations, self.workflow.states, self.workflow.phases, by_itself)
        rules = [each for each in _within(parts) if isinstance(each, Rule)]
        paths = {path for rule in rules for path in rule.references}
        return {path[1] for path in paths if path[0] == "case" and len(path) > 1}

    def _look(self, case: Case) -> tuple[Any, ...]:
        """What distinguishes a case from others for the clock, times aside."""
        return (
            case.state,
            tuple(sorted((o.duty.key, o.due is None, *sorted(o.fired)) for o in case.open)),
            tuple(sorted(each.timer.id for each in case.clocks)),
            tuple(sorted((each.key, each.proposal is None) for each in case.items)),
            tuple(
                value is None
                if isinstance(value := case.data.get(key), date | type(None))
                else repr(value)
                for key in self.read_by_the_clock
            ),
        )

    @cached_property
    def possible(self) -> list[Transition]:
        """The transitions whose event somebody may do or something raises."""
        raised = {
            *(name for name, event in self.workflow.events.items() if set(event.by) != {"engine"}),
            *(each.done_event for each in self.workflow.children.values()),
        }
        for value in _within(self.workflow):
            if isinstance(value, Raise | Timer):
                raised.add(value.event)
            elif isinstance(value, Propose):
                raised |= set(value.on.values())
        outside = self.raised_by_others
        return [
            t for t in self.workflow.transitions if t.event is None or t.event in raised | outside
        ]

    def reachable(self) -> set[str]:
        """Return the states that some sequence of steps leads to."""
        return set(self._onward(self.workflow.initial))

    def traps(self) -> set[str]:
        """Return the reachable states from which no sequence of steps leads to an end."""
        return {
            key
            for key in self.reachable()
            if self.workflow.states[key].may_rest is None
            and not any(self.workflow.states[each].final for each in self._onward(key))
        }

    def unreachable(self) -> set[str]:
        """Return the states that no sequence of steps leads to."""
        return set(self.workflow.states) - self.reachable()

    def never_owed(self) -> set[str]:
        """Return the obligations that no case ever owes."""
        owed = {each.obligation for each in _within(self.workflow) if isinstance(each, Demand)}
        for key in self.reachable():
            state = self.workflow.states[key]
            owed |= set(state.obligations)
            if state.phase in self.workflow.phases:
                owed |= set(self.workflow.phases[state.phase].obligations)
        return set(self.workflow.obligations) - owed

    def hopeless(self) -> set[str]:
        """Return the obligations that nothing possible fulfils in some state that lists them."""
        found = set()
        for key in self.reachable():
            for name in self.workflow.states[key].obligations:
                duty = self.workflow.obligations[name]
                events = {each.event for each in duty.fulfilled_by}
                here = [key] if duty.on_exit != "keep" else self._onward(key)
                if not any(t.event in events and set(here) & set(t.origins) for t in self.possible):
                    found.add(name)
        return found

    def _onward(self, key: str) -> list[str]:
        found = [key]
        ways = self.possible
        for here in found:
            for each in ways:
                if here in each.origins and each.to is not None and each.to not in found:
                    found.append(each.to)
        return found

    def _placed(self, key: str) -> Iterator[Case]:
        """Yield cases that have just entered a state, with all kinds of data, on all ways."""
        ways = [each for each in self.workflow.transitions if each.to == key]
        for kind in range(KINDS_OF_DATA):
            case = Case("", self._data(key, kind))
            try:
                if ways and (key != self.workflow.initial or kind % 2):
                    self._do(case, ways[kind % len(ways)].effects, None)
                self._enter(case, key, from_phase=None)
                self._settle(case)
            except Refused:
                continue
            if case.state == key:
                yield case

    def doings(self, case: Case) -> Iterator[tuple[str, Case]]:
        """Yield whatever people, bodies or the clock may do next, and the case after it."""
        for name, event in self.workflow.events.items():
            if set(event.by) != {ENGINE} or name in self.raised_by_others:
                yield from self._tried(case, f"somebody does {name}", name, by_hand=True)
        for children in self.workflow.children.values():
            if children.opened_in == case.state and children.done_event is not None:
                yield from self._tried(case, "the children are done", children.done_event)
        for item in case.items:
            yield from self._decided(case, item)
        yield from self._waived(case)
        moment = self._next(case)
        if moment is not None and moment[0] < case.now + HORIZON:
            after = case.copied()
            self._tick(after)
            yield "time passes", after

    def _waived(self, case: Case) -> Iterator[tuple[str, Case]]:
        for each in case.open:
            if each.duty.waiver:
                after = case.copied()
                self._close(after, each.duty.key, missed=False)
                yield f"{each.duty.key} is waived", after

    def _decided(self, case: Case, item: Item) -> Iterator[tuple[str, Case]]:
        if item.proposal is None:
            if item.duty is None:
                after = case.copied()
                after.items = [each for each in after.items if each.key != item.key]
                yield f"{item.key} is noted", after
            return
        for outcome in sorted({"adopted", "rejected", *item.proposal.on} - _OPEN_STILL):
            after = case.copied()
            after.items = [each for each in after.items if each.key != item.key]
            event = item.proposal.on.get(outcome)
            accepted = [] if event is None else list(self._tried(after, "", event))
            for _, then in accepted or [("", after)]:
                yield f"{item.key} is {outcome}", then

    def _tried(
        self, case: Case, name: str, event: str, *, by_hand: bool = False
    ) -> Iterator[tuple[str, Case]]:
        """Yield the case after an event; by hand, after each of its transitions."""
        ways = [
            t for t in self.workflow.transitions if t.event == event and case.state in t.origins
        ]
        for index in range(len(ways) if by_hand else 1):
            after = case.copied()
            try:
                self._event(after, event, index if by_hand else None)
                self._settle(after)
            except Refused:
                continue
            yield name, after

    def is_silent(self, case: Case) -> bool:
        """Return whether the clock alone never brings the case before a body or to its end."""
        until = case.now + HORIZON
        for _ in range(_STEPS_AT_MOST):
            if self._is_over(case) or case.items:
                return False
            moment = self._next(case)
            if moment is None or moment[0] > until:
                return True
            self._tick(case)
        return True

    def _is_over(self, case: Case) -> bool:
        state = self.workflow.states[case.state]
        return state.final or state.may_rest is not None


def _within(value: Any) -> Iterator[Any]:
    """Yield every value of a definition inside a value."""
    yield value
    if isinstance(value, Mapping):
        parts = list(value.values())
    elif isinstance(value, tuple | list):
        parts = list(value)
    elif is_dataclass(value):
        parts = [getattr(value, each.name) for each in fields(value) if each.name != "source"]
    else:
        return
    for each in parts:
        yield from _within(each)
