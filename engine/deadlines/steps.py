"""The single steps of a reckoning in words: start, period, rolling, end."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from engine.deadlines import bgb
from engine.deadlines.due import Counting, Due, Roll
from engine.deadlines.localtime import zone_of
from engine.deadlines.periods import Period, period_text
from engine.findings import Text

if TYPE_CHECKING:
    from engine.deadlines.calendars import Calendar

_WEEKDAYS: Final = (
    ("Montag", "Monday"), ("Dienstag", "Tuesday"), ("Mittwoch", "Wednesday"),
    ("Donnerstag", "Thursday"), ("Freitag", "Friday"), ("Samstag", "Saturday"),
    ("Sonntag", "Sunday"),
)  # fmt: skip
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def say(de: str, en: str, **facts: object) -> Text:
    """Return a text in which every fact that is itself a text stands in the right language."""
    german = {key: fact.de if isinstance(fact, Text) else fact for key, fact in facts.items()}
    english = {key: fact.en if isinstance(fact, Text) else fact for key, fact in facts.items()}
    return Text(de=de.format(**german), en=en.format(**english))


def day_text(day: date) -> Text:
    """Return a day in words: ``Samstag, 28.02.2026``, ``Saturday 28 February 2026``."""
    german, english = _WEEKDAYS[day.weekday()]
    return Text(
        de=f"{german}, {day:%d.%m.%Y}",
        en=f"{english} {day.day} {_MONTHS[day.month - 1]} {day.year}",
    )


def start_line(day: date, counting: Counting) -> Text:
    """Say whether the start counts."""
    if counting is Counting.THAT_DAY_INCLUDED:
        return say(
            "{day} zählt als erster Tag mit (§ 187 Abs. 2 BGB).",
            "{day} counts as the first day (§ 187 (2) BGB).",
            day=day_text(day),
        )
    return say(
        "{day} ist der Tag des Ereignisses und zählt nicht mit (§ 187 Abs. 1 BGB).",
        "{day} is the day of the event and does not count (§ 187 (1) BGB).",
        day=day_text(day),
    )


def period_lines(start: date, period: Period, counting: Counting, calendar: Calendar) -> list[Text]:
    """Say where each part of a period leads: months, then days, then working days."""
    lines = []
    day, counts_start = start, counting is Counting.THAT_DAY_INCLUDED
    for part in _parts(period):
        end = bgb.last_day(day, part, counts_start=counts_start, calendar=calendar)
        lines.append(_part_line(day, part, end, counts_start=counts_start))
        day, counts_start = end, False
    return lines


def _parts(period: Period) -> list[Period]:
    parts = (
        Period(years=period.years, months=period.months),
        Period(weeks=period.weeks, half_months=period.half_months, days=period.days),
        Period(working_days=period.working_days),
    )
    return [part for part in parts if not part.is_zero]


def _part_line(start: date, part: Period, end: date, *, counts_start: bool) -> Text:
    german, english = _norm(part)
    if part.total_months and _is_cut_short(start, end, counts_start=counts_start):
        german, english = _CUT_SHORT
    return say(
        "{start:%d.%m.%Y} + {period}: {end}" + german,
        "{start:%Y-%m-%d} + {period}: {end}" + english,
        start=start,
        period=period_text(part),
        end=day_text(end),
    )


def _norm(part: Period) -> tuple[str, str]:
    if part.counts_working_days:
        return " (Montag bis Freitag ohne Feiertage).", " (Monday to Friday without holidays)."
    if part.half_months:
        return " (§ 189 BGB: 15 Tage, zuletzt).", " (§ 189 BGB: 15 days, last)."
    number = 2 if part.weeks or part.total_months else 1
    return f" (§ 188 Abs. {number} BGB).", f" (§ 188 ({number}) BGB)."


def _is_cut_short(start: date, end: date, *, counts_start: bool) -> bool:
    wanted = start.day - 1 if counts_start else start.day
    return wanted > monthrange(end.year, end.month)[1]


_CUT_SHORT: Final = (
    "; der Monat ist kürzer, es gilt sein letzter Tag (§ 188 Abs. 3 BGB).",
    "; the month is shorter, its last day counts (§ 188 (3) BGB).",
)


def hours_line(start: datetime, period: Period, due: Due, calendar: Calendar) -> Text:
    """Say that hours run through."""
    zone = zone_of(calendar.zone)
    return say(
        "{start:%d.%m.%Y %H:%M} + {period}: {end:%d.%m.%Y %H:%M} Ortszeit; Stunden laufen durch "
        "(§ 31 Abs. 6 VwVfG).",
        "{start:%Y-%m-%d %H:%M} + {period}: {end:%Y-%m-%d %H:%M} local time; hours run through "
        "(§ 31 (6) VwVfG).",
        start=start.astimezone(zone),
        period=period_text(period),
        end=due.at.astimezone(zone),
    )


def end_lines(due: Due, roll: Roll, calendar: Calendar) -> list[Text]:
    """Say whether the end moves, and when it is over."""
    over = say(
        "Die Frist endet {day}, 24:00 Uhr Ortszeit (§ 188 Abs. 1 BGB).",
        "The period ends {day}, 24:00 local time (§ 188 (1) BGB).",
        day=day_text(due.on),
    )
    return [*roll_lines(due.nominal_on, due.on, roll, calendar), over]


def roll_lines(nominal: date, on: date, roll: Roll, calendar: Calendar) -> list[Text]:
    """Say why a day moves, or why it does not although it is a rest day; else nothing."""
    if nominal != on:
        german, english = _MOVED[roll]
        why = _why(nominal, on, calendar)
        return [say(german, english, why=why, day=day_text(on))]
    if roll is Roll.NONE and calendar.is_rest_day(nominal):
        return [say(*_STAYS, why=_rest(nominal, calendar))]
    return []


_MOVED: Final = {
    Roll.NEXT: (
        "Kein Werktag ({why}): rückt auf {day} (§ 193 BGB, § 31 Abs. 3 VwVfG).",
        "No working day ({why}): moves to {day} (§ 193 BGB, § 31 (3) VwVfG).",
    ),
    Roll.PREVIOUS: (
        "Kein Werktag ({why}): rückt vor auf {day} (eigene Regel).",
        "No working day ({why}): moves back to {day} (rule of the house).",
    ),
}
_STAYS: Final = (
    "{why}, aber dieses Ende rückt nicht.",
    "{why}, but this end does not move.",
)


def _why(nominal: date, on: date, calendar: Calendar) -> Text:
    step = timedelta(days=1 if on > nominal else -1)
    names = [_rest(nominal + step * index, calendar) for index in range(abs((on - nominal).days))]
    return Text(de=", ".join(name.de for name in names), en=", ".join(name.en for name in names))


def _rest(day: date, calendar: Calendar) -> Text:
    german, english = _WEEKDAYS[day.weekday()]
    return Text(
        de=calendar.holiday_name(day, "de") or german,
        en=calendar.holiday_name(day, "en") or english,
    )
