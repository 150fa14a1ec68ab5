"""What a case is at one moment: values only.

A case is in exactly one state of one workflow version. Everything that the next step needs to
know about it is in here; everything that can change is changed by replacing the value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.lifecycle.frozen import quick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from engine.findings import Text


class Status(StrEnum):
    """The life of one occurrence of an obligation. Overdue is derived: open and past due."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    FULFILLED_LATE = "fulfilled_late"
    WAIVED = "waived"
    ENDED = "ended"
    """No longer owed because the case moved on; unfulfilled."""
    RESTED = "rested"
    """Its grid date lay inside a suspension: not owed, not missed."""


class RungResult(StrEnum):
    """What became of a rung."""

    FIRED = "fired"
    OVERTAKEN = "overtaken"
    """A more urgent rung of the same occurrence spoke for it."""
    NOT_MET = "not_met"
    """Its condition was false: final for this occurrence."""


@quick
@dataclass(frozen=True, slots=True)
class Fired:
    """A rung that is settled for a revision of an occurrence."""

    rung: str
    revision: int
    planned_at: datetime
    at: datetime
    result: RungResult = RungResult.FIRED


@dataclass(frozen=True, slots=True)
class Broken:
    """A rung whose rule failed: it stays open and is tried again."""

    rung: str
    tries: int
    reason: str
    again_at: datetime


@quick
@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing owed once: obligation ``obligation`` for the ``number``-th time."""

    obligation: str
    series: int
    """The event of the case with which this run of occurrences began."""
    number: int
    opened_at: datetime
    owner: str
    """Role that owes; people are found when a rung fires."""
    revision: int = 1
    """Counts changes of the due date."""
    anchor_on: date | None = None
    """What the recurrence grid hangs on; it never moves."""
    nominal_on: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    """The first instant that is too late; None: undated."""
    window_at: datetime | None = None
    """From when a fulfilling event counts; None: always."""
    status: Status = Status.OPEN
    settled_at: datetime | None = None
    reason: str | None = None
    """Why it was waived, extended or revised, in the words of whoever did it."""
    fired: tuple[Fired, ...] = ()
    broken: Broken | None = None
    next_at: datetime | None = None
    """The next moment the clock has to look at it; None: never."""
    extended: int = 0
    extended_to: tuple[date, date, datetime] | None = None
    """Nominal date, date and instant that an extension put in the place of the computed ones."""
    followed: bool = False
    """Whether the next occurrence has been opened."""
    history: str = ""
    """Results of the occurrences before: i in time, l late, m missed, w waived, r rested."""
    last_fulfilled_on: date | None = None

    @property
    def key(self) -> str:
        """Name of the occurrence inside its case."""
        return f"{self.obligation}.{self.series}.{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.status is Status.OPEN

    def is_overdue(self, at: datetime) -> bool:
        """Whether it is owed and too late at an instant."""
        return self.status is Status.OPEN and self.due_at is not None and at >= self.due_at


@quick
@dataclass(frozen=True, slots=True)
class Timer:
    """A timer of the present state or phase."""

    id: str
    place: str
    """``state`` or ``phase``."""
    event: str
    due_at: datetime | None
    """None: unarmed, its date is not known."""
    fired_for: datetime | None = None
    """The moment for which it has fired; it fires again only for a later one."""

    @property
    def next_at(self) -> datetime | None:
        """When the clock has to look at it."""
        if self.due_at is None or (self.fired_for is not None and self.due_at <= self.fired_for):
            return None
        return self.due_at


class ItemKind(StrEnum):
    """What a body is asked."""

    AGENDA = "agenda"
    PROPOSAL = "proposal"


@quick
@dataclass(frozen=True, slots=True)
class Item:
    """Something that stands before a body."""

    kind: ItemKind
    key: str
    """Of a proposal its ``id``; of an agenda item the obligation or effect that put it there."""
    number: int
    """Counts the items of this case, so that ``kind key number`` names one."""
    body: str
    title: Text
    opened_at: datetime
    on: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Of a proposal: outcome to event."""
    fallback: str | None = None
    reported: bool = False
    """Of an agenda item: what it asks for has been done; the body has only to note it."""
    postponed: int = 0
    outcome: str | None = None
    resolution: str | None = None
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the body still has it before it."""
        return self.settled_at is None


@dataclass(frozen=True, slots=True)
class Pause:
    """One suspension; ``until_at`` is what was promised, ``ended_at`` what came."""

    since_at: datetime
    until_at: datetime
    reason: str
    ended_at: datetime | None = None
    told: int = 0
    """How many rungs of 'suspended too long' have fired: the role first, then the body."""
    next_at: datetime | None = None
    """When the next of these rungs is due."""


@dataclass(frozen=True, slots=True)
class ParentLink:
    """Whose child this case is, and of which entry."""

    case: str
    children: str
    """Key of the children declaration in the parent's workflow."""
    entry: int


@dataclass(frozen=True, slots=True)
class WorkflowRef:
    """The definition a case is pinned to."""

    key: str
    version: int
    digest: str


@quick
@dataclass(frozen=True, slots=True)
class Case:
    """A case at one moment."""

    id: str
    workflow: WorkflowRef
    number: str
    state: str
    data: Mapping[str, object] = field(hash=False)
    """Field values, typed; every declared field is a key."""
    version: int
    """How many events the case has seen."""
    opened_at: datetime
    opened_on: date
    entered_at: datetime
    """When the present state was entered."""
    phase_entered_at: datetime
    entry: int = 1
    """Counts entries of states."""
    closed_at: datetime | None = None
    outcome: str | None = None
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Who holds the roles of this case: role to ids of people or organisations."""
    occurrences: tuple[Occurrence, ...] = ()
    """Open ones; settled ones leave the value and stay in the store."""
    timers: tuple[Timer, ...] = ()
    items: tuple[Item, ...] = ()
    """What stands open before bodies; settled ones leave the value and stay in the store."""
    items_count: int = 0
    pauses: tuple[Pause, ...] = ()
    """The suspension ledger; the last one is the present one while it has no end."""
    parent: ParentLink | None = None

    @property
    def is_closed(self) -> bool:
        """Whether a final state was reached."""
        return self.closed_at is not None

    @property
    def pause(self) -> Pause | None:
        """The suspension that the case is in."""
        if self.pauses and self.pauses[-1].ended_at is None:
            return self.pauses[-1]
        return None

    @property
    def next_timer_at(self) -> datetime | None:
        """When the clock has to look at timers or at the end of a suspension."""
        if self.closed_at is not None:
            return None
        if (pause := self.pause) is not None:
            return pause.next_at
        return min((each.next_at for each in self.timers if each.next_at), default=None)
