"""Instants and durations: reading and writing them, their parts, their time zones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.rules.arithmetic import duration
from engine.rules.errors import Stop, Why
from engine.rules.functions import Function, Registry, Signature, registry
from engine.rules.types import DATE, DURATION, INT, STRING, TIMESTAMP
from engine.rules.values import no_overload

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.([0-9]{1,9}))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DURATION = re.compile(r"([+-]?)((?:[0-9]{1,20}(?:\.[0-9]{0,20})?(?:h|ms|m|us|ns|s)){1,20}|0)")
_DURATION_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?)(h|ms|m|us|ns|s)")
_MICROSECONDS = {
    "h": Fraction(3_600_000_000),
    "m": Fraction(60_000_000),
    "s": Fraction(1_000_000),
    "ms": Fraction(1_000),
    "us": Fraction(1),
    "ns": Fraction(1, 1_000),
}
_OFFSET = re.compile(r"([+-]?)([0-9]{2}):([0-9]{2})")


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant; finer parts than microseconds are cut off."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise Stop(Why.BAD_CONVERSION, "timestamp")
    day, time, fraction, zone = match.groups()
    try:
        whole = datetime.fromisoformat(f"{day}T{time}{'+00:00' if zone in 'Zz' else zone}")
        parsed = whole + timedelta(microseconds=int((fraction or "0").ljust(6, "0")[:6]))
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Stop(Why.BAD_CONVERSION, "timestamp") from None


def parse_duration(text: str) -> timedelta:
    """Read a duration such as ``1h30m`` or ``-0.5s``."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise Stop(Why.BAD_CONVERSION, "duration")
    total = sum(
        (Fraction(number) * _MICROSECONDS[unit] for number, unit in _parts(match[2])), Fraction(0)
    )
    try:
        length = timedelta(microseconds=int(total))
    except OverflowError:
        raise Stop(Why.OVERFLOW) from None
    return duration(-length if match[1] == "-" else length)


def _parts(text: str) -> list[tuple[str, str]]:
    return _DURATION_PART.findall(text)


def write_instant(value: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, with no, three or six digits after the second."""
    utc = value.astimezone(UTC).replace(tzinfo=None)
    digits = "microseconds" if utc.microsecond % 1000 else "milliseconds"
    return utc.isoformat(timespec=digits if utc.microsecond else "seconds") + "Z"


def write_duration(value: timedelta) -> str:
    """Write a duration in seconds, such as ``5400s``."""
    total = value // timedelta(microseconds=1)
    seconds, micros = divmod(abs(total), 1_000_000)
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    return f"{'-' if total < 0 else ''}{seconds}{fraction}s"


def _in_zone(value: datetime, zone: object) -> datetime:
    if type(zone) is not str:
        raise no_overload(value, zone, of="timestamp")
    offset = _OFFSET.fullmatch(zone)
    try:
        if offset is None:
            return value.astimezone(ZoneInfo(zone))
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return value.astimezone(timezone(-ahead if offset[1] == "-" else ahead))
    except (KeyError, ValueError, OSError, OverflowError):
        raise Stop(Why.BAD_CONVERSION, zone) from None


def local_day(value: datetime) -> date:
    """Return the day of an instant in Germany: what an office calls its date."""
    try:
        return value.astimezone(ZoneInfo("Europe/Berlin")).date()
    except OverflowError:
        raise Stop(Why.OVERFLOW) from None


def _part_of_day(name: str, read: Callable[[date], int]) -> Function:
    """Make a method that reads a calendar part of an instant or of a date."""

    def run(value: object, *zone: object) -> int:
        if type(value) is datetime and len(zone) <= 1:
            return read(_in_zone(value, *zone) if zone else value.astimezone(UTC))
        if type(value) is date and not zone:
            return read(value)
        raise no_overload(value, *zone, of=name)

    takes = ((TIMESTAMP,), (TIMESTAMP, STRING), (DATE,))
    return Function(name, tuple(Signature(each, INT) for each in takes), run, is_method=True)


def _part_of_time(name: str, read: Callable[[datetime], int], unit: timedelta) -> Function:
    """Make a method that reads a part of the clock time, or the whole length of a duration."""

    def run(value: object, *zone: object) -> int:
        if type(value) is datetime and len(zone) <= 1:
            return read(_in_zone(value, *zone) if zone else value.astimezone(UTC))
        if type(value) is timedelta and not zone:
            return _length(value, unit)
        raise no_overload(value, *zone, of=name)

    takes = ((TIMESTAMP,), (TIMESTAMP, STRING), (DURATION,))
    return Function(name, tuple(Signature(each, INT) for each in takes), run, is_method=True)


def _length(value: timedelta, unit: timedelta) -> int:
    if unit < timedelta(seconds=1):  # milliseconds are those within the second
        return abs(value) % timedelta(seconds=1) // unit
    whole = abs(value) // unit
    return -whole if value < timedelta(0) else whole


def _day_of_year(value: date) -> int:
    return value.timetuple().tm_yday - 1


def _convert_instant(value: Any) -> datetime:
    if type(value) is datetime:
        return value
    if type(value) is str:
        return parse_instant(value)
    if type(value) is int:
        try:
            return EPOCH + timedelta(seconds=value)
        except OverflowError:
            raise Stop(Why.OVERFLOW) from None
    raise no_overload(value, of="timestamp")


def _convert_duration(value: Any) -> timedelta:
    if type(value) is timedelta:
        return value
    if type(value) is str:
        return parse_duration(value)
    raise no_overload(value, of="duration")


INSTANTS: Registry = registry(
    Function(
        "timestamp",
        tuple(Signature((each,), TIMESTAMP) for each in (STRING, TIMESTAMP, INT)),
        _convert_instant,
        folds=True,
    ),
    Function(
        "duration",
        tuple(Signature((each,), DURATION) for each in (STRING, DURATION)),
        _convert_duration,
        folds=True,
    ),
    _part_of_day("getFullYear", lambda day: day.year),
    _part_of_day("getMonth", lambda day: day.month - 1),
    _part_of_day("getDate", lambda day: day.day),
    _part_of_day("getDayOfMonth", lambda day: day.day - 1),
    _part_of_day("getDayOfWeek", lambda day: day.isoweekday() % 7),
    _part_of_day("getDayOfYear", _day_of_year),
    _part_of_time("getHours", lambda at: at.hour, timedelta(hours=1)),
    _part_of_time("getMinutes", lambda at: at.minute, timedelta(minutes=1)),
    _part_of_time("getSeconds", lambda at: at.second, timedelta(seconds=1)),
    _part_of_time("getMilliseconds", lambda at: at.microsecond // 1000, timedelta(milliseconds=1)),
)
