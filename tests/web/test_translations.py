"""The office translates what is public; citizens read it in their language, or are told so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.services import cases, events, locality
from engine.services.access import AS_OPERATOR
from engine.services.intents import SubmitEvent, Who
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

PAGE = "/cases/M-0001/translations"
ARABIC, EASY = "مقهى اللغة", "Café zum Deutsch-Lernen"
HOSTILE = "</textarea><script>alert(1)</script>\ufdd0\" onclick='x'\ufdd1\ufdd2"


@pytest.fixture
def office(town: SmallTown, client: Client) -> Client:
    """The office's browser, in a town that offers five languages."""
    locality.offer_languages(
        town.app, town.tenant, AS_OPERATOR, ("de", "en", "ar", "uk", "de-simple")
    )
    return client.sign_in("office")


def version(page: str, field: str = "title") -> str:
    found = re.search(rf'name="{field}\.original" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def translate(office: Client, to: str, text: str, **more: str) -> str:
    given = {"to": to, "title": text, "title.original": version(office.get(PAGE).text), **more}
    answer = office.post(PAGE, data=given)
    assert answer.status_code == 200, plain(answer.text)
    return answer.text


def rename(town: SmallTown, title: str) -> None:
    given = {"fields": {"title": title}, "reason": "Der Name ist neu."}
    who = Who(role="coordination", is_operator=True)
    case = cases.find(town.app, town.tenant, AS_OPERATOR, "M-0001")
    answer = events.send(town.app, SubmitEvent(town.tenant, case, "correct", who, given))
    assert answer.accepted, answer.reasons


def test_a_title_is_read_in_the_language_of_whoever_reads(office: Client, pages: FastAPI) -> None:
    told = translate(office, "ar", ARABIC, **{"title.reviewed": "1"})
    assert "(1/" in told
    citizen = Client(pages, "ar")
    for address in ("/plan", "/plan/M-0001"):
        page = citizen.get(address).text
        assert ARABIC in page
        assert "Sprachcafé" not in page
        assert f'dir="ltr">{ARABIC}' not in page
    assert "لم يراجع أحد" not in citizen.get("/plan/M-0001").text
    assert ARABIC not in Client(pages, "de").get("/plan").text


def test_easy_language_comes_first_and_where_it_is_missing_that_is_said(
    office: Client, pages: FastAPI
) -> None:
    easy = Client(pages, "de-simple")
    missing = easy.get("/plan/M-0001").text
    assert '<span lang="de" dir="ltr">Sprachcafé</span></h1>' in missing
    assert "Ein Teil von dieser Seite ist nicht in Leichter Sprache" in missing
    translate(office, "de-simple", EASY)
    page = easy.get("/plan/M-0001").text
    assert f'<h1 class="kern-heading-large">{EASY}</h1>' in page
    assert "Sprachcafé" not in page
    assert "Diesen Text hat noch niemand geprüft." in page


def test_what_was_translated_before_a_change_is_marked_as_out_of_date(
    office: Client, pages: FastAPI, town: SmallTown
) -> None:
    translate(office, "ar", ARABIC, **{"title.reviewed": "1"})
    rename(town, "Sprachtreff")
    assert "Titel veraltet" in plain(office.get(f"{PAGE}?to=ar").text)
    assert "هذه الترجمة أقدم من النص الحالي." in Client(pages, "ar").get("/plan/M-0001").text
    translate(office, "ar", ARABIC, **{"title.reviewed": "1"})
    assert "Titel veraltet" not in plain(office.get(f"{PAGE}?to=ar").text)


def test_a_translation_of_what_has_changed_meanwhile_is_out_of_date_at_once(
    office: Client, town: SmallTown
) -> None:
    seen = version(office.get(PAGE).text)
    rename(town, "Sprachtreff")
    office.post(PAGE, data={"to": "ar", "title": ARABIC, "title.original": seen})
    assert "Titel veraltet" in plain(office.get(f"{PAGE}?to=ar").text)


def test_nothing_is_recorded_that_is_not_new(office: Client) -> None:
    translate(office, "ar", ARABIC)
    before = office.get("/cases/M-0001/history").text.count(ARABIC)
    translate(office, "ar", ARABIC)
    assert office.get("/cases/M-0001/history").text.count(ARABIC) == before
    translate(office, "ar", "")
    assert "(0/" in office.get(f"{PAGE}?to=uk").text


def test_nothing_breaks_out_of_a_translation(office: Client, pages: FastAPI) -> None:
    page = translate(office, "ar", HOSTILE)
    for text in (
        page,
        Client(pages, "ar").get("/plan").text,
        Client(pages, "ar").get("/plan/M-0001").text,
    ):
        assert "<script>alert" not in text
        assert "onclick='x'" not in text
        assert "&lt;script&gt;" in text


def test_what_is_not_public_is_in_no_language(office: Client, pages: FastAPI) -> None:
    hidden = "/cases/M-0003/translations"
    seen = version(office.get(hidden).text)
    office.post(hidden, data={"to": "ar", "title": "مرشدون", "title.original": seen})
    assert "مرشدون" in office.get(f"{hidden}?to=ar").text
    citizen = Client(pages, "ar")
    for address in ("/plan", "/plan/M-0001", "/became", "/take-part"):
        page = citizen.get(address).text
        assert "مرشدون" not in page
        assert "Lotsen in der Kita" not in page
    assert citizen.get("/plan/M-0003").status_code == 404
    assert citizen.get(hidden).url.path == "/sign-in"


def test_who_does_not_keep_the_case_reads_but_does_not_translate(
    office: Client, pages: FastAPI
) -> None:
    translate(office, "ar", ARABIC)
    member = Client(pages).sign_in("member")
    page = member.get(f"{PAGE}?to=ar").text
    assert ARABIC in page
    assert "<textarea" not in page
    refused = member.post(PAGE, data={"to": "ar", "title": "x"})
    assert refused.status_code == 422
    assert "Das wurde nicht übernommen" in plain(refused.text)
    outsider = Client(pages).sign_in("outsider")
    assert "Olga Office" not in outsider.get(PAGE).text
    assert outsider.get("/cases/M-0003/translations").status_code == 404


def test_the_way_to_translating_is_on_the_page_of_the_case(office: Client) -> None:
    assert 'href="/cases/M-0001/do/translate"' in office.get("/cases/M-0001").text
    assert office.get("/cases/M-0001/do/translate").url.path == PAGE
