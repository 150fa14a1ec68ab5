"""The account's ways in: calendars and programs, shown once and taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.services import access_tokens
from engine.services.access import Reader
from tests.web.api.program import BASE, Program
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

PAGE = "/account/access"


def given(town: SmallTown, person: str = "librarian") -> list[str]:
    found = access_tokens.list_tokens(town.app, town.tenant, Reader(person))
    return [each.title for each in found if each.revoked_at is None]


def test_a_calendar_is_given_out_read_and_revoked(client: Client, pages: FastAPI) -> None:
    client.sign_in("librarian")
    shown = client.post(f"{PAGE}/calendars", data={"title": "Mein Handy"}).text
    address = re.search(rf"{BASE}/calendars/[A-Za-z0-9_-]+\.ics", shown)
    assert address
    assert f"http://plan.example{address[0]}" in shown
    assert "webcal://plan.example/" in shown
    assert address[0] not in client.get(PAGE).text
    reader = Client(pages)
    calendar = reader.get(address[0])
    assert calendar.status_code == 200
    assert "BEGIN:VEVENT" in calendar.text

    told = client.get(PAGE).text
    assert "Mein Handy" in told
    (revoking,) = re.findall(r'action="(/account/access/[^"]+/revoke)"', told)
    assert "Widerrufen" in client.post(revoking).text
    assert reader.get(address[0]).status_code in {401, 403, 404}
    assert "Mein Handy" not in client.get(PAGE).text


def test_a_calendar_of_a_body_is_chosen_already(client: Client, town: SmallTown) -> None:
    client.sign_in("member")
    assert re.search(
        r'value="steering_group" selected', client.get(f"{PAGE}?body=steering_group").text
    )
    client.post(f"{PAGE}/calendars", data={"title": "Rechner", "body": "steering_group"})
    assert "Steuerungsgruppe" in plain(client.get(PAGE).text).partition("Rechner")[2]
    assert given(town, "member") == ["Rechner"]


def test_a_program_gets_in_as_far_as_it_may(client: Client, pages: FastAPI) -> None:
    client.sign_in("librarian")
    data = {"title": "Fachverfahren", "scopes": ["read"], "days": "30"}
    token = re.search(
        r'<code class="secret">([^<]+)</code>', client.post(f"{PAGE}/programs", data=data).text
    )
    assert token
    program = Program(pages, token[1])
    assert program.ask("GET", "/cases").status_code == 200
    refused = program.ask("POST", "/cases/M-0001/events", json={"event": "comment"})
    assert refused.status_code == 403
    assert token[1] not in client.get(PAGE).text


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("calendars", {"title": " "}),
        ("calendars", {"title": "a\x00b"}),
        ("calendars", {"title": "x", "body": "nothing"}),
        ("programs", {"title": "", "scopes": ["read"]}),
        ("programs", {"title": "x"}),
        ("programs", {"title": "x", "scopes": ["everything"]}),
        ("programs", {"title": "x", "scopes": ["read"], "days": "9999"}),
        ("programs", {"title": "x", "scopes": ["read"], "days": "-1"}),
    ],
)
def test_what_is_wrong_gives_nothing_out(
    client: Client, town: SmallTown, where: str, data: dict[str, object]
) -> None:
    client.sign_in("librarian")
    assert client.post(f"{PAGE}/{where}", data=data).status_code == 422
    assert given(town) == []


def test_what_is_somebody_elses_is_not_revoked(client: Client, town: SmallTown) -> None:
    client.sign_in("librarian")
    client.post(f"{PAGE}/calendars", data={"title": "Mein Handy"})
    (theirs,) = access_tokens.list_tokens(town.app, town.tenant, Reader("librarian"))
    client.sign_in("member")
    assert client.post(f"{PAGE}/{theirs.id}/revoke").status_code == 404
    assert given(town) == ["Mein Handy"]


def test_a_body_and_the_calendar_lead_there(client: Client) -> None:
    client.sign_in("member")
    for page in ("/bodies/steering_group", "/overview/calendar"):
        assert "/account/access" in client.get(page).text, page
