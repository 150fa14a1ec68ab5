"""The only door to ``transitions``: one flat machine per definition, compiled once and shared.

The machine elects and moves. Each of its transitions has one condition, which asks all guards of
that transition and keeps the verdicts; entering, leaving and effects are done by ``decide``,
because the library has no place between exit and entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from transitions import EventData, Machine

from engine.definition.duties import Obligation, Timer
from engine.definition.effects import Demand, Effect
from engine.definition.names import Places
from engine.lifecycle.case import WorkflowRef
from engine.rules.rule import Rule

if TYPE_CHECKING:
    from engine.definition.fields import Field
    from engine.definition.model import Children, Transition, Workflow

AUTOMATIC = "(automatic)"
"""Name under which transitions without an event stand in the machine."""
OPEN = "open"
"""Name of the first event of every case."""


class _Token:
    """What the machine moves: a throw-away with the state and whoever judges."""

    __slots__ = ("elected", "judge", "state")

    def __init__(self, state: str, judge: Callable[[Transition], bool]) -> None:
        self.state = state
        self.judge = judge
        self.elected: Transition | None = None

    def ask(self, transition: Transition) -> bool:
        if self.judge(transition):
            self.elected = transition
            return True
        return False


def _condition(transition: Transition) -> Callable[[EventData], bool]:
    def ask(data: EventData) -> bool:
        token = cast("_Token", data.model)
        return token.ask(transition)

    return ask


class Compiled:
    """A workflow with its machine and the indexes that a step needs. Immutable, thread-safe."""

    def __init__(self, workflow: Workflow) -> None:
        """Build the machine; the workflow has been parsed without errors."""
        self.workflow = workflow
        self.ref = WorkflowRef(workflow.key, workflow.version, workflow.digest)
        self._machine = Machine(
            model=None,
            states=list(workflow.states),
            initial=None,
            auto_transitions=False,
            send_event=True,
        )
        candidates: dict[str, dict[str, list[Transition]]] = defaultdict(lambda: defaultdict(list))
        for transition in workflow.transitions:
            name = transition.event or AUTOMATIC
            for origin in transition.origins:
                candidates[name][origin].append(transition)
                self._machine.add_transition(
                    name, origin, transition.to, conditions=[_condition(transition)]
                )
        self._candidates: Mapping[str, Mapping[str, list[Transition]]] = candidates
        self.kept: dict[str, Any] = {}
        """What ``ladder`` has worked out, by obligation; each entry is replaced as a whole."""

    def elect(
        self, state: str, event: str, judge: Callable[[Transition], bool]
    ) -> Transition | None:
        """Return the first transition that the judge lets pass, else None.

        The judge is asked in the order of the definition and not any more once one has passed.
        """
        if not self.candidates(state, event):
            return None
        token = _Token(state, judge)
        self._machine.events[event].trigger(token)
        return token.elected

    def candidates(self, state: str, event: str) -> list[Transition]:
        """Return the transitions of an event from a state, by priority."""
        by_state = self._candidates.get(event)
        return by_state.get(state, []) if by_state else []

    def events_from(self, state: str) -> list[str]:
        """Return the events that have a transition from a state, in the definition's order."""
        return [name for name in self.workflow.events if self.candidates(state, name)]

    @cached_property
    def obligations(self) -> Mapping[str, Obligation]:
        """Every obligation that can be owed, the ad hoc ones of demands included."""
        found = dict(self.workflow.obligations)
        for effect in self._effects():
            if isinstance(effect, Demand) and isinstance(effect.ad_hoc, Obligation):
                found[effect.obligation] = effect.ad_hoc
        return found

    @cached_property
    def fulfils(self) -> Mapping[str, frozenset[str]]:
        """Event to the obligations that it may fulfil."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, obligation in self.obligations.items():
            for way in obligation.fulfilled_by:
                found[way.event].add(key)
        return {event: frozenset(keys) for event, keys in found.items()}

    @cached_property
    def blocked_by(self) -> Mapping[str, frozenset[str]]:
        """Event to the obligations that refuse it while they are overdue."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, obligation in self.obligations.items():
            for event in obligation.blocks:
                found[event].add(key)
        return {event: frozenset(keys) for event, keys in found.items()}

    @cached_property
    def no_input(self) -> Mapping[str, None]:
        """Every member that any event brings, as null: what is done on entry may ask for it."""
        return {name: None for event in self.workflow.events.values() for name in event.input}

    @cached_property
    def children_of(self) -> Mapping[str, tuple[Children, ...]]:
        """State to the children that are opened on its entry."""
        found: dict[str, tuple[Children, ...]] = {}
        for child in self.workflow.children.values():
            found[child.opened_in] = (*found.get(child.opened_in, ()), child)
        return found

    @cached_property
    def linking_fields(self) -> tuple[Field, ...]:
        """Fields that link the case to those that they name."""
        return tuple(
            each
            for each in self.workflow.fields.values()
            if each.link or any(member.link for member in each.of.values())
        )

    @cached_property
    def places_of(self) -> Mapping[str, frozenset[str]]:
        """Obligation to the states in which it is owed; none for one that is only demanded."""
        found: dict[str, set[str]] = defaultdict(set)
        for state in self.workflow.states.values():
            phase = self.workflow.phases[state.phase] if state.phase is not None else None
            for key in (*state.obligations, *(phase.obligations if phase else ())):
                found[key].add(state.key)
        return {key: frozenset(states) for key, states in found.items()}

    @cached_property
    def required_in(self) -> Mapping[str, tuple[str, ...]]:
        """State to the fields that may not be null in it."""
        return {
            state: tuple(
                key
                for key, each in self.workflow.fields.items()
                if each.required or state in each.required_in
            )
            for state in self.workflow.states
        }

    @cached_property
    def _places(self) -> Places:
        flow = self.workflow
        return Places(
            {key: state.phase for key, state in flow.states.items()},
            frozenset(key for key, state in flow.states.items() if state.final),
            frozenset(flow.phases),
        )

    def states_meant(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the states that a list of ids, ``phase:ID``, ``*`` and ``!`` means."""
        return self._places.expand(words)

    def timers_of(self, state: str) -> Iterator[tuple[str, Timer]]:
        """Yield (place, timer) of a state and of its phase."""
        here = self.workflow.states[state]
        for timer in here.timers:
            yield "state", timer
        if here.phase is not None:
            for timer in self.workflow.phases[here.phase].timers:
                yield "phase", timer

    def facts_for(self, event: str | None) -> frozenset[str]:
        """Return the facts that the rules of an event may read; None is the clock."""
        if not self.workflow.facts:
            return frozenset()
        found = self._facts_by_event.get(event or "", frozenset())
        return found | self._facts_of_all

    @cached_property
    def _facts_by_event(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        found[OPEN] = _facts_in(self.workflow.opening_guards)
        for transition in self.workflow.transitions:
            found[transition.event or ""] |= _facts_in(transition)
        return {event: frozenset(names) for event, names in found.items()}

    @cached_property
    def _facts_of_all(self) -> frozenset[str]:
        """Facts read by what any step may come to: raised events, duties, entries."""
        found: set[str] = set()
        flow = self.workflow
        for holder in (
            *flow.states.values(),
            *flow.phases.values(),
            *self.obligations.values(),
            *flow.children.values(),
        ):
            found |= _facts_in(holder)
        raised = {name for name, event in flow.events.items() if "engine" in event.by}
        for name in (*raised, ""):
            found |= self._facts_by_event.get(name, frozenset())
        return frozenset(found)

    def _effects(self) -> Iterator[Effect]:
        flow = self.workflow
        yield from chain.from_iterable(each.effects for each in flow.transitions)
        yield from chain.from_iterable(each.effects for each in flow.states.values())
        yield from chain.from_iterable(each.effects for each in flow.phases.values())
        for obligation in flow.obligations.values():
            for rung in obligation.escalation:
                yield from rung.do

    @cached_property
    def fields_of_dues(self) -> Mapping[str, frozenset[str]]:
        """Obligation to the fields that its due date and rungs read; ``*`` is all of them."""
        return {
            key: _fields_read(
                (each.due, each.repeat, each.reminders, [rung.at for rung in each.escalation])
            )
            for key, each in self.obligations.items()
        }

    @cached_property
    def steady_ladders(self) -> Mapping[str, Obligation]:
        """The obligations whose rungs follow from due date and settings alone, in any case."""
        return {
            key: each
            for key, each in self.obligations.items()
            if all(
                not rule.functions and all(path[0] == "settings" for path in rule.references)
                for rule in (each.reminders, *(rung.at for rung in each.escalation))
                if isinstance(rule, Rule)
            )
        }

    @cached_property
    def fields_of_timers(self) -> frozenset[str]:
        """The fields that the moments of timers read."""
        flow = self.workflow
        return _fields_read(
            (
                [each.timers for each in flow.states.values()],
                [each.timers for each in flow.phases.values()],
            )
        )


def compile_workflow(workflow: Workflow) -> Compiled:
    """Return the machine and indexes of a workflow."""
    return Compiled(workflow)


def _facts_in(value: object) -> set[str]:
    """Return the names of facts that rules anywhere inside a definition value read."""
    return {path[1] for path in _paths_in(value) if path[0] == "facts" and len(path) > 1}


def _fields_read(value: object) -> frozenset[str]:
    """Return the fields of the case that rules anywhere inside a definition value read."""
    paths = [path for path in _paths_in(value) if path[0] == "case"]
    return frozenset(path[1] if len(path) > 1 else "*" for path in paths)


def _paths_in(value: object) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Rule):
        yield from value.references
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(_paths_in(each) for each in value.values())
    elif isinstance(value, tuple | list):
        yield from chain.from_iterable(_paths_in(each) for each in value)
    else:
        for name in getattr(type(value), "__dataclass_fields__", ()):
            yield from _paths_in(getattr(value, name))
