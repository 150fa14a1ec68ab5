"""Language tags: which are taken, which way they run, what they call themselves."""

from __future__ import annotations

import pytest

from engine.findings import Text, is_language, nearest
from engine.languages.tags import direction, is_easy, own_name


@pytest.mark.parametrize("tag", ["de", "en", "ar", "zh-Hant", "de-simple", "de-x-leicht", "kmr"])
def test_tags_that_are_taken(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag",
    ["", "d", "DE", "de_AT", 'ar" onclick="x', "ar>", "de-", "x-leicht", "de" + "-abcdefgh" * 9],
)
def test_what_is_no_tag(tag: str) -> None:
    assert not is_language(tag)


def test_each_kind_leads_to_what_it_is_a_kind_of() -> None:
    assert list(nearest("de-x-leicht")) == ["de-x-leicht", "de"]
    assert list(nearest("zh-Hant-TW")) == ["zh-Hant-TW", "zh-Hant", "zh"]
    assert list(nearest("")) == []


def test_some_are_written_from_right_to_left() -> None:
    right = ("ar", "fa", "ar-SY", "ckb", "prs", "ku-Arab")
    assert {direction(each) for each in right} == {"rtl"}
    left = ("de", "uk", "tr", "ku", "kmr", "ar-Latn", "de-simple")
    assert {direction(each) for each in left} == {"ltr"}


def test_each_calls_itself_by_its_own_name() -> None:
    names = {tag: own_name(tag) for tag in ("de", "en", "ar", "uk", "tr", "fr", "de-simple", "xx")}
    assert names == {
        "de": "Deutsch",
        "en": "English",
        "ar": "العربية",
        "uk": "Українська",
        "tr": "Türkçe",
        "fr": "Français",
        "de-simple": "Leichte Sprache",
        "xx": "xx",
    }
    assert (is_easy("de-simple"), is_easy("de-x-leicht"), is_easy("de")) == (True, True, False)


def test_a_text_is_found_in_its_own_languages() -> None:
    text = Text(de="Stand", en="State", more={"uk": "Стан", "de-simple": "So ist es jetzt"})
    assert [text.to(tag) for tag in ("de-AT", "en-GB", "uk-UA", "de-simple", "ar")] == [
        "Stand",
        "State",
        "Стан",
        "So ist es jetzt",
        "Stand",
    ]
    assert (text.within("uk"), text.within("uk-UA")) == ("Стан", None)
