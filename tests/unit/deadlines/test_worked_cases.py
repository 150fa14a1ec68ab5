"""Worked cases, and documents of worked cases that are wrong.

``tests/data/deadline_cases.json`` was worked by hand from the law (BGB §§ 186 to 193, VwVfG §§ 31,
32, 41, GemO RP § 34 (3), the holiday laws of the Länder) and confirmed by a second reckoning.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.worked_cases import check, check_case
from engine.deadlines.worked_kinds import KINDS
from engine.findings import Severity

CASES = json.loads(
    (Path(__file__).parents[2] / "data" / "deadline_cases.json").read_text(encoding="utf-8")
)["cases"]
NW = {"state": "NW", "municipality": "Minden"}


def case(kind: str, expected: dict, **inputs: object) -> dict:
    return {"id": "T-1", "kind": kind, "input": inputs, "expected": expected}


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked["id"])
def test_the_law_worked_by_hand(worked: dict) -> None:
    assert check_case(worked) == []


def test_the_document_passes_as_a_whole_and_every_input_is_read() -> None:
    report = check({"cases": CASES})
    assert (report.passed, report.failed, report.differences, report.findings) == (57, 0, (), ())


def test_every_kind_is_worked_at_least_once() -> None:
    assert {worked["kind"] for worked in CASES} == set(KINDS)


SIBLINGS = {
    "two weeks of days over a holiday": case(
        "period", {"nominal_end": "2026-05-14", "end": "2026-05-15"},
        start="2026-04-30", start_mode="event", amount=14, unit="day", calendar=NW,
    ),
    "leap year, the last of January": case(
        "period", {"nominal_end": "2028-02-29", "end": "2028-02-29"},
        start="2028-01-31", amount=1, unit="month", calendar=NW,
    ),
    "28 February and a month is no month's end": case(
        "period", {"nominal_end": "2026-03-28", "end": "2026-03-30"},
        start="2026-02-28", amount=1, unit="month", calendar=NW,
    ),
    "half a year": case(
        "period", {"nominal_end": "2027-02-28", "end": "2027-03-01"},
        start="2026-08-31", amount=1, unit="half_year", calendar=NW,
    ),
    "half a month": case(
        "period", {"nominal_end": "2026-02-15", "end": "2026-02-16"},
        start="2026-01-31", amount=1, unit="half_month", calendar=NW,
    ),
    "one and a half months as a number": case(
        "period", {"nominal_end": "2026-03-15", "end": "2026-03-16"},
        start="2026-01-31", amount=1.5, unit="month", calendar=NW,
    ),
    "one and a half years as a number": case(
        "period", {"nominal_end": "2027-07-15", "end": "2027-07-15"},
        start="2026-01-15", amount=1.5, unit="year", calendar=NW,
    ),
    "working days from an event": case(
        "period", {"nominal_end": "2026-04-16", "end": "2026-04-16"},
        start="2026-03-31", amount=10, unit="working_day", calendar=NW,
    ),
    "working days from the beginning of a day": case(
        "period", {"nominal_end": "2026-04-15", "end": "2026-04-15"},
        start="2026-03-31", start_mode="begin_of_day", amount=10, unit="working_day", calendar=NW,
    ),
    "hours as a unit, over the change to summer time": case(
        "period", {"end": "2026-03-29T17:00:00+02:00"},
        start="2026-03-28T16:00:00+01:00", amount=24, unit="hour", calendar=NW,
    ),
    "previous working day": case(
        "fixed_date", {"nominal_end": "2026-04-06", "end": "2026-04-02"},
        date="2026-04-06", roll="previous_working_day", calendar=NW,
    ),
    "a named day with notice stands on a Saturday": case(
        "fixed_date", {"nominal_end": "2026-06-13", "end": "2026-06-13"},
        date="2026-06-13", roll="next_working_day", explicit_end_notice=True, calendar=NW,
    ),
    "15 August is a working day where it is none": case(
        "fixed_date", {"end": "2025-08-15"}, date="2025-08-15",
        calendar={"state": "BY", "municipality": "Seßlach", "assumption_day": False},
    ),
    "15 August in Memmingerberg since 2025": case(
        "fixed_date", {"end": "2025-08-18"}, date="2025-08-15",
        calendar={"state": "BY", "municipality": "Memmingerberg", "assumption_day": True},
    ),
    "8 August outside the city of Augsburg": case(
        "fixed_date", {"end": "2025-08-08"}, date="2025-08-08",
        calendar={"state": "BY", "municipality": "Memmingen", "assumption_day": True},
    ),
    "Corpus Christi in a Catholic municipality of Saxony": case(
        "fixed_date", {"end": "2026-06-05"}, date="2026-06-04",
        calendar={"state": "SN", "municipality": "Crostwitz", "corpus_christi": True},
    ),
    "17 June 2028 in Berlin is a Saturday anyway": case(
        "fixed_date", {"end": "2028-06-19"}, date="2028-06-17", calendar={"state": "BE"},
    ),
    "end of February in a leap year": case(
        "month_part", {"nominal_end": "2028-02-29", "end": "2028-02-29"},
        part="end", year=2028, month=2, roll="none", calendar=NW,
    ),
    "months and years that need not run at a stretch": case(
        "non_contiguous", {"days": 730}, amount=2, unit="year",
    ),
    "eighteen months of thirty days": case(
        "non_contiguous", {"days": 540}, amount=18, unit="month",
    ),
    "extension, public reading": case(
        "extension", {"nominal_end": "2026-03-26", "end": "2026-03-26"},
        original_nominal_end="2026-03-15", extend_by=10, unit="day", mode="public", calendar=NW,
    ),
    "extension by a month, public reading, to Corpus Christi": case(
        "extension", {"nominal_end": "2026-06-04", "end": "2026-06-05"},
        original_nominal_end="2026-05-01", extend_by=1, unit="month", mode="public", calendar=NW,
    ),
    "posted in 2024, by the version of that year": case(
        "deemed_notification", {"deemed": "2024-01-13", "nominal_end": "2024-02-13"},
        posted="2024-01-10", amount=1, unit="month", calendar=NW,
    ),
    "posted on the last day of the old version": case(
        "deemed_notification", {"deemed": "2025-01-03"}, posted="2024-12-31", calendar=NW,
    ),
    "fiction day that moves, by tax practice": case(
        "deemed_notification", {"deemed": "2026-04-07", "nominal_end": "2026-05-07"},
        posted="2026-04-01", fiction_days=4, shift_fiction=True, amount=1, unit="month",
        calendar=NW,
    ),
    "a reminder that stays on a Sunday": case(
        "reminder_calendar_days_before", {"remind_on": "2026-06-21"},
        due="2026-06-28", days_before=7, roll="none", calendar=NW,
    ),
    "monthly from the 31st, no drift": case(
        "recurrence",
        {"nominal": ["2026-02-28", "2026-03-31", "2026-04-30"],
         "ends": ["2026-03-02", "2026-03-31", "2026-04-30"]},
        anchor="2026-01-31", start_mode="event", every=1, unit="month", count=3, calendar=NW,
    ),
    "every two weeks": case(
        "recurrence",
        {"nominal": ["2026-04-06", "2026-04-20"], "ends": ["2026-04-07", "2026-04-20"]},
        anchor="2026-03-23", every=2, unit="week", count=2, calendar=NW,
    ),
    "every ten working days": case(
        "recurrence", {"ends": ["2026-01-15", "2026-01-29"]},
        anchor="2025-12-31", every=10, unit="working_day", count=2, calendar=NW,
    ),
    "every twelve hours": case(
        "recurrence", {"ends": ["2026-03-28T23:00:00+01:00", "2026-03-29T12:00:00+02:00"]},
        anchor="2026-03-28T11:00:00+01:00", every=12, unit="hour", count=2, calendar=NW,
    ),
    "a deadline with an hour": case(
        "instant_check", {"in_time": True},
        deadline="2019-05-10T12:00:00+02:00", received="2019-05-10T09:59:59Z", tz="Europe/Berlin",
    ),
    "hours over the change to winter time": case(
        "hours", {"end": "2026-10-25T15:00:00+01:00"},
        start="2026-10-24T16:00:00+02:00", hours=24, tz="Europe/Berlin",
    ),
    "half past midnight is late": case(
        "instant_check", {"in_time": False},
        deadline="2019-05-10", received_utc="2019-05-10T22:30:00Z", tz="Europe/Berlin",
    ),
    "midnight itself is late": case(
        "instant_check", {"in_time": False},
        deadline="2019-05-10", received_utc="2019-05-10T22:00:00Z", tz="Europe/Berlin",
    ),
    "on the day to which a Sunday moves": case(
        "instant_check", {"in_time": True},
        deadline="2026-05-31", received_utc="2026-06-01T20:00:00Z", roll="next_working_day",
        tz="Europe/Berlin", calendar=NW,
    ),
    "an event on 29 February, kept six years": case(
        "retention_year_end",
        {"start": "2025-01-01", "last_day": "2030-12-31", "deletable_from": "2031-01-01"},
        event="2024-02-29", years=6,
    ),
}  # fmt: skip


@pytest.mark.parametrize("worked", SIBLINGS.values(), ids=SIBLINGS.keys())
def test_further_cases_worked_by_hand(worked: dict) -> None:
    assert check_case(worked) == []
    assert check({"cases": [worked]}).findings == ()


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked["id"])
def test_a_wrong_expectation_is_never_passed(worked: dict) -> None:
    for key in worked["expected"]:
        wrong = copy.deepcopy(worked)
        value = wrong["expected"][key]
        wrong["expected"][key] = {
            bool: lambda v: not v,
            int: lambda v: v + 1,
            str: lambda v: v.replace("20", "19", 1),
            list: lambda v: [*v[:-1], "1999-01-01"],
        }[type(value)](value)
        differences = check_case(wrong)
        assert [
            difference.key for difference in differences if "weekdays" not in difference.key
        ] == [f"expected.{key}"]


def test_a_difference_says_what_was_expected_and_what_came_out() -> None:
    [difference] = check_case(
        case("fixed_date", {"end": "2026-06-15"}, date="2026-06-12", calendar=NW)
    )
    assert difference.case == "T-1"
    assert difference.message.en == 'Expected is "2026-06-15", computed is "2026-06-12".'
    assert difference.message.de == 'Erwartet wird "2026-06-15", berechnet ist "2026-06-12".'


def test_a_list_of_another_length_is_a_difference() -> None:
    worked = case(
        "recurrence", {"ends": ["2026-01-15"]}, anchor="2026-01-01", every=2, unit="week", count=2
    )
    [difference] = check_case(worked)
    assert difference.actual == '["2026-01-15", "2026-01-29"]'


def test_a_wrong_weekday_is_a_difference_too() -> None:
    worked = case("fixed_date", {"end": "2026-06-12"}, date="2026-06-12", calendar=NW)
    [difference] = check_case({**worked, "weekdays": {"date": "Thu"}})
    assert (difference.key, difference.actual) == ("weekdays.date", "Fri (2026-06-12)")


def test_a_value_that_the_kind_does_not_compute_fails_the_case() -> None:
    [difference] = check_case(case("fixed_date", {"deemed": "2026-06-12"}, date="2026-06-12"))
    assert "not computed" in difference.message.en


def test_true_is_not_one() -> None:
    assert check_case(case("non_contiguous", {"days": True}, amount=1, unit="day"))


def test_an_input_that_nothing_reads_is_a_warning_with_its_place() -> None:
    worked = case(
        "fixed_date", {"end": "2026-06-12"}, date="2026-06-12", colour="red",
        calendar={**NW, "moon": "full"},
    )  # fmt: skip
    report = check({"cases": [worked]})
    assert report.passed == 1
    assert [(finding.where, finding.severity) for finding in report.findings] == [
        ("/cases/0/input/calendar/moon", Severity.WARNING),
        ("/cases/0/input/colour", Severity.WARNING),
    ]


MALFORMED = {
    "unknown kind, with a guess": (case("fixd_date", {}, date="2026-01-01"), "perhaps fixed_date"),
    "no such day": (case("fixed_date", {}, date="2026-02-30"), "no date"),
    "a date in another form": (case("fixed_date", {}, date="20260230"), "no date"),
    "missing start": (case("period", {}, amount=1, unit="day"), "missing"),
    "missing amount": (case("period", {}, start="2026-01-01", unit="day"), "missing"),
    "unknown unit": (
        case("period", {}, start="2026-01-01", amount=1, unit="moon"),
        "possible are hour",
    ),
    "negative amount": (
        case("period", {}, start="2026-01-01", amount=-1, unit="day"),
        "no whole number",
    ),
    "a third of a month": (
        case("period", {}, start="2026-01-01", amount=0.3, unit="month"),
        "no whole number",
    ),
    "beyond all years": (
        case("period", {}, start="2026-01-01", amount=10**400, unit="day", calendar=NW),
        "outside the years",
    ),
    "more hours than there are": (
        case("hours", {}, start="2026-01-01T00:00:00Z", hours=10**12),
        "outside the years",
    ),
    "hours from a mere day": (
        case("period", {}, start="2026-01-01", amount=3, unit="hour"),
        "runs from a moment",
    ),
    "no such moment": (case("hours", {}, start="2026-01-01T25:00:00Z", hours=1), "no moment"),
    "no time zone": (case("hours", {}, start="2026-01-01T00:00:00", hours=1), "time zone"),
    "unknown zone": (
        case("hours", {}, start="2026-01-01T00:00:00Z", hours=1, tz="Europe/Berln"),
        "no time zone",
    ),
    "unknown Land": (
        case("fixed_date", {}, date="2026-01-01", calendar={"state": "NRW"}),
        "no German Land",
    ),
    "calendar of another form": (
        case("fixed_date", {}, date="2026-01-01", calendar="NW"),
        "no object",
    ),
    "month 13": (case("month_part", {}, part="end", year=2026, month=13), "no such month"),
    "a million times": (
        case("recurrence", {}, anchor="2026-01-01", every=1, unit="day", count=10**6),
        "more than",
    ),
    "every nothing": (
        case("recurrence", {}, anchor="2026-01-01", every=0, unit="day", count=3),
        "longer than nothing",
    ),
    "a flag that is a word": (
        case("deemed_notification", {}, posted="2026-01-01", shift_fiction="yes"),
        "neither true nor false",
    ),
    "before the holidays are known": (
        case("fixed_date", {}, date="1985-06-17", calendar=NW),
        "1991 to 2200",
    ),
    "no input": ({"id": "T-1", "kind": "hours", "expected": {}}, "no object"),
    "no expectation": ({"id": "T-1", "kind": "hours", "input": {}}, "no object"),
}


@pytest.mark.parametrize(("worked", "words"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_case_fails_with_words(worked: dict, words: str) -> None:
    report = check({"cases": [worked]})
    assert report.failed == 1
    [difference] = report.differences
    assert difference.case == "T-1"
    assert words in difference.message.en
    assert difference.message.de != difference.message.en


@pytest.mark.parametrize("document", [None, [], "x", 3, {}, {"cases": {}}, {"case": []}])
def test_a_document_without_cases_is_a_finding(document: object) -> None:
    report = check(document)
    assert (report.passed, report.failed) == (0, 0)
    assert [finding.code for finding in report.findings] == ["worked-cases-missing"]


def test_cases_that_are_no_objects_fail_by_number() -> None:
    report = check({"cases": [None, 3, "x", []]})
    assert [difference.case for difference in report.differences] == ["#1", "#2", "#3", "#4"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["2026-01-31", "event", "month", "day", "NW", "2026-01-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8) | st.just("state"), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = sorted({key for worked in CASES for key in worked["input"]} | {"days", "hours", "tz"})


@given(
    kind=st.sampled_from(sorted(KINDS)),
    inputs=st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8),
    expected=st.dictionaries(st.sampled_from(["end", "nominal", "days", "in_time"]), JSON),
)
def test_no_document_ever_raises(kind: str, inputs: dict, expected: dict) -> None:
    report = check({"cases": [{"kind": kind, "input": inputs, "expected": expected}]})
    assert report.passed + report.failed == 1


@given(st.sampled_from(CASES), st.sampled_from(KEYS), JSON)
def test_no_single_change_to_a_good_case_ever_raises(worked: dict, key: str, value: object) -> None:
    changed = {**worked, "input": {**worked["input"], key: value}}
    assert check({"cases": [changed]}).passed in {0, 1}
