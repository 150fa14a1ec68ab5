"""Workflow: a definition as values, with every rule compiled and every name resolved.

Built by ``engine.definition.parse``; nothing in here checks anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.duties import Obligation, Timer
    from engine.definition.effects import Effect, Expression
    from engine.definition.fields import Field
    from engine.definition.retention import Retention
    from engine.findings import Text
    from engine.rules.rule import Rule
    from engine.rules.tables import Table

ENGINE = "engine"
"""Pseudo-role in ``by``: only the engine itself."""
ANYONE = "anyone"
"""Pseudo-role in ``by``: every signed-in person."""
PUBLIC = "public"
"""Pseudo-role in ``by``: everybody."""


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts or owes. ``held_by`` is ``case``, ``tenant`` or ``body``."""

    key: str
    held_by: str
    title: Text
    fallback: tuple[str, ...] = ()
    named_by: str | None = None
    """Of a body: the field of the case that says which body it is; None: the one of this key."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a step needs to know of the world, gathered once before its rules run."""

    key: str
    kind: str
    """count, sum, min, max, exists, list, seats, body, bodies or organisations."""
    of: str
    """Workflow key; for ``seats`` and ``body`` a role, for ``bodies`` their kind or ``*``."""
    states: tuple[str, ...] = ()
    """State ids of that workflow, ``phase:ID`` or ``!ID``; empty is all."""
    where: Mapping[str, Expression] = field(default_factory=dict)
    which: Rule | None = None
    """Asked of every case that is left; in it the case is ``each``."""
    field: str | Rule | None = None
    """What sum, min, max and list read: a field, or a rule over ``each``."""
    lock: bool = False
    among: str | None = None
    """``children`` of the case, or its ``siblings``: those of the same parent; None: all."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of states."""

    key: str
    title: Text
    obligations: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()
    set: Mapping[str, Expression] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands."""

    key: str
    title: Text
    phase: str | None = None
    final: bool = False
    outcome: str | None = None
    obligations: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()
    set: Mapping[str, Expression] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    may_rest: str | None = None
    """The reason why nothing need be owed here."""
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What may happen to a case, who may do it and what must be said with it."""

    key: str
    title: Text
    by: tuple[str, ...]
    input: Mapping[str, Field] = field(default_factory=dict)
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of a transition, with the sentence that says why not."""

    id: str
    rule: Rule
    message: Text


@dataclass(frozen=True, slots=True)
class Transition:
    """One way on. Position in the definition is priority."""

    id: str
    origins: tuple[str, ...]
    """The states it leads from, expanded."""
    event: str | None
    """None: automatic, as soon as ``when`` holds."""
    to: str | None
    """None: data changes, nothing is left or entered."""
    when: Rule | None = None
    guards: tuple[Guard, ...] = ()
    set: Mapping[str, Expression] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Children:
    """Cases opened together on entry of a state, joined by ``done``."""

    key: str
    workflow: str
    opened_in: str
    for_each: Rule | None
    """A list of the case; in ``fields`` the element is ``each``. None: one child."""
    fields: Mapping[str, Expression]
    done_when: Rule | None = None
    done_event: str | None = None
    cancel_if_left: bool = False
    suspended_with_parent: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """Cases that others may open below this one, one at a time."""

    key: str
    workflow: str
    states: tuple[str, ...]
    """The states of this case in which one may be opened, expanded."""


@dataclass(frozen=True, slots=True)
class Message:
    """Wording that a workflow brings or rewords; braces name facts and fields."""

    key: str
    subject: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Setting:
    """Policy of the tenant, dated, reaching running cases."""

    field: Field

    @property
    def key(self) -> str:
        """Name in ``settings.NAME``."""
        return self.field.key


@dataclass(frozen=True, slots=True)
class Method:
    """The fields that the report on how a concept came about reads: who met when, how many."""

    on: str
    """The date; a case is told of once it is there."""
    kind: str | None = None
    people: str | None = None
    planned: str | None = None
    volunteers: str | None = None
    groups: str | None = None
    """A list with ``group`` and ``count``."""
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The fields that lists sort, colour and group cases by; None where there is none."""

    rating: str | None = None
    """The traffic light: a choice among green, amber, red, grey and blue."""
    overruled_by: str | None = None
    """Goes before the rating while it is filled."""
    area: str | None = None
    priority: str | None = None
    progress: str | None = None
    starts: str | None = None
    ends: str | None = None
    begins: str | None = None
    """The event by which a case that waits in line begins."""
    rank: str | None = None
    """The field with its place in the line, 1 for the first."""

    @property
    def has_line(self) -> bool:
        """Whether cases wait in line to begin."""
        return self.begins is not None and self.rank is not None


@dataclass(frozen=True, slots=True)
class Workflow:
    """One published or publishable definition."""

    key: str
    version: int
    digest: str
    """SHA-256 of the canonical JSON, hexadecimal."""
    title: Text
    number: str
    """Pattern of case numbers, for example ``M-{seq:04d}``."""
    fields: Mapping[str, Field]
    roles: Mapping[str, Role]
    states: Mapping[str, State]
    events: Mapping[str, Event]
    transitions: tuple[Transition, ...]
    initial: str
    opened_by: tuple[str, ...]
    opening_guards: tuple[Guard, ...] = ()
    opening_asks: tuple[str, ...] = ()
    """Fields that a public page asks for; none: those that have to be filled."""
    opening_title: Text | None = None
    """What it is called to open a case, on a public page."""
    opening_help: Text | None = None
    """What happens with it afterwards."""
    opening_language: str | None = None
    """The field that takes the language of the public page on which somebody opens a case."""
    phases: Mapping[str, Phase] = field(default_factory=dict)
    obligations: Mapping[str, Obligation] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    children: Mapping[str, Children] = field(default_factory=dict)
    admits: Mapping[str, Admission] = field(default_factory=dict)
    settings: Mapping[str, Setting] = field(default_factory=dict)
    messages: Mapping[str, Message] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    suspension_by: tuple[str, ...] = ()
    suspension_asks: str | None = None
    correction_by: tuple[str, ...] = ()
    overview: Overview = Overview()
    method: Method | None = None
    retention: Mapping[str, Retention] = field(default_factory=dict)
    parent: str | None = None
    """Key of the workflow whose children these cases are; types ``parent`` in rules."""
    public_in: tuple[str, ...] = ()
    """States, expanded, in which everybody may see a case and its public fields."""
    confidential_field: str | None = None
    """A yes_no field; while it is true, only holders of a role of the case see it at all."""
    source: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The document as published (blocks expanded), for display and scenarios."""

    @property
    def asked_at_opening(self) -> tuple[str, ...]:
        """Fields that a public page asks for when it opens a case."""
        return self.opening_asks or tuple(
            key for key, each in self.fields.items() if each.required and each.default is None
        )
