"""What each kind of worked case computes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from engine.deadlines import due as law
from engine.deadlines.due import Due, Roll
from engine.deadlines.errors import WorkedCaseMalformed
from engine.deadlines.ladder import Direction, Rung, RungUnit, moment
from engine.deadlines.localtime import local_date
from engine.deadlines.periods import MONTHS_OF_A_YEAR, Period
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.deadlines.worked_inputs import Inputs

Value = date | datetime | int | bool | list[date] | list[datetime]
Outcome = dict[str, Value]

MOST_OCCURRENCES: Final = 10_000


def _ends(due: Due) -> Outcome:
    return {"nominal_end": due.nominal_on, "end": due.on}


def _period(inputs: Inputs) -> Outcome:
    period = inputs.period()
    due = law.due_after(
        inputs.start("start"),
        period,
        counting=inputs.counting(),
        roll=inputs.roll(),
        calendar=inputs.calendar(),
    )
    return {"nominal_end": due.at, "end": due.at} if period.is_hours else _ends(due)


def _fixed_date(inputs: Inputs) -> Outcome:
    return _ends(law.due_on(inputs.day("date"), roll=inputs.roll(), calendar=inputs.calendar()))


def _month_part(inputs: Inputs) -> Outcome:
    year, month = inputs.whole("year"), inputs.whole("month")
    if not (date.min.year <= year <= date.max.year and 1 <= month <= MONTHS_OF_A_YEAR):
        problem = Text(de="diesen Monat gibt es nicht", en="there is no such month")
        raise WorkedCaseMalformed(key="input.month", problem=problem)
    due = law.part_of_month(
        inputs.month_part(), (year, month), roll=inputs.roll(), calendar=inputs.calendar()
    )
    return _ends(due)


def _non_contiguous(inputs: Inputs) -> Outcome:
    return {"days": law.non_contiguous_days(inputs.period())}


def _extension(inputs: Inputs) -> Outcome:
    roll, calendar = inputs.roll(), inputs.calendar()
    old = law.due_on(inputs.day("original_nominal_end"), roll=roll, calendar=calendar)
    by, reading = inputs.period("extend_by"), inputs.reading()
    due = law.extend(old, by, reading=reading, roll=roll, calendar=calendar)
    return {"nominal_end": due.at, "end": due.at} if by.is_hours else _ends(due)


def _deemed_notification(inputs: Inputs) -> Outcome:
    deemed = law.deemed_after_posting(
        inputs.day("posted"),
        inputs.period() if inputs.says_period() else Period(),
        fiction_days=inputs.whole("fiction_days") if inputs.has("fiction_days") else None,
        shift_fiction=inputs.flag("shift_fiction"),
        roll=inputs.roll(),
        calendar=inputs.calendar(),
    )
    return {"deemed": deemed.deemed_on, **_ends(deemed.due)}


def _backward_full_days(inputs: Inputs) -> Outcome:
    day = law.before_full_days(inputs.day("event_date"), inputs.whole("full_days_between"))
    return {"latest": law.rolled(day, inputs.roll(Roll.NONE), inputs.calendar())}


def _backward_nth_day(inputs: Inputs) -> Outcome:
    day = law.before_nth_day(inputs.day("event_date"), inputs.whole("days_before"))
    return {"latest": law.rolled(day, inputs.roll(Roll.NONE), inputs.calendar())}


def _reminder(inputs: Inputs, amount: int, unit: RungUnit) -> Outcome:
    roll, calendar = inputs.roll(Roll.PREVIOUS), inputs.calendar()
    due = law.due_on(inputs.day("due"), roll=Roll.NONE, calendar=calendar)
    rung = Rung(amount, unit, Direction.BEFORE if amount else Direction.ON, roll=roll)
    return {"remind_on": local_date(moment(rung, due, calendar, time(8)), calendar.zone)}


def _reminder_workdays_before(inputs: Inputs) -> Outcome:
    return _reminder(inputs, inputs.whole("workdays_before"), RungUnit.WORKING_DAY)


def _reminder_calendar_days_before(inputs: Inputs) -> Outcome:
    return _reminder(inputs, inputs.whole("days_before"), RungUnit.DAY)


def _recurrence(inputs: Inputs) -> Outcome:
    anchor, every = inputs.start("anchor"), inputs.period("every")
    counting, roll, calendar = inputs.counting(), inputs.roll(), inputs.calendar()
    count = inputs.whole("count")
    if count > MOST_OCCURRENCES:
        problem = Text(de=f"mehr als {MOST_OCCURRENCES}", en=f"more than {MOST_OCCURRENCES}")
        raise WorkedCaseMalformed(key="input.count", problem=problem)
    dues = [
        law.occurrence(anchor, every, every, number, counting, roll, calendar)
        for number in range(1, count + 1)
    ]
    if every.is_hours:
        return {"nominal": [due.at for due in dues], "ends": [due.at for due in dues]}
    return {"nominal": [due.nominal_on for due in dues], "ends": [due.on for due in dues]}


def _hours(inputs: Inputs) -> Outcome:
    due = law.due_after(inputs.moment("start"), inputs.period(), calendar=inputs.calendar())
    return {"end": due.at, "nominal_end": due.at}


def _instant_check(inputs: Inputs) -> Outcome:
    calendar = inputs.calendar()
    received_at = inputs.moment("received_utc" if inputs.has("received_utc") else "received")
    deadline, roll = inputs.start("deadline"), inputs.roll(Roll.NONE)
    if isinstance(deadline, datetime):
        return {"in_time": received_at < deadline}
    return {"in_time": received_at < law.due_on(deadline, roll=roll, calendar=calendar).at}


def _retention_year_end(inputs: Inputs) -> Outcome:
    kept = law.retention(inputs.day("event"), inputs.period())
    return {
        "start": kept.start_on,
        "last_day": kept.last_day,
        "deletable_from": kept.deletable_from,
    }


KINDS: Final[Mapping[str, Callable[[Inputs], Outcome]]] = {
    "period": _period,
    "compound_period": _period,
    "fixed_date": _fixed_date,
    "month_part": _month_part,
    "non_contiguous": _non_contiguous,
    "extension": _extension,
    "deemed_notification": _deemed_notification,
    "backward_full_days": _backward_full_days,
    "backward_nth_day": _backward_nth_day,
    "reminder_workdays_before": _reminder_workdays_before,
    "reminder_calendar_days_before": _reminder_calendar_days_before,
    "recurrence": _recurrence,
    "hours": _hours,
    "instant_check": _instant_check,
    "retention_year_end": _retention_year_end,
}
