"""The course of a case: phases, states, transitions, opening and children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.declare import Raw, maybe_title, title
from engine.definition.model import Admission, Children, Guard, Phase, State, Transition
from engine.definition.parse_due import timers
from engine.definition.parse_effects import (
    Around,
    assignments,
    effects,
    foreign_values,
    known_workflow,
)
from engine.definition.parse_lists import for_each_of
from engine.definition.scopes import CLOCK, OPENING, STEP
from engine.findings import pointer
from engine.rules.types import BOOL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.definition.draft import Draft
    from engine.rules.scope import Scope


def phases(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Phase]:
    """Return the phases; what they do on entry holds for each of their states."""
    found: dict[str, Phase] = {}
    for key, each in raw.items():
        at = pointer("phases", key)
        states = draft.outline.places.expand([f"phase:{key}"])
        scope = draft.scopes.scope(STEP, states)
        found[key] = Phase(
            key=key,
            title=title(each["title"]),
            obligations=_owed(draft, each, at),
            timers=timers(draft, each.get("timers", []), f"{at}/timers", states),
            set=assignments(draft, each.get("set", {}), f"{at}/set", scope, states),
            effects=effects(draft, each.get("effects", []), f"{at}/effects", Around(scope, states)),
        )
    return found


def states(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, State]:
    """Return the states with what they do on entry."""
    found: dict[str, State] = {}
    for key, each in raw.items():
        at = pointer("states", key)
        here = (key,)
        scope = draft.scopes.scope(STEP, here)
        found[key] = State(
            key=key,
            title=title(each["title"]),
            help=maybe_title(each.get("help")),
            phase=each.get("phase"),
            final=each.get("final", False),
            outcome=each.get("outcome"),
            obligations=_owed(draft, each, at),
            timers=timers(draft, each.get("timers", []), f"{at}/timers", here),
            set=assignments(draft, each.get("set", {}), f"{at}/set", scope, here),
            effects=effects(draft, each.get("effects", []), f"{at}/effects", Around(scope, here)),
            may_rest=each.get("may_rest", {}).get("reason"),
        )
    return found


def _owed(draft: Draft, raw: Raw, at: str) -> tuple[str, ...]:
    owed: list[str] = raw.get("obligations", [])
    for index, key in enumerate(owed):
        draft.known("obligation", key, f"{at}/obligations/{index}")
    return tuple(owed)


def owed_in(
    raw_states: Mapping[str, Raw], raw_phases: Mapping[str, Raw]
) -> dict[str, tuple[str, ...]]:
    """Return by obligation the states in which it is opened."""
    found: dict[str, list[str]] = {}
    for key, state in raw_states.items():
        phase = raw_phases.get(state.get("phase", ""), {})
        for owed in (*state.get("obligations", []), *phase.get("obligations", [])):
            found.setdefault(owed, []).append(key)
    return {key: tuple(listed) for key, listed in found.items()}


def transitions(draft: Draft, raw: Sequence[Raw]) -> tuple[Transition, ...]:
    """Return the transitions in order."""
    return tuple(_transition(draft, each, f"/transitions/{i}") for i, each in enumerate(raw))


def _transition(draft: Draft, raw: Raw, at: str) -> Transition:
    places = draft.outline.places
    draft.findings += places.unknown(raw["from"], f"{at}/from")
    draft.known("event", raw.get("event"), f"{at}/event")
    to: str | None = raw.get("to")
    draft.known("state", to, f"{at}/to")
    origins = places.expand(raw["from"])
    afterwards = origins if to is None else (to,)
    input_ = draft.input_of(raw["event"]) if "event" in raw else None
    before = draft.scopes.scope(STEP, origins, input_=input_)
    after = draft.scopes.scope(STEP, afterwards, input_=input_)
    return Transition(
        id=raw["id"],
        origins=origins,
        event=raw.get("event"),
        to=to,
        when=draft.condition(raw.get("when"), f"{at}/when", before),
        guards=guards(draft, raw.get("guards", []), f"{at}/guards", before),
        set=assignments(draft, raw.get("set", {}), f"{at}/set", before, afterwards),
        effects=effects(draft, raw.get("effects", []), f"{at}/effects", Around(after, afterwards)),
    )


def guards(draft: Draft, raw: Sequence[Raw], at: str, scope: Scope) -> tuple[Guard, ...]:
    """Return conditions with the sentences that say why not."""
    found: list[Guard] = []
    for index, each in enumerate(raw):
        rule = draft.rule(each["rule"], f"{at}/{index}/rule", scope, BOOL)
        if rule is not None:
            found.append(Guard(each["id"], rule, title(each["message"])))
    return tuple(found)


def opening_guards(draft: Draft, raw: Raw, initial: str) -> tuple[Guard, ...]:
    """Return the conditions of opening; they read the new case in its first state."""
    scope = draft.scopes.scope(OPENING, [initial])
    return guards(draft, raw.get("guards", []), "/opening/guards", scope)


def opening_asks(draft: Draft, raw: Raw) -> tuple[str, ...]:
    """Return the fields that a public page asks for."""
    asked = tuple(raw.get("asks", []))
    for index, name in enumerate(asked):
        draft.known("field", name, f"/opening/asks/{index}")
    return asked


def opening_language(draft: Draft, raw: Raw) -> str | None:
    """Return the field that takes the language of the page on which somebody opens a case."""
    name: str | None = raw.get("language")
    draft.known("field", name, "/opening/language")
    return name


def children(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Children]:
    """Return the groups of child cases."""
    return {key: _children(draft, key, each) for key, each in raw.items()}


def _children(draft: Draft, key: str, raw: Raw) -> Children:
    at = pointer("children", key)
    workflow: str = raw["workflow"]
    known_workflow(draft, workflow, f"{at}/workflow")
    draft.known("state", raw["opened_in"], f"{at}/opened_in")
    here = (raw["opened_in"],)
    for_each, element = None, None
    if "for_each" in raw:
        scope = draft.scopes.scope(STEP, here)
        for_each, element = for_each_of(draft, raw["for_each"], f"{at}/for_each", scope)
    seen = draft.others.get(workflow)
    scope = draft.scopes.scope(STEP, here, each=element)
    done: Raw = raw.get("done", {})
    draft.known("event", done.get("event"), f"{at}/done/event")
    return Children(
        key=key,
        workflow=workflow,
        opened_in=raw["opened_in"],
        for_each=for_each,
        fields=foreign_values(
            draft, raw.get("fields", {}), f"{at}/fields", scope, seen.fields if seen else None
        ),
        done_when=draft.condition(
            done.get("when"), f"{at}/done/when", draft.scopes.scope(CLOCK, here)
        ),
        done_event=done.get("event"),
        cancel_if_left=raw.get("if_left") == "cancel",
        suspended_with_parent=raw.get("on_suspend") == "with_parent",
    )


def admits(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Admission]:
    """Return the groups of cases that others open below this one."""
    found: dict[str, Admission] = {}
    for key, each in raw.items():
        at = pointer("admits", key)
        known_workflow(draft, each["workflow"], f"{at}/workflow")
        draft.findings += draft.outline.places.unknown(each["in"], f"{at}/in")
        found[key] = Admission(key, each["workflow"], draft.outline.places.expand(each["in"]))
    return found
