"""The holidays that we compute with, against a table of our own read off the laws of the Länder.

The table knows Easter by the rule of Gauss and the years in which each law changed; nothing of it
is shared with the package that the engine asks.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.deadlines.calendars import Place, calendar_for
from engine.deadlines.laender import LAENDER, easter_sunday, holidays_of

YEARS = range(2013, 2033)
EVERYWHERE = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH"
LAWS = (
    # Länder, first year, last year, (month, day) or days after Easter
    (EVERYWHERE, 1991, 9999, (1, 1)),
    ("BW BY ST", 1991, 9999, (1, 6)),
    ("BE", 2019, 9999, (3, 8)),
    ("MV", 2023, 9999, (3, 8)),
    (EVERYWHERE, 1991, 9999, -2),
    ("BB", 1991, 9999, 0),
    (EVERYWHERE, 1991, 9999, 1),
    (EVERYWHERE, 1991, 9999, (5, 1)),
    ("BE", 2020, 2020, (5, 8)),
    ("BE", 2025, 2025, (5, 8)),
    (EVERYWHERE, 1991, 9999, 39),
    ("BB", 1991, 9999, 49),
    (EVERYWHERE, 1991, 9999, 50),
    ("BE", 2028, 2028, (6, 17)),
    ("BW BY HE NW RP SL", 1991, 9999, 60),
    ("SL", 1991, 9999, (8, 15)),
    ("TH", 2019, 9999, (9, 20)),
    (EVERYWHERE, 1991, 9999, (10, 3)),
    ("BB MV SN ST TH", 1991, 9999, (10, 31)),
    ("HB HH NI SH", 2018, 9999, (10, 31)),
    (EVERYWHERE, 2017, 2017, (10, 31)),
    ("BW BY NW RP SL", 1991, 9999, (11, 1)),
    ("SN", 1995, 9999, "repentance"),
    (EVERYWHERE, 1991, 9999, (12, 25)),
    (EVERYWHERE, 1991, 9999, (12, 26)),
)


def gauss(year: int) -> date:
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    a = year % 19
    d = (19 * a + m) % 30
    full_moon = 21 + d - (d + a // 11) // 29
    first_sunday = 7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7
    easter = full_moon + 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=easter - 1)


def repentance_day(year: int) -> date:
    """The Wednesday before 23 November."""
    latest = date(year, 11, 22)
    return latest - timedelta(days=(latest.weekday() - 2) % 7)


def by_law(land: str, year: int) -> set[date]:
    days = set()
    for laender, first, last, when in LAWS:
        if land not in laender.split() or not first <= year <= last:
            continue
        if isinstance(when, int):
            days.add(gauss(year) + timedelta(days=when))
        else:
            days.add(repentance_day(year) if when == "repentance" else date(year, *when))
    return days


@pytest.mark.parametrize("land", LAENDER)
def test_twenty_years_of_every_land_agree_with_its_law(land: str) -> None:
    differing = {
        year: set(holidays_of(land, None, year)) ^ by_law(land, year)
        for year in YEARS
        if set(holidays_of(land, None, year)) != by_law(land, year)
    }
    assert differing == {}


@pytest.mark.parametrize("land", LAENDER)
def test_working_days_are_what_is_left_of_monday_to_friday(land: str) -> None:
    calendar = calendar_for(Place(land))
    for year in YEARS:
        holidays = by_law(land, year)
        for index in range(365):
            day = date(year, 1, 1) + timedelta(days=index)
            assert calendar.is_working_day(day) == (day.weekday() < 5 and day not in holidays), day


def test_the_sixteen_laender_are_all_there() -> None:
    assert sorted(LAENDER) == sorted(EVERYWHERE.split())


def test_easter_agrees_with_gauss_for_all_years_that_can_be_computed() -> None:
    assert [year for year in range(1991, 2201) if easter_sunday(year) != gauss(year)] == []


def test_augsburg_has_its_own_holidays_and_the_district_around_it_has_not() -> None:
    city = set(holidays_of("BY", "Augsburg", 2025)) - by_law("BY", 2025)
    assert city == {date(2025, 8, 8), date(2025, 8, 15)}
    assert set(holidays_of("BY", "Landkreis Augsburg", 2025)) == by_law("BY", 2025)


def test_the_law_is_carried_on_beyond_the_years_of_the_package() -> None:
    assert set(holidays_of("SN", None, 2150)) == by_law("SN", 2150)
