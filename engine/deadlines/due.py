"""Due dates: periods, fixed days, parts of months, notification by post, recurrence, extension."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.deadlines import bgb
from engine.deadlines.errors import DateOutOfRange, InstantNeeded, RepeatsNever
from engine.deadlines.localtime import days_later, end_of_day, local_date, out_of_range
from engine.deadlines.notification import fiction_days as fiction_days_of
from engine.deadlines.periods import Period

if TYPE_CHECKING:
    from engine.deadlines.calendars import Calendar


_NEVER = datetime.max.replace(tzinfo=UTC)
_SHORTEST_MONTH = 28
_DAYS_OF_A_MONTH = 30
_DAYS_OF_A_YEAR = 365
_ROLLING_AT_MOST = timedelta(days=366)


class Counting(StrEnum):
    """Whether the day on which a period starts is counted."""

    DAY_AFTER = "day after"
    """The start is an event in the course of a day. Source: § 187 (1) BGB."""
    THAT_DAY_INCLUDED = "that day included"
    """The period starts with the beginning of the day. Source: § 187 (2) BGB."""


class Roll(StrEnum):
    """Where an end goes that falls on a Saturday, a Sunday or a holiday."""

    NEXT = "next working day"
    """Declarations and performances. Source: § 193 BGB, § 31 (3) VwVfG."""
    PREVIOUS = "previous working day"
    """Inner rules only; no law knows it."""
    NONE = "none"
    """Appointments, benefits, days named with notice. Source: § 31 (3) S. 2, (4), (5) VwVfG."""


class MonthPart(StrEnum):
    """A part of a month as a date. Source: § 192 BGB."""

    BEGINNING = "beginning"
    MIDDLE = "middle"
    END = "end"


class Reading(StrEnum):
    """Where an extension counts from."""

    FROM_OLD_END = "from_old_end"
    """Old and new period are one; no rolling in between. Source: § 190 BGB."""
    FROM_ROLLED_END = "from_rolled_end"
    """From the day to which the old end was moved; usual in public law (§ 31 (7) VwVfG)."""


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due."""

    nominal_on: date
    """The last day by counting alone: the recurrence grid and extensions go by it."""
    on: date
    """The last day after rolling."""
    at: datetime
    """The UTC instant from which on it is overdue: 24:00 of the last day, or the very moment."""


@dataclass(frozen=True, slots=True)
class DeemedDue:
    """The end of a period that starts with a letter's deemed notification."""

    deemed_on: date
    due: Due


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept. Never rolled: deleting declares nothing."""

    start_on: date
    last_day: date
    deletable_from: date


def rolled(day: date, roll: Roll, calendar: Calendar) -> date:
    """Return where the law, or the rule of the house, moves the end of a period."""
    if roll is Roll.NEXT:
        return calendar.after_rest(day)
    if roll is Roll.PREVIOUS:
        return calendar.before_rest(day)
    return day


def due_on(day: date, *, roll: Roll, calendar: Calendar) -> Due:
    """Return when something is due that is due on a day."""
    on = rolled(day, roll, calendar)
    return Due(day, on, end_of_day(on, calendar.zone))


def due_after(
    start: date | datetime,
    after: Period,
    *,
    counting: Counting = Counting.DAY_AFTER,
    roll: Roll = Roll.NEXT,
    calendar: Calendar,
    plus: Period | None = None,
) -> Due:
    """Return when a period ends.

    Args:
        start: The day, or the aware instant; of an instant the local day counts.
        after: The period. Hours need an instant, run through nights, weekends and changes of the
            clock, and never roll (Source: § 31 (6) VwVfG).
        counting: Whether the start day is counted.
        roll: Where an end on a rest day goes; once, at the very end.
        calendar: The place.
        plus: A further period that follows without any rolling in between.

    Raises:
        InstantNeeded: if hours are to run from a mere day, or the instant has no time zone.
        DateOutOfRange: if the end cannot be written, or the holidays of its year are not known.
    """
    if after.is_hours or (plus is not None and plus.is_hours):
        return _due_after_hours(start, after if plus is None else after + plus, calendar)
    day = local_day(start, calendar)
    counts_start = counting is Counting.THAT_DAY_INCLUDED
    day = bgb.last_day(day, after, counts_start=counts_start, calendar=calendar)
    if plus is not None:
        day = bgb.last_day(day, plus, counts_start=False, calendar=calendar)
    return due_on(day, roll=roll, calendar=calendar)


def _due_after_hours(start: date | datetime, period: Period, calendar: Calendar) -> Due:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise InstantNeeded(given=start.isoformat())
    try:
        at = start.astimezone(UTC) + timedelta(hours=period.hours)
    except OverflowError:
        raise out_of_range(start) from None
    on = local_date(at, calendar.zone)
    return Due(on, on, at)


def local_day(start: date | datetime, calendar: Calendar) -> date:
    """Return the local day of a start: the day itself, or the one in which an instant lies."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise InstantNeeded(given=start.isoformat())
    return local_date(start, calendar.zone)


