"""Scopes: which names a rule may use in each place, with their types and whether they may be null.

A field is non-null where it is required, or required in every state in which the rule can run.
What is not offered in a place cannot be named there: a due date reads only the case and the
settings, because it is reckoned anew when these change and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.definition.fields import Field, FieldType
from engine.rules.rule import Rule
from engine.rules.scope import Decision, Scope
from engine.rules.types import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    Type,
    choice,
    common,
    list_of,
    nullable,
    record,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.model import Fact
    from engine.definition.outline import Outline

EVENT = record("event", {"name": STRING, "at": TIMESTAMP})
ACTOR = record("actor", {"id": nullable(STRING), "roles": list_of(STRING)})
OBLIGATION = record(
    "obligation",
    {
        "id": STRING,
        "occurrence": INT,
        "opened_on": DATE,
        "due_on": nullable(DATE),
        "days_late": INT,
        "missed_in_a_row": INT,
        "extended": INT,
        "last_fulfilled_on": nullable(DATE),
    },
)
ORGANISATION = record("organisation", {"id": STRING, "name": STRING})
SEAT = record(
    "seat",
    {
        "id": STRING,
        "role": STRING,
        "voting": BOOL,
        "vacant": BOOL,
        "holder": nullable(STRING),
        "deputy": nullable(STRING),
        "until_on": nullable(DATE),
        "fields": list_of(STRING),
        "organisations": list_of(STRING),
        "council_groups": list_of(STRING),
        "municipalities": list_of(STRING),
        "groups": list_of(STRING),
    },
)
BODY = record(
    "body",
    {
        "id": STRING,
        "title": STRING,
        "kind": STRING,
        "decides": BOOL,
        "members": nullable(INT),
        "chair": nullable(STRING),
        "changes_on": nullable(DATE),
    },
)

DUE = frozenset({"case", "settings"})
"""Due dates, periods and rungs: reckoned anew when the case's data or a setting changes."""
ASKED = DUE | {"today", "now"}
"""Facts: gathered before the input is read and before anything is decided."""
CLOCK = DUE | {"facts", "children", "parent", "today", "now"}
"""What the clock decides, without any event of a person: timers, and whether a duty is owed."""
RUNG = CLOCK | {"obligation"}
"""Reminders and escalation."""
STEP = CLOCK | {"input", "event", "actor"}
"""Transitions, and what is done on entry."""
OPENING = CLOCK | {"actor"}
"""Opening: there is a case, but nothing has happened to it."""
FULFILMENT = STEP | {"obligation"}
"""Whether an event fulfils."""

UNKNOWN_INPUT: Mapping[str, Field] = MappingProxyType({})
"""The input of an event that cannot be read: nothing is known of it."""

_WHOLE = {FieldType.INTEGER, FieldType.PERCENT, FieldType.MONEY}
_PLAIN = {
    FieldType.NUMBER: DOUBLE,
    FieldType.DATE: DATE,
    FieldType.TIMESTAMP: TIMESTAMP,
    FieldType.YES_NO: BOOL,
    FieldType.RUNGS: list_of(STRING),
}


def filled_type(of: Field) -> Type:
    """Return what rules see of a field that has a value."""
    if of.type is FieldType.CHOICE:
        return choice(of.options)
    if of.type is FieldType.LIST:
        members = {key: type_of(member) for key, member in of.of.items()}
        return list_of(record(", ".join(members), members))
    if of.type in _WHOLE:
        return INT
    return _PLAIN.get(of.type, STRING)


def type_of(of: Field, states: Iterable[str] = ()) -> Type:
    """Return the type of a field as rules see it while the case is in one of the states."""
    filled = filled_type(of)
    return filled if is_filled(of, states) else nullable(filled)


def is_filled(of: Field, states: Iterable[str] = ()) -> bool:
    """Return whether a field has a value in all of the states (in any, if none is named)."""
    names = frozenset(states)
    return of.required or (bool(names) and names <= of.required_in)


def case_type(outline: Outline, states: Iterable[str] = ()) -> Type:
    """Return the type of a case in one of the states."""
    names = tuple(states)
    built_in = {
        "id": STRING,
        "number": STRING,
        "state": choice(outline.places.phase_of),
        "phase": nullable(choice(sorted(outline.places.phases))),
        "opened_on": DATE,
        "version": INT,
        "priority": nullable(STRING),
    }
    fields = {key: type_of(each, names) for key, each in outline.fields.items()}
    return record(f"case ({outline.key})", built_in | fields)


