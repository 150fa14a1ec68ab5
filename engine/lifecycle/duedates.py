"""Due dates of a case: what the definition says, read on the data, turned into dates by law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.deadlines import bgb
from engine.deadlines.due import (
    Due,
    Roll,
    before_full_days,
    before_nth_day,
    deemed_after_posting,
    due_after,
    due_on,
    first_occurrence_after,
    occurrence,
    part_of_month,
    retention,
)
from engine.deadlines.localtime import instant, local_date
from engine.deadlines.periods import Period, parse_period
from engine.definition.duties import DueDate, DueKind, Obligation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.deadlines.calendars import Calendar
    from engine.lifecycle.reading import Reading
    from engine.rules.rule import Rule

NO_PERIOD = Period()


@dataclass(frozen=True, slots=True)
class Grid:
    """The recurrence of an obligation: anchor and periods, all resolved."""

    anchor: date
    after: Period
    every: Period
    due: DueDate
    calendar: Calendar

    def due_of(self, number: int) -> Due:
        """Return the due date of an occurrence, reckoned from the anchor, so without drift."""
        return occurrence(
            self.anchor,
            self.after,
            self.every,
            number,
            counting=self.due.counting,
            roll=self.due.roll,
            calendar=self.calendar,
        )

    def first_after(self, opened_at: datetime) -> int:
        """Return the first occurrence whose rolled due date lies after an instant."""
        return first_occurrence_after(
            self.anchor,
            self.after,
            self.every,
            counting=self.due.counting,
            roll=self.due.roll,
            calendar=self.calendar,
            opened_at=opened_at,
        )


def period_of(source: Period | Rule | None, reading: Reading) -> Period | None:
    """Return a period that may be given by a rule in words."""
    if source is None or isinstance(source, Period):
        return source
    words = reading.value(source)
    return None if words is None else parse_period(str(words))


def anchor_of(due: DueDate, reading: Reading, opened: date | datetime) -> date | datetime | None:
    """Return what a due date is reckoned from; None if the data does not say it yet."""
    if due.source is None:
        return opened
    value = reading.value(due.source)
    return value if isinstance(value, date) else None


def due_of(due: DueDate, reading: Reading, opened_at: datetime) -> Due | None:
    """Return a single due date; None if it is undated."""
    anchor = anchor_of(due, reading, opened_at)
    if anchor is None:
        return None
    found = _reckon(due, anchor, reading)
    return found and at_hour(found, due, reading.draft.circumstances.calendar)


def at_hour(found: Due, declared: DueDate, calendar: Calendar) -> Due:
    """Return a due date at the hour that the definition names, if it names one."""
    if declared.at is None:
        return found
    return Due(found.nominal_on, found.on, instant(found.on, declared.at, calendar.zone))


def _reckon(due: DueDate, anchor: date | datetime, reading: Reading) -> Due | None:
    calendar = reading.draft.circumstances.calendar
    after = period_of(due.after, reading)
    if due.kind is DueKind.AFTER:
        if after is None:
            return None
        return due_after(anchor, after, counting=due.counting, roll=due.roll, calendar=calendar)
    day = local_date(anchor, calendar.zone) if isinstance(anchor, datetime) else anchor
    return _FORMS[due.kind](due, day, after or NO_PERIOD, calendar)


def _on(due: DueDate, day: date, _: Period, calendar: Calendar) -> Due:
    return due_on(day, roll=due.roll, calendar=calendar)


def _part(due: DueDate, day: date, _: Period, calendar: Calendar) -> Due:
    return part_of_month(due.part or "end", day, roll=due.roll, calendar=calendar)


def _before(due: DueDate, day: date, _: Period, calendar: Calendar) -> Due:
    full_days = due.full_days
    before = (
        before_nth_day(day, due.day or 1) if full_days is None else before_full_days(day, full_days)
    )
    return due_on(before, roll=Roll.NONE, calendar=calendar)


def _deemed(due: DueDate, day: date, after: Period, calendar: Calendar) -> Due:
    return deemed_after_posting(day, after, roll=due.roll, calendar=calendar).due


def _retained(_: DueDate, day: date, after: Period, calendar: Calendar) -> Due:
    return due_on(retention(day, after).last_day, roll=Roll.NONE, calendar=calendar)


_FORMS: Mapping[DueKind, Callable[[DueDate, date, Period, Calendar], Due]] = {
    DueKind.ON: _on,
    DueKind.PART_OF_MONTH: _part,
    DueKind.BEFORE: _before,
    DueKind.DEEMED: _deemed,
    DueKind.RETENTION: _retained,
}


def grid_of(obligation: Obligation, reading: Reading, opened: date | datetime) -> Grid | None:
    """Return the recurrence of an obligation; None if its anchor is not known yet.

    ``opened`` is the anchor where the definition names none: the entry or the demand.
    """
    if obligation.repeat is None:
        return None
    anchor = anchor_of(obligation.due, reading, opened)
    every = period_of(obligation.repeat.every, reading)
    if anchor is None or every is None:
        return None
    calendar = reading.draft.circumstances.calendar
    day = local_date(anchor, calendar.zone) if isinstance(anchor, datetime) else anchor
    after = period_of(obligation.due.after, reading) or NO_PERIOD
    return Grid(day, after, every, obligation.due, calendar)


@lru_cache(maxsize=4096)
def window_start(due_on_day: date, window: Period, calendar: Calendar) -> datetime:
    """Return from when a fulfilling event counts for a due date."""
    day = bgb.day_before(due_on_day, window, calendar)
    return instant(day, time(0), calendar.zone) - timedelta(hours=window.hours)
