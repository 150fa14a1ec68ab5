from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from engine.deadlines.calendars import Calendar, DayKind, OwnDay, Place, calendar_for
from engine.deadlines.errors import DateOutOfRange, LandUnknown, PlaceMalformed

MINDEN = calendar_for(Place("NW", "Minden"))


def test_weekdays_are_worked_and_weekends_and_holidays_are_not() -> None:
    assert MINDEN.is_working_day(date(2026, 6, 3))
    assert not MINDEN.is_working_day(date(2026, 6, 4))  # Corpus Christi
    assert not MINDEN.is_working_day(date(2026, 6, 6))
    assert not MINDEN.is_working_day(date(2026, 6, 7))
    assert MINDEN.is_working_day(date(2026, 12, 24))
    assert MINDEN.is_working_day(date(2026, 12, 31))


def test_the_next_and_the_previous_working_day() -> None:
    assert MINDEN.next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)
    assert MINDEN.previous_working_day(date(2026, 4, 6)) == date(2026, 4, 2)
    assert MINDEN.next_working_day(date(2026, 4, 7)) == date(2026, 4, 7)
    assert MINDEN.previous_working_day(date(2026, 4, 2)) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 4, 5), -1, date(2026, 4, 2)),
        (date(2026, 4, 5), 0, date(2026, 4, 5)),
        (date(2025, 12, 23), 5, date(2026, 1, 2)),
        (date(2026, 1, 2), -5, date(2025, 12, 23)),
    ],
)
def test_adding_working_days_never_counts_the_start(start: date, n: int, end: date) -> None:
    assert MINDEN.add_working_days(start, n) == end


def test_adding_working_days_agrees_with_walking() -> None:
    day = date(2024, 1, 1)
    for n in range(1, 800):
        day = MINDEN.next_working_day(day + timedelta(days=1))
        assert MINDEN.add_working_days(date(2024, 1, 1), n) == day
        assert MINDEN.working_days_between(date(2024, 1, 1), day) == n


def test_working_days_between_counts_the_end_and_not_the_start() -> None:
    assert MINDEN.working_days_between(date(2026, 4, 2), date(2026, 4, 7)) == 1
    assert MINDEN.working_days_between(date(2026, 4, 2), date(2026, 4, 6)) == 0
    assert MINDEN.working_days_between(date(2026, 4, 7), date(2026, 4, 2)) == -1
    assert MINDEN.working_days_between(date(2026, 4, 2), date(2026, 4, 2)) == 0
    assert MINDEN.working_days_between(date(2026, 1, 2), date(2025, 12, 31)) == -1
    assert MINDEN.working_days_between(date(1991, 1, 1), date(1991, 1, 1)) == 0


def test_a_closed_office_counts_no_working_day_but_moves_no_due_date() -> None:
    closed = OwnDay("Rosenmontag", DayKind.CLOSED, days_after_easter=-48)
    calendar = calendar_for(Place("RP", "Mainz", (closed,)))
    rose_monday = date(2026, 2, 16)
    assert not calendar.is_working_day(rose_monday)
    assert not calendar.is_rest_day(rose_monday)
    assert calendar.next_working_day(rose_monday) == date(2026, 2, 17)
    assert calendar.after_rest(rose_monday) == rose_monday
    assert calendar.after_rest(date(2026, 2, 14)) == rose_monday
    assert calendar.before_rest(date(2026, 2, 15)) == date(2026, 2, 13)
    assert calendar.holiday_name(rose_monday, "de") is None


def test_15_august_came_to_memmingerberg_and_left_sesslach_in_2025() -> None:
    gained = OwnDay("Mariä Himmelfahrt", yearly=(8, 15), valid_from=date(2025, 8, 15))
    lost = OwnDay("Mariä Himmelfahrt", yearly=(8, 15), valid_until=date(2025, 8, 14))
    memmingerberg = calendar_for(Place("BY", "Memmingerberg", (gained,)))
    sesslach = calendar_for(Place("BY", "Seßlach", (lost,)))
    assert memmingerberg.is_working_day(date(2024, 8, 15))
    assert not memmingerberg.is_working_day(date(2025, 8, 15))
    assert not sesslach.is_working_day(date(2024, 8, 15))
    assert sesslach.is_working_day(date(2025, 8, 15))


def test_bavaria_alone_does_not_know_15_august_and_augsburg_does() -> None:
    assert calendar_for(Place("BY")).is_working_day(date(2025, 8, 15))
    augsburg = calendar_for(Place("BY", "Augsburg"))
    assert augsburg.holiday_name(date(2025, 8, 8), "de") == "Augsburger Hohes Friedensfest"
    assert augsburg.holiday_name(date(2025, 8, 15), "en") == "Assumption Day"
    assert calendar_for(Place("NW", "Augsburg")).is_working_day(date(2025, 8, 8))


