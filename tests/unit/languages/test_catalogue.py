"""Catalogues: what translators write is found by its German text, filled in or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.languages.catalogue import CatalogueUnreadable, catalogues, made, read_catalogue

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def written(folder: Path, text: str, name: str = "uk.po") -> Path:
    file = folder / name
    file.write_text(HEAD + text, "utf-8")
    return file


def test_words_are_found_by_their_german_text(tmp_path: Path) -> None:
    read = read_catalogue(written(tmp_path, 'msgid "Der Plan"\nmsgstr "План"\n'))
    assert read.language == "uk"
    assert (read.find("Der Plan"), read.find("Der Mond")) == ("План", None)


def test_what_is_empty_or_doubtful_is_passed_over(tmp_path: Path) -> None:
    text = 'msgid "a"\nmsgstr ""\n\n#, fuzzy\nmsgid "b"\nmsgstr "б"\n'
    assert dict(read_catalogue(written(tmp_path, text)).words) == {}


def test_a_text_that_has_been_filled_in_is_known_again() -> None:
    read = made("uk", {"Höchstens {high} ist möglich.": "Можливо щонайбільше {high}."})
    assert read.find("Höchstens 5 ist möglich.") == "Можливо щонайбільше 5."
    assert read.find("Höchstens {high} ist möglich") is None
    assert read.find("Höchstens <b> ist möglich.") == "Можливо щонайбільше <b>."


def test_the_same_place_twice_has_to_say_the_same() -> None:
    read = made("uk", {"Von {a} bis {b}, {a} zuerst.": "Від {a} до {b}, спершу {a}."})
    assert read.find("Von 1 bis 2, 1 zuerst.") == "Від 1 до 2, спершу 1."
    assert read.find("Von 1 bis 2, 3 zuerst.") is None


def test_what_is_nothing_but_places_recognises_nothing() -> None:
    assert made("uk", {"{a}: {b}": "{a}: {b}"}).patterns == ()


def test_a_long_text_is_not_searched() -> None:
    read = made("uk", {"Das ist {a}.": "Це {a}."})
    assert read.find(f"Das ist {'x' * 10_000}.") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("uk.po", 'msgid "bis {day}"\nmsgstr "до"\n'),
        ("uk.po", "msgid Der Plan\nmsgstr x\n"),
        ("Ukrainisch?.po", 'msgid "Der Plan"\nmsgstr "План"\n'),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(CatalogueUnreadable) as refused:
        read_catalogue(written(tmp_path, text, name))
    assert name in str(refused.value)


def test_what_a_town_writes_goes_before_what_is_shipped(tmp_path: Path) -> None:
    written(tmp_path, 'msgid "Der Plan"\nmsgstr "Unser"\n', "ar.po")
    written(tmp_path, 'msgid "Der Plan"\nmsgstr "Planul"\n', "ro.po")
    found = catalogues(tmp_path)
    assert (found["ar"].find("Der Plan"), found["ro"].find("Der Plan")) == ("Unser", "Planul")
    assert set(catalogues()) < set(found)
