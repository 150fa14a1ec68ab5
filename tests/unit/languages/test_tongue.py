"""Tongue: the order in which languages stand in for one another."""

from __future__ import annotations

from engine.findings import Text
from engine.languages.catalogue import made
from engine.languages.tongue import Tongue

UKRAINIAN = {
    "uk": made("uk", {"Stand": "Стан"}),
    "de-simple": made("de-simple", {"Stand": "Jetzt"}),
}
TEXT = Text(de="Stand", en="State")


def test_the_asked_language_then_its_base_then_the_town_s_order_then_german() -> None:
    def said(language: str, *order: str) -> tuple[str, str]:
        return Tongue(language, order, UKRAINIAN).said(TEXT)

    assert said("uk") == ("uk", "Стан")
    assert said("uk-UA") == ("uk", "Стан")
    assert said("ar", "uk", "de") == ("uk", "Стан")
    assert said("ar", "fr", "en", "de") == ("en", "State")
    assert said("ar", "de", "en") == ("de", "Stand")
    assert said("ar") == ("de", "Stand")
    assert said("de-simple") == ("de-simple", "Jetzt")


def test_what_a_text_says_itself_goes_before_the_catalogue() -> None:
    own = Text(de="Stand", en="State", more={"uk": "Як воно є"})
    assert Tongue("uk", (), UKRAINIAN).to(own) == "Як воно є"


def test_an_empty_translation_is_none() -> None:
    assert Tongue("uk", ()).to(Text(de="a", en="b", more={"uk": ""})) == "a"