def child_type(outline: Outline) -> Type:
    """Return the type of a child case as its parent sees it."""
    members = dict(case_type(outline).fields)
    return record(f"child ({outline.key})", members | {"closed": BOOL, "outcome": nullable(STRING)})


def input_type(fields: Mapping[str, Field]) -> Type:
    """Return the type of the input of one event."""
    return record("input", {key: type_of(each) for key, each in fields.items()})


def any_input_type(outline: Outline) -> Type:
    """Return the type of the input where any event may have come: every member may be null."""
    members: dict[str, list[Type]] = {}
    for event in outline.events.values():
        for key, each in event.input.items():
            members.setdefault(key, []).append(nullable(filled_type(each)))
    merged = {key: reduce(_either, types) for key, types in members.items()}
    return record("input", merged)


def _either(one: Type, other: Type) -> Type:
    return common(one, other) or DYN


@dataclass(slots=True)
class Scopes:
    """Builds the scopes of one workflow."""

    outline: Outline
    others: Mapping[str, Outline]
    facts: Mapping[str, Type] = field(default_factory=dict)
    tables: Mapping[str, Decision] = field(default_factory=dict)
    _cases: dict[frozenset[str], Type] = field(default_factory=dict)
    _constants: dict[str, Type] = field(default_factory=dict)

    def scope(
        self,
        names: frozenset[str],
        states: Iterable[str] = (),
        *,
        input_: Mapping[str, Field] | None = None,
        each: Type | None = None,
    ) -> Scope:
        """Return the scope of a rule.

        Args:
            names: One of the sets of names above.
            states: Those in which the rule can run.
            input_: What the event brings; none where any event may have come.
            each: The element, in the fields of children.
        """
        types = {name: self._type(name, states, input_) for name in sorted(names)}
        if each is not None:
            types["each"] = each
        roles = frozenset(self.outline.roles)
        return Scope(names=types, tables=self.tables, roles=roles)

    def _type(self, name: str, states: Iterable[str], input_: Mapping[str, Field] | None) -> Type:
        if name == "case":
            return self._case(frozenset(states))
        if name == "facts":
            return record("facts", self.facts)
        if name == "input" and input_ is not None:
            return DYN if input_ is UNKNOWN_INPUT else input_type(input_)
        if name not in self._constants:
            self._constants[name] = self._constant(name)
        return self._constants[name]

    def _case(self, states: frozenset[str]) -> Type:
        if states not in self._cases:
            self._cases[states] = case_type(self.outline, states)
        return self._cases[states]

    def _constant(self, name: str) -> Type:
        if name == "settings":
            settings = self.outline.settings
            return record("settings", {key: type_of(each.field) for key, each in settings.items()})
        if name == "input":
            return any_input_type(self.outline)
        if name == "children":
            return record("children", self._children())
        if name == "parent":
            parent = self.others.get(self.outline.parent or "")
            return case_type(parent) if parent else DYN
        return _FIXED[name]

    def _children(self) -> dict[str, Type]:
        types: dict[str, Type] = {}
        for key, workflow in self.outline.children.items():
            child = self.others.get(workflow)
            types[key] = list_of(child_type(child) if child else DYN)
        return types


_FIXED = {
    "event": EVENT,
    "actor": ACTOR,
    "obligation": OBLIGATION,
    "today": DATE,
    "now": TIMESTAMP,
}


_OF_BODIES = {"seats": list_of(SEAT), "body": BODY, "bodies": list_of(BODY)}


def fact_type(fact: Fact, of: Outline | None) -> Type:
    """Return what a fact gives; anything where the other workflow is not at hand."""
    if fact.kind == "count":
        return INT
    if fact.kind in _OF_BODIES:
        return _OF_BODIES[fact.kind]
    if fact.kind == "exists":
        return BOOL
    if fact.kind == "organisations":
        return list_of(ORGANISATION)
    value = _read_type(fact.field, of)
    if fact.kind == "list":
        return list_of(value)
    return value if fact.kind == "sum" else nullable(value)


def _read_type(read: str | Rule | None, of: Outline | None) -> Type:
    if isinstance(read, Rule):
        return read.result.filled
    found = of.fields.get(read or "") if of else None
    return filled_type(found) if found else DYN
