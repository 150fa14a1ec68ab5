"""The office desk: the town, its own days; and how somebody wants her messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import people, profile
from engine.services.access import AS_OPERATOR
from tests.web.api.program import OWNER, readers
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from engine.storage.queries.towns import Profile
    from tests.web.client import Client
    from tests.web.town import SmallTown

FORM = {
    "title": "Musterstadt",
    "state": "NW",
    "municipality": "",
    "time_zone": "Europe/Berlin",
    "language": "de",
    "rung_time": "09:00",
    "rhythm": "daily",
    "digest_time": "09:30",
    "grace": "10 working days",
}


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


def present(town: SmallTown) -> Profile:
    return profile.profile_of(town.app, town.tenant, AS_OPERATOR)


def test_the_town_is_previewed_and_then_changed(admin: Client, town: SmallTown) -> None:
    shown = plain(admin.post("/office/town", data=FORM | {"do": "preview"}).text)
    assert "Noch ist nichts übernommen" in shown
    assert "nächste Erinnerung oder Folge" in shown
    assert present(town).rhythm == "at_once"

    assert "Gespeichert" in admin.post("/office/town", data=FORM | {"do": "set"}).text
    assert (present(town).rhythm, f"{present(town).rung_time:%H:%M}") == ("daily", "09:00")


def test_what_is_wrong_is_said_and_what_was_written_stays(admin: Client, town: SmallTown) -> None:
    answer = admin.post("/office/town", data=FORM | {"title": "Neu", "grace": "3 Monde"})
    assert answer.status_code == 422
    assert "3 monde" in answer.text
    assert 'value="3 Monde"' in answer.text
    assert 'value="Neu"' in answer.text
    assert present(town).title != "Neu"


def test_an_own_day_comes_and_goes(admin: Client, town: SmallTown) -> None:
    day = {"name": "Kirmes <b>", "kind": "closed", "yearly": "09-14", "days_after_easter": ""}
    assert admin.post("/office/town/days", data=day | {"do": "preview"}).status_code == 200
    assert present(town).place.own_days == ()
    shown = admin.post("/office/town/days", data=day | {"do": "set"}).text
    assert "jedes Jahr am 14.09." in plain(shown)
    assert "<b>" not in shown

    removal = {"number": "0", "name": "Kirmes <b>"}
    asked = admin.post("/office/town/days/remove", data=removal | {"do": "preview"}).text
    assert "Wirklich entfernen" in asked
    assert len(present(town).place.own_days) == 1
    admin.post("/office/town/days/remove", data=removal | {"do": "set"})
    assert present(town).place.own_days == ()
    again = admin.post("/office/town/days/remove", data=removal | {"do": "set"})
    assert again.status_code == 404
    assert "inzwischen" in again.text


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"on": "2027-01-01", "yearly": "01-01"},
        {"on": "gestern"},
        {"days_after_easter": "viele"},
        {"yearly": "02-30"},
        {"kind": "free", "on": "2027-01-01"},
    ],
)
def test_an_own_day_is_said_in_one_way(
    admin: Client, town: SmallTown, wrong: dict[str, str]
) -> None:
    answer = admin.post("/office/town/days", data={"name": "Fest", "do": "set"} | wrong)
    assert answer.status_code == 422
    assert 'value="Fest"' in answer.text
    assert present(town).place.own_days == ()


def test_holidays_are_listed(admin: Client) -> None:
    assert "Allerheiligen" in plain(admin.get("/office/town").text)


def test_somebody_chooses_how_her_messages_come(client: Client, town: SmallTown) -> None:
    def chosen() -> str | None:
        found = people.directory_of(town.app, town.tenant, AS_OPERATOR).people
        return next(each.rhythm for each in found if each.id == "librarian")

    client.sign_in("librarian")
    assert "wie die Stadt: sofort" in plain(client.get("/account").text)
    assert "Gespeichert" in client.post("/account/messages", data={"rhythm": "daily"}).text
    assert chosen() == "daily"
    refused = client.post("/account/messages", data={"rhythm": "never"})
    assert refused.status_code == 409
    assert chosen() == "daily"
    client.post("/account/messages", data={"rhythm": ""})
    assert chosen() is None


def test_a_program_does_the_same(pages: FastAPI, town: SmallTown) -> None:
    everybody = readers(pages, town)
    admin, owner = everybody["admin"], everybody[OWNER]
    found = admin.got("/town")
    assert found["rung_time"] == "08:00"
    day = {"name": "Kirmes", "yearly": "09-14"}
    change = {"rung_time": "10:00", "place": {**found["place"], "own_days": [day]}}
    assert admin.ask("POST", "/town/preview", json=change).json()["moved"]
    assert admin.ask("PATCH", "/town", json=change).status_code == 200
    after = admin.got("/town")
    assert (after["rung_time"], after["place"]["own_days"][0]["kind"]) == ("10:00", "closed")
    assert after["title"] == found["title"]
    assert owner.ask("PATCH", "/town", json=change).status_code == 403
    assert admin.ask("PATCH", "/town", json={"grace": "soon"}).status_code == 422

    mine = owner.ask("PATCH", "/me", json={"rhythm": "daily", "language": "en"}).json()
    assert (mine["rhythm"], mine["language"]) == ("daily", "en")
    assert owner.ask("PATCH", "/me", json={"rhythm": "town"}).json()["rhythm"] is None
    assert owner.got("/me")["id"] == "librarian"