def part_of_month(
    part: MonthPart | str, of: date | tuple[int, int], *, roll: Roll, calendar: Calendar
) -> Due:
    """Return the 1st, the 15th or the last day of a month. Source: § 192 BGB.

    Args:
        part: Which of them.
        of: A day in the month, or year and month.
        roll: Where a rest day goes.
        calendar: The place.
    """
    year, month = of if isinstance(of, tuple) else (of.year, of.month)
    days = {
        MonthPart.BEGINNING: date(year, month, 1),
        MonthPart.MIDDLE: date(year, month, bgb.MIDDLE_OF_MONTH),
        MonthPart.END: bgb.end_of_month(year, month),
    }
    return due_on(days[MonthPart(part)], roll=roll, calendar=calendar)


def deemed_after_posting(
    posted: date,
    after: Period,
    *,
    fiction_days: int | None = None,
    shift_fiction: bool = False,
    roll: Roll = Roll.NEXT,
    calendar: Calendar,
) -> DeemedDue:
    """Return when a period ends that starts when a posted letter is deemed to have arrived.

    Args:
        posted: The day on which the letter was posted.
        after: The period that the notification starts.
        fiction_days: After how many days it is deemed notified; without it by posting date and
            Land. Source: § 41 (2) VwVfG.
        shift_fiction: Whether the day of notification itself moves to the next working day: tax
            practice does so (§ 122 AO), administrative law by the prevailing view does not.
        roll: Where an end on a rest day goes.
        calendar: The place.
    """
    if fiction_days is None:
        fiction_days = fiction_days_of(posted, calendar.place.state)
    deemed_on = days_later(posted, fiction_days)
    if shift_fiction:
        deemed_on = calendar.after_rest(deemed_on)
    return DeemedDue(deemed_on, due_after(deemed_on, after, roll=roll, calendar=calendar))


def before_full_days(event_on: date, n: int) -> date:
    """Return the last day that leaves n full days between itself and the event.

    Source: for example § 34 (3) GemO RP. Never rolled: that would shorten the protection.
    """
    return days_later(event_on, -n - 1)


def before_nth_day(event_on: date, n: int) -> date:
    """Return the n-th day before an event; that day itself still suffices."""
    return days_later(event_on, -n)


def retention(event_on: date, years: int | Period) -> Retention:
    """Return how long something is kept, counted from the end of the calendar year of the event."""
    period = Period(years=years) if isinstance(years, int) else years
    start_on = days_later(bgb.end_of_year(event_on), 1)
    last_day = days_later(bgb.add_months(start_on, period.total_months), period.calendar_days - 1)
    return Retention(start_on, last_day, days_later(last_day, 1))


def non_contiguous_days(period: Period) -> int:
    """Return the days of a period that need not run at a stretch: 30 a month, 365 a year.

    Source: § 191 BGB.
    """
    months = period.months * _DAYS_OF_A_MONTH
    return period.years * _DAYS_OF_A_YEAR + months + period.calendar_days


def extend(due: Due, by: Period, *, reading: Reading, roll: Roll, calendar: Calendar) -> Due:
    """Return the due date after an extension, in either reading.

    Hours are added to the moment at which the old period ends.
    """
    if by.is_hours:
        return due_after(due.at, by, calendar=calendar)
    start = due.nominal_on if reading is Reading.FROM_OLD_END else due.on
    return due_after(start, by, roll=roll, calendar=calendar)


def occurrence(  # noqa: PLR0913, PLR0917 - the words of the format, as they stand there
    anchor: date | datetime,
    after: Period,
    every: Period,
    number: int,
    counting: Counting,
    roll: Roll,
    calendar: Calendar,
) -> Due:
    """Return when the k-th occurrence is due: anchor + (after + (k−1)·every), rolled by itself.

    The periods are summed before any date is reckoned, so that neither short months nor rolling
    ever shift the grid.

    Raises:
        RepeatsNever: if ``every`` is nothing, or k is not 1 or more.
    """
    return _occurrence(anchor, after, every, number, counting, roll, calendar)


@lru_cache(maxsize=65536)
def _occurrence(  # noqa: PLR0913, PLR0917 - see above
    anchor: date | datetime,
    after: Period,
    every: Period,
    number: int,
    counting: Counting,
    roll: Roll,
    calendar: Calendar,
) -> Due:
    if every.is_zero or number < 1:
        raise RepeatsNever
    period = after + every.times(number - 1)
    return due_after(anchor, period, counting=counting, roll=roll, calendar=calendar)


def first_occurrence_after(  # noqa: PLR0913, PLR0917 - the words of the format
    anchor: date | datetime,
    after: Period,
    every: Period,
    counting: Counting,
    roll: Roll,
    calendar: Calendar,
    opened_at: datetime,
) -> int:
    """Return the number of the first occurrence whose rolled due lies after the opening.

    Found by halving: about a dozen looks for a century of days.

    Raises:
        RepeatsNever: if ``every`` is nothing.
    """

    def due_at(number: int) -> datetime:
        for rolling in (roll, Roll.NONE):  # outside the known years it is not rolled
            with suppress(DateOutOfRange):
                return occurrence(anchor, after, every, number, counting, rolling, calendar).at
        return _NEVER

    first_at = due_at(1)
    if first_at > opened_at:
        return 1
    surely_later = (opened_at - first_at + _ROLLING_AT_MOST) // _at_least(every) + 2
    return 1 + bisect_right(range(1, surely_later), opened_at, key=due_at)


def _at_least(period: Period) -> timedelta:
    days = period.total_months * _SHORTEST_MONTH + period.calendar_days + period.working_days
    return timedelta(days=days, hours=period.hours)
