"""Signing in and out: by invitation and password, with sessions that can be ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.services import access_tokens, accounts, feeds, sign_in
from engine.services.access import AS_OPERATOR, Reader
from engine.services.access_tokens import TokenUnknown, Wish
from engine.services.accounts import InvitationOver, PasswordUnfit
from engine.storage.queries.accounts import account_of
from engine.storage.queries.erasure import erase_person
from engine.storage.queries.sessions import places_of
from engine.web.arrival import SESSION
from tests.web.client import Client
from tests.web.town import PASSWORD

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

OWN = "noch ein langes Kennwort"


def test_nobody_is_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/account", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account")

    answer = client.post(
        "/sign-in",
        data={"address": "office@town.example", "password": PASSWORD, "back": "/account"},
    )
    assert answer.url.path == "/account"
    assert "Olga Office" in answer.text


def test_the_form_is_empty_and_keeps_what_was_written(client: Client) -> None:
    assert 'name="address" type="email" value=""' in client.get("/sign-in").text
    given = {"address": "office@town.example", "password": "falsch" * 3}
    assert 'type="email" value="office@town.example"' in client.post("/sign-in", data=given).text


def test_what_is_wrong_is_not_said(client: Client) -> None:
    told = set()
    for address in ("office@town.example", "nobody@town.example", "club@town.example"):
        answer = client.post("/sign-in", data={"address": address, "password": "falsch" * 3})
        assert answer.status_code == 403
        told.add(answer.text.replace(address, ""))
    assert len(told) == 1


def test_after_some_tries_one_has_to_wait(client: Client) -> None:
    given = {"address": "office@town.example", "password": "falsch"}
    codes = [client.post("/sign-in", data=given).status_code for _ in range(9)]
    assert codes == [403] * 8 + [429]


def test_tries_from_elsewhere_keep_nobody_from_signing_in(pages: FastAPI) -> None:
    given = {"address": "office@town.example", "password": "falsch"}
    for _ in range(10):
        Client(pages, place="192.0.2.1").post("/sign-in", data=given)
    assert Client(pages, place="192.0.2.1").post("/sign-in", data=given).status_code == 429
    Client(pages, place="192.0.2.2").sign_in("office")


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_one_does_not_come_back_elsewhere(client: Client, back: str) -> None:
    answer = client.post(
        "/sign-in",
        data={"address": "office@town.example", "password": PASSWORD, "back": back},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/"


def test_the_session_is_a_row_that_ends(client: Client) -> None:
    client.sign_in("office")
    token = client.cookies[SESSION]
    client.post("/sign-out")
    client.cookies.set(SESSION, token)
    assert client.get("/account", follow_redirects=False).status_code == 303


def test_the_token_is_not_in_the_database(client: Client, town: SmallTown) -> None:
    client.sign_in("office")
    with town.app.database.connection() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert len(rows) == 1
    assert client.cookies[SESSION] not in str(rows)


def test_an_unused_session_expires(client: Client, town: SmallTown) -> None:
    client.sign_in("office")
    town.clock.advance(sign_in.IDLE - timedelta(minutes=1))
    assert client.get("/account").url.path == "/account"
    town.clock.advance(sign_in.IDLE - timedelta(minutes=1))
    assert client.get("/account").url.path == "/account"
    town.clock.advance(sign_in.IDLE)
    assert client.get("/account").url.path == "/sign-in"


def test_no_session_lasts_for_ever(client: Client, town: SmallTown) -> None:
    client.sign_in("office")
    for _ in range(40):
        town.clock.advance(timedelta(hours=9))
        answer = client.get("/account")
    assert answer.url.path == "/sign-in"


def test_other_devices_are_signed_out_with_a_new_password(pages: FastAPI) -> None:
    one, two = Client(pages).sign_in("office"), Client(pages).sign_in("office")
    given = {"present": PASSWORD, "password": OWN, "again": OWN}
    assert "ist geändert" in one.post("/account/password", data=given).text
    assert one.get("/account").url.path == "/account"
    assert two.get("/account").url.path == "/sign-in"


def test_the_password_is_not_changed_without_the_old_one(client: Client) -> None:
    client.sign_in("office")
    given = {"present": "falsch", "password": OWN, "again": OWN}
    answer = client.post("/account/password", data=given)
    assert answer.status_code == 403
    assert "bisherige Kennwort" in answer.text


def test_an_invitation_makes_an_account_once(client: Client, town: SmallTown) -> None:
    token = accounts.invite(town.app, town.tenant, "club@town.example")
    assert "Clara Club" in client.get(f"/invitation/{token}").text

    given = {"password": OWN, "again": OWN}
    assert client.post(f"/invitation/{token}", data=given).status_code == 200
    assert client.get("/account").url.path == "/account"

    again = client.post(f"/invitation/{token}", data=given)
    assert again.status_code == 409
    assert "schon benutzt" in again.text


def test_an_invitation_expires(town: SmallTown) -> None:
    token = accounts.invite(town.app, town.tenant, "club-chair")
    town.clock.advance(accounts.INVITATION_HOLDS)
    with pytest.raises(InvitationOver):
        accounts.accept(town.app, town.tenant, token, OWN)


@pytest.mark.parametrize("password", ["kurz", "a" * 40, "x" * 201, "club@town.example"])
def test_a_password_that_is_guessed_is_refused(town: SmallTown, password: str) -> None:
    token = accounts.invite(town.app, town.tenant, "club-chair")
    with pytest.raises(PasswordUnfit):
        accounts.accept(town.app, town.tenant, token, password)
    accounts.accept(town.app, town.tenant, token, OWN)


def test_whoever_is_locked_out_gets_in_by_nothing(client: Client, town: SmallTown) -> None:
    app, tenant = town.app, town.tenant
    link = accounts.invite(app, tenant, "office")
    _, token = access_tokens.create(app, tenant, AS_OPERATOR, Wish("office", "x"))
    _, address = feeds.create(app, tenant, Reader("office"), "Telefon")
    session = client.sign_in("office").cookies[SESSION]
    accounts.lock(app, tenant, AS_OPERATOR, "office")

    assert client.get("/account").url.path == "/sign-in"
    given = {"address": "office@town.example", "password": PASSWORD}
    assert client.post("/sign-in", data=given).status_code == 403
    own = {"password": OWN, "again": OWN}
    assert client.post(f"/invitation/{link}", data=own).status_code == 409
    with pytest.raises(TokenUnknown):
        access_tokens.admit(app, tenant, token)
    with pytest.raises(TokenUnknown):
        feeds.fetch(app, tenant, address)

    fresh = accounts.invite(app, tenant, "office")
    assert client.post(f"/invitation/{fresh}", data=own).status_code == 200
    client.cookies.delete(SESSION)
    client.cookies.set(SESSION, session)
    assert client.get("/account").url.path == "/sign-in"
    with pytest.raises(TokenUnknown):
        access_tokens.admit(app, tenant, token)


def test_a_new_password_by_invitation_ends_whatever_was_open(
    pages: FastAPI, town: SmallTown
) -> None:
    thief, owner = Client(pages).sign_in("office"), Client(pages)
    older, newer = (accounts.invite(town.app, town.tenant, "office") for _ in range(2))
    own = {"password": OWN, "again": OWN}
    assert owner.post(f"/invitation/{newer}", data=own).status_code == 200
    assert thief.get("/account").url.path == "/sign-in"
    assert thief.post(f"/invitation/{older}", data=own).status_code == 409
    assert owner.get("/account").url.path == "/account"


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    client.sign_in("office")
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert client.post("/account/elsewhere", headers=headers).status_code == 403
    del client.headers["Sec-Fetch-Site"]
    for origin in ("https://evil.example", "null", None):
        headers = {} if origin is None else {"Origin": origin}
        assert client.post("/account/elsewhere", headers=headers).status_code == 403
    own = {"Origin": "http://plan.example"}
    assert client.post("/account/elsewhere", headers=own).status_code == 200


def test_the_language_follows_the_browser_until_one_is_chosen(pages: FastAPI) -> None:
    english = Client(pages, "fr, en-GB;q=0.8, de;q=0.5")
    assert "Sign in" in english.get("/sign-in").text
    english.sign_in("office")
    english.post("/language", data={"to": "de", "back": "/account"})
    assert "Abmelden" in english.get("/account").text
    elsewhere = Client(pages, "en").sign_in("office")
    assert "Abmelden" in elsewhere.get("/account").text


def test_whoever_is_erased_is_signed_in_nowhere(client: Client, town: SmallTown) -> None:
    client.sign_in("outsider")
    with town.app.database.write(town.tenant, town.app.now()) as unit:
        erase_person(unit, "outsider", "wish", None)
    assert client.get("/account").url.path == "/sign-in"
    with town.app.database.read(town.tenant, town.app.now()) as unit:
        assert account_of(unit, "outsider") is None
        assert places_of(unit, "outsider", town.app.now()) == []
