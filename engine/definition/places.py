"""Where things stand in a definition: every effect with its place, every rule and name it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar

from engine.definition.duties import Obligation
from engine.definition.effects import Demand, Effect, Rank, SetFields
from engine.definition.model import Phase, State, Workflow
from engine.findings import Text, pointer
from engine.rules.rule import Rule

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Placed:
    """An effect and where the document says it."""

    where: str
    """JSON pointer."""
    effect: Effect
    states: tuple[str, ...]
    """The states in which a case can stand right after the effect was done."""
    is_sure: bool = True
    """Whether a case does stand in each of them at some time; else in some of them."""


def effects_of(workflow: Workflow) -> Iterator[Placed]:
    """Yield every effect of a workflow in the order of the document."""
    demanded = demands(workflow)
    for key, phase in workflow.phases.items():
        inside = tuple(each.key for each in workflow.states.values() if each.phase == key)
        for each in _placed(phase.effects, inside, "phases", key, "effects"):
            yield replace(each, is_sure=False)
    for key, state in workflow.states.items():
        yield from _placed(state.effects, (key,), "states", key, "effects")
    for index, transition in enumerate(workflow.transitions):
        after = transition.origins if transition.to is None else (transition.to,)
        yield from _placed(transition.effects, after, "transitions", index, "effects")
    for key, duty in workflow.obligations.items():
        is_sure = key not in demanded and duty.on_exit != "keep"
        owing = states_listing(workflow, key) if is_sure else going_on(workflow)
        for index, rung in enumerate(duty.escalation):
            for each in _placed(rung.do, owing, "obligations", key, "escalation", index, "do"):
                yield replace(each, is_sure=is_sure)


def _placed(
    effects: tuple[Effect, ...], states: tuple[str, ...], *path: str | int
) -> Iterator[Placed]:
    for index, each in enumerate(effects):
        yield Placed(pointer(*path, index), each, states)


def states_listing(workflow: Workflow, obligation: str) -> tuple[str, ...]:
    """Return the states whose entry, or that of their phase, opens an obligation."""
    return tuple(
        key
        for key, state in workflow.states.items()
        if obligation in state.obligations or obligation in phase_of(workflow, state).obligations
    )


def going_on(workflow: Workflow) -> tuple[str, ...]:
    """Return the states that are not final: a demand, or what is kept, may be open in any."""
    return tuple(key for key, state in workflow.states.items() if not state.final)


def phase_of(workflow: Workflow, state: State) -> Phase:
    """Return the phase of a state; an empty one where it has none."""
    return workflow.phases.get(state.phase or "", _NO_PHASE)


_NO_PHASE = Phase("", Text(de="", en=""))


def demands(workflow: Workflow) -> Mapping[str, Obligation]:
    """Return the obligations that some effect demands, ad hoc ones included."""
    found: dict[str, Obligation] = {}
    for value in values_in(deeds(workflow), Demand):
        duty = demanded_by(workflow, value)
        if duty is not None:
            found[value.obligation] = duty
    return found


def demanded_by(workflow: Workflow, demand: Demand) -> Obligation | None:
    """Return the obligation that a demand opens."""
    if isinstance(demand.ad_hoc, Obligation):
        return demand.ad_hoc
    return workflow.obligations.get(demand.obligation)


def deeds(workflow: Workflow) -> tuple[object, ...]:
    """Return the parts of a workflow that do something, for ``values_in``."""
    return (workflow.phases, workflow.states, workflow.transitions, workflow.obligations)


def fields_set(value: object) -> frozenset[str]:
    """Return the fields of the case that the effects within a value set."""
    named = frozenset(key for each in values_in(value, SetFields) for key in each.values)
    return named | {each.entries for each in values_in(value, Rank)}


def values_in(value: object, kind: type[_Kind]) -> Iterator[_Kind]:
    """Yield every value of a kind inside a value of the definition, itself included."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, Rule | Text | str | None):
        return
    for part in _parts(value):
        yield from values_in(part, kind)


def rules_in(value: object) -> Iterator[Rule]:
    """Yield every rule inside a value of the definition."""
    yield from values_in(value, Rule)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, list | tuple):
        return value
    if is_dataclass(value):
        return [getattr(value, each.name) for each in fields(value) if each.name != "source"]
    return ()
