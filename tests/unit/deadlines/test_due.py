from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.deadlines.calendars import OwnDay, Place, calendar_for
from engine.deadlines.due import (
    Counting,
    DeemedDue,
    Due,
    MonthPart,
    Reading,
    Retention,
    Roll,
    before_full_days,
    before_nth_day,
    deemed_after_posting,
    due_after,
    due_on,
    extend,
    first_occurrence_after,
    non_contiguous_days,
    occurrence,
    part_of_month,
    retention,
)
from engine.deadlines.errors import DateOutOfRange, InstantNeeded, RepeatsNever
from engine.deadlines.notification import fiction_days, is_confirmed
from engine.deadlines.periods import Period, parse_period

MINDEN = calendar_for(Place("NW", "Minden"))
EVENT, INCLUDED = Counting.DAY_AFTER, Counting.THAT_DAY_INCLUDED


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def after(start: date | datetime, words: str, **how: object) -> Due:
    return due_after(start, parse_period(words), calendar=MINDEN, **how)


def test_a_due_date_keeps_its_nominal_day_its_rolled_day_and_its_very_end() -> None:
    assert after(date(2026, 1, 31), "1 month") == Due(
        nominal_on=date(2026, 2, 28), on=date(2026, 3, 2), at=utc(2026, 3, 2, 23)
    )


