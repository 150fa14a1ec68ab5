"""Dates as people write them: ``Mitte Mai 2026``, ``2. Halbjahr 2026``, ``laufend``, 46150.

A text means a span of days; where the year is missing, the next such span after a given day is
taken and said so. The middle of a month is its 15th (§ 192 BGB).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from engine.documents.lists.normal import normal

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.documents.workbooks.values import Value

MIDDLE = 15
"""Day of a month's middle. Source: § 192 BGB."""
_SERIAL_FIRST, _SERIAL_LAST = 20_000, 80_000
_SERIAL_ZERO = date(1899, 12, 30)
_YEARS = range(1990, 2100)
_CENTURY = 2000
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januar jan jaenner", "februar feb", "maerz mrz", "april apr", "mai", "juni jun",
         "juli jul", "august aug", "september sep sept", "oktober okt", "november nov",
         "dezember dez"), start=1,
    )
    for name in names.split()
}  # fmt: skip
_ENDLESS = frozenset(
    {"laufend", "fortlaufend", "dauerhaft", "daueraufgabe", "dauermassnahme", "unbefristet"}
    | {"kontinuierlich", "staendig", "jaehrlich", "regelmaessig", "fortlfd", "lfd", "dauernd"}
)
_NOW = frozenset({"sofort", "ab sofort", "umgehend", "kurzfristig ab sofort"})
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_YEAR = r"((?:19|20)\d\d)"
_OPTIONAL_YEAR = rf"(?: {_YEAR})?"


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a text means."""

    first: date | None
    last: date | None
    is_endless: bool = False
    """It is said to go on for good."""
    guessed_year: bool = False
    """The text names no year."""

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first is not None and self.first == self.last


def read_span(value: Value, after: date) -> Span | None:
    """Return the days that a cell means; None if it is not understood.

    Args:
        value: What stands in the cell.
        after: Where a text names no year, the first such days that end on or after this one.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _number(value)
    return _text(value, after)


def _day(value: date) -> Span:
    return Span(value, value)


def _number(value: float) -> Span | None:
    """Read a year, or the serial number of a day that lost its format."""
    if value in _YEARS:
        return _year(int(value))
    if _SERIAL_FIRST <= value <= _SERIAL_LAST:
        return _day(_SERIAL_ZERO + timedelta(days=int(value)))
    return None


def _text(text: str, after: date) -> Span | None:
    text = text.strip()
    whole = _one(text, after)
    if whole is not None:
        return whole
    for separator in (r"\s+bis\s+(?:zum\s+)?", r"\s*[–—]\s*", r"\s+-\s+", r"\s*-\s*", r"\s*/\s*"):
        parts = re.split(separator, text)
        if len(parts) == 2:  # noqa: PLR2004 - from and to
            return _between(parts[0], parts[1], after)
    return None


def _between(begin: str, end: str, after: date) -> Span | None:
    last = _one(end, after)
    if last is None:
        return None
    year = last.last.year if last.last else None
    first = _one(begin, after)
    if (first is None or first.guessed_year) and year is not None:
        first = _one(f"{begin} {year}", after) or first
    if first is None or first.first is None:
        return None
    if last.last is not None and first.first > last.last:
        return None
    return Span(first.first, last.last, last.is_endless, first.guessed_year or last.guessed_year)


def _one(text: str, after: date) -> Span | None:
    exact = _numeric(text)
    if exact is not None:
        return exact
    plain = normal(text)
    for word in ("voraussichtlich ", "vorauss ", "ca ", "etwa ", "spaetestens ", "geplant ", "im "):
        plain = plain.removeprefix(word)
    if plain in _ENDLESS:
        return Span(None, None, is_endless=True)
    if plain in _NOW:
        return Span(after, after)
    return _open_sided(plain, after) or _worded(plain, after)


def _open_sided(plain: str, after: date) -> Span | None:
    """Read ``ab Mai 2026``, ``seit 2024``, ``bis Ende 2027``."""
    match = re.fullmatch(r"(ab|seit|von|bis zum|bis) (.+)", plain)
    if match is None:
        return None
    known = _numeric(match[2].replace(" ", ".")) or _worded(match[2], after)
    if known is None:
        return None
    if match[1].startswith("bis"):
        return replace(known, first=None)
    return replace(known, last=None, is_endless=True)


