"""How the own days of a town are said: when they are, and what they are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from engine.channels.wording import say_date
from engine.deadlines.calendars import DayKind
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.deadlines.calendars import OwnDay

KINDS: Final[Mapping[DayKind, Text]] = {
    DayKind.HOLIDAY: Text(
        de="gesetzlicher Feiertag hier; Termine rücken weiter",
        en="a legal holiday here; due dates move on",
    ),
    DayKind.CLOSED: Text(
        de="Verwaltung geschlossen; zählt nicht als Arbeitstag",
        en="the office is closed; not counted as a working day",
    ),
    DayKind.NOT_A_HOLIDAY: Text(
        de="Feiertag des Landes, der hier nicht gilt",
        en="a holiday of the Land that does not hold here",
    ),
}
_EASTER: Final = Text(de="Ostersonntag", en="Easter Sunday")


def when(own: OwnDay) -> Text:
    """Return when an own day is, with its validity, in words of both languages."""
    return Text(de=_when(own, "de"), en=_when(own, "en"))


def _when(own: OwnDay, language: str) -> str:
    said = _day(own, language)
    since, until = (
        None if each in {date.min, date.max} else say_date(each, language)
        for each in (own.valid_from, own.valid_until)
    )
    if since is not None:
        said += Text(de=f", ab {since}", en=f", from {since}").to(language)
    if until is not None:
        said += Text(de=f", bis {until}", en=f", until {until}").to(language)
    return said


def _day(own: OwnDay, language: str) -> str:
    if own.on is not None:
        return say_date(own.on, language)
    if own.yearly is not None:
        month, day = own.yearly
        written = Text(de=f"{day:02}.{month:02}.", en=f"{day:02}/{month:02} (day/month)")
        return Text(de=f"jedes Jahr am {written.de}", en=f"every year on {written.en}").to(language)
    days = own.days_after_easter or 0
    if days == 0:
        return _EASTER.to(language)
    side = Text(de="nach", en="after") if days > 0 else Text(de="vor", en="before")
    count = abs(days)
    unit = Text(de="Tag" if count == 1 else "Tage", en="day" if count == 1 else "days")
    return f"{count} {unit.to(language)} {side.to(language)} {_EASTER.to(language)}"
