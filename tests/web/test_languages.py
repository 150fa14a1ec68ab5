"""Languages of the public pages: who gets which, what stands in, and how that is marked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.findings import Text
from engine.languages.catalogue import made
from engine.languages.tongue import Tongue
from engine.services import locality, people
from engine.services.access import AS_OPERATOR, NOBODY, NotAdministrator, Reader
from engine.services.locality import LanguagesUnusable
from engine.web.speech import NOTE, Speech
from tests.web.client import Client

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

OFFERED = ("de", "en", "ar", "uk", "de-simple")
HEBREW = made("he", {"Der Plan": "התוכנית", "Es gibt {n} Teile.": "{n} חלקים."})
BOTH = Text(de="Fünf <Jahre>", en="Five <years>")


@pytest.fixture
def offering(town: SmallTown) -> SmallTown:
    """A town whose pages offer five languages."""
    locality.offer_languages(town.app, town.tenant, AS_OPERATOR, OFFERED)
    return town


def language(page: str) -> tuple[str, str]:
    found = re.search(r'<html lang="([^"]*)" dir="([^"]*)">', page)
    assert found is not None
    return found[1], found[2]


@pytest.mark.usefixtures("offering")
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("ar-SY,ar;q=0.9,de;q=0.5", ("ar", "rtl")),
        ("uk", ("uk", "ltr")),
        ("tr,uk;q=0.8", ("uk", "ltr")),
        ("tr", ("de", "ltr")),
        ("de-AT", ("de", "ltr")),
        ("de-simple", ("de-simple", "ltr")),
    ],
)
def test_a_browser_gets_what_it_asks_for(
    pages: FastAPI, asked: str, shown: tuple[str, str]
) -> None:
    assert language(Client(pages, asked).get("/plan").text) == shown


def test_a_town_that_offers_two_languages_speaks_no_third(client: Client) -> None:
    assert language(client.get("/plan?language=ar").text) == ("de", "ltr")
    client.post("/language", data={"to": "ar", "back": "/plan"})
    assert language(client.get("/plan").text) == ("de", "ltr")


@pytest.mark.usefixtures("offering")
def test_a_choice_is_kept(client: Client) -> None:
    page = client.post("/language", data={"to": "uk", "back": "/plan"}).text
    assert language(page) == ("uk", "ltr")
    assert language(client.get("/take-part").text) == ("uk", "ltr")


@pytest.mark.usefixtures("offering")
def test_an_address_may_say_the_language_and_that_is_kept(client: Client) -> None:
    page = client.get("/plan?area=Sprache&language=ar")
    assert language(page.text) == ("ar", "rtl")
    assert "HttpOnly" in page.headers["set-cookie"]
    assert 'name="back" value="/plan?area=Sprache"' in page.text
    assert language(client.get("/take-part").text) == ("ar", "rtl")


@pytest.mark.usefixtures("offering")
def test_every_offered_language_can_be_chosen_by_its_own_name(client: Client) -> None:
    page = client.get("/plan").text
    for tag, name in (("en", "English"), ("ar", "العربية"), ("de-simple", "Leichte Sprache")):
        assert re.search(rf'<button [^>]*value="{tag}" lang="{tag}"[^>]*>{name}</button>', page)
    assert 'hreflang="uk" href="/plan?language=uk"' in page


def test_only_who_keeps_the_town_says_what_is_offered(town: SmallTown) -> None:
    for reader in (NOBODY, Reader("member")):
        with pytest.raises(NotAdministrator):
            locality.offer_languages(town.app, town.tenant, reader, ("de", "ar"))
    for tags in ((), ("en",), ("de", "de"), ("de", '"><b>'), ("de", "Arabisch")):
        with pytest.raises(LanguagesUnusable):
            locality.offer_languages(town.app, town.tenant, AS_OPERATOR, tags)
    assert locality.languages_of(town.app, town.tenant) == ("de", "en")


def speech(tag: str, *order: str) -> Speech:
    return Speech(Tongue(tag, order, {"he": HEBREW}))


def test_what_is_in_another_language_says_so() -> None:
    said = speech("he", "en")
    page = f"<h1>{said.to(Text(de='Der Plan', en='The plan'))}</h1><p>{said.to('x')}</p>"
    assert said.finished(page) == "<h1>התוכנית</h1><p>x</p>"
    page = f'<p title="{said.to(BOTH)}">{said.to(BOTH)}</p>'.replace("<y", "&lt;y").replace(
        "s>", "s&gt;"
    )
    assert said.finished(page) == (
        '<p title="Five &lt;years&gt;"><span lang="en" dir="ltr">Five &lt;years&gt;</span></p>'
    )


def test_where_nothing_but_text_can_stand_there_is_no_element() -> None:
    said = speech("he").to(Text(de="Jahre", en="years"))
    for element in ("title", "option", "textarea"):
        whole = f"<{element} id='x'>{said} – {said}</{element}>"
        assert speech("he").finished(whole) == f"<{element} id='x'>Jahre – Jahre</{element}>"


def test_the_note_says_in_which_languages_the_rest_is() -> None:
    said = speech("he", "en", "de")
    page = said.finished(f"{NOTE}<p>{said.to(BOTH.en)}</p>")
    assert page == "<p>Five <years></p>"
    page = said.finished(f"{NOTE}<p>{said.to(Text(de='Jahre', en='years'))}</p>")
    assert '<p class="in-part" lang="en" dir="ltr">Parts of this page are only available' in page
    assert "English.</p>" in page


def test_german_is_marked_for_who_wants_easy_language_but_not_for_austrians() -> None:
    text = Text(de="Jahre", en="years")
    assert speech("de-AT").to(text) == "Jahre"
    easy = speech("de-simple")
    assert (
        easy.finished(f"<b>{easy.to(text)}</b>") == '<b><span lang="de" dir="ltr">Jahre</span></b>'
    )


def test_signs_of_the_marks_in_what_somebody_wrote_are_taken_out() -> None:
    said = speech("he")
    written = "\ufdd0en\ufdd1fremd\ufdd2\ufdd3"
    page = said.finished(f"<p>{written}</p>{NOTE}<p>{said.foreign(written, 'de')}</p>")
    assert not set(page) & set("\ufdd0\ufdd1\ufdd2\ufdd3")
    assert '<span lang="de" dir="ltr">enfremd</span>' in page
    hostile = '\ufdd0" onclick="alert(1)\ufdd1x\ufdd2'
    assert said.finished(f"<p>{hostile}</p>") == "<p>x</p>"


def test_a_sentence_that_was_filled_in_is_translated() -> None:
    assert speech("he").to(Text(de="Es gibt 3 Teile.", en="There are 3.")) == "3 חלקים."


@pytest.mark.usefixtures("offering")
def test_signed_in_people_choose_among_the_same(client: Client) -> None:
    client.sign_in("office")
    client.post("/language", data={"to": "ar", "back": "/duties"})
    page = client.get("/duties").text
    assert language(page) == ("ar", "rtl")
    assert '<span lang="de" dir="ltr">' in page


def test_an_administrator_sets_the_languages_at_the_desk(town: SmallTown, client: Client) -> None:
    client.sign_in("office")
    assert client.get("/office/languages").status_code == 403
    assert client.post("/office/languages", data={"tags": "de ar"}).status_code == 403
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    page = client.get("/office/languages").text
    assert 'value="de en"' in page
    assert "العربية" in page
    refused = client.post("/office/languages", data={"tags": "en <b>"})
    assert refused.status_code == 422
    assert "<b>" not in refused.text
    page = client.post("/office/languages", data={"tags": "de, ar de-simple"}).text
    assert "Gespeichert" in page
    assert locality.languages_of(town.app, town.tenant) == ("de", "ar", "de-simple")
    assert 'value="ar" lang="ar"' in page
