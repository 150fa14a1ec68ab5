"""What a decision says: accepted with everything that follows, or refused with every reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.lifecycle.frozen import quick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from engine.findings import Text
    from engine.lifecycle.case import Case, Item, Occurrence
    from engine.lifecycle.circumstances import Actor
    from engine.rules.explain import Explanation
    from engine.rules.rule import Rule, Surroundings


@quick
@dataclass(frozen=True, slots=True)
class Verdict:
    """A condition that was asked, with what it read, so that it can be explained later."""

    id: str
    rule: Rule
    holds: bool
    values: Mapping[str, object] = field(repr=False, compare=False)
    around: Surroundings = field(repr=False, compare=False)
    failure: str | None = None
    """Why the rule could not be evaluated; then it does not hold."""
    told: Explanation | None = field(default=None, repr=False, compare=False)
    """The explanation for a reader who may not see every value; then there are no values."""

    def explain(self) -> Explanation:
        """Return every sub-expression with its value."""
        return self.told or self.rule.explain(self.values, self.around)

    def without(self, hidden: frozenset[tuple[str, ...]]) -> Verdict:
        """Return the verdict without the values of hidden paths."""
        told = self.explain().without(hidden)
        failure = None if told.root is not None and told.root.is_secret else self.failure
        return replace(self, told=told, values={}, failure=failure)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands against an event."""

    code: str
    """event, role, input, guard, blocked, suspended, closed, version, children, parent,
    link or loop."""
    message: Text
    subject: str | None = None
    """Guard id, input field or obligation that it is about."""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The event was refused; nothing of the case changes."""

    case: Case | None
    event: str
    reasons: tuple[Reason, ...]
    possible: tuple[str, ...] = ()
    """Events that the actor could send now."""


@quick
@dataclass(frozen=True, slots=True)
class Letter:
    """A message to a role; the world finds the people and fixes them on it."""

    message: str
    """Key of a built-in or own message."""
    to: str
    """Role; ``person:ID`` where the recipient is already one."""
    occurrence: str | None = None
    """Key of the occurrence that it is about."""
    rung: str | None = None
    revision: int = 0
    due_on: date | None = None
    subject_title: Text | None = None
    """Title of the obligation, proposal or item that it is about."""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
    """Further words for the message: body, reason, days_late, ..."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event for another case, delivered after the commit in a transaction of its own."""

    target: str
    """Case id; or ``parent``, ``children``, ``children.ID``, a link type, resolved by the world."""
    event: str
    input: Mapping[str, object] = field(default_factory=dict, hash=False)
    hops: int = 1
    """So many cases have passed on what began with one event."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened by the world, in the same transaction."""

    workflow: str
    fields: Mapping[str, object] = field(hash=False)
    link: str = "source"
    children: str | None = None
    """Key of the children declaration, for a child; then ``link`` is ``parent``."""
    entry: int = 0
    """The entry of the opener that a child belongs to."""
    hops: int = 1


@dataclass(frozen=True, slots=True)
class Linking:
    """A link that a case gets, or loses, because of what its fields name."""

    kind: str
    name: str
    """Id or number of the other case."""


@quick
@dataclass(frozen=True, slots=True)
class Step:
    """One recorded event of a case."""

    event: str
    kind: str
    """opened, event, automatic, timer, rung, due, builtin or refused."""
    actor: Actor
    before: Case | None
    after: Case
    input: Mapping[str, object] = field(default_factory=dict, hash=False)
    """Typed values."""
    transition: str | None = None
    settled: tuple[Occurrence, ...] = ()
    """Occurrences that this step took out of the case, in their last value."""
    settled_items: tuple[Item, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    subject: str | None = None
    """Timer id, or occurrence and rung."""
    planned_at: datetime | None = None
    notes: tuple[Text, ...] = ()
    """What the answer has to say besides: for instance that nothing was fulfilled by it."""
    touched: tuple[str, ...] = ()
    """Fields that may hold something else than before; of a new case all of them do."""


@quick
@dataclass(frozen=True, slots=True)
class Accepted:
    """The steps that were taken, in order, and what has to leave the case."""

    before: Case | None
    after: Case
    steps: tuple[Step, ...]
    letters: tuple[Letter, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    openings: tuple[Opening, ...] = ()
    topics: tuple[str, ...] = ()


Outcome = Accepted | Refused
