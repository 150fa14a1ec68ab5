"""Duties: obligations, due dates, timers, reminders and escalation as the definition says them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.deadlines.due import Counting, Roll

if TYPE_CHECKING:
    from datetime import time

    from engine.deadlines.ladder import Rung
    from engine.deadlines.periods import Period
    from engine.definition.effects import Effect, Expression
    from engine.findings import Text
    from engine.rules.rule import Rule


class DueKind(StrEnum):
    """The forms of a due date (workflow-format 4)."""

    AFTER = "after"
    """``from`` a moment, ``after`` a period (BGB §§ 187-189)."""
    ON = "on"
    """A date."""
    PART_OF_MONTH = "part_of_month"
    """Beginning, middle or end of the month ``of`` a date (BGB § 192)."""
    DEEMED = "deemed_after_posting"
    """``from`` the day of posting, deemed notified, then ``after`` (VwVfG § 41(2))."""
    BEFORE = "before"
    """``full_days`` or the n-th ``day`` before a date."""
    RETENTION = "retention"
    """A period from the end of the year of a date."""


@dataclass(frozen=True, slots=True)
class DueDate:
    """How a due date is found. Which members are set depends on ``kind``."""

    kind: DueKind
    source: Expression | None = None
    """The date or instant it is reckoned from; None means the moment of entry or demand."""
    source_name: str = "entry"
    """``entry``, ``demand`` or ``rule``."""
    after: Period | Rule | None = None
    """A period, or a rule giving one in words (``= settings.x``)."""
    counting: Counting = Counting.DAY_AFTER
    roll: Roll = Roll.NEXT
    part: str | None = None
    full_days: int | None = None
    day: int | None = None
    at: time | None = None
    """A local hour on that day; None is the end of the day."""

    @property
    def is_fixed_date(self) -> bool:
        """Whether it is a date rather than a period."""
        return self.kind in {DueKind.ON, DueKind.PART_OF_MONTH, DueKind.BEFORE, DueKind.RETENTION}


@dataclass(frozen=True, slots=True)
class Timer:
    """Raises an event of the engine when its moment has come, once per entry."""

    id: str
    due: DueDate
    event: str
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """Recurrence: due of occurrence k is anchor + (after + (k-1) * every)."""

    every: Period | Rule
    until: Rule | None = None
    """No further occurrence opens once this is true."""
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """A rung after the due date."""

    id: str
    at: Rung | Rule
    do: tuple[Effect, ...]
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class FulfilledBy:
    """An event that fulfils, possibly only if a rule holds."""

    event: str
    condition: Rule | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """Who may extend, how often, and from which end the extension counts (BGB § 190)."""

    by: tuple[str, ...]
    times: int = 1
    from_rolled_end: bool = False


@dataclass(frozen=True, slots=True)
class Obligation:
    """What somebody owes somebody by a date."""

    key: str
    title: Text
    owner: str
    due: DueDate
    creditor: str | None = None
    binding: bool = False
    repeat: Repeat | None = None
    window: Period | None = None
    """How early a fulfilling event counts; None is half of ``every``, or always if no repeat."""
    serves_oldest_only: bool = False
    condition: Rule | None = None
    """``when``: is it owed at all? Evaluated at opening."""
    fulfilled_by: tuple[FulfilledBy, ...] = ()
    reminders: tuple[Rung, ...] | Rule = ()
    escalation: tuple[Escalation, ...] = ()
    blocks: tuple[str, ...] = ()
    extension: Extension | None = None
    waiver: tuple[str, ...] = ()
    on_exit: str | None = None
    """keep, end or refuse; None: keep if binding and overdue, else end."""
    shifts_on_suspend: bool = True
    help: Text | None = None
