from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.calendars import DayKind, OwnDay, Place, calendar_for
from engine.deadlines.due import Due, Roll, due_on
from engine.deadlines.errors import RungMalformed
from engine.deadlines.ladder import (
    Direction,
    Rung,
    RungUnit,
    describe_rung,
    moment,
    parse_rung,
    rung_text,
)

MINDEN = calendar_for(Place("NW", "Minden"))
EIGHT = time(8)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def due(day: date) -> Due:
    return due_on(day, roll=Roll.NONE, calendar=MINDEN)


def at(source: object, day: date) -> datetime:
    return moment(parse_rung(source), due(day), MINDEN, EIGHT)


@pytest.mark.parametrize(
    ("source", "rung"),
    [
        ("14 days before", Rung(14, RungUnit.DAY, Direction.BEFORE)),
        ("1 day before", Rung(1, RungUnit.DAY, Direction.BEFORE)),
        ("on the day", Rung(0, RungUnit.DAY, Direction.ON)),
        ("On  the day", Rung(0, RungUnit.DAY, Direction.ON)),
        ("3 working days after", Rung(3, RungUnit.WORKING_DAY, Direction.AFTER)),
        ("2 weeks after", Rung(2, RungUnit.WEEK, Direction.AFTER)),
        ("1 quarter before", Rung(3, RungUnit.MONTH, Direction.BEFORE)),
        ("1 year after", Rung(1, RungUnit.YEAR, Direction.AFTER)),
        ("48 hours after", Rung(48, RungUnit.HOUR, Direction.AFTER)),
        (
            {"at": "1 day after", "roll": "none", "time": "17:30"},
            Rung(1, RungUnit.DAY, Direction.AFTER, time(17, 30), Roll.NONE),
        ),
        (
            {"id": "agenda", "at": "1 day after", "do": [], "note": "x"},
            Rung(1, RungUnit.DAY, Direction.AFTER),
        ),
    ],
)
def test_the_words_of_the_format(source: object, rung: Rung) -> None:
    assert parse_rung(source) == rung


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("7 days", "“before” or “after” is missing"),
        ("before", "“before” or “after” is missing"),
        ("before 7 days", "“before” or “after” is missing"),
        ("14 Tage before", "cannot be read"),
        ("0 days before", "a number from 1 on"),
        ("1 day and 1 week before", "only one unit"),
        ("half a month after", "only one unit"),
        ("", "“before” or “after” is missing"),
        ({}, "“at” is missing"),
        ({"at": 3}, "“at” is missing"),
        ({"at": "1 day after", "time": "8"}, "no time of day"),
        ({"at": "1 day after", "time": "24:00"}, "no time of day"),
        ({"at": "1 day after", "time": 8}, "no time of day"),
        ({"at": "1 day after", "roll": "next"}, "“roll” is unknown"),
        ({"at": "1 day after", "roll": ["none"]}, "“roll” is unknown"),
        (None, "“at” is missing"),
        (7, "“at” is missing"),
        (["on the day"], "“at” is missing"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(source: object, words: str) -> None:
    with pytest.raises(RungMalformed, match=words) as refusal:
        parse_rung(source)
    assert refusal.value.hint.de
    assert refusal.value.text.de != refusal.value.text.en


@pytest.mark.parametrize(
    ("source", "day", "moment_at"),
    [
        # reminders come rather early
        ("7 days before", date(2026, 5, 8), utc(2026, 4, 30, 6)),
        ("7 days before", date(2026, 6, 28), utc(2026, 6, 19, 6)),
        ("5 working days before", date(2019, 5, 10), utc(2019, 5, 3, 6)),
        ("3 working days before", date(2026, 4, 7), utc(2026, 3, 31, 6)),
        ("on the day", date(2026, 6, 28), utc(2026, 6, 26, 6)),
        ("on the day", date(2026, 1, 15), utc(2026, 1, 15, 7)),
        ("1 month before", date(2026, 3, 31), utc(2026, 2, 27, 7)),
        ("1 year before", date(2028, 2, 29), utc(2027, 2, 26, 7)),
        # consequences rather late
        ("1 day after", date(2026, 5, 29), utc(2026, 6, 1, 6)),
        ("3 working days after", date(2026, 4, 2), utc(2026, 4, 9, 6)),
        ("1 month after", date(2026, 1, 31), utc(2026, 3, 2, 7)),
        # said otherwise
        ({"at": "1 day after", "roll": "none"}, date(2026, 5, 29), utc(2026, 5, 30, 6)),
        ({"at": "7 days before", "roll": "next working day"}, date(2026, 5, 8), utc(2026, 5, 4, 6)),
        ({"at": "on the day", "time": "12:00"}, date(2026, 6, 3), utc(2026, 6, 3, 10)),
        ({"at": "1 day after", "time": "02:30"}, date(2026, 3, 28), utc(2026, 3, 30, 0, 30)),
    ],
)
def test_when_a_rung_comes(source: object, day: date, moment_at: datetime) -> None:
    assert at(source, day) == moment_at


def test_hours_count_from_the_very_end() -> None:
    assert at("24 hours before", date(2026, 6, 28)) == utc(2026, 6, 27, 22)
    assert at("1 hour after", date(2026, 6, 28)) == utc(2026, 6, 28, 23)


def test_a_consequence_never_comes_before_the_end() -> None:
    friday = date(2026, 5, 29)
    early = {"at": "1 day after", "roll": "previous working day"}
    assert at(early, friday) == due(friday).at


def test_on_a_day_on_which_the_office_is_closed_nothing_is_sent() -> None:
    closed = OwnDay("Heiligabend", DayKind.CLOSED, yearly=(12, 24))
    town = calendar_for(Place("NW", "Minden", (closed,)))
    christmas_eve = due_on(date(2026, 12, 24), roll=Roll.NEXT, calendar=town)
    assert christmas_eve.on == date(2026, 12, 24)
    assert moment(parse_rung("on the day"), christmas_eve, town, EIGHT) == utc(2026, 12, 23, 7)
    assert moment(parse_rung("1 working day after"), christmas_eve, town, EIGHT) == utc(
        2026, 12, 28, 7
    )


@pytest.mark.parametrize(
    ("source", "german", "english"),
    [
        ("14 days before", "14 Tage vorher", "14 days before"),
        ("on the day", "am Tag selbst", "on the day"),
        ("1 working day after", "1 Arbeitstag danach", "1 working day after"),
        ({"at": "on the day", "time": "08:05"}, "am Tag selbst, 08:05 Uhr", "on the day, 08:05"),
    ],
)
def test_a_rung_in_words(source: object, german: str, english: str) -> None:
    rung = parse_rung(source)
    assert describe_rung(rung, "de") == german
    assert describe_rung(rung, "en") == english
    assert rung_text(rung).de == german


RUNGS = st.builds(
    Rung,
    st.integers(1, 60),
    st.sampled_from([RungUnit.DAY, RungUnit.WORKING_DAY, RungUnit.WEEK, RungUnit.MONTH]),
    st.sampled_from([Direction.BEFORE, Direction.AFTER]),
)
DUES = st.builds(due, st.dates(date(2000, 1, 1), date(2100, 1, 1)))


@given(RUNGS, DUES)
def test_reminders_lie_before_the_end_and_consequences_after_it(rung: Rung, end: Due) -> None:
    at_moment = moment(rung, end, MINDEN, EIGHT)
    assert (at_moment < end.at) == (rung.direction is Direction.BEFORE)


@given(RUNGS, DUES)
def test_rungs_come_on_working_days(rung: Rung, end: Due) -> None:
    day = moment(rung, end, MINDEN, EIGHT).astimezone(UTC).date()
    assert MINDEN.is_working_day(day)


@given(RUNGS)
def test_what_is_described_can_be_read_again(rung: Rung) -> None:
    assert parse_rung(describe_rung(rung, "en")) == rung
