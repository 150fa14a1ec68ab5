from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.demo.timetable import Timetable, latest


@pytest.mark.parametrize("offset", range(0, 800, 13))
def test_the_last_round_has_always_just_been(offset: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=offset)
    timetable = latest(today)
    assert timetable.last_day < today <= Timetable(timetable.years + 1).last_day


def test_whatever_today_is_no_further_report_is_due_before_it() -> None:
    for offset in range(0, 800, 13):
        today = date(2026, 1, 1) + timedelta(days=offset)
        last = latest(today).rounds[-1]
        assert last.due_on.replace(year=last.due_on.year + 2) > today


def test_unmoved_the_rounds_lie_in_their_own_years() -> None:
    assert [each.due_on for each in Timetable().rounds] == [
        date(2013, 12, 31),
        date(2015, 12, 31),
        date(2017, 12, 31),
    ]


def test_a_round_goes_in_order() -> None:
    for each in Timetable(8).rounds:
        assert each.due_on < each.rated_on < each.steering_on < each.council_on
