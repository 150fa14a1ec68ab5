"""The timetable: on which days the story happens, in its own years or moved to ours.

The reports of the catalogue tell of 2013, 2015/2016 and 2017/2018. Each is owed at the turn of a
year and rated in February; then the bodies sit. The whole story may be moved by years, so that its
last round has just been.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from engine.deadlines.localtime import instant

ZONE = "Europe/Berlin"
OFFICE_HOUR = time(10)
_REPORTED_AT_END_OF = (2013, 2015, 2017)
_LAST_DAY = date(2018, 4, 30)
"""When the ladder of the last round has come to its end."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of reports."""

    number: int
    due_on: date
    """The last day of a year; handed in from November on."""
    rated_on: date
    steering_on: date
    """When the steering group sits."""
    council_on: date


@dataclass(frozen=True, slots=True)
class Timetable:
    """The days of the story."""

    years: int = 0
    """By how many years it is moved."""

    def day(self, year: int, month: int, day: int) -> date:
        """Return a day of the story, given as it would be if nothing were moved."""
        return date(year + self.years, month, day)

    def at(self, year: int, month: int, day: int) -> datetime:
        """Return the moment at which somebody acts on such a day."""
        return moment(self.day(year, month, day))

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The three rounds."""
        return tuple(
            Round(
                number,
                due_on=self.day(year, 12, 31),
                rated_on=self.day(year + 1, 2, 15),
                steering_on=self.day(year + 1, 3, 15),
                council_on=self.day(year + 1, 4, 16),
            )
            for number, year in enumerate(_REPORTED_AT_END_OF, start=1)
        )

    @property
    def last_day(self) -> date:
        """The last day of the story itself."""
        return self.day(_LAST_DAY.year, _LAST_DAY.month, _LAST_DAY.day)


def moment(day: date, at: time = OFFICE_HOUR) -> datetime:
    """Return the instant of a local hour."""
    return instant(day, at, ZONE)


def latest(today: date) -> Timetable:
    """Return the latest timetable of which everything lies in the past."""
    years = today.year - _LAST_DAY.year
    is_over = today > _LAST_DAY.replace(year=today.year)
    return Timetable(years if is_over else years - 1)
