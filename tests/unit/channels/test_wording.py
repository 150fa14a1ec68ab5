from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.channels.messages import BUILT_IN, COMMON_PLACEHOLDERS, OTHER
from engine.channels.wording import (
    label,
    placeholders,
    say_date,
    say_instant,
    used_placeholders,
    word,
)
from engine.findings import Text
from engine.languages.tongue import Tongue
from tests.unit.channels.letters import BERLIN

NAMES_IN_THE_CONTRACT = {
    "reminder",
    "overdue",
    "demanded",
    "asked",
    "decided",
    "vacant",
    "suspended_too_long",
    "refused_elsewhere",
    "request",
}
FACTS = {
    "number": "M-0007",
    "title": "Sprachcafé",
    "obligation": Text(de="Sachstandsbericht", en="Progress report"),
    "due_on": date(2027, 3, 31),
}


def test_every_message_of_the_format_has_a_wording() -> None:
    assert set(BUILT_IN) >= NAMES_IN_THE_CONTRACT


@pytest.mark.parametrize("message", BUILT_IN)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_built_in_wording_names_only_placeholders_that_it_declares(
    message: str, language: str
) -> None:
    wording = BUILT_IN[message]
    patterns = wording.subject.to(language) + wording.text.to(language)
    assert set(used_placeholders(patterns)) <= placeholders(message)


@pytest.mark.parametrize("message", BUILT_IN)
@pytest.mark.parametrize("language", ["de", "en"])
def test_with_all_declared_facts_no_brace_is_left(message: str, language: str) -> None:
    facts = dict.fromkeys(placeholders(message), "Fakt")
    subject, text = word(message, Tongue(language), facts)
    assert "{" not in subject + text
    assert "Fakt" in subject
    assert "Fakt" in text


@pytest.mark.parametrize("message", BUILT_IN)
def test_german_and_english_name_the_same_facts(message: str) -> None:
    for part in (BUILT_IN[message].subject, BUILT_IN[message].text):
        assert sorted(used_placeholders(part.de)) == sorted(used_placeholders(part.en))
        assert part.de != part.en


def test_dates_and_texts_are_said_in_the_readers_language() -> None:
    subject, text = word("reminder", Tongue("de"), FACTS)
    assert subject == "Erinnerung: Sachstandsbericht bis 31. März 2027 (M-0007)"
    assert text.startswith("Für M-0007 „Sprachcafé“ steht an: Sachstandsbericht.")
    assert text.endswith("bis zum 31. März 2027.")
    subject, text = word("reminder", Tongue("en"), FACTS)
    assert subject == "Reminder: Progress report by 31 March 2027 (M-0007)"
    assert text.startswith("M-0007 “Sprachcafé” needs this from you: Progress report.")
    assert text.endswith("by 31 March 2027.")


@pytest.mark.parametrize(
    ("language", "beginning"),
    [
        ("de-AT", "Erinnerung"),
        ("de-x-leicht", "Erinnerung"),
        ("en-US", "Reminder"),
        ("tr", "Erinnerung"),
        ("", "Erinnerung"),
        ("../../etc", "Erinnerung"),
    ],
)
def test_a_language_without_wording_gets_the_nearest(language: str, beginning: str) -> None:
    assert word("reminder", Tongue(language), FACTS)[0].startswith(beginning)


def test_own_words_win_and_built_in_ones_fill_what_they_leave_out() -> None:
    own = {"subject": {"de": "Achtung {number}", "en": "Mind {number}"}}
    assert word("reminder", Tongue("de"), FACTS, own)[0] == "Achtung M-0007"
    assert word("reminder", Tongue("en"), FACTS, own)[0] == "Mind M-0007"
    assert word("reminder", Tongue("de"), FACTS, own)[1] == word("reminder", Tongue("de"), FACTS)[1]


def test_own_words_in_one_language_leave_the_other_language_built_in() -> None:
    own = {"subject": {"de": "Achtung {number}"}}
    assert word("reminder", Tongue("en"), FACTS, own)[0].startswith("Reminder")


def test_own_words_in_a_third_language_bring_its_dates() -> None:
    own = {"subject": {"tr": "{obligation}: {due_on}"}, "text": {"tr": "{title}"}}
    subject, text = word("reminder", Tongue("tr-TR"), FACTS, own)
    assert subject == "Sachstandsbericht: 31 Mart 2027"
    assert text == "Sprachcafé"


def test_a_workflows_own_message_needs_no_built_in_one() -> None:
    own = {"subject": {"de": "{number} ist eingestellt"}, "text": {"de": "Ende von {title}."}}
    assert word("stopped", Tongue("de"), FACTS, own) == (
        "M-0007 ist eingestellt",
        "Ende von Sprachcafé.",
    )
    assert word("stopped", Tongue("de"), FACTS)[0] == "Nachricht zu M-0007 Sprachcafé"
    assert label("stopped") == OTHER.label


def test_an_unknown_placeholder_stays_as_it_is_written() -> None:
    own = {"subject": {"de": "{nummer} {number} {} {a b} {{title}}"}}
    assert word("reminder", Tongue("de"), FACTS, own)[0] == "{nummer} M-0007 {} {a b} {Sprachcafé}"


def test_braces_in_a_fact_are_not_filled_again() -> None:
    facts = {**FACTS, "title": "{number}{due_on.__class__}", "number": "N"}
    own = {"text": {"de": "{title}"}}
    assert word("reminder", Tongue("de"), facts, own)[1] == "{number}{due_on.__class__}"


def test_an_empty_fact_is_a_dash_and_numbers_are_grouped() -> None:
    own = {"text": {"de": "{due_on} {creditor} {days_late}", "en": "{days_late}"}}
    facts = {"due_on": None, "creditor": "", "days_late": 1200}
    assert word("overdue", Tongue("de"), facts, own)[1] == "– – 1.200"
    assert word("overdue", Tongue("en"), facts, own)[1] == "1,200"


def test_an_instant_is_said_in_its_own_zone() -> None:
    at = datetime(2027, 3, 31, 16, 0, tzinfo=BERLIN)
    assert say_instant(at, "de") == "31. März 2027, 16:00 Uhr"
    assert say_instant(at, "en", "full") == "Wednesday, 31 March 2027, 16:00"
    assert word("reminder", Tongue("de"), {**FACTS, "due_on": at})[0].endswith("16:00 Uhr (M-0007)")


def test_a_date_with_its_weekday() -> None:
    assert say_date(date(2027, 3, 31), "de", "full") == "Mittwoch, 31. März 2027"


def test_lint_learns_what_a_message_may_name() -> None:
    assert "days_late" in placeholders("overdue")
    assert "days_late" not in placeholders("decided")
    assert placeholders("stopped") >= COMMON_PLACEHOLDERS | placeholders("decided")


@settings(deadline=None)
@given(
    st.text(max_size=30),
    st.text(max_size=12),
    st.dictionaries(st.sampled_from(["de", "en", "ar"]), st.text(max_size=40)),
)
def test_whatever_is_written_and_asked_wording_never_fails(
    message: str, language: str, own: dict[str, str]
) -> None:
    subject, text = word(message, Tongue(language), FACTS, {"subject": own, "text": own})
    assert isinstance(subject, str)
    assert text or not any(own.values())


@pytest.mark.parametrize("language", ["", "..", "xx-YY-zz", "de-x-leicht", "ü", "klingon"])
def test_a_date_in_a_language_that_nobody_knows_is_german(language: str) -> None:
    assert say_date(date(2027, 3, 31), language) == "31. März 2027"
