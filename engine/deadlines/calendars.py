"""Working days and holidays of a place.

Two things are kept apart. *Rest days* are what the law knows: Saturday, Sunday and the holidays
of the place; only they move a due date (§ 193 BGB, § 31 (3) VwVfG). *Working days* leave out, in
addition, the days on which the office itself is closed; they are what working days are counted
in, and where reminders and consequences are moved to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.deadlines.errors import PlaceMalformed
from engine.deadlines.laender import check_land, easter_sunday, holidays_of
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT_TIME_ZONE: Final = "Europe/Berlin"
_ONE_DAY = timedelta(days=1)
_FRIDAY = 4


class DayKind(StrEnum):
    """What a town's own day is."""

    HOLIDAY = "holiday"
    """A legal holiday in this municipality beyond those of the Land; it moves due dates."""
    CLOSED = "closed"
    """The office is closed; no due date moves, but it is not counted as a working day."""
    NOT_A_HOLIDAY = "not_a_holiday"
    """A holiday of the Land that does not hold here."""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day that is special in one municipality: once, every year, or a distance from Easter.

    Validity counts by the day itself: 15 August is a holiday in Memmingerberg for every
    15 August from ``valid_from`` on. Source: Art. 1 (3) BayFTG.
    """

    name: str
    kind: DayKind = DayKind.HOLIDAY
    on: date | None = None
    yearly: tuple[int, int] | None = None
    """Month and day."""
    days_after_easter: int | None = None
    """60 is Corpus Christi, -48 Rose Monday."""
    valid_from: date = date.min
    valid_until: date = date.max

    def __post_init__(self) -> None:
        """Refuse a day that is said in no way or in two.

        Raises:
            PlaceMalformed: if not exactly one of the three ways is used.
        """
        ways = (self.on, self.yearly, self.days_after_easter)
        if sum(way is not None for way in ways) != 1:
            raise PlaceMalformed(where=self.name, problem=_ONE_WAY, hint=_ONE_WAY_HINT)

    def in_year(self, year: int) -> date | None:
        """Return the day in a year, or nothing if it does not occur or hold there."""
        day = self._unchecked(year)
        if day is None or day.year != year or not self.valid_from <= day <= self.valid_until:
            return None
        return day

    def _unchecked(self, year: int) -> date | None:
        if self.yearly is not None:
            try:
                return date(year, *self.yearly)
            except ValueError:  # 29 February
                return None
        if self.days_after_easter is not None:
            return easter_sunday(year) + timedelta(days=self.days_after_easter)
        return self.on


_ONE_WAY = Text(
    de="ein eigener Tag braucht genau eine Angabe, wann er ist",
    en="an own day needs to be said in exactly one way",
)
_ONE_WAY_HINT = Text(
    de="Nennen Sie „on“ (ein Datum), „yearly“ (Monat-Tag) oder „days_after_easter“.",
    en="Name “on” (a date), “yearly” (month-day) or “days_after_easter”.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a duty is to be performed: it decides which days are holidays and when a day ends."""

    state: str
    """The Land by its ISO 3166-2:DE suffix: ``NW``."""
    municipality: str | None = None
    own_days: tuple[OwnDay, ...] = ()
    time_zone: str = DEFAULT_TIME_ZONE


@dataclass(frozen=True, slots=True)
class _Year:
    """A year of one place, ready for look-ups."""

    holidays: Mapping[date, Text]
    rest: frozenset[date]
    idle: frozenset[date]
    working: tuple[date, ...]


class Calendar:
    """The working days of one place, from 1991 to 2200. Compared and hashed by its place."""

    __slots__ = ("_hash", "_years", "place", "zone")

    def __init__(self, place: Place) -> None:
        """Take the place; years are worked out when they are first asked for."""
        check_land(place.state)
        self.place = place
        self.zone = place.time_zone
        self._years: dict[int, _Year] = {}
        self._hash = hash(place)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Calendar) and self.place == other.place)

    def __hash__(self) -> int:
        return self._hash

    def is_working_day(self, day: date) -> bool:
        """Return whether the office works: Monday to Friday, no holiday, not closed."""
        return day not in self._year(day.year).idle

    def next_working_day(self, day: date) -> date:
        """Return the first working day from this one on: the day itself if it is one."""
        while day in self._year(day.year).idle:
            day += _ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """Return the last working day up to this one: the day itself if it is one."""
        while day in self._year(day.year).idle:
            day -= _ONE_DAY
        return day

    def is_rest_day(self, day: date) -> bool:
        """Return whether the law lets no period end here: Saturday, Sunday, holiday."""
        return day in self._year(day.year).rest

    def after_rest(self, day: date) -> date:
        """Return the first day from this one on that is no rest day. Source: § 193 BGB."""
        while day in self._year(day.year).rest:
            day += _ONE_DAY
        return day

    def before_rest(self, day: date) -> date:
        """Return the last day up to this one that is no rest day."""
        while day in self._year(day.year).rest:
            day -= _ONE_DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the n-th working day after a day, before it if n is negative.

        The day itself is never counted; with 0 it is returned as it is.
        """
        if n == 0:
            return day
        year = day.year
        working = self._year(year).working
        index = (bisect_right(working, day) - 1 if n > 0 else bisect_left(working, day)) + n
        while index >= len(working):
            index -= len(working)
            year += 1
            working = self._year(year).working
        while index < 0:
            year -= 1
            working = self._year(year).working
            index += len(working)
        return working[index]

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days to go from start to end: the inverse of adding them.

        The start is not counted, the end is. If the end lies before the start, the number is
        negative.
        """
        if end < start:
            return self._up_to(end - _ONE_DAY, start - _ONE_DAY) * -1
        return self._up_to(start, end)

    def _up_to(self, after: date, until: date) -> int:
        """Count the working days after one day and up to another, which is not earlier."""
        count = -bisect_right(self._year(after.year).working, after)
        for year in range(after.year, until.year):
            count += len(self._year(year).working)
        return count + bisect_right(self._year(until.year).working, until)

    def holiday_name(self, day: date, language: str) -> str | None:
        """Return the name of the holiday on a day, in German or English."""
        name = self._year(day.year).holidays.get(day)
        return name.to(language) if name else None

    def holidays_in(self, year: int) -> list[tuple[date, Text]]:
        """Return the holidays of a year by their day, municipal ones among them."""
        return sorted(self._year(year).holidays.items(), key=lambda each: each[0])

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = _work_out(self.place, year)
        return known


@lru_cache(maxsize=1024)
def calendar_for(place: Place) -> Calendar:
    """Return the calendar of a place, always the same one while it is in use.

    Raises:
        LandUnknown: if the Land is none.
    """
    return Calendar(place)


def _work_out(place: Place, year: int) -> _Year:
    holidays = dict(holidays_of(place.state, place.municipality, year))
    closed = set()
    for own in place.own_days:
        day = own.in_year(year)
        if day is None:
            continue
        if own.kind is DayKind.CLOSED:
            closed.add(day)
        elif own.kind is DayKind.HOLIDAY:
            holidays.setdefault(day, Text(de=own.name, en=own.name))
        else:
            holidays.pop(day, None)
    days = tuple(_days_of(year))
    rest = frozenset(day for day in days if day.weekday() > _FRIDAY or day in holidays)
    idle = rest | closed
    return _Year(holidays, rest, idle, tuple(day for day in days if day not in idle))


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += _ONE_DAY
