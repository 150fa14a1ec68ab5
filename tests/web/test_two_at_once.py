"""Two people fill in forms about the same case: neither takes back what the other has done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from engine.services import people
from engine.services.access import AS_OPERATOR
from tests.web.client import Client
from tests.web.test_case_pages import DESCRIBED
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

CORRECT = "/cases/M-0001/do/correct"
CORRECT_HIDDEN = "/cases/M-0003/do/correct"
DESCRIBE = "/cases/M-0003/do/describe"


def opened(browser: Client, address: str) -> dict[str, str]:
    """Return a form as a browser would send it if nothing were changed."""
    return form_in(browser.get(address).text)


def form_in(page: str) -> dict[str, str]:
    forms: Any = html.fromstring(page).forms
    (found,) = [dict(each.form_values()) for each in forms if "case.version" in each.fields]
    return {**found, "reason": "R"}


@pytest.fixture
def two(pages: FastAPI, town: SmallTown) -> tuple[Client, Client]:
    """Two people of the office."""
    people.give_role(town.app, town.tenant, AS_OPERATOR, "coordination", "member")
    return Client(pages).sign_in("office"), Client(pages).sign_in("member")


def test_what_was_not_touched_is_not_taken_back(two: tuple[Client, Client]) -> None:
    one, other = two
    early, late = opened(one, CORRECT), opened(other, CORRECT)
    one.post(CORRECT, data={**early, "fields.title": "Sprachencafé"})
    told = plain(other.post(CORRECT, data={**late, "fields.ends_on": "31.12.2029"}).text)
    assert "M-0001 Sprachencafé" in told
    assert "31.12.2029" in told


def test_the_same_field_is_asked_about_once_more(two: tuple[Client, Client]) -> None:
    one, other = two
    early, late = opened(one, CORRECT), opened(other, CORRECT)
    one.post(CORRECT, data={**early, "fields.title": "Sprachencafé", "fields.area": "Bildung"})
    mine = {**late, "fields.title": "Café der Sprachen"}
    asked = other.post(CORRECT, data=mine)
    assert asked.status_code == 422
    told = plain(asked.text)
    assert "Inzwischen hat jemand anderes hier eingetragen: Sprachencafé" in told
    assert 'value="Café der Sprachen"' in asked.text
    assert 'value="Bildung"' in asked.text, "what only the other one has changed stands there"
    again = form_in(asked.text)
    assert int(again["case.version"]) > int(late["case.version"])
    told = plain(other.post(CORRECT, data=again).text)
    assert "M-0001 Café der Sprachen" in told
    assert "Handlungsfeld Bildung" in told


def test_both_enter_the_same(two: tuple[Client, Client]) -> None:
    one, other = two
    early, late = opened(one, CORRECT), opened(other, CORRECT)
    one.post(CORRECT, data={**early, "fields.title": "Sprachencafé"})
    more = {"fields.title": "Sprachencafé", "fields.ends_on": "2029-12-31"}
    told = plain(other.post(CORRECT, data={**late, **more}).text)
    assert "31.12.2029" in told


def test_what_an_event_takes_over_follows_the_case(two: tuple[Client, Client]) -> None:
    """The form of an event begins with values of the case, which others correct meanwhile."""
    one, other = two
    late, early = opened(other, DESCRIBE), opened(one, CORRECT_HIDDEN)
    corrected = one.post(CORRECT_HIDDEN, data={**early, "fields.binding": "recommendation"})
    assert corrected.url.path == "/cases/M-0003", plain(corrected.text)
    assert late["binding"] == "binding"
    done = other.post(DESCRIBE, data={**DESCRIBED, "case.version": late["case.version"]})
    assert done.url.path == "/cases/M-0003", plain(done.text)
    assert "Verbindlichkeit Empfehlung" in plain(done.text)


def test_a_draft_knows_how_the_case_stood(two: tuple[Client, Client]) -> None:
    one, other = two
    early, late = opened(one, CORRECT), opened(other, CORRECT)
    other.post(CORRECT, data={**late, "fields.ends_on": "2029-12-31", "do": "save"})
    one.post(CORRECT, data={**early, "fields.title": "Sprachencafé"})
    kept = opened(other, CORRECT)
    assert kept["case.version"] == late["case.version"]
    told = plain(other.post(CORRECT, data=kept).text)
    assert "M-0001 Sprachencafé" in told
    assert "31.12.2029" in told


@pytest.mark.parametrize("version", ["", "x", "999999", "9" * 50, "-1"])
def test_an_odd_version_is_none(two: tuple[Client, Client], version: str) -> None:
    given = {**opened(two[0], CORRECT), "fields.title": "Sprachencafé", "case.version": version}
    assert "M-0001 Sprachencafé" in plain(two[0].post(CORRECT, data=given).text)
