"""What holds for every date, period and place."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.deadlines.bgb import add_months
from engine.deadlines.calendars import Calendar, DayKind, OwnDay, Place, calendar_for
from engine.deadlines.due import Counting, Roll, due_after, first_occurrence_after, occurrence
from engine.deadlines.laender import LAENDER
from engine.deadlines.localtime import end_of_day
from engine.deadlines.periods import Period

OWN_DAYS = st.builds(
    OwnDay,
    st.just("eigener Tag"),
    st.sampled_from(DayKind),
    yearly=st.tuples(st.integers(1, 12), st.integers(1, 28)),
)
CALENDARS = st.builds(
    lambda land, own: calendar_for(Place(land, None, own)),
    st.sampled_from(sorted(LAENDER)),
    st.lists(OWN_DAYS, max_size=3).map(tuple),
)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
CALENDAR_PERIODS = st.builds(
    Period,
    months=st.integers(0, 40),
    half_months=st.integers(0, 1),
    days=st.integers(0, 100),
)
PERIODS = CALENDAR_PERIODS | st.builds(Period, working_days=st.integers(0, 120))
EVERY = st.sampled_from(
    [
        Period(days=1), Period(weeks=2), Period(half_months=1), Period(months=1), Period(months=6),
        Period(years=1), Period(working_days=10), Period(months=1, half_months=1),
    ]
)  # fmt: skip
COUNTINGS = st.sampled_from(Counting)
ROLLS = st.sampled_from(Roll)


@given(CALENDARS, DAYS, DAYS, PERIODS, COUNTINGS, ROLLS)
def test_who_starts_later_is_never_due_earlier(
    calendar: Calendar, one: date, other: date, period: Period, counting: Counting, roll: Roll
) -> None:
    first, second = sorted((one, other))
    early = due_after(first, period, counting=counting, roll=roll, calendar=calendar)
    late = due_after(second, period, counting=counting, roll=roll, calendar=calendar)
    assert early.nominal_on <= late.nominal_on
    assert early.at <= late.at


@given(CALENDARS, DAYS, EVERY, st.integers(1, 60), COUNTINGS, ROLLS)
def test_occurrences_come_one_after_the_other(
    calendar: Calendar, anchor: date, every: Period, k: int, counting: Counting, roll: Roll
) -> None:
    one, two = (
        occurrence(anchor, every, every, number, counting, roll, calendar) for number in (k, k + 1)
    )
    assert one.nominal_on < two.nominal_on
    assert one.at <= two.at


@given(CALENDARS, DAYS, PERIODS, COUNTINGS)
def test_an_end_rolls_off_rest_days_and_no_further_than_needed(
    calendar: Calendar, start: date, period: Period, counting: Counting
) -> None:
    for roll, step in ((Roll.NEXT, 1), (Roll.PREVIOUS, -1)):
        due = due_after(start, period, counting=counting, roll=roll, calendar=calendar)
        assert not calendar.is_rest_day(due.on)
        passed = abs((due.on - due.nominal_on).days)
        assert (due.on - due.nominal_on).days == step * passed
        for index in range(passed):
            assert calendar.is_rest_day(due.nominal_on + timedelta(days=step * index))


@given(CALENDARS, DAYS, st.integers(-300, 300))
def test_counting_working_days_is_the_inverse_of_adding_them(
    calendar: Calendar, day: date, n: int
) -> None:
    there = calendar.add_working_days(day, n)
    assert calendar.working_days_between(day, there) == n
    assert n == 0 or calendar.is_working_day(there)


@given(CALENDARS, DAYS, DAYS)
def test_working_days_between_agrees_with_counting_them_one_by_one(
    calendar: Calendar, one: date, other: date
) -> None:
    start, end = sorted((one, other))
    end = min(end, start + timedelta(days=700))
    days = (start + timedelta(days=index) for index in range(1, (end - start).days + 1))
    assert calendar.working_days_between(start, end) == sum(map(calendar.is_working_day, days))


@given(CALENDARS, DAYS, st.integers(1, 12), st.integers(1, 120))
def test_a_monthly_duty_never_drifts(calendar: Calendar, anchor: date, months: int, k: int) -> None:
    every = Period(months=months)
    due = occurrence(anchor, every, every, k, Counting.DAY_AFTER, Roll.NEXT, calendar)
    if add_months(anchor, months * k).day == anchor.day:
        assert due.nominal_on.day == anchor.day
    else:
        assert (due.nominal_on + timedelta(days=1)).day == 1
        assert due.nominal_on.day < anchor.day
    assert (due.nominal_on.year - anchor.year) * 12 + due.nominal_on.month - anchor.month == (
        months * k
    )


@given(CALENDARS, DAYS, DAYS, EVERY, COUNTINGS, ROLLS)
def test_the_first_occurrence_after_opening_is_the_first(
    calendar: Calendar, anchor: date, opened_on: date, every: Period, counting: Counting, roll: Roll
) -> None:
    opened_at = end_of_day(opened_on, calendar.zone)
    k = first_occurrence_after(anchor, every, every, counting, roll, calendar, opened_at)
    assert occurrence(anchor, every, every, k, counting, roll, calendar).at > opened_at
    assume(k > 1)
    assert occurrence(anchor, every, every, k - 1, counting, roll, calendar).at <= opened_at


@given(CALENDARS, DAYS, CALENDAR_PERIODS)
def test_a_period_from_the_beginning_of_a_day_ends_a_day_earlier_or_with_the_month(
    calendar: Calendar, start: date, period: Period
) -> None:
    assume(not period.is_zero)
    event, included = (
        due_after(start, period, counting=counting, roll=Roll.NONE, calendar=calendar).on
        for counting in (Counting.DAY_AFTER, Counting.THAT_DAY_INCLUDED)
    )
    assert (event - included).days in {0, 1}
    if not period.months:
        assert (event - included).days == 1


@given(CALENDARS, DAYS)
def test_a_day_is_a_working_day_only_if_it_is_no_rest_day(calendar: Calendar, day: date) -> None:
    assert not (calendar.is_working_day(day) and calendar.is_rest_day(day))
    if calendar.holiday_name(day, "de"):
        assert calendar.is_rest_day(day)
