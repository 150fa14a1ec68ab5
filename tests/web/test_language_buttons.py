"""The buttons of the languages: they lead to the page that one looks at, whatever it answers."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from fastapi.routing import APIRoute

from engine.services import people
from engine.services.access import AS_OPERATOR
from engine.web.app import PAGES
from engine.web.going import page_above
from tests.web.client import Client
from tests.web.test_duties import plain
from tests.web.test_every_route import PAGES as SAID
from tests.web.test_every_route import filled
from tests.web.test_take_part import Conference

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

ROUTES = [each for router in PAGES for each in router.routes if isinstance(each, APIRoute)]
OPENED = {each.path for each in ROUTES if "GET" in (each.methods or ())}
SENT = {each.path for each in ROUTES if "POST" in (each.methods or ())}
TO_THE_START = {"/language", "/sign-out"}
"""Forms that stand on every page."""
NOTE = "Was Sie eingegeben haben, geben Sie dann noch einmal ein."


@pytest.fixture
def admin(pages: FastAPI, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return Client(pages).sign_in("office")


def led_back(page: str) -> str:
    """Return the page that the buttons of a page lead to."""
    found = re.search(r'name="back" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


@pytest.mark.parametrize("path", sorted(SENT - OPENED))
def test_an_address_that_only_takes_forms_leads_back_to_a_page(pages: FastAPI, path: str) -> None:
    known = pages.state.house.pages
    back = page_above(filled(path, SAID), known)
    assert (back == "/") == (path in TO_THE_START)
    assert any(each.match(back) for each in known)
    assert filled(path, SAID).startswith(back)


def test_every_refused_form_can_be_read_in_another_language(admin: Client) -> None:
    for path in sorted(SENT - TO_THE_START):
        answer = admin.post(filled(path, SAID), follow_redirects=False)
        if answer.status_code < 400 or 'name="back"' not in answer.text:
            continue
        back = led_back(answer.text)
        there = admin.post("/language", data={"to": "en", "back": back})
        assert there.status_code == admin.get(back).status_code, path
        assert there.status_code in {200, 404}, path
        assert '<html lang="en"' in there.text, path
        admin.post("/language", data={"to": "de", "back": "/"})


def test_a_refused_sitting_leads_back_to_its_body(admin: Client) -> None:
    answer = admin.post("/bodies/steering_group/sittings", data={"held_on": "gestern"})
    assert answer.status_code == 409
    assert led_back(answer.text) == "/bodies/steering_group"
    assert NOTE in plain(answer.text)
    there = admin.post("/language", data={"to": "en", "back": led_back(answer.text)})
    assert there.url.path == "/bodies/steering_group"
    assert "have to be entered again" not in there.text


def test_what_was_written_is_still_there_in_another_language(
    client: Client, town: SmallTown
) -> None:
    conference = Conference(town)
    conference.do("open_registration", registration_until="2026-09-18", weekday="friday")
    written = {"name": "Nora Neu", "contact": "nora@example.org", "persons": "x", "do": "send"}
    refused = client.post(conference.page, data=written)
    assert refused.status_code == 422
    assert f'formaction="{conference.page}?language=en"' in refused.text
    assert NOTE not in plain(refused.text)
    there = client.post(f"{conference.page}?language=en", data={**written, "do": "stay"})
    assert there.status_code == 200
    assert '<html lang="en"' in there.text
    assert 'value="nora@example.org"' in there.text
    assert "This was not taken" not in there.text
    assert '<html lang="en"' in client.get("/take-part").text


@pytest.mark.parametrize(
    ("address", "entries"),
    [
        ("/cases/M-0001/do/comment", {"text": "Noch nicht fertig"}),
        ("/cases/new/measure", {"title": "Noch nicht fertig"}),
    ],
)
def test_forms_of_the_office_are_kept_too(
    admin: Client, address: str, entries: dict[str, str]
) -> None:
    assert f'formaction="{address}?language=en"' in admin.get(address).text
    there = admin.post(f"{address}?language=en", data={**entries, "do": "stay"})
    assert '<html lang="en"' in there.text
    assert "Noch nicht fertig" in there.text
    assert "Noch nicht fertig" not in admin.get("/cases/M-0001/history").text


def test_a_receipt_can_be_read_again_in_another_language(client: Client) -> None:
    given = {"title": "Mehr Bänke", "text": "Am Markt fehlen Bänke."}
    told = client.post("/take-part/with/contribution", data=given)
    assert told.url.path.startswith("/take-part/received/")
    reference = told.url.path.rpartition("/")[2]
    there = client.post("/language", data={"to": "en", "back": led_back(told.text)})
    assert reference in there.text
    assert "Thank you, this has been received" in there.text
    assert client.get("/take-part/received/none").status_code == 404
