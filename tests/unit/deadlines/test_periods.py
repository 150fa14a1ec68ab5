from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.errors import PeriodMalformed
from engine.deadlines.periods import Period, describe, parse_period, period_text

PERIODS = st.builds(
    Period,
    years=st.integers(0, 5),
    months=st.integers(0, 30),
    weeks=st.integers(0, 9),
    half_months=st.integers(0, 3),
    days=st.integers(0, 90),
    working_days=st.integers(0, 30),
)


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("14 days", Period(days=14)),
        ("1 day", Period(days=1)),
        ("10 working days", Period(working_days=10)),
        ("2 weeks", Period(weeks=2)),
        ("6 months", Period(months=6)),
        ("half a month", Period(half_months=1)),
        ("half a year", Period(months=6)),
        ("1 month and half a month", Period(months=1, half_months=1)),
        ("half a month and 1 month", Period(months=1, half_months=1)),
        ("1 quarter", Period(months=3)),
        ("1 year", Period(years=1)),
        ("2 years, 3 months and 4 days", Period(years=2, months=3, days=4)),
        ("48 hours", Period(hours=48)),
        ("  14   Days ", Period(days=14)),
        ("0 days", Period()),
    ],
)
def test_the_words_of_the_format(words: str, period: Period) -> None:
    assert parse_period(words) == period


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("14 Tage", "“days”"),
        ("10 Werktage", "“working days”"),
        ("3 moths", "“months”"),
        ("2 wekks", "“weeks”"),
        ("10 business days", "number and"),
        ("", "number and"),
        ("days", "number and"),
        ("1 day and", "number and"),
        ("-3 days", "number and"),
        ("1.5 months", "number and"),
        ("1000000 days", "number and"),
        ("P6M", "number and"),
        ("٣ days", "number and"),
    ],
)
def test_what_cannot_be_read_comes_with_a_hint_in_both_languages(words: str, hint: str) -> None:
    with pytest.raises(PeriodMalformed) as refusal:
        parse_period(words)
    assert hint in refusal.value.hint.en
    assert f"“{words}” is not a period" in str(refusal.value)
    assert f"„{words}“ ist keine Zeitspanne" in refusal.value.text.de


@pytest.mark.parametrize("source", [None, 14, ["14 days"], {"days": 14}, True])
def test_what_is_no_text_is_refused_in_words(source: object) -> None:
    with pytest.raises(PeriodMalformed, match="a period is a text"):
        parse_period(source)  # type: ignore[arg-type]


def test_hours_do_not_mix_with_days() -> None:
    with pytest.raises(PeriodMalformed, match="hours run through"):
        parse_period("1 day and 12 hours")


def test_nothing_is_negative() -> None:
    with pytest.raises(PeriodMalformed, match="never negative"):
        Period(days=-1)


@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        ("6 months", "6 Monate", "6 months"),
        ("12 months", "12 Monate", "12 months"),
        ("1 year", "1 Jahr", "1 year"),
        ("1 month and half a month", "1 Monat und ein halber Monat", "1 month and half a month"),
        ("2 weeks", "2 Wochen", "2 weeks"),
        ("1 working day", "1 Arbeitstag", "1 working day"),
        ("48 hours", "48 Stunden", "48 hours"),
        ("0 days", "0 Tage", "0 days"),
    ],
)
def test_a_period_in_words(words: str, german: str, english: str) -> None:
    period = parse_period(words)
    assert describe(period, "de") == german
    assert describe(period, "de-AT") == german
    assert describe(period, "en") == english
    assert describe(period, "fr") == german
    assert (period_text(period).de, period_text(period).en) == (german, english)


@given(PERIODS.filter(lambda period: period.half_months < 2))
def test_what_is_described_can_be_read_again(period: Period) -> None:
    assert parse_period(describe(period, "en")) == period


@given(PERIODS, st.integers(0, 40))
def test_times_is_repeated_addition(period: Period, k: int) -> None:
    total = Period()
    for _ in range(k):
        total += period
    assert period.times(k) == total


@given(PERIODS, PERIODS)
def test_addition_does_not_care_for_order(one: Period, other: Period) -> None:
    assert one + other == other + one


@pytest.mark.parametrize(
    ("words", "half"),
    [
        ("6 months", Period(months=3)),
        ("1 year", Period(months=6)),
        ("1 quarter", Period(months=1, half_months=1)),
        ("1 month", Period(half_months=1)),
        ("14 days", Period(days=7)),
        ("1 week", Period(days=3)),
        ("10 working days", Period(working_days=5)),
        ("48 hours", Period(hours=24)),
    ],
)
def test_half_a_period(words: str, half: Period) -> None:
    assert parse_period(words).half() == half


def test_what_a_period_counts() -> None:
    assert parse_period("3 hours").is_hours
    assert not parse_period("3 days").is_hours
    assert parse_period("3 working days").counts_working_days
    assert not parse_period("3 days").counts_working_days
    assert Period().is_zero
    assert parse_period("1 week and half a month").calendar_days == 22
    assert parse_period("1 year and 2 months").total_months == 14


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(PeriodMalformed):
        assert isinstance(parse_period(text), Period)
