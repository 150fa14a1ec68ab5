from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.unit.channels.letters import (
    BERLIN,
    LETTER,
    SENT_AT,
    digest,
    letter_about,
    letter_with,
    parsed,
)

if TYPE_CHECKING:
    from icalendar import Event

    from engine.channels.channel import Letter


def events(letter: Letter) -> list[Event]:
    """The entries that a calendar program finds in the letter's attachment."""
    found = [each for each in parsed(letter).walk() if each.get_content_type() == "text/calendar"]
    if not found:
        return []
    assert len(found) == 1
    content = found[0].get_payload(decode=True)
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["VERSION"] == "2.0"
    assert calendar.errors == []
    return list(calendar.events)


def test_a_date_is_an_entry_of_the_whole_day() -> None:
    (event,) = events(LETTER)
    assert event.start == date(2027, 3, 31)
    assert event["SUMMARY"] == "Fällig: Sachstandsbericht (M-0007 Sprachcafé)"
    assert event["DESCRIPTION"] == LETTER.items[0].text
    assert event["URL"] == "https://plan.town.example/app/cases/7?tab=due&new=1"
    assert event["DTSTAMP"].dt == SENT_AT.astimezone(UTC)
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["ORGANIZER"] == "mailto:plan@town.example"
    assert "ATTENDEE" not in event


def test_the_alarm_of_a_day_rings_at_eight_the_day_before() -> None:
    (alarm,) = events(LETTER)[0].walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    midnight = datetime(2027, 3, 31)  # noqa: DTZ001 - floating, as all-day entries are
    assert midnight + alarm.TRIGGER == datetime(2027, 3, 30, 8, 0)  # noqa: DTZ001


def test_an_instant_is_an_entry_at_that_instant() -> None:
    at = datetime(2027, 3, 28, 16, 30, tzinfo=BERLIN)
    (event,) = events(letter_about(due_on=date(2027, 3, 31), due_at=at))
    assert event.start == at
    assert event.start.utcoffset() == timedelta(0)
    assert timedelta(hours=-2) == event.walk("VALARM")[0].TRIGGER


def test_an_instant_in_the_hour_that_comes_twice_stays_exact() -> None:
    for fold, hour in ((0, 0), (1, 1)):
        at = datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN, fold=fold)
        assert events(letter_about(due_at=at))[0].start == datetime(
            2027, 10, 31, hour, 30, tzinfo=UTC
        )


def test_a_moved_date_is_the_same_entry_with_a_higher_sequence() -> None:
    (before,) = events(LETTER)
    (after,) = events(letter_about(due_on=date(2027, 4, 30), revision=1))
    assert before["UID"] == after["UID"]
    assert before["UID"].endswith("@town.example")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert events(letter_about(uid="another"))[0]["UID"] != before["UID"]


def test_the_entry_has_not_the_name_of_the_message() -> None:
    assert f"<{events(LETTER)[0]['UID']}>" != parsed(LETTER)["Message-ID"]


@pytest.mark.parametrize(
    ("due", "is_attached"),
    [
        ({"due_on": date(2026, 11, 21)}, False),
        ({"due_on": date(2026, 11, 22)}, True),
        ({"due_at": SENT_AT - timedelta(minutes=1)}, False),
        ({"due_at": SENT_AT}, True),
        ({"due_on": None}, False),
    ],
)
def test_only_dates_that_are_still_to_come_are_attached(
    due: dict[str, date], is_attached: bool
) -> None:
    assert bool(events(letter_about(**due))) is is_attached


def test_an_overview_attaches_all_its_dates_in_one_calendar() -> None:
    letter = digest({}, {"due_on": date(2027, 5, 1)}, {"due_on": None}, {})
    assert len(events(letter)) == 3
    assert len({event["UID"] for event in events(letter)}) == 3


def test_an_occurrence_that_is_told_twice_is_one_entry() -> None:
    doubled = letter_with(items=LETTER.items * 2)
    assert len(events(doubled)) == 1


def test_the_attachment_says_what_it_is() -> None:
    part = next(each for each in parsed(LETTER).walk() if each.get_filename())
    assert part.get_filename() == "fristen.ics"
    assert part.get_param("method") == "PUBLISH"
    assert part.get_content_disposition() == "attachment"


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_out_of_the_entry(title: str, text: str) -> None:
    (event,) = events(letter_about(title=title, text=text, obligation=title))
    assert len(event.walk("VALARM")) == 1
    assert event.start == date(2027, 3, 31)


def test_a_title_cannot_end_the_entry() -> None:
    (event,) = events(letter_about(title="x\r\nEND:VEVENT\r\nBEGIN:VEVENT", text="\nATTENDEE:a"))
    assert "ATTENDEE" not in event
    assert "END:VEVENT" in event["SUMMARY"]
