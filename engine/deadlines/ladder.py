"""Rungs: the moments before, on and after a due date at which something happens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.deadlines import bgb
from engine.deadlines.due import Roll
from engine.deadlines.errors import PeriodMalformed, RungMalformed
from engine.deadlines.localtime import instant
from engine.deadlines.periods import Period, describe, parse_period
from engine.findings import Text

if TYPE_CHECKING:
    from engine.deadlines.calendars import Calendar
    from engine.deadlines.due import Due


class Direction(StrEnum):
    """On which side of the due date a rung lies."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"


class RungUnit(StrEnum):
    """What the amount of a rung counts."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Rung:
    """A moment relative to a due date."""

    amount: int
    unit: RungUnit
    direction: Direction
    time: time | None = None
    """Local time of the day; none: the town's default hour."""
    roll: Roll | None = None
    """None: the default of its direction, see ``moment``."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work the hash out once: moments are looked up by rung again and again."""
        parts = self.amount, self.unit, self.direction, self.time, self.roll
        object.__setattr__(self, "_hash", hash(parts))

    def __hash__(self) -> int:
        """Return the hash of what it says."""
        return self._hash

    @property
    def period(self) -> Period:
        """The distance from the due date."""
        if self.direction is Direction.ON:
            return Period()
        return _PERIODS[self.unit].times(self.amount)


_PERIODS = {
    RungUnit.HOUR: Period(hours=1),
    RungUnit.DAY: Period(days=1),
    RungUnit.WORKING_DAY: Period(working_days=1),
    RungUnit.WEEK: Period(weeks=1),
    RungUnit.MONTH: Period(months=1),
    RungUnit.YEAR: Period(years=1),
}
_ON_THE_DAY = "on the day"
_RUNG = re.compile(r"(?P<period>.*\S)\s+(?P<direction>before|after)")
_CLOCK = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])")


def parse_rung(source: str | Mapping[str, object]) -> Rung:
    """Read ``"14 days before"``, ``"on the day"`` or ``{"at": …, "roll": …, "time": "08:00"}``.

    Of an object only ``at``, ``roll`` and ``time`` are read, so that a step of an escalation can
    be handed in as it is.

    Raises:
        RungMalformed: with what cannot be read and a hint.
    """
    if isinstance(source, str):
        return _parse_at(source)
    at = source.get("at") if isinstance(source, Mapping) else source
    if not isinstance(source, Mapping) or not isinstance(at, str):
        problem = Text(de="„at“ fehlt oder ist kein Text", en="“at” is missing or no text")
        raise RungMalformed(given=at, problem=problem, hint=_USAGE)
    rung = _parse_at(at)
    return Rung(
        rung.amount,
        rung.unit,
        rung.direction,
        _parse_time(source.get("time")),
        _parse_roll(source.get("roll")),
    )


@lru_cache(maxsize=1024)
def _parse_at(text: str) -> Rung:
    words = " ".join(text.lower().split())
    if words == _ON_THE_DAY:
        return Rung(0, RungUnit.DAY, Direction.ON)
    match = _RUNG.fullmatch(words)
    if match is None:
        problem = Text(de="„before“ oder „after“ fehlt", en="“before” or “after” is missing")
        raise RungMalformed(given=text, problem=problem, hint=_USAGE)
    amount, unit = _amount_and_unit(text, match["period"])
    return Rung(amount, unit, Direction(match["direction"]))


def _amount_and_unit(text: str, words: str) -> tuple[int, RungUnit]:
    try:
        period = parse_period(words)
    except PeriodMalformed as refusal:
        raise RungMalformed(given=text, problem=refusal.problem, hint=refusal.hint) from None
    amount = max(period.parts)
    unit = next((unit for unit, one in _PERIODS.items() if one.times(amount) == period), None)
    if amount and unit:
        return amount, unit
    problem = Text(de="es braucht eine Zahl ab 1", en="it takes a number from 1 on")
    if amount:
        problem = Text(de="es geht nur eine Einheit", en="only one unit is possible")
    raise RungMalformed(given=text, problem=problem, hint=_USAGE)


