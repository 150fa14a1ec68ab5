"""How a date came about, step by step, each step with its norm.

Every function takes the arguments of its twin in ``due`` and computes nothing of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from engine.deadlines import due as law
from engine.deadlines.due import Counting, Due, MonthPart, Reading, Roll
from engine.deadlines.localtime import days_later
from engine.deadlines.notification import fiction_days as fiction_days_of
from engine.deadlines.notification import is_confirmed
from engine.deadlines.periods import Period, period_text
from engine.deadlines.steps import (
    day_text,
    end_lines,
    hours_line,
    period_lines,
    roll_lines,
    say,
    start_line,
)
from engine.findings import Text

if TYPE_CHECKING:
    from engine.deadlines.calendars import Calendar


def explain_due(
    start: date | datetime,
    after: Period,
    *,
    counting: Counting = Counting.DAY_AFTER,
    roll: Roll = Roll.NEXT,
    calendar: Calendar,
    plus: Period | None = None,
) -> list[Text]:
    """Return how ``due_after`` comes to its date."""
    due = law.due_after(start, after, counting=counting, roll=roll, calendar=calendar, plus=plus)
    if isinstance(start, datetime) and (after.is_hours or (plus is not None and plus.is_hours)):
        return [hours_line(start, after if plus is None else after + plus, due, calendar)]
    day = law.local_day(start, calendar)
    lines = [start_line(day, counting), *period_lines(day, after, counting, calendar)]
    if plus is not None:
        old_end = law.due_after(day, after, counting=counting, roll=Roll.NONE, calendar=calendar)
        lines += period_lines(old_end.nominal_on, plus, Counting.DAY_AFTER, calendar)
    return lines + end_lines(due, roll, calendar)


def explain_occurrence(  # noqa: PLR0913, PLR0917 - the arguments of occurrence
    anchor: date | datetime,
    after: Period,
    every: Period,
    number: int,
    counting: Counting,
    roll: Roll,
    calendar: Calendar,
) -> list[Text]:
    """Return how ``occurrence`` comes to its date."""
    law.occurrence(anchor, after, every, number, counting, roll, calendar)
    period = after + every.times(number - 1)
    head = say(
        "Das {number}. Mal: {after}, dazu {times} × {every}, zusammen gerechnet ab dem Anfang.",
        "Occurrence {number}: {after} and {times} × {every}, counted together from the start.",
        number=number,
        times=number - 1,
        after=period_text(after),
        every=period_text(every),
    )
    return [head, *explain_due(anchor, period, counting=counting, roll=roll, calendar=calendar)]


def explain_day(day: date, *, roll: Roll, calendar: Calendar) -> list[Text]:
    """Return how ``due_on`` comes to its date."""
    due = law.due_on(day, roll=roll, calendar=calendar)
    head = say("Bestimmt ist {day}.", "The day is fixed: {day}.", day=day_text(day))
    return [head, *end_lines(due, roll, calendar)]


def explain_part_of_month(
    part: MonthPart, of: date | tuple[int, int], *, roll: Roll, calendar: Calendar
) -> list[Text]:
    """Return how ``part_of_month`` comes to its date."""
    due = law.part_of_month(part, of, roll=roll, calendar=calendar)
    head = say(
        "{part} des Monats ist {day} (§ 192 BGB).",
        "The {part} of the month is {day} (§ 192 BGB).",
        part=_PARTS[part],
        day=day_text(due.nominal_on),
    )
    return [head, *end_lines(due, roll, calendar)]


def explain_deemed(
    posted: date,
    after: Period,
    *,
    fiction_days: int | None = None,
    shift_fiction: bool = False,
    roll: Roll = Roll.NEXT,
    calendar: Calendar,
) -> list[Text]:
    """Return how ``deemed_after_posting`` comes to its dates."""
    land = calendar.place.state
    days = fiction_days_of(posted, land) if fiction_days is None else fiction_days
    nominal = days_later(posted, days)
    fiction_roll = Roll.NEXT if shift_fiction else Roll.NONE
    deemed_on = law.rolled(nominal, fiction_roll, calendar)
    lines = [say(*_POSTED, posted=day_text(posted), days=days, day=day_text(nominal))]
    if fiction_days is None and not is_confirmed(posted, land):
        lines.append(say(*_UNCONFIRMED, land=land))
    lines += roll_lines(nominal, deemed_on, fiction_roll, calendar)
    return lines + explain_due(deemed_on, after, roll=roll, calendar=calendar)


def explain_extension(
    due: Due, by: Period, *, reading: Reading, roll: Roll, calendar: Calendar
) -> list[Text]:
    """Return how ``extend`` comes to its date."""
    later = law.extend(due, by, reading=reading, roll=roll, calendar=calendar)
    if by.is_hours:
        return [hours_line(due.at, by, later, calendar)]
    start = due.nominal_on if reading is Reading.FROM_OLD_END else due.on
    head = say(*_EXTENDED[reading], day=day_text(start))
    lines = period_lines(start, by, Counting.DAY_AFTER, calendar)
    return [head, *lines, *end_lines(later, roll, calendar)]


def explain_before(event_on: date, n: int, *, full_days: bool) -> list[Text]:
    """Return how ``before_full_days`` or ``before_nth_day`` comes to its date."""
    latest = law.before_full_days(event_on, n) if full_days else law.before_nth_day(event_on, n)
    templates = _FULL_DAYS if full_days else _NTH_DAY
    return [say(*templates, n=n, event=day_text(event_on), day=day_text(latest))]


def explain_retention(event_on: date, years: int | Period) -> list[Text]:
    """Return how ``retention`` comes to its dates."""
    kept = law.retention(event_on, years)
    period = Period(years=years) if isinstance(years, int) else years
    head = say(*_KEPT_FROM, event=day_text(event_on), start=day_text(kept.start_on))
    last, free = day_text(kept.last_day), day_text(kept.deletable_from)
    return [head, say(*_KEPT_UNTIL, period=period_text(period), last=last, free=free)]


_PARTS: Final = {
    MonthPart.BEGINNING: Text(de="Anfang", en="beginning"),
    MonthPart.MIDDLE: Text(de="Mitte", en="middle"),
    MonthPart.END: Text(de="Ende", en="end"),
}
_POSTED: Final = (
    "Zur Post am {posted}; am {days}. Tag danach bekannt gegeben: {day} (§ 41 Abs. 2 VwVfG).",
    "Posted {posted}; deemed notified on day {days} after it: {day} (§ 41 (2) VwVfG).",
)
_UNCONFIRMED: Final = (
    "{land} hat dafür ein eigenes Gesetz; bitte prüfen, ob dort schon vier Tage gelten.",
    "{land} has a law of its own on this; please check whether four days hold there already.",
)
_EXTENDED: Final = {
    Reading.FROM_OLD_END: (
        "Verlängert ab dem alten Ende ohne Rücken: {day} (§ 190 BGB).",
        "Extended from the old end before moving: {day} (§ 190 BGB).",
    ),
    Reading.FROM_ROLLED_END: (
        "Verlängert ab dem Tag, auf den das alte Ende gerückt war: {day} (§ 31 Abs. 7 VwVfG).",
        "Extended from the day to which the old end had moved: {day} (§ 31 (7) VwVfG).",
    ),
}
_FULL_DAYS: Final = (
    "Zwischen {day} und {event} liegen {n} volle Tage; später genügt nicht.",
    "Between {day} and {event} lie {n} full days; later does not suffice.",
)
_NTH_DAY: Final = (
    "Der {n}. Tag vor {event} ist {day}; dieser Tag genügt noch.",
    "Day {n} before {event} is {day}; that day still suffices.",
)
_KEPT_FROM: Final = (
    "Das Jahr des Ereignisses ({event}) läuft ab; aufbewahrt wird ab {start}.",
    "The year of the event ({event}) runs out; kept from {start}.",
)
_KEPT_UNTIL: Final = (
    "{period}: letzter Tag {last}; gelöscht werden kann ab {free}. Das rückt nicht.",
    "{period}: last day {last}; may be deleted from {free}. That never moves.",
)
