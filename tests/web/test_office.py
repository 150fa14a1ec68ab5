"""The office desk: health, people and roles, settings with their effect, what could not be sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from engine.services import dead, delivery, people, policy
from engine.services.access import AS_OPERATOR
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

DESK = ("/office", "/office/people", "/office/settings", "/office/deliveries")
SETTING = "/office/settings/measure/notice_after"


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    """The office, who keeps the town's affairs as well."""
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


@pytest.mark.parametrize("address", [*DESK[:2], DESK[3], SETTING])
def test_the_desk_is_for_administrators(client: Client, address: str) -> None:
    client.sign_in("member")
    answers = {"/office/settings/measure/notice_after": 200}
    assert client.get(address).status_code == answers.get(address, 403)
    assert 'href="/office"' not in client.get("/duties").text


def test_nobody_changes_anything_without_the_role(client: Client, town: SmallTown) -> None:
    client.sign_in("member")
    for address, data in (
        ("/office/people", {"name": "Neu"}),
        ("/office/people/organisations", {"name": "Neu"}),
        ("/office/people/member/roles", {"role": "administrator"}),
        ("/office/people/office/invitation", {}),
        ("/office/people/office/lock", {}),
        (SETTING, {"value": "5 working days after", "do": "set"}),
        (SETTING, {"value": "5 working days after", "do": "preview"}),
        ("/office/deliveries/retry", {}),
        ("/office/deliveries/test", {"address": "x@town.example"}),
    ):
        assert client.post(address, data=data).status_code == 403, address
    known = people.directory_of(town.app, town.tenant, AS_OPERATOR)
    assert "Neu" not in {each.name for each in known.people} | set(known.organisations.values())


@pytest.mark.parametrize(
    "address", ["a@b@c", "a@town.example, b@evil.example", "a@town.example\r\nBcc: b@evil.example"]
)
def test_an_address_to_which_nothing_could_go_is_not_entered(admin: Client, address: str) -> None:
    answer = admin.post("/office/people", data={"name": "Neu", "address": address})
    assert answer.status_code == 422
    assert "kann kein Brief gehen" in plain(answer.text)


def test_a_name_is_one_line(admin: Client, town: SmallTown) -> None:
    admin.post("/office/people", data={"name": "Eva\r\n Bcc: x\u202e", "address": ""})
    known = people.directory_of(town.app, town.tenant, AS_OPERATOR).people
    assert "Eva Bcc: x" in {each.name for each in known}


def test_a_leaver_is_locked_out(admin: Client, pages: FastAPI) -> None:
    leaver = Client(pages).sign_in("librarian")
    assert "Zugang sperren" in admin.get("/office/people").text
    told = plain(admin.post("/office/people/librarian/lock").text)
    assert "Der Zugang ist gesperrt" in told
    assert leaver.get("/account").url.path == "/sign-in"
    assert "jemand anderes" in admin.post("/office/people/office/lock").text
    assert admin.get("/account").url.path == "/account"


def test_the_desk_says_whether_the_clock_runs(admin: Client) -> None:
    told = plain(admin.get("/office").text)
    assert "Letzter Takt" in told or "noch nie gelaufen" in told
    assert "Datenbank unversehrt" in told
    assert "Tabellen aktuell" in told


def test_somebody_is_entered_invited_and_given_a_role_that_ends(
    admin: Client, town: SmallTown
) -> None:
    page = admin.post("/office/people", data={"name": "Nora Neu", "address": "nora@town.example"})
    assert "Eingetragen" in plain(page.text)
    known = people.directory_of(town.app, town.tenant, AS_OPERATOR)
    nora = next(each.id for each in known.people if each.name == "Nora Neu")

    given = admin.post(
        f"/office/people/{nora}/roles", data={"role": "steering_group", "function": "deputy"}
    )
    assert "Stellvertretung" in plain(given.text)
    invited = admin.post(f"/office/people/{nora}/invitation")
    [link] = re.findall(r"/invitation/[\w-]+", invited.text)
    assert "Nora Neu" in admin.get(link).text

    known = people.directory_of(town.app, town.tenant, AS_OPERATOR)
    [held] = [each.id for each in known.seats if each.holder == nora]
    ended = plain(admin.post(f"/office/people/roles/{held}/end").text)
    assert "Die Rolle ist beendet" in ended
    assert admin.post("/office/people/roles/none/end").status_code == 404


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/office/people", {"name": " "}),
        ("/office/people", {"name": "A", "address": "keine"}),
        ("/office/people/organisations", {"name": ""}),
        ("/office/people/member/roles", {"role": "king"}),
        ("/office/people/member/roles", {"role": "coordination", "function": "boss"}),
        ("/office/people/member/roles", {"role": "coordination", "since": "gestern"}),
    ],
)
def test_what_cannot_be_entered_is_said(admin: Client, address: str, data: dict[str, str]) -> None:
    answer = admin.post(address, data=data)
    assert answer.status_code == 422
    assert "Das wurde nicht eingetragen" in plain(answer.text)


def test_a_setting_shows_what_it_would_change_before_it_is_taken(
    admin: Client, town: SmallTown
) -> None:
    def present() -> object:
        lines = policy.list_settings(town.app, town.tenant, AS_OPERATOR, "measure")
        return next(each.present for each in lines if each.name == "deciding_time")

    address, before = "/office/settings/measure/deciding_time", present()
    value = {"value": "9 months"}
    told = plain(admin.post(address, data={**value, "do": "preview"}).text)
    assert "laufende Vorgänge angesehen" in told
    assert "Noch ist nichts übernommen" in told
    assert present() == before

    taken = plain(admin.post(address, data={**value, "do": "set"}).text)
    assert "Die Einstellung ist übernommen" in taken
    settings = plain(admin.get("/office/settings").text)
    assert "9 Monate" in settings
    for english in ("months", "working days"):
        assert english not in settings
    assert present() != before


@pytest.mark.parametrize(
    "data", [{"value": "bald", "do": "set"}, {"value": "3 days", "since": "2026-02-30"}]
)
def test_a_value_that_is_none_is_refused(admin: Client, data: dict[str, str]) -> None:
    answer = admin.post(SETTING, data=data)
    assert answer.status_code == 422
    assert "Der Wert wurde nicht übernommen" in plain(answer.text)


def test_there_is_no_such_setting(admin: Client) -> None:
    for address in ("/office/settings/measure/none", "/office/settings/none/notice_after"):
        assert admin.get(address).status_code == 404


def test_a_dead_letter_is_tried_again(admin: Client, town: SmallTown) -> None:
    for _ in range(30):
        delivery.deliver_due(town.app, town.tenant, town.app.now())
    before = dead.dead(town.app, town.tenant, AS_OPERATOR)
    told = plain(admin.get("/office/deliveries").text)
    assert f"{len(before.letters)} unzustellbar" in told

    again = plain(admin.post("/office/deliveries/retry", data={"id": "none"}).text)
    assert "nichts wird noch einmal versucht" in again


@pytest.mark.parametrize(
    ("address", "said"),
    [("x", "keine E-Mail-Adresse"), ("x@town.example", "kein Versandweg eingestellt")],
)
def test_a_test_letter_that_cannot_leave_says_why(admin: Client, address: str, said: str) -> None:
    told = plain(admin.post("/office/deliveries/test", data={"address": address}).text)
    assert "Die Probe ging nicht hinaus" in told
    assert said in told
