"""The least and most days that the proof reckons with hold on every day and in every Land."""

from __future__ import annotations

from datetime import date, time, timedelta
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.calendars import Place, calendar_for
from engine.deadlines.due import Roll, due_after, due_on
from engine.deadlines.ladder import Direction, Rung, RungUnit, moment
from engine.deadlines.periods import Period
from engine.definition.duties import DueDate, DueKind
from engine.definition.effects import Literal
from engine.definition.silence_time import due_days, period_days, rung_days

DAYS = st.dates(date(2025, 1, 1), date(2032, 12, 31))
LAENDER = st.sampled_from(["NW", "BY", "SN", "BE"])
PERIODS = st.builds(
    Period,
    years=st.integers(0, 3),
    months=st.integers(0, 14),
    weeks=st.integers(0, 9),
    half_months=st.integers(0, 1),
    days=st.integers(0, 60),
    working_days=st.integers(0, 90),
)


@given(DAYS, PERIODS, st.sampled_from(Roll), LAENDER)
def test_a_period_ends_between_its_least_and_most_days(
    start: date, after: Period, roll: Roll, land: str
):
    due = DueDate(DueKind.AFTER, after=after, roll=roll)
    least, most = due_days(due)
    actual = due_after(start, after, roll=roll, calendar=calendar_for(Place(land))).on
    assert least <= max(0, (actual - start).days) <= most  # what is past is due at once


@given(DAYS, st.integers(1, 120), st.sampled_from(RungUnit), LAENDER)
def test_a_rung_comes_between_its_least_and_most_days(
    on: date, amount: int, unit: RungUnit, land: str
):
    calendar = calendar_for(Place(land))
    rung = Rung(amount, unit, Direction.AFTER)
    due = due_on(on, roll=Roll.NONE, calendar=calendar)
    least, most = rung_days(rung)
    at = moment(rung, due, calendar, time(8))
    assert due.at + timedelta(days=least - 1) <= at <= due.at + timedelta(days=most)


def test_what_the_data_or_a_rule_say_is_not_known_before():
    assert due_days(DueDate(DueKind.ON, source=Literal(date(2026, 1, 1)))) == (0, inf)
    assert due_days(DueDate(DueKind.AFTER, source=Literal(date(2026, 1, 1)))) == (0, inf)
    assert period_days(None) == (0, inf)


def test_hours_are_parts_of_days():
    least, most = period_days(Period(hours=48))
    assert least <= 2 <= most <= 4