def test_a_holiday_of_the_land_can_be_taken_away() -> None:
    place = Place("BY", "Augsburg", (OwnDay("F", DayKind.NOT_A_HOLIDAY, yearly=(8, 8)),))
    assert calendar_for(place).is_working_day(date(2025, 8, 8))


def test_a_single_day_holds_once_and_29_february_in_leap_years_only() -> None:
    place = Place(
        "NW",
        None,
        (OwnDay("Jubiläum", on=date(2026, 9, 1)), OwnDay("Schalttag", yearly=(2, 29))),
    )
    calendar = calendar_for(place)
    assert calendar.holiday_name(date(2026, 9, 1), "en") == "Jubiläum"
    assert calendar.is_working_day(date(2027, 9, 1))
    assert not calendar.is_working_day(date(2028, 2, 29))
    assert calendar.is_working_day(date(2027, 3, 1))


def test_an_own_holiday_does_not_rename_one_of_the_land() -> None:
    place = Place("SL", None, (OwnDay("anders", yearly=(8, 15)),))
    assert calendar_for(place).holiday_name(date(2025, 8, 15), "de") == "Mariä Himmelfahrt"


@pytest.mark.parametrize("ways", [{}, {"on": date(2026, 1, 1), "yearly": (1, 1)}])
def test_an_own_day_is_said_in_exactly_one_way(ways: dict) -> None:
    with pytest.raises(PlaceMalformed, match="exactly one way"):
        OwnDay("Tag", **ways)


def test_holidays_have_names_in_both_languages() -> None:
    assert MINDEN.holiday_name(date(2026, 4, 6), "de") == "Ostermontag"
    assert MINDEN.holiday_name(date(2026, 4, 6), "en") == "Easter Monday"
    assert MINDEN.holiday_name(date(2026, 4, 4), "de") is None


def test_calendars_are_shared_and_compared_by_their_place() -> None:
    assert calendar_for(Place("NW", "Minden")) is MINDEN
    assert Calendar(Place("NW", "Minden")) == MINDEN
    assert hash(Calendar(Place("NW", "Minden"))) == hash(MINDEN)
    assert calendar_for(Place("NW", "Hamm")) != MINDEN
    assert MINDEN != "NW"


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("nw", "“NW”"), ("DE-BY", "“BY”"), ("Bayern", "“BY”"), ("Sachsn", "“SN”"), ("XX", "BW, BY"),
        ("", "BW, BY"),
    ],
)  # fmt: skip
def test_an_unknown_land_is_refused_with_a_guess(code: str, hint: str) -> None:
    with pytest.raises(LandUnknown) as refusal:
        calendar_for(Place(code))
    assert hint in refusal.value.hint.en
    assert "kein deutsches Land" in refusal.value.text.de


@pytest.mark.parametrize("day", [date(1990, 12, 31), date(2201, 1, 1)])
def test_outside_the_known_years_it_says_so(day: date) -> None:
    with pytest.raises(DateOutOfRange, match="1991 to 2200"):
        MINDEN.is_working_day(day)


def test_walking_out_of_the_known_years_says_so_too() -> None:
    with pytest.raises(DateOutOfRange):
        MINDEN.add_working_days(date(2200, 12, 31), 1)
    with pytest.raises(DateOutOfRange):
        MINDEN.add_working_days(date(1991, 1, 1), -1)
    with pytest.raises(DateOutOfRange):
        MINDEN.add_working_days(date(2026, 1, 1), 10**9)
    with pytest.raises(DateOutOfRange):
        MINDEN.after_rest(date(2200, 12, 31) + timedelta(days=1))


def test_germany_comes_without_the_rest_of_the_world_and_leaves_it_as_it_is() -> None:
    script = (
        "import sys; from engine.deadlines import calendars;"
        "calendars.calendar_for(calendars.Place('NW')).is_working_day(calendars.date(2026, 6, 3));"
        "assert 'holidays.countries' not in sys.modules;"
        "import holidays; from holidays.countries import Germany, Italy;"
        "assert holidays.Italy(years=2026)['2026-06-02'] and issubclass(Germany, object)"
    )
    result = subprocess.run([sys.executable, "-c", script], check=False)
    assert result.returncode == 0


def test_nothing_is_read_about_holidays_before_one_is_asked_for() -> None:
    program = (
        "import sys; from engine.deadlines import calendars, due, ladder, worked_cases; "
        "calendars.calendar_for(calendars.Place('NW')); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
