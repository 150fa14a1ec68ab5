"""Translations of what is public of a case: who gives them, who sees them, when they are old."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.lifecycle.errors import CaseNotFound
from engine.services import cases, translations
from engine.services.access import AS_OPERATOR, NOBODY, Reader
from engine.storage.queries import history
from tests.integration.services.stage import Stage, thing, words

if TYPE_CHECKING:
    from engine.storage.database import Database

PUBLIC = thing(
    fields={
        "title": {
            "type": "text",
            "required": True,
            "visibility": "public",
            "title": words("Title"),
        },
        "note": {"type": "longtext", "title": words("Note")},
        "name": {"type": "text", "visibility": "public", "personal": True, "title": words("Name")},
        "empty": {"type": "text", "visibility": "public", "title": words("Empty")},
        "until": {"type": "date", "visibility": "public", "title": words("Until")},
    },
    public_in=["b"],
)


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database, PUBLIC)


def given(text: str | None, language: str = "ar", field: str = "title") -> dict[str, object]:
    return {"field": field, "language": language, "translation": text}


def test_the_last_word_counts_and_is_told_with_who_gave_it(stage: Stage) -> None:
    case = stage.opened(title="Sprachcafé")
    stage.do(case, "translate", "ada", **given("مقهى"))
    stage.do(case, "translate", "ada", **given("مقهى اللغة"), is_reviewed=True)
    stage.do(case, "translate", "ada", **given("Мовне кафе", "uk"))

    found = translations.of_case(stage.app, stage.tenant, Reader("ada"), case)
    assert set(found["title"]) == {"ar", "uk"}
    arabic = found["title"]["ar"]
    assert (arabic.text, arabic.by, arabic.is_reviewed) == ("مقهى اللغة", "ada", True)
    assert not found["title"]["uk"].is_reviewed
    assert all(each.is_current for each in found["title"].values())


def test_a_translation_is_out_of_date_when_the_original_has_changed(stage: Stage) -> None:
    case = stage.opened(title="Sprachcafé")
    stage.do(case, "translate", "ada", **given("مقهى اللغة"))
    stage.do(case, "correct", "ada", fields={"title": "Sprachtreff"}, reason="anders")
    assert not translations.of_case(stage.app, stage.tenant, AS_OPERATOR, case)["title"][
        "ar"
    ].is_current
    stage.do(case, "correct", "ada", fields={"title": "Sprachcafé"}, reason="doch nicht")
    assert translations.of_case(stage.app, stage.tenant, AS_OPERATOR, case)["title"][
        "ar"
    ].is_current


def test_what_was_translated_is_what_the_translator_saw(stage: Stage) -> None:
    case = stage.opened(title="Sprachtreff")
    stage.do(case, "translate", "ada", **given("مقهى اللغة"), original="0123456789abcdef")
    assert not translations.of_case(stage.app, stage.tenant, AS_OPERATOR, case)["title"][
        "ar"
    ].is_current


def test_a_translation_is_taken_back(stage: Stage) -> None:
    case = stage.opened()
    stage.do(case, "translate", "ada", **given("مقهى"))
    stage.do(case, "translate", "ada", **given(None))
    assert translations.of_case(stage.app, stage.tenant, AS_OPERATOR, case) == {}


def test_only_who_keeps_the_case_translates_only_what_is_public(stage: Stage) -> None:
    case = stage.opened(note="geheim", name="Nora")
    assert not stage.send(case, "translate", "ben", **given("x")).accepted
    with pytest.raises(CaseNotFound):
        stage.send(case, "translate", "eva", **given("x"))
    for field in ("note", "name", "empty", "until", "none"):
        assert not stage.send(case, "translate", "ada", **given("x", field=field)).accepted, field
    for tag in ("", "Arabisch", '"><script>'):
        assert not stage.send(case, "translate", "ada", **given("x", tag)).accepted, tag
    assert translations.of_case(stage.app, stage.tenant, AS_OPERATOR, case) == {}


def test_everybody_sees_them_when_the_case_is_public_and_not_who_gave_them(stage: Stage) -> None:
    case = stage.opened(title="Sprachcafé")
    stage.do(case, "translate", "ada", **given("مقهى اللغة"))
    with pytest.raises(CaseNotFound):
        translations.of_case(stage.app, stage.tenant, NOBODY, case)
    titles = {case: "Sprachcafé"}
    assert translations.of_titles(stage.app, stage.tenant, NOBODY, titles) == {}

    stage.do(case, "go", "ada")
    found = translations.of_case(stage.app, stage.tenant, NOBODY, case)["title"]["ar"]
    assert (found.text, found.by) == ("مقهى اللغة", None)
    told = translations.of_titles(stage.app, stage.tenant, NOBODY, titles)
    assert told == {case: {"ar": found}}
    assert translations.of_titles(stage.app, stage.tenant, NOBODY, {case: ""}) == {}


def test_they_stand_in_the_history_and_change_nothing_of_the_case(stage: Stage) -> None:
    case = stage.opened()
    before = cases.show(stage.app, stage.tenant, AS_OPERATOR, case).case
    stage.do(case, "translate", "ada", **given("مقهى"))
    after = cases.show(stage.app, stage.tenant, AS_OPERATOR, case).case
    assert (after.data, after.state) == (before.data, before.state)
    with stage.unit() as unit:
        recorded = history.history_of(unit, case)[-1]
        assert history.chain_break(unit, case) is None
    assert (recorded.event, recorded.actor, recorded.patch.get("data")) == (
        "translate",
        "ada",
        None,
    )


def test_a_closed_case_is_still_translated(stage: Stage) -> None:
    case = stage.opened()
    stage.do(case, "end", "ada")
    stage.do(case, "translate", "ada", **given("مقهى"))
    assert translations.of_case(stage.app, stage.tenant, AS_OPERATOR, case)["title"]
