"""Days, moments and values as a person reads them, in her language and at her town's clocks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date

from engine.deadlines.ladder import parse_rung, rung_text
from engine.deadlines.localtime import local_date, zone_of
from engine.deadlines.periods import parse_period, period_text
from engine.definition.fields import FieldType
from engine.findings import Text
from engine.languages.tags import direction, locale_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.definition.fields import Field
    from engine.lifecycle.case import Occurrence

NOTHING = "–"
YES_NO = {True: Text(de="ja", en="yes"), False: Text(de="nein", en="no")}
_GERMAN_SIGNS = str.maketrans(",.", ".,")
_APART, _TOGETHER = "\u2068", "\u2069"
"""First strong isolate and its end: what stands between them is put in order by itself."""
_DAYS = Text(de="%d.%m.%Y", en="%d %b %Y")
STATUS = {
    "open": Text(de="offen", en="open"),
    "fulfilled": Text(de="erfüllt", en="fulfilled"),
    "fulfilled_late": Text(de="verspätet erfüllt", en="fulfilled late"),
    "waived": Text(de="erlassen", en="waived"),
    "ended": Text(de="nicht mehr geschuldet", en="no longer owed"),
    "rested": Text(de="ruhte", en="rested"),
}
_OVERDUE = Text(de="überfällig", en="overdue")


@dataclass(frozen=True, slots=True)
class Saying:
    """How things are said to one reader."""

    language: str
    zone: str
    """Name of the town's time zone."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Of people, organisations and bodies, by id."""
    speak: Callable[[Text], str] | None = field(default=None, compare=False)
    """How a text is said; without it, in the reader's language or in German."""
    write: Callable[[str], str] | None = field(default=None, compare=False)
    """How something is said that somebody wrote in the town's language."""

    def words(self, text: Text | str) -> str:
        """Return a text in the reader's language."""
        if not isinstance(text, Text):
            return text
        return text.to(self.language) if self.speak is None else self.speak(text)

    def day(self, on: date | None) -> str:
        """Return a day of the calendar."""
        return NOTHING if on is None else self._apart(self._day(on))

    def _day(self, on: date) -> str:
        pattern = _DAYS.within(self._base)
        if pattern is not None:
            return f"{on:{pattern}}"
        return format_date(on, "long", locale=locale_of(self.language))

    @property
    def _base(self) -> str:
        """The language without what kind of it."""
        return self.language.partition("-")[0]

    def _apart(self, said: str) -> str:
        """Return numbers and days so that text from right to left does not turn them round."""
        return f"{_APART}{said}{_TOGETHER}" if direction(self.language) == "rtl" else said

    def today(self, at: datetime) -> date:
        """Return the town's day at an instant."""
        return local_date(at, self.zone)

    def moment(self, at: datetime | None) -> str:
        """Return an instant as the town's clocks show it."""
        if at is None:
            return NOTHING
        local = at.astimezone(zone_of(self.zone))
        return self._apart(f"{self._day(local.date())} {local:%H:%M}")

    def last_day(self, due_at: datetime | None) -> str:
        """Return the last day that is in time: a due instant is the first that is too late."""
        if due_at is None:
            return NOTHING
        return self.day(local_date(due_at - timedelta(microseconds=1), self.zone))

    def standing(self, occurrence: Occurrence, at: datetime) -> str:
        """Return how it stands with something owed."""
        if occurrence.is_overdue(at):
            return self.words(_OVERDUE)
        return self.words(STATUS[occurrence.status.value])

    def value(self, declared: Field | None, given: object) -> str:
        """Return the value of a field: options by their titles, people by their names."""
        if given in (None, [], ""):
            return NOTHING
        if isinstance(given, bool):
            return self.words(YES_NO[given])
        if isinstance(given, datetime):
            return self.moment(given)
        if isinstance(given, date):
            return self.day(given)
        if isinstance(given, list | tuple):
            is_rungs = declared is not None and declared.type is FieldType.RUNGS
            return "; ".join(
                self._rung(each) if is_rungs else self.entry(declared, each) for each in given
            )
        return self._scalar(declared, given)

    def entry(self, declared: Field | None, given: object) -> str:
        """Return one entry of a list: its first member, then the others by their titles."""
        if not isinstance(given, dict):
            return self.value(None, given)
        members = declared.of if declared is not None else {}
        order = [*members, *(key for key in given if key not in members)]
        told = {key: self.value(members.get(key), given[key]) for key in order if _says(given, key)}
        first = next(iter(order), None)
        return ", ".join(
            f"{self.words(members[key].title)}: {said}" if key in members and key != first else said
            for key, said in told.items()
        )

    def _scalar(self, declared: Field | None, given: object) -> str:
        kind = declared.type if declared is not None else None
        if kind is FieldType.CHOICE and declared is not None and given in declared.options:
            return self.words(declared.options[str(given)])
        if kind is FieldType.MONEY and isinstance(given, int):
            return self.money(given)
        if kind is FieldType.PERCENT:
            return self._apart(f"{given} %")
        if isinstance(given, str):
            return self._text(kind, given)
        if isinstance(given, float):
            return self._apart(self._decimal(f"{given:.12g}"))
        return json.dumps(given, ensure_ascii=False, default=str)

    def _text(self, kind: FieldType | None, given: str) -> str:
        """Return a text; days and instants that were recorded as texts are said like others."""
        if kind is FieldType.DATE:
            return self.day(date.fromisoformat(given))
        if kind is FieldType.TIMESTAMP:
            return self.moment(datetime.fromisoformat(given))
        if kind is FieldType.PERIOD:
            return self.words(period_text(parse_period(given)))
        if given in self.names:
            return self.name(given)
        return given if self.write is None else self.write(given)

    def _rung(self, given: object) -> str:
        """Return when somebody is reminded: ``10 Arbeitstage vorher``."""
        rung = parse_rung(given)  # type: ignore[arg-type]  # a rung was read before it was kept
        return self.words(rung_text(rung))

    def name(self, key: str) -> str:
        """Return the name of a person, an organisation or a body."""
        return self._apart(self.names.get(key, key))

    def money(self, cents: int) -> str:
        """Return an amount in euros."""
        written = self._decimal(f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}")
        return self._apart(f"{'-' if cents < 0 else ''}{written} €")

    def _decimal(self, written: str) -> str:
        """Return a number with the signs of the reader's language; only English has it as it is."""
        return written if self._base == "en" else written.translate(_GERMAN_SIGNS)


def _says(given: dict[str, object], key: str) -> bool:
    return given.get(key) not in (None, [], "")
