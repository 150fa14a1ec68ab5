"""Local days and hours as instants: where the clock is changed, and when a day ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from engine.deadlines.errors import DateOutOfRange, TimeZoneUnknown
from engine.findings import Text

_ONE_DAY = timedelta(days=1)


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name (``Europe/Berlin``).

    Raises:
        TimeZoneUnknown: with the names that look alike.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        meant = get_close_matches(name, sorted(available_timezones()), n=1) or ["Europe/Berlin"]
        raise TimeZoneUnknown(
            given=name,
            hint=Text(de=f"Meinten Sie „{meant[0]}“?", en=f"Did you mean “{meant[0]}”?"),
        ) from None


@lru_cache(maxsize=8192)
def instant(day: date, at: time, zone: str) -> datetime:
    """Return the UTC instant of a local time.

    A time that the clock skips in spring moves forward by the hour that is skipped; of a time that
    comes twice in autumn the later one holds: nobody loses an hour.
    """
    local = datetime.combine(day, at.replace(tzinfo=None), tzinfo=zone_of(zone))
    try:
        return max(local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC))
    except OverflowError:
        raise out_of_range(day) from None


@lru_cache(maxsize=8192)
def end_of_day(day: date, zone: str) -> datetime:
    """Return the instant at which a local day is over: 24:00, the start of the next day.

    It is exclusive: what arrives at this very instant is late. Source: § 188 (1) BGB.
    """
    return instant(days_later(day, 1), time(0), zone)


@lru_cache(maxsize=8192)
def local_date(at: datetime, zone: str) -> date:
    """Return the local day of an instant."""
    return at.astimezone(zone_of(zone)).date()


def days_later(day: date, days: int) -> date:
    """Return the day that many days later, earlier if negative.

    Raises:
        DateOutOfRange: if there is no such day.
    """
    try:
        return day + days * _ONE_DAY
    except OverflowError:
        raise out_of_range(day) from None


def out_of_range(day: date) -> DateOutOfRange:
    """Return the error that a date counted from this day cannot be written."""
    what = Text(de=f"Ein Datum, gerechnet ab {day},", en=f"A date counted from {day}")
    return DateOutOfRange(what=what, first=date.min.year, last=date.max.year)
