"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.lists.dates import Span, read_span

TODAY = date(2026, 11, 27)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("15.03.2026", "2026-03-15", "2026-03-15"),
        ("15.3.26", "2026-03-15", "2026-03-15"),
        ("2026-03-15", "2026-03-15", "2026-03-15"),
        ("15. März 2026", "2026-03-15", "2026-03-15"),
        ("Mitte Mai 2026", "2026-05-15", "2026-05-15"),
        ("Anfang Mai 2026", "2026-05-01", "2026-05-01"),
        ("Ende Februar 2028", "2028-02-29", "2028-02-29"),
        ("Ende 2026", "2026-12-31", "2026-12-31"),
        ("2. Halbjahr 2026", "2026-07-01", "2026-12-31"),
        ("HJ 1/2027", "2027-01-01", "2027-06-30"),
        ("3. Quartal 2026", "2026-07-01", "2026-09-30"),
        ("Q4 2026", "2026-10-01", "2026-12-31"),
        ("KW 23/2026", "2026-06-01", "2026-06-07"),
        ("12/2027", "2027-12-01", "2027-12-31"),
        ("Mai 2026", "2026-05-01", "2026-05-31"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-2028", "2026-01-01", "2028-12-31"),
        ("01/2026 – 12/2027", "2026-01-01", "2027-12-31"),
        ("1.1.2026 bis 31.12.2027", "2026-01-01", "2027-12-31"),
        ("März-Mai 2026", "2026-03-01", "2026-05-31"),
        ("bis Ende 2027", "", "2027-12-31"),
        ("bis zum 30.06.2027", "", "2027-06-30"),
        ("voraussichtlich Mai 2027", "2027-05-01", "2027-05-31"),
    ],
)
def test_a_text_means_days(written: str, first: str, last: str) -> None:
    assert read_span(written, TODAY) == Span(day(first), day(last))


@pytest.mark.parametrize("written", ["laufend", "Daueraufgabe", "unbefristet", "fortlaufend"])
def test_what_goes_on_for_good_has_no_date(written: str) -> None:
    assert read_span(written, TODAY) == Span(None, None, is_endless=True)


def test_from_a_day_on_has_a_beginning_only() -> None:
    assert read_span("ab 1. März 2026", TODAY) == Span(day("2026-03-01"), None, is_endless=True)


@pytest.mark.parametrize(
    ("written", "on"), [("Mitte Mai", "2027-05-15"), ("Ende Dezember", "2026-12-31")]
)
def test_without_a_year_the_next_one_is_guessed_and_told(written: str, on: str) -> None:
    assert read_span(written, TODAY) == Span(day(on), day(on), guessed_year=True)


def test_excel_keeps_days_as_numbers() -> None:
    assert read_span(46150, TODAY) == Span(day("2026-05-08"), day("2026-05-08"))
    assert read_span(46150.5, TODAY) == Span(day("2026-05-08"), day("2026-05-08"))
    assert read_span(2026, TODAY) == Span(day("2026-01-01"), day("2026-12-31"))
    assert read_span(datetime.fromisoformat("2026-05-08T12:00"), TODAY) == Span(
        day("2026-05-08"), day("2026-05-08")
    )


@pytest.mark.parametrize(
    "written",
    ["31.02.2027", "bald", "Frühjahr 2027", "13/2026", "KW 60/2026", 7, True, None, "2028-2026"],
)
def test_what_is_not_understood_is_not_guessed(written: object) -> None:
    assert read_span(written, TODAY) is None  # type: ignore[arg-type]  # any cell may come


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d"]))
def test_a_written_day_is_that_day(on: date, form: str) -> None:
    assert read_span(on.strftime(form), TODAY) == Span(on, on)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    span = read_span(text, TODAY)
    if span is not None and span.first is not None and span.last is not None:
        assert span.first <= span.last