def _numeric(text: str) -> Span | None:
    """Read 15.03.2026, 15.3.26, 2026-03-15, 03/2026, 3.2026 and 2026."""
    compact = text.replace(" ", "").rstrip(".")
    for pattern, order in (
        (r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)", (2, 1, 0)),
        (r"(\d{4})-(\d\d)-(\d\d)", (0, 1, 2)),
    ):
        if match := re.fullmatch(pattern, compact):
            year, month, day = (int(match.groups()[index]) for index in order)
            return _checked(year if year >= 100 else _CENTURY + year, month, day)  # noqa: PLR2004
    if match := re.fullmatch(r"(\d{1,2})[./](\d{4})", compact):
        month, year = int(match[1]), int(match[2])
        return _month(year, month) if 1 <= month <= 12 and year in _YEARS else None  # noqa: PLR2004
    if re.fullmatch(r"\d{4}", compact) and int(compact) in _YEARS:
        return _year(int(compact))
    return None


def _checked(year: int, month: int, day: int) -> Span | None:
    try:
        return _day(date(year, month, day))
    except ValueError:
        return None


def _worded(plain: str, after: date) -> Span | None:
    for pattern, read in _PATTERNS:
        if match := re.fullmatch(pattern, plain):
            *parts, year = match.groups()
            if year is not None:
                return read(int(year), *parts)
            return _next(lambda each, read=read, parts=parts: read(each, *parts), after)  # type: ignore[misc]  # mypy cannot infer the lambda's defaults
    return None


def _next(of_year: Callable[[int], Span | None], after: date) -> Span | None:
    for year in (after.year, after.year + 1):
        span = of_year(year)
        if span is not None and span.last is not None and span.last >= after:
            return replace(span, guessed_year=True)
    return None


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def _months(year: int, first: int, last: int) -> Span:
    return Span(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))


def _month(year: int, month: int) -> Span:
    return _months(year, month, month)


def _half(year: int, half: str) -> Span:
    return _months(year, 1, 6) if half == "1" else _months(year, 7, 12)


def _quarter(year: int, quarter: str) -> Span:
    first = 3 * int(quarter) - 2
    return _months(year, first, first + 2)


def _week(year: int, week: str) -> Span | None:
    try:
        monday = date.fromisocalendar(year, int(week), 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6))


def _part_of_month(year: int, part: str, month: str) -> Span:
    span = _month(year, _MONTHS[month])
    if part == "mitte":
        return _day(date(year, _MONTHS[month], MIDDLE))
    day = span.first if part in {"anfang", "beginn"} else span.last
    return Span(day, day)


def _part_of_year(year: int, part: str) -> Span:
    if part == "mitte":
        return _day(date(year, 6, 30))
    return _day(date(year, 1, 1)) if part in {"anfang", "beginn"} else _day(date(year, 12, 31))


def _named_day(year: int, day: str, month: str) -> Span | None:
    return _checked(year, _MONTHS[month], int(day))


def _numbered_day(year: int, day: str, month: str) -> Span | None:
    return _checked(year, int(month), int(day))


_PART = "(anfang|beginn|mitte|ende)"
_PATTERNS: tuple[tuple[str, Callable[..., Span | None]], ...] = (
    (rf"(\d{{1,2}}) {_MONTH}{_OPTIONAL_YEAR}", _named_day),
    (rf"(\d{{1,2}}) (\d{{1,2}}){_OPTIONAL_YEAR}", _numbered_day),
    (rf"{_MONTH}{_OPTIONAL_YEAR}", lambda year, month: _month(year, _MONTHS[month])),
    (rf"{_PART} (?:des monats )?{_MONTH}{_OPTIONAL_YEAR}", _part_of_month),
    (rf"{_PART} (?:des jahres )?{_YEAR}", _part_of_year),
    (rf"([12]) (?:halbjahr|hj){_OPTIONAL_YEAR}", _half),
    (rf"(?:halbjahr|hj) ([12]){_OPTIONAL_YEAR}", _half),
    (rf"h([12]){_OPTIONAL_YEAR}", _half),
    (rf"([1-4]) (?:quartal|q){_OPTIONAL_YEAR}", _quarter),
    (rf"(?:quartal |q ?)([1-4]){_OPTIONAL_YEAR}", _quarter),
    (rf"kw ?(\d{{1,2}}){_OPTIONAL_YEAR}", _week),
    (rf"(?:jahr )?{_YEAR}", _year),
)  # fmt: skip
