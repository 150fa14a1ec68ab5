"""Effects: what a transition, an entry or a rung does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.findings import Text


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is what it says; ``value`` is typed like the place it stands in."""

    value: object


Expression = Literal | Rule
"""The right-hand side of an assignment: a literal or a rule."""


@dataclass(frozen=True, slots=True)
class SetFields:
    """``set``: fields of the case; all right-hand sides read the data as it was before."""

    values: Mapping[str, Expression]
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """``assign``: who holds a role of the case."""

    role: str
    to: Expression
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Notify:
    """``notify``: a message to the holders of roles (``owner`` and ``creditor`` in a rung)."""

    to: tuple[str, ...]
    message: str
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """``tell``: a message to the address that somebody has left in a personal field of the case."""

    field: str
    message: str
    language: str | None = None
    """The field that says in which language."""
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """``demand``: opens an obligation, a declared one or an ad hoc one."""

    obligation: str
    """Id of a declared obligation, or the id the ad hoc one gets."""
    ad_hoc: object | None = None
    """The inline ``Obligation`` of an ad hoc demand (title, owner, due), else None."""
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Waive:
    """``waive``: settles the open occurrences of an obligation without fulfilment."""

    obligation: str
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """``agenda``: an item on the body's next meeting, until reported done and noted."""

    body: str
    title: Text | None = None
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Propose:
    """``propose``: a decision item; one open proposal per case and ``id``."""

    id: str
    body: str
    title: Text
    on: Mapping[str, str] = field(default_factory=dict)
    """Outcome (adopted, adopted_with_changes, rejected, ...) to event."""
    fallback: str | None = None
    """Role that is told of an outcome that came after the case moved on."""
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Raise:
    """``raise``: an event on this case, its parent, its children or linked cases."""

    event: str
    on: str | Rule = "self"
    """``self``, ``parent``, ``children``, ``children.ID``, a link type, or a rule that names a
    case."""
    for_each: Rule | None = None
    """A list: once for each entry, which ``on`` and ``input`` read as ``each``. None: once."""
    input: Mapping[str, Expression] = field(default_factory=dict)
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """``open``: a new case of a workflow, linked to this one."""

    workflow: str
    fields: Mapping[str, Expression] = field(default_factory=dict)
    link: str = "source"
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Publish:
    """``publish``: a topic for webhooks."""

    topic: str
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the entries of a list are put in order by."""

    value: Rule
    """Over ``each``; never null."""
    is_highest_first: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """``rank``: gives every entry of a list its place; ties fall to the next criterion."""

    entries: str
    """The field with the list."""
    by: tuple[Criterion, ...]
    into: str
    """The member that gets the place, 1 for the first."""
    score: str | None = None
    """The member that gets the value of the first criterion."""
    condition: Rule | None = None


Effect = (
    SetFields
    | Assign
    | Notify
    | Tell
    | Demand
    | Waive
    | Agenda
    | Propose
    | Raise
    | Open
    | Publish
    | Rank
)
