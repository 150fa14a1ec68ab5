"""Reading the inputs of worked cases: every value checked, every key that was not used known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from engine.deadlines.calendars import Calendar, calendar_for
from engine.deadlines.due import Counting, MonthPart, Reading, Roll
from engine.deadlines.errors import WorkedCaseMalformed
from engine.deadlines.periods import Period
from engine.deadlines.places import PLACE_KEYS, parse_date, parse_place
from engine.findings import Text

_Meaning = TypeVar("_Meaning")

_UNITS: Final = {
    "hour": Period(hours=1),
    "day": Period(days=1),
    "calendar_day": Period(days=1),
    "working_day": Period(working_days=1),
    "workday": Period(working_days=1),
    "week": Period(weeks=1),
    "half_month": Period(half_months=1),
    "month": Period(months=1),
    "quarter": Period(months=3),
    "half_year": Period(months=6),
    "year": Period(years=1),
}
_HALVES: Final = {"month": Period(half_months=1), "year": Period(months=6)}
_COUNTINGS: Final = {
    "event": Counting.DAY_AFTER,
    "begin_of_day": Counting.THAT_DAY_INCLUDED,
    "day_after": Counting.DAY_AFTER,
    "that_day_included": Counting.THAT_DAY_INCLUDED,
}
_ROLLS: Final = {str(roll).replace(" ", "_"): roll for roll in Roll}
_READINGS: Final = {
    "civil": Reading.FROM_OLD_END,
    "public": Reading.FROM_ROLLED_END,
    **{str(reading): reading for reading in Reading},
}
_MONTH_PARTS: Final = {"begin": MonthPart.BEGINNING, **{str(part): part for part in MonthPart}}
_UNIT_WORDS: Final = {word: unit for unit in _UNITS for word in (unit, f"{unit}s")}
_ANY_LAND: Final = "NW"
"""Where a case names no calendar, none of its dates may depend on one."""
_HALF: Final = 0.5
_NOTICES: Final = ("explicit_end_notice", "named_with_notice")
"""Whether a certain day was named with reference to § 31 (3) S. 2 VwVfG: it then stands."""


class Inputs:
    """The ``input`` of one worked case."""

    def __init__(self, source: Mapping[str, object]) -> None:
        """Take the inputs as they stand in the document."""
        self._source = source
        self.unused = set(source)

    def has(self, key: str) -> bool:
        """Return whether something is said."""
        return self._source.get(key) is not None

    def day(self, key: str) -> date:
        """Return a date."""
        day = parse_date(self._take(key))
        if day is None:
            raise _wrong(Text(de="kein Datum JJJJ-MM-TT", en="no date YYYY-MM-DD"), key)
        return day

    def start(self, key: str) -> date | datetime:
        """Return a date, or an instant if there is a time in it."""
        return self.day(key) if parse_date(self._take(key)) else self.moment(key)

    def moment(self, key: str) -> datetime:
        """Return an aware instant in UTC."""
        at = parse_instant(self._take(key))
        if at is None:
            problem = Text(de="kein Zeitpunkt mit Zeitzone", en="no moment with a time zone")
            raise _wrong(problem, key)
        return at

    def whole(self, key: str) -> int:
        """Return a whole number from 0 on."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise _wrong(Text(de="keine ganze Zahl ab 0", en="no whole number from 0 on"), key)
        return value

    def flag(self, key: str) -> bool:
        """Return whether something is so; no, if nothing is said."""
        value = self._take(key) if self.has(key) else False
        if not isinstance(value, bool):
            raise _wrong(Text(de="weder true noch false", en="neither true nor false"), key)
        return value

    def counting(self) -> Counting:
        """Return how the start day counts; not, if nothing is said."""
        return self._word("start_mode", _COUNTINGS, Counting.DAY_AFTER)

    def roll(self, default: Roll = Roll.NEXT) -> Roll:
        """Return where rest days move to; a day named with notice stands."""
        roll = self._word("roll", _ROLLS, default)
        named = [self.flag(key) for key in _NOTICES]
        return Roll.NONE if any(named) else roll

    def reading(self) -> Reading:
        """Return where an extension counts from."""
        return self._word("mode", _READINGS, None)

    def month_part(self) -> MonthPart:
        """Return the part of a month."""
        return self._word("part", _MONTH_PARTS, None)

    def period(self, amount_key: str = "amount") -> Period:
        """Return the sum of what is said: amount and unit, units in the plural, half a month."""
        said = [
            _UNITS[unit].times(self.whole(f"{unit}s")) for unit in _UNITS if self.has(f"{unit}s")
        ]
        if self.has(amount_key):
            said.append(self._amount(amount_key))
        if self.flag("plus_half_month"):
            said.append(_UNITS["half_month"])
        if not said:
            self._take(amount_key)
        return sum(said, Period())

    def says_period(self) -> bool:
        """Return whether any period is said."""
        return any(self.has(key) for key in ("amount", *(f"{unit}s" for unit in _UNITS)))

    def _amount(self, key: str) -> Period:
        unit = self._word("unit", _UNIT_WORDS, None)
        amount = self._source[key]
        if isinstance(amount, float) and amount % 1 == _HALF and unit in _HALVES:
            self._take(key)
            return _UNITS[unit].times(int(amount)) + _HALVES[unit]
        return _UNITS[unit].times(self.whole(key))

    def calendar(self) -> Calendar:
        """Return the calendar of the place; without one that of no municipality in particular."""
        zone = {}
        for key in ("tz", "time_zone"):
            if self.has(key):
                zone["time_zone"] = self._take(key)
        if not self.has("calendar"):
            return calendar_for(parse_place({"state": _ANY_LAND, **zone}))
        source = self._take("calendar")
        if not isinstance(source, Mapping):
            raise _wrong(Text(de="kein Objekt", en="no object"), "calendar")
        self.unused |= {f"calendar.{key}" for key in source if key not in PLACE_KEYS}
        known = {key: value for key, value in source.items() if key in PLACE_KEYS}
        return calendar_for(parse_place({**zone, **known}))

    def _word(self, key: str, known: Mapping[str, _Meaning], default: _Meaning | None) -> _Meaning:
        if default is not None and not self.has(key):
            return default
        word = self._take(key)
        meaning = known.get(word.strip().replace(" ", "_")) if isinstance(word, str) else None
        if meaning is None:
            names = ", ".join(known)
            raise _wrong(Text(de=f"möglich sind {names}", en=f"possible are {names}"), key)
        return meaning

    def _take(self, key: str) -> object:
        self.unused.discard(key)
        if not self.has(key):
            raise _wrong(Text(de="es fehlt", en="it is missing"), key)
        return self._source[key]


def parse_instant(text: object) -> datetime | None:
    """Return the aware instant of an ISO 8601 text, in UTC, or nothing if it is none."""
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
        return at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _wrong(problem: Text, key: str) -> WorkedCaseMalformed:
    return WorkedCaseMalformed(key=f"input.{key}", problem=problem)