@pytest.mark.parametrize(
    ("start", "words", "nominal"),
    [
        # § 187 (2), § 188 (2): the day before the one of the same number
        (date(2018, 7, 1), "3 years", date(2021, 6, 30)),
        (date(2026, 3, 1), "1 month", date(2026, 3, 31)),
        (date(2026, 6, 1), "2 weeks", date(2026, 6, 14)),
        (date(2026, 6, 15), "1 month", date(2026, 7, 14)),
        (date(2023, 3, 1), "1 year", date(2024, 2, 29)),
        # § 188 (3): the month lacks that day
        (date(2026, 1, 30), "1 month", date(2026, 2, 28)),
        (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
        (date(2026, 1, 29), "1 month", date(2026, 2, 28)),
        (date(2026, 1, 28), "1 month", date(2026, 2, 27)),
        (date(2026, 1, 31), "3 months", date(2026, 4, 30)),
        (date(2024, 2, 29), "1 year", date(2025, 2, 28)),
        # days and mixtures
        (date(2026, 3, 10), "1 day", date(2026, 3, 10)),
        (date(2026, 1, 1), "1 month and half a month", date(2026, 2, 15)),
        (date(2026, 1, 1), "0 days", date(2026, 1, 1)),
    ],
)
def test_a_period_that_starts_with_the_beginning_of_a_day(
    start: date, words: str, nominal: date
) -> None:
    assert after(start, words, counting=INCLUDED, roll=Roll.NONE).nominal_on == nominal


@pytest.mark.parametrize(
    ("start", "words", "nominal"),
    [
        (date(2026, 2, 28), "1 month", date(2026, 3, 28)),
        (date(2026, 11, 30), "1 quarter", date(2027, 2, 28)),
        (date(2026, 8, 31), "half a year", date(2027, 2, 28)),
        (date(2024, 2, 29), "4 years", date(2028, 2, 29)),
        (date(2026, 12, 31), "2 months", date(2027, 2, 28)),
        (date(2026, 1, 31), "half a month", date(2026, 2, 15)),
        (date(2026, 4, 30), "14 days", date(2026, 5, 14)),
        (date(2026, 4, 2), "1 month and 1 working day", date(2026, 5, 4)),
    ],
)
def test_a_period_that_starts_with_an_event(start: date, words: str, nominal: date) -> None:
    assert after(start, words, roll=Roll.NONE).nominal_on == nominal


def test_of_an_instant_the_local_day_counts() -> None:
    half_past_midnight = utc(2026, 5, 31, 22, 30)
    assert after(half_past_midnight, "1 day").nominal_on == date(2026, 6, 2)


def test_an_end_rolls_once_and_at_the_very_end() -> None:
    # Saturday 28 February in between stays; the 15 days end on a Sunday.
    due = after(date(2026, 1, 31), "1 month", plus=parse_period("15 days"))
    assert (due.nominal_on, due.on) == (date(2026, 3, 15), date(2026, 3, 16))


def test_the_three_ways_of_an_end_on_a_rest_day() -> None:
    good_friday = date(2026, 4, 3)
    assert due_on(good_friday, roll=Roll.NEXT, calendar=MINDEN).on == date(2026, 4, 7)
    assert due_on(good_friday, roll=Roll.PREVIOUS, calendar=MINDEN).on == date(2026, 4, 2)
    assert due_on(good_friday, roll=Roll.NONE, calendar=MINDEN).on == good_friday


def test_an_appointment_needs_no_calendar_of_holidays() -> None:
    assert due_on(date(1975, 6, 17), roll=Roll.NONE, calendar=MINDEN).on == date(1975, 6, 17)
    with pytest.raises(DateOutOfRange, match="1991 to 2200"):
        due_on(date(1975, 6, 17), roll=Roll.NEXT, calendar=MINDEN)


def test_hours_run_through_weekends_and_changes_of_the_clock() -> None:
    friday = utc(2026, 6, 5, 14)
    assert after(friday, "48 hours") == Due(date(2026, 6, 7), date(2026, 6, 7), utc(2026, 6, 7, 14))
    assert after(utc(2026, 3, 28, 15), "24 hours").at == utc(2026, 3, 29, 15)
    assert after(friday, "2 hours", plus=parse_period("3 hours")).at == utc(2026, 6, 5, 19)


@pytest.mark.parametrize("start", [date(2026, 6, 5), datetime(2026, 6, 5, 16)])  # noqa: DTZ001
def test_hours_need_a_moment_with_a_zone(start: date) -> None:
    with pytest.raises(InstantNeeded, match="runs from a moment"):
        after(start, "48 hours")


def test_days_refuse_a_moment_without_a_zone() -> None:
    with pytest.raises(InstantNeeded):
        after(datetime(2026, 6, 5, 16), "2 days")  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize("words", ["99999 years", "99999 months", "99999 days"])
def test_an_end_beyond_all_years_is_refused(words: str) -> None:
    with pytest.raises(DateOutOfRange):
        after(date(2026, 1, 1), words).at  # noqa: B018 - raises


@pytest.mark.parametrize(
    ("part", "day"),
    [
        (MonthPart.BEGINNING, date(2026, 2, 1)),
        (MonthPart.MIDDLE, date(2026, 2, 15)),
        (MonthPart.END, date(2026, 2, 28)),
        ("end", date(2026, 2, 28)),
    ],
)
def test_parts_of_a_month(part: MonthPart, day: date) -> None:
    for of in ((2026, 2), date(2026, 2, 10)):
        assert part_of_month(part, of, roll=Roll.NONE, calendar=MINDEN).nominal_on == day


def test_notification_by_post_goes_by_the_version_of_the_posting_date() -> None:
    assert fiction_days(date(2024, 12, 31), "NW") == 3
    assert fiction_days(date(2025, 1, 1), "NW") == 4
    assert is_confirmed(date(2025, 1, 1), "NW")
    assert not is_confirmed(date(2025, 1, 1), "BW")
    assert is_confirmed(date(2024, 12, 31), "BW")


def test_a_deemed_day_on_easter_sunday_stays_unless_tax_practice_is_asked_for() -> None:
    month = parse_period("1 month")
    stays = deemed_after_posting(date(2026, 4, 1), month, calendar=MINDEN)
    assert stays == DeemedDue(date(2026, 4, 5), after(date(2026, 4, 5), "1 month"))
    moved = deemed_after_posting(date(2026, 4, 1), month, shift_fiction=True, calendar=MINDEN)
    assert (moved.deemed_on, moved.due.nominal_on) == (date(2026, 4, 7), date(2026, 5, 7))
    three = deemed_after_posting(date(2026, 4, 1), month, fiction_days=3, calendar=MINDEN)
    assert three.deemed_on == date(2026, 4, 4)


def test_periods_backwards() -> None:
    assert before_full_days(date(2026, 11, 30), 4) == date(2026, 11, 25)
    assert before_nth_day(date(2026, 7, 20), 7) == date(2026, 7, 13)
    with pytest.raises(DateOutOfRange):
        before_full_days(date(2026, 11, 30), 10**12)


def test_retention_starts_when_the_year_of_the_event_is_over() -> None:
    kept = Retention(date(2020, 1, 1), date(2029, 12, 31), date(2030, 1, 1))
    assert retention(date(2019, 5, 20), 10) == kept
    assert retention(date(2019, 1, 1), parse_period("10 years")) == kept
    assert retention(date(2019, 12, 31), parse_period("6 months")).last_day == date(2020, 6, 30)


def test_the_two_readings_of_an_extension() -> None:
    old = due_on(date(2026, 5, 1), roll=Roll.NEXT, calendar=MINDEN)  # a holiday; moved to 4 May
    month = parse_period("1 month")
    civil = extend(old, month, reading=Reading.FROM_OLD_END, roll=Roll.NEXT, calendar=MINDEN)
    public = extend(old, month, reading=Reading.FROM_ROLLED_END, roll=Roll.NEXT, calendar=MINDEN)
    assert (civil.nominal_on, civil.on) == (date(2026, 6, 1), date(2026, 6, 1))
    assert (public.nominal_on, public.on) == (date(2026, 6, 4), date(2026, 6, 5))


def test_an_extension_by_hours_runs_from_the_very_end() -> None:
    old = due_on(date(2026, 6, 5), roll=Roll.NEXT, calendar=MINDEN)
    later = extend(
        old, parse_period("12 hours"), reading=Reading.FROM_OLD_END, roll=Roll.NEXT, calendar=MINDEN
    )
    assert later.at == utc(2026, 6, 6, 10)


def test_days_that_need_not_run_at_a_stretch() -> None:
    assert non_contiguous_days(parse_period("3 months")) == 90
    assert non_contiguous_days(parse_period("12 months")) == 360
    assert non_contiguous_days(parse_period("1 year")) == 365
    assert non_contiguous_days(parse_period("1 year and half a month")) == 380


def test_occurrences_are_counted_from_the_anchor_and_rolled_one_by_one() -> None:
    half_year = parse_period("6 months")
    dues = [
        occurrence(date(2018, 7, 1), half_year, half_year, k, INCLUDED, Roll.NEXT, MINDEN)
        for k in range(1, 7)
    ]
    assert [due.on for due in dues] == [
        date(2018, 12, 31), date(2019, 7, 1), date(2019, 12, 31), date(2020, 6, 30),
        date(2020, 12, 31), date(2021, 6, 30),
    ]  # fmt: skip


def test_the_first_occurrence_may_come_after_another_period_than_the_rest() -> None:
    due = occurrence(
        date(2026, 1, 1),
        parse_period("3 months"),
        parse_period("1 year"),
        2,
        EVENT,
        Roll.NONE,
        MINDEN,
    )
    assert due.on == date(2027, 4, 1)


@pytest.mark.parametrize(
    ("opened_at", "number"),
    [
        (utc(2018, 7, 1), 1),
        (utc(2018, 12, 31, 22, 59), 1),
        (utc(2018, 12, 31, 23), 2),  # the day is over
        (utc(2019, 7, 1, 21), 2),  # rolled from Sunday 30 June to this day
        (utc(2019, 7, 1, 22), 3),
        (utc(2026, 7, 1), 17),
    ],
)
def test_the_first_occurrence_is_the_first_whose_rolled_due_lies_after_opening(
    opened_at: datetime, number: int
) -> None:
    half_year = parse_period("6 months")
    found = first_occurrence_after(
        date(2018, 7, 1), half_year, half_year, INCLUDED, Roll.NEXT, MINDEN, opened_at
    )
    assert found == number


@pytest.mark.parametrize("words", ["1 day", "1 working day", "1 week", "1 month", "7 years"])
def test_the_first_occurrence_is_found_over_centuries(words: str) -> None:
    every, opened_at = parse_period(words), utc(2190, 5, 5, 12)
    k = first_occurrence_after(date(1992, 2, 29), every, every, EVENT, Roll.NEXT, MINDEN, opened_at)
    assert occurrence(date(1992, 2, 29), every, every, k, EVENT, Roll.NEXT, MINDEN).at > opened_at
    before = occurrence(date(1992, 2, 29), every, every, k - 1, EVENT, Roll.NEXT, MINDEN)
    assert before.at <= opened_at


def test_an_anchor_before_the_known_years_is_no_hindrance() -> None:
    every = parse_period("5 years")
    anchor, opened_at = date(1961, 8, 13), utc(2026, 1, 1)
    k = first_occurrence_after(anchor, every, every, EVENT, Roll.NEXT, MINDEN, opened_at)
    assert occurrence(anchor, every, every, k, EVENT, Roll.NEXT, MINDEN).on == date(2026, 8, 13)


def test_the_last_occurrence_that_can_be_computed_has_a_number() -> None:
    every, opened_at = parse_period("1000 years"), utc(2026, 1, 1)
    anchor = date(2026, 1, 1)
    assert first_occurrence_after(anchor, every, every, EVENT, Roll.NEXT, MINDEN, opened_at) == 1
    far = utc(9000, 1, 1)
    assert first_occurrence_after(anchor, every, every, EVENT, Roll.NONE, MINDEN, far) == 7
    never = parse_period("9000 years")
    assert first_occurrence_after(anchor, never, never, EVENT, Roll.NONE, MINDEN, far) == 1
    with pytest.raises(DateOutOfRange):
        occurrence(anchor, never, never, 1, EVENT, Roll.NONE, MINDEN)


def test_hours_recur_too() -> None:
    every = parse_period("12 hours")
    start = utc(2026, 3, 28, 12)
    k = first_occurrence_after(start, every, every, EVENT, Roll.NONE, MINDEN, utc(2026, 3, 30, 12))
    assert k == 5
    assert occurrence(start, every, every, k, EVENT, Roll.NONE, MINDEN).at == utc(2026, 3, 31)


def test_nothing_never_repeats() -> None:
    with pytest.raises(RepeatsNever):
        occurrence(date(2026, 1, 1), Period(), Period(), 1, EVENT, Roll.NEXT, MINDEN)
    with pytest.raises(RepeatsNever):
        occurrence(date(2026, 1, 1), Period(), Period(days=1), 0, EVENT, Roll.NEXT, MINDEN)
    with pytest.raises(RepeatsNever):
        first_occurrence_after(
            date(2026, 1, 1), Period(), Period(), EVENT, Roll.NEXT, MINDEN, utc(2026, 1, 1)
        )


def test_own_holidays_of_the_town_move_its_due_dates() -> None:
    town = calendar_for(Place("NW", "Minden", (OwnDay("Stadtfest", on=date(2026, 9, 1)),)))
    assert due_on(date(2026, 9, 1), roll=Roll.NEXT, calendar=town).on == date(2026, 9, 2)
    assert due_on(date(2026, 9, 1), roll=Roll.NEXT, calendar=MINDEN).on == date(2026, 9, 1)
