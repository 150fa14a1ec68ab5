"""Periods as the workflow format writes them: ``14 days``, ``1 month and half a month``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from engine.deadlines.errors import PeriodMalformed
from engine.findings import Text

MONTHS_OF_A_YEAR = 12
DAYS_OF_A_WEEK = 7
DAYS_OF_HALF_A_MONTH = 15
"""Source: § 189 (1) BGB."""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time in the units of the law.

    Applied to a day in this order: years and months, then weeks, half months and days (the
    fifteen days of a half month come last; Source: § 189 (2) BGB), then working days. Hours run
    through by themselves and mix with nothing else.
    """

    years: int = 0
    months: int = 0
    weeks: int = 0
    half_months: int = 0
    days: int = 0
    working_days: int = 0
    hours: int = 0

    def __post_init__(self) -> None:
        """Refuse what nobody can count.

        Raises:
            PeriodMalformed: if a part is negative, or hours are mixed with days.
        """
        if min(self.parts) < 0:
            raise PeriodMalformed(given=self.parts, problem=_NEGATIVE, hint=_USAGE)
        if self.hours and any(self.parts[:-1]):
            given = ", ".join(_part_texts(self, "en"))
            raise PeriodMalformed(given=given, problem=_HOURS_MIXED, hint=_HOURS_ALONE)

    @property
    def parts(self) -> tuple[int, ...]:
        """The amounts from years to hours."""
        return (
            self.years,
            self.months,
            self.weeks,
            self.half_months,
            self.days,
            self.working_days,
            self.hours,
        )

    @property
    def is_hours(self) -> bool:
        """Whether the period is counted in hours, so that it needs a moment to start from."""
        return self.hours > 0

    @property
    def counts_working_days(self) -> bool:
        """Whether weekends and holidays are left out in counting."""
        return self.working_days > 0

    @property
    def is_zero(self) -> bool:
        """Whether no time passes at all."""
        return not any(self.parts)

    @property
    def total_months(self) -> int:
        """The months, a year being twelve of them."""
        return self.years * MONTHS_OF_A_YEAR + self.months

    @property
    def calendar_days(self) -> int:
        """The days that are counted one by one after the months."""
        return self.weeks * DAYS_OF_A_WEEK + self.half_months * DAYS_OF_HALF_A_MONTH + self.days

    def times(self, k: int) -> Period:
        """Return the period k times over, summed before any date is reckoned, so without drift."""
        return Period(*(part * k for part in self.parts))

    def half(self) -> Period:
        """Return half the period, rounded down to a whole day or hour."""
        return Period(
            months=self.total_months // 2,
            half_months=self.total_months % 2,
            days=self.calendar_days // 2,
            working_days=self.working_days // 2,
            hours=self.hours // 2,
        )

    def __add__(self, other: Period) -> Period:
        """Return both periods as one."""
        return Period(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))


_UNITS = {
    "hour": Period(hours=1),
    "day": Period(days=1),
    "working day": Period(working_days=1),
    "week": Period(weeks=1),
    "month": Period(months=1),
    "quarter": Period(months=3),
    "year": Period(years=1),
}
_HALVES = {"half a month": Period(half_months=1), "half a year": Period(months=6)}
_GERMAN = (
    ("werktag", "working days"), ("arbeitstag", "working days"), ("stunde", "hours"),
    ("tag", "days"), ("woche", "weeks"), ("monat", "months"), ("quartal", "quarters"),
    ("jahr", "years"),
)  # fmt: skip

_PART = re.compile(r"(?P<amount>[0-9]{1,5}) (?P<unit>[^0-9]+?)s?")
_USAGE = Text(
    de="Schreiben Sie eine Zahl und hour(s), day(s), working day(s), week(s), month(s), "
    "quarter(s) oder year(s), zum Beispiel „14 days“ oder „1 month and half a month“.",
    en="Write a number and hour(s), day(s), working day(s), week(s), month(s), quarter(s) or "
    "year(s), for example “14 days” or “1 month and half a month”.",
)
_HOURS_ALONE = Text(
    de="Schreiben Sie entweder nur Stunden oder nur Tage, Wochen, Monate und Jahre.",
    en="Write either hours alone, or days, weeks, months and years.",
)
_NO_TEXT = Text(de="eine Zeitspanne ist ein Text", en="a period is a text")
_NEGATIVE = Text(de="eine Zeitspanne ist nie negativ", en="a period is never negative")
_HOURS_MIXED = Text(
    de="Stunden laufen durch und stehen nicht neben Tagen oder Monaten",
    en="hours run through and do not stand beside days or months",
)


def parse_period(text: str) -> Period:
    """Read a period in the words of the workflow format.

    Raises:
        PeriodMalformed: with the part that cannot be read and a hint; also for what is no text.
    """
    if not isinstance(text, str):
        raise PeriodMalformed(given=text, problem=_NO_TEXT, hint=_USAGE)
    return _parse(text)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Period:
    total = Period()
    for part in re.split(r"\s+and\s+|\s*,\s*", text.strip().lower()):
        words = " ".join(part.split())
        total += _HALVES.get(words) or _numbered(text, words)
    return total


def _numbered(text: str, words: str) -> Period:
    match = _PART.fullmatch(words)
    unit = _UNITS.get(match["unit"]) if match else None
    if match is None or unit is None:
        raise PeriodMalformed(given=text, problem=_unreadable(words), hint=_hint(words))
    return unit.times(int(match["amount"]))


def _unreadable(words: str) -> Text:
    if not words:
        return Text(de="es fehlt eine Angabe", en="something is missing")
    return Text(de=f"„{words}“ ist nicht lesbar", en=f"“{words}” cannot be read")


def _hint(words: str) -> Text:
    name = words.lstrip("+-.,0123456789 ")
    known = {f"{unit}s": f"{unit}s" for unit in _UNITS} | {half: half for half in _HALVES}
    meant = next((english for german, english in _GERMAN if german in name), None)
    if meant is None:
        meant = next(iter(get_close_matches(name, known, n=1)), None)
    if meant is None or name in known:
        return _USAGE
    return Text(de=f"Meinten Sie „{meant}“? {_USAGE.de}", en=f"Did you mean “{meant}”? {_USAGE.en}")


_WORDS = {
    "de": (
        ("1 Jahr", "Jahre"), ("1 Monat", "Monate"), ("1 Woche", "Wochen"),
        ("ein halber Monat", "halbe Monate"), ("1 Tag", "Tage"), ("1 Arbeitstag", "Arbeitstage"),
        ("1 Stunde", "Stunden"),
    ),
    "en": (
        ("1 year", "years"), ("1 month", "months"), ("1 week", "weeks"),
        ("half a month", "half months"), ("1 day", "days"), ("1 working day", "working days"),
        ("1 hour", "hours"),
    ),
}  # fmt: skip


def describe(period: Period, language: str) -> str:
    """Return the period in words: ``6 Monate``, ``6 months``; German if the language is unknown."""
    tag = language.partition("-")[0]
    tag = tag if tag in _WORDS else "de"
    joint = " and " if tag == "en" else " und "
    return joint.join(_part_texts(period, tag))


def period_text(period: Period) -> Text:
    """Return the period in words of both languages."""
    return Text(de=describe(period, "de"), en=describe(period, "en"))


def _part_texts(period: Period, tag: str) -> list[str]:
    named = zip(period.parts, _WORDS[tag], strict=True)
    texts = [one if n == 1 else f"{n} {many}" for n, (one, many) in named if n]
    return texts or [f"0 {_WORDS[tag][4][1]}"]
