"""Shipped catalogues are complete for what the public pages say, and say nothing else."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from engine.languages.catalogue import PLACE, catalogues, read_catalogue
from engine.languages.tags import own_name
from engine.languages.template import missing, template
from engine.services import workbench
from engine.web.wording import all_words, letter_words, public_words, workflow_words

if TYPE_CHECKING:
    from pathlib import Path

    from engine.languages.template import Said

FULL = ("ar", "uk")
FOR_CITIZENS = ("measure", "event", "registration", "contribution")
"""The workflows that citizens meet: the plan, events with registration, what they bring in."""


@cache
def workflows() -> tuple[Said, ...]:
    """Return what public pages say of the workflows for citizens."""
    flows = workbench.parsed_documents(workbench.shipped_documents())
    return workflow_words([flows[each] for each in FOR_CITIZENS])


@pytest.mark.parametrize("tag", FULL)
def test_nothing_of_public_pages_and_letters_is_forgotten(tag: str) -> None:
    lacking = missing([*public_words(), *workflows(), *letter_words()], catalogues()[tag])
    assert [f"{each.where}: {each.de}" for each in lacking] == [], (
        f"write it into engine/languages/locale/{tag}.po; "
        f"`verbindlich language template {tag}` makes the file with what is missing"
    )


def test_every_label_of_a_public_page_is_there_in_easy_language() -> None:
    labels = [each for each in public_words() if each.where.startswith("templates/")]
    assert missing(labels, catalogues()["de-simple"]) == ()


@pytest.mark.parametrize("tag", sorted(catalogues()))
def test_no_catalogue_says_what_nobody_says_any_more(tag: str) -> None:
    used = {each.de for each in (*public_words(), *workflows(), *letter_words(), *all_words())}
    assert set(catalogues()[tag].words) - used == set()


@pytest.mark.parametrize("tag", sorted(catalogues()))
def test_no_translation_is_the_german_text_or_ends_otherwise(tag: str) -> None:
    words = catalogues()[tag].words
    if tag in FULL:
        assert [each for each, said in words.items() if each == said] == []
    for german, said in words.items():
        assert german.endswith(":") == said.endswith(":"), german
        assert said == said.rstrip(), german
    assert own_name(tag) != tag


def test_what_is_filled_in_stands_in_the_words_by_its_place() -> None:
    found = {each.de for each in public_words()}
    assert "Höchstens {high} ist möglich." in found
    assert "Dieser Link bewirkt nichts mehr: {why}." in found
    assert all(PLACE.sub("", each).strip() for each in found)


def test_a_template_can_be_read_again(tmp_path: Path) -> None:
    file = tmp_path / "ar.po"
    file.write_text(template("ar", public_words(), catalogues()["ar"]), "utf-8")
    assert dict(read_catalogue(file).words).items() <= dict(catalogues()["ar"].words).items()
    file = tmp_path / "tr.po"
    file.write_text(template("tr", public_words(), None), "utf-8")
    assert dict(read_catalogue(file).words) == {}
