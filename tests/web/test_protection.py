"""Every answer is protected: headers, cookies that scripts cannot read, errors that say little."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from engine.services import sign_in
from engine.storage.errors import DatabaseLocked
from engine.web.app import create_app
from engine.web.security import CONTENT_SECURITY_POLICY
from tests.web.town import PASSWORD

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.client import Client
    from tests.web.town import SmallTown


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/static/pages.css", "/account"])
def test_every_answer_has_the_headers(client: Client, path: str) -> None:
    headers = client.get(path, follow_redirects=False).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_pages_are_not_kept_and_named_files_are(client: Client) -> None:
    assert client.get("/sign-in").headers["cache-control"] == "no-store"
    page = client.get("/sign-in").text
    address = page.partition('href="/static/pages.css')[2].partition('"')[0]
    named = client.get(f"/static/pages.css{address}")
    assert "immutable" in named.headers["cache-control"]
    assert "no-cache" in client.get("/static/pages.css").headers["cache-control"]


@pytest.mark.parametrize(("base", "is_secure"), [(None, False), ("https://plan.example", True)])
def test_the_session_cookie_is_for_the_browser_alone(
    town: SmallTown, base: str | None, is_secure: bool
) -> None:
    settings = replace(town.app.settings, base_url=base)
    pages = create_app(replace(town.app, settings=settings), town.tenant)
    answer = TestClient(pages).post(
        "/sign-in",
        data={"address": "office@town.example", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie) == is_secure


def test_with_tls_browsers_remember_to_use_it(pages: FastAPI) -> None:
    secure = TestClient(pages, base_url="https://plan.example")
    assert "strict-transport-security" in secure.get("/sign-in").headers


def test_a_page_that_is_not_there_says_so(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "Nicht gefunden" in answer.text
    wrong = client.put("/sign-in")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")


def test_an_unexpected_error_shows_a_number_and_nothing_else(
    pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr(sign_in, "sign_in", broken)
    client = TestClient(pages, raise_server_exceptions=False)
    answer = client.post(
        "/sign-in",
        data={"address": "a", "password": "b"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 500
    assert "unter der Nummer" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_a_database_that_does_not_answer_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise DatabaseLocked

    monkeypatch.setattr(sign_in, "sign_in", locked)
    answer = client.post("/sign-in", data={"address": "a", "password": "b"})
    assert answer.status_code == 503
    assert "Ein anderer Prozess schreibt" in answer.text