def _parse_time(source: object) -> time | None:
    if source is None:
        return None
    match = _CLOCK.fullmatch(source) if isinstance(source, str) else None
    if match is None:
        problem = Text(de="„time“ ist keine Uhrzeit", en="“time” is no time of day")
        hint = Text(de="Schreiben Sie zum Beispiel „08:00“.", en="Write for example “08:00”.")
        raise RungMalformed(given=source, problem=problem, hint=hint)
    return time(int(match["hour"]), int(match["minute"]))


def _parse_roll(source: object) -> Roll | None:
    if source is None:
        return None
    known = {str(roll): roll for roll in Roll}
    if not isinstance(source, str) or source not in known:
        problem = Text(de="„roll“ ist unbekannt", en="“roll” is unknown")
        names = ", ".join(f"“{name}”" for name in known)
        hint = Text(de=f"Möglich sind {names}.", en=f"Possible are {names}.")
        raise RungMalformed(given=source, problem=problem, hint=hint)
    return known[source]


_USAGE = Text(
    de="Schreiben Sie zum Beispiel „14 days before“, „on the day“ oder „3 working days after“.",
    en="Write for example “14 days before”, “on the day” or “3 working days after”.",
)


def moment(rung: Rung, due: Due, calendar: Calendar, default_time: time) -> datetime:
    """Return the UTC instant of a rung.

    Days are counted from the rolled due day, which is not counted itself. A rung before or on the
    day that meets a day without work moves to the working day before it (a reminder comes rather
    early), one after it to the next working day; ``roll`` of the rung says otherwise. Hours count
    from the very end and never move. A rung after the due date is never earlier than its end.
    """
    return moments_of(due, calendar, default_time)[rung]


class Moments(dict[Rung, datetime]):
    """The moments of rungs around one due date; each is worked out when it is first asked for."""

    __slots__ = ("_calendar", "_default_time", "_due")

    def __init__(self, due: Due, calendar: Calendar, default_time: time) -> None:
        """Take the due date, the place and the hour of rungs that name none."""
        super().__init__()
        self._due = due
        self._calendar = calendar
        self._default_time = default_time

    def __missing__(self, rung: Rung) -> datetime:
        """Work out the moment of a rung."""
        found = self[rung] = _moment(rung, self._due, self._calendar, self._default_time)
        return found


moments_of = lru_cache(maxsize=8192)(Moments)
"""Return the moments of the rungs of a due date."""


def _moment(rung: Rung, due: Due, calendar: Calendar, default_time: time) -> datetime:
    period = rung.period
    if period.is_hours:
        hours = timedelta(hours=period.hours)
        return due.at - hours if rung.direction is Direction.BEFORE else due.at + hours
    day = _moved(_day(rung, period, due.on, calendar), rung, calendar)
    at = instant(day, rung.time or default_time, calendar.zone)
    return max(at, due.at) if rung.direction is Direction.AFTER else at


def _day(rung: Rung, period: Period, on: date, calendar: Calendar) -> date:
    if rung.direction is Direction.BEFORE:
        return bgb.day_before(on, period, calendar)
    return bgb.last_day(on, period, counts_start=False, calendar=calendar)


def _moved(day: date, rung: Rung, calendar: Calendar) -> date:
    roll = rung.roll
    if roll is None:
        roll = Roll.NEXT if rung.direction is Direction.AFTER else Roll.PREVIOUS
    if roll is Roll.NEXT:
        return calendar.next_working_day(day)
    if roll is Roll.PREVIOUS:
        return calendar.previous_working_day(day)
    return day


def describe_rung(rung: Rung, language: str) -> str:
    """Return a rung in words: ``14 Tage vorher``, ``14 days before``."""
    return rung_text(rung).to(language)


def rung_text(rung: Rung) -> Text:
    """Return a rung in words of both languages."""
    de, en = _SIDES[rung.direction]
    if rung.direction is not Direction.ON:
        de, en = f"{describe(rung.period, 'de')} {de}", f"{describe(rung.period, 'en')} {en}"
    if rung.time is not None:
        de, en = f"{de}, {rung.time:%H:%M} Uhr", f"{en}, {rung.time:%H:%M}"
    return Text(de=de, en=en)


_SIDES = {
    Direction.BEFORE: ("vorher", "before"),
    Direction.ON: ("am Tag selbst", "on the day"),
    Direction.AFTER: ("danach", "after"),
}
