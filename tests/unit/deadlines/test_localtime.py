from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.errors import DateOutOfRange, TimeZoneUnknown
from engine.deadlines.localtime import days_later, end_of_day, instant, local_date

BERLIN = "Europe/Berlin"
DAYS = st.dates(date(1991, 1, 1), date(2199, 12, 31))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_an_hour_in_winter_and_in_summer() -> None:
    assert instant(date(2026, 1, 15), time(8), BERLIN) == utc(2026, 1, 15, 7)
    assert instant(date(2026, 7, 15), time(8), BERLIN) == utc(2026, 7, 15, 6)


def test_a_time_that_spring_skips_moves_forward_by_the_hour() -> None:
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN) == utc(2026, 3, 29, 1, 30)  # 03:30
    assert instant(date(2026, 3, 29), time(1, 59), BERLIN) == utc(2026, 3, 29, 0, 59)
    assert instant(date(2026, 3, 29), time(3, 0), BERLIN) == utc(2026, 3, 29, 1, 0)


def test_of_a_time_that_autumn_repeats_the_later_one_holds() -> None:
    assert instant(date(2026, 10, 25), time(2, 30), BERLIN) == utc(2026, 10, 25, 1, 30)
    assert instant(date(2026, 10, 25), time(1, 30), BERLIN) == utc(2026, 10, 24, 23, 30)


def test_a_day_ends_when_the_next_begins() -> None:
    assert end_of_day(date(2019, 5, 10), BERLIN) == utc(2019, 5, 10, 22)
    assert end_of_day(date(2026, 11, 30), BERLIN) == utc(2026, 11, 30, 23)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 3, 30), 24), (date(2026, 10, 25), 25)]
)
def test_the_days_of_the_change_are_shorter_and_longer(day: date, hours: int) -> None:
    length = end_of_day(day, BERLIN) - end_of_day(day - timedelta(days=1), BERLIN)
    assert length == timedelta(hours=hours)


@given(DAYS)
def test_the_last_second_belongs_to_the_day_and_its_end_to_the_next(day: date) -> None:
    end = end_of_day(day, BERLIN)
    assert local_date(end - timedelta(seconds=1), BERLIN) == day
    assert local_date(end, BERLIN) == day + timedelta(days=1)


@given(DAYS, st.times())
def test_an_instant_is_never_before_its_local_day(day: date, at: time) -> None:
    assert local_date(instant(day, at, BERLIN), BERLIN) == day


@pytest.mark.parametrize(
    "name", ["Europe/Berln", "", "/etc/passwd", "../Europe/Berlin", "MEZ Berlin", "a\0b"]
)
def test_an_unknown_zone_is_refused_with_a_guess(name: str) -> None:
    with pytest.raises(TimeZoneUnknown) as refusal:
        end_of_day(date(2026, 1, 1), name)
    assert "Europe/Berlin" in refusal.value.hint.en
    assert "keine Zeitzone" in refusal.value.text.de


def test_days_that_cannot_be_written_are_refused() -> None:
    with pytest.raises(DateOutOfRange, match="1 to 9999"):
        days_later(date.max, 1)
    with pytest.raises(DateOutOfRange):
        days_later(date(2026, 1, 1), -(10**30))
    with pytest.raises(DateOutOfRange):
        end_of_day(date.max, BERLIN)
    with pytest.raises(DateOutOfRange):
        instant(date.min, time(0), BERLIN)
