from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.calendars import Place, calendar_for
from engine.deadlines.due import Counting, MonthPart, Reading, Roll, due_after, due_on
from engine.deadlines.periods import Period, parse_period
from engine.deadlines.reasons import (
    explain_before,
    explain_day,
    explain_deemed,
    explain_due,
    explain_extension,
    explain_occurrence,
    explain_part_of_month,
    explain_retention,
)
from engine.deadlines.steps import day_text

if TYPE_CHECKING:
    from engine.findings import Text

MINDEN = calendar_for(Place("NW", "Minden"))


def german(lines: list[Text]) -> list[str]:
    return [line.de for line in lines]


def test_a_short_month_and_a_weekend() -> None:
    lines = explain_due(date(2026, 1, 31), parse_period("1 month"), calendar=MINDEN)
    assert german(lines) == [
        "Samstag, 31.01.2026 ist der Tag des Ereignisses und zählt nicht mit (§ 187 Abs. 1 BGB).",
        (
            "31.01.2026 + 1 Monat: Samstag, 28.02.2026; der Monat ist kürzer, es gilt sein letzter "
            "Tag (§ 188 Abs. 3 BGB)."
        ),
        (
            "Kein Werktag (Samstag, Sonntag): rückt auf Montag, 02.03.2026 "
            "(§ 193 BGB, § 31 Abs. 3 VwVfG)."
        ),
        "Die Frist endet Montag, 02.03.2026, 24:00 Uhr Ortszeit (§ 188 Abs. 1 BGB).",
    ]
    assert [line.en for line in lines][1:3] == [
        (
            "2026-01-31 + 1 month: Saturday 28 February 2026; the month is shorter, its last day "
            "counts (§ 188 (3) BGB)."
        ),
        (
            "No working day (Saturday, Sunday): moves to Monday 2 March 2026 "
            "(§ 193 BGB, § 31 (3) VwVfG)."
        ),
    ]


def test_a_month_that_has_the_day_is_not_called_short() -> None:
    for counting, start in [
        (Counting.DAY_AFTER, date(2026, 1, 28)),
        (Counting.THAT_DAY_INCLUDED, date(2026, 1, 29)),
        (Counting.THAT_DAY_INCLUDED, date(2026, 2, 1)),
    ]:
        lines = explain_due(start, parse_period("1 month"), counting=counting, calendar=MINDEN)
        assert "§ 188 Abs. 2 BGB" in lines[1].de
        assert "kürzer" not in lines[1].de


def test_each_part_of_a_mixed_period_has_its_line_and_its_norm() -> None:
    period = parse_period("1 month and half a month and 2 working days")
    lines = german(
        explain_due(date(2026, 1, 31), period, counting=Counting.DAY_AFTER, calendar=MINDEN)
    )
    assert [line.partition(":")[0] for line in lines[1:4]] == [
        "31.01.2026 + 1 Monat",
        "28.02.2026 + ein halber Monat",
        "15.03.2026 + 2 Arbeitstage",
    ]
    assert "§ 189 BGB" in lines[2]
    assert "ohne Feiertage" in lines[3]


def test_a_holiday_is_called_by_its_name() -> None:
    lines = german(explain_day(date(2026, 4, 4), roll=Roll.NEXT, calendar=MINDEN))
    assert "(Samstag, Sonntag, Ostermontag): rückt auf Dienstag, 07.04.2026" in lines[1]
    back = german(explain_day(date(2026, 4, 6), roll=Roll.PREVIOUS, calendar=MINDEN))
    assert "(Ostermontag, Sonntag, Samstag, Karfreitag): rückt vor auf" in back[1]


def test_an_end_that_stays_on_a_rest_day_says_so() -> None:
    lines = german(explain_day(date(2026, 4, 6), roll=Roll.NONE, calendar=MINDEN))
    assert lines[1] == "Ostermontag, aber dieses Ende rückt nicht."
    assert len(explain_day(date(2026, 4, 7), roll=Roll.NONE, calendar=MINDEN)) == 2


def test_hours_are_told_in_local_time() -> None:
    lines = explain_due(
        datetime(2026, 3, 28, 15, tzinfo=UTC), parse_period("24 hours"), calendar=MINDEN
    )
    assert german(lines) == [
        (
            "28.03.2026 16:00 + 24 Stunden: 29.03.2026 17:00 Ortszeit; Stunden laufen durch "
            "(§ 31 Abs. 6 VwVfG)."
        )
    ]


