"""How periods run in days and months. Source: §§ 187 to 191 BGB."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final

from engine.deadlines.localtime import days_later, out_of_range
from engine.deadlines.periods import MONTHS_OF_A_YEAR

if TYPE_CHECKING:
    from engine.deadlines.calendars import Calendar
    from engine.deadlines.periods import Period

MIDDLE_OF_MONTH: Final = 15
"""Source: § 192 BGB."""


def last_day(start: date, period: Period, *, counts_start: bool, calendar: Calendar) -> date:
    """Return the last day of a period, before any rolling.

    Args:
        start: The day of the event, or the first day of the period.
        period: Months are taken first, then days, then working days, each from the anchor's end
            of the one before without rolling in between.
        counts_start: Whether the start is the first day of the period (§ 187 (2)) or the day of
            the event, which is not counted (§ 187 (1)).
        calendar: Tells which days are working days.
    """
    if period.is_zero:
        return start
    if counts_start:
        day = (
            _month_end_counting(start, period.total_months)
            if period.total_months
            else days_later(start, -1)
        )
    else:
        day = add_months(start, period.total_months)
    day = days_later(day, period.calendar_days)
    return calendar.add_working_days(day, period.working_days)


def day_before(day: date, period: Period, calendar: Calendar) -> date:
    """Return the day that lies a period before another, which is not counted."""
    day = days_later(add_months(day, -period.total_months), -period.calendar_days)
    return calendar.add_working_days(day, -period.working_days)


def add_months(day: date, months: int) -> date:
    """Return the day of the same number, or the last of the month if it lacks that day.

    Source: § 188 (2) and (3) BGB.
    """
    year, month = _month(day, months)
    return _day_or_last(day, year, month, day.day)


def _month_end_counting(start: date, months: int) -> date:
    """Return the day before the one of the same number (§ 188 (2)), or the last of the month."""
    if start.day == 1:
        return days_later(add_months(start, months), -1)
    year, month = _month(start, months)
    return _day_or_last(start, year, month, start.day - 1)


def _month(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return years, month + 1


def _day_or_last(origin: date, year: int, month: int, number: int) -> date:
    if not date.min.year <= year <= date.max.year:
        raise out_of_range(origin)
    return date(year, month, min(number, monthrange(year, month)[1]))


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def end_of_year(day: date) -> date:
    """Return the 31 December of the day's year."""
    return date(day.year, MONTHS_OF_A_YEAR, 31)