def test_a_further_period_and_an_extension_by_hours_are_told_too() -> None:
    lines = german(
        explain_due(
            date(2026, 1, 31),
            parse_period("1 month"),
            calendar=MINDEN,
            plus=parse_period("15 days"),
        )
    )
    assert lines[2] == "28.02.2026 + 15 Tage: Sonntag, 15.03.2026 (§ 188 Abs. 1 BGB)."
    assert "rückt auf Montag, 16.03.2026" in lines[3]
    old = due_on(date(2026, 5, 29), roll=Roll.NEXT, calendar=MINDEN)
    hours = parse_period("12 hours")
    [line] = explain_extension(
        old, hours, reading=Reading.FROM_OLD_END, roll=Roll.NEXT, calendar=MINDEN
    )
    assert line.en.startswith("2026-05-30 00:00 + 12 hours: 2026-05-30 12:00 local time")


def test_notification_by_post() -> None:
    month = parse_period("1 month")
    lines = german(explain_deemed(date(2026, 4, 1), month, calendar=MINDEN))
    assert lines[0].startswith("Zur Post am Mittwoch, 01.04.2026; am 4. Tag danach")
    assert lines[1] == "Sonntag, aber dieses Ende rückt nicht."
    assert "05.05.2026, 24:00 Uhr" in lines[-1]
    moved = german(explain_deemed(date(2026, 4, 1), month, shift_fiction=True, calendar=MINDEN))
    assert "rückt auf Dienstag, 07.04.2026" in moved[1]


def test_where_the_land_has_a_law_of_its_own_it_asks_to_check() -> None:
    stuttgart = calendar_for(Place("BW", "Stuttgart"))
    month = parse_period("1 month")
    assert (
        "eigenes Gesetz" in german(explain_deemed(date(2026, 3, 2), month, calendar=stuttgart))[1]
    )
    said = explain_deemed(date(2026, 3, 2), month, fiction_days=4, calendar=stuttgart)
    assert not any("eigenes Gesetz" in line for line in german(said))


def test_extension_occurrence_part_of_month_before_and_retention() -> None:
    old = due_on(date(2026, 5, 1), roll=Roll.NEXT, calendar=MINDEN)
    month = parse_period("1 month")
    for reading, day, norm in [
        (Reading.FROM_OLD_END, "01.05.2026", "§ 190 BGB"),
        (Reading.FROM_ROLLED_END, "04.05.2026", "§ 31 Abs. 7 VwVfG"),
    ]:
        head = german(
            explain_extension(old, month, reading=reading, roll=Roll.NEXT, calendar=MINDEN)
        )[0]
        assert day in head
        assert norm in head
    half_year = parse_period("6 months")
    lines = german(
        explain_occurrence(
            date(2018, 7, 1), half_year, half_year, 2, Counting.THAT_DAY_INCLUDED, Roll.NEXT, MINDEN
        )
    )
    assert lines[0].startswith("Das 2. Mal: 6 Monate, dazu 1 × 6 Monate")
    assert "01.07.2019, 24:00" in lines[-1]
    middle = explain_part_of_month(MonthPart.MIDDLE, (2019, 5), roll=Roll.NONE, calendar=MINDEN)
    assert german(middle)[0] == "Mitte des Monats ist Mittwoch, 15.05.2019 (§ 192 BGB)."
    assert "liegen 4 volle Tage" in explain_before(date(2026, 11, 30), 4, full_days=True)[0].de
    assert "13.07.2026; dieser" in explain_before(date(2026, 7, 20), 7, full_days=False)[0].de
    assert "ab Dienstag, 01.01.2030" in explain_retention(date(2019, 5, 20), 10)[1].de


@pytest.mark.parametrize("language", ["de", "en"])
def test_days_in_words(language: str) -> None:
    words = {"de": "Freitag, 01.05.2026", "en": "Friday 1 May 2026"}
    assert day_text(date(2026, 5, 1)).to(language) == words[language]


@given(
    st.dates(date(1992, 1, 1), date(2150, 1, 1)),
    st.builds(
        Period,
        years=st.integers(0, 3),
        months=st.integers(0, 30),
        half_months=st.integers(0, 1),
        days=st.integers(0, 60),
        working_days=st.integers(0, 30),
    ),
    st.sampled_from(Counting),
    st.sampled_from(Roll),
)
def test_the_story_always_ends_with_the_day_that_is_computed(
    start: date, period: Period, counting: Counting, roll: Roll
) -> None:
    due = due_after(start, period, counting=counting, roll=roll, calendar=MINDEN)
    lines = explain_due(start, period, counting=counting, roll=roll, calendar=MINDEN)
    assert day_text(due.on).de in lines[-1].de
    parts = [line for line in lines if " + " in line.de]
    if parts:
        assert day_text(due.nominal_on).de in parts[-1].de
    if due.on != due.nominal_on:
        assert day_text(due.on).en in lines[-2].en
