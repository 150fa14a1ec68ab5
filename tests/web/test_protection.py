"""Every answer is protected: headers, cookies that scripts cannot read, errors that say little."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from loguru import logger
from starlette.testclient import TestClient

from engine.services import accounts, feeds, sign_in
from engine.storage.errors import DatabaseLocked
from engine.web.app import create_app
from engine.web.largest import LARGEST_BODY
from engine.web.security import CONTENT_SECURITY_POLICY
from tests.web.town import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

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


LONG = {"Content-Type": "application/x-www-form-urlencoded"}


def many_fields(size: int) -> bytes:
    """Return a form of many fields, none of which is long."""
    return "&".join(f"f{count}={'x' * 50_000}" for count in range(size // 50_000)).encode()


def in_pieces(whole: bytes) -> Iterator[bytes]:
    """Yield a body whose length is not said before."""
    for start in range(0, len(whole), 500_000):
        yield whole[start : start + 500_000]


@pytest.mark.parametrize("address", ["/sign-in", "/take-part/with/contribution"])
def test_no_form_fills_the_memory(client: Client, address: str) -> None:
    whole = many_fields(LARGEST_BODY + 100_000)
    for content in (whole, in_pieces(whole)):
        answer = client.post(address, content=content, headers=LONG)
        assert answer.status_code == 413
        assert "mehr, als hier auf einmal angenommen wird" in answer.text
    short = client.post("/sign-in", content=many_fields(LARGEST_BODY - 100_000), headers=LONG)
    assert short.status_code == 403


def test_what_cannot_be_read_says_so(client: Client) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = client.post("/sign-in", content=b"no parts", headers={"Content-Type": kind})
        assert answer.status_code == 400
        assert "enthält etwas, das nicht gelesen werden kann" in answer.text


def test_a_head_is_that_of_the_whole(client: Client) -> None:
    for address in ("/plan", "/static/pages.css", "/api/v1/cases", "/nowhere"):
        whole, head = client.get(address), client.head(address)
        assert head.status_code == whole.status_code
        assert head.headers["content-type"] == whole.headers["content-type"]
        assert head.content == b""


@pytest.mark.parametrize(
    "address", ["/invitation/very-secret", "/api/v1/calendars/very-secret.ics"]
)
def test_what_fails_tells_the_log_no_secret(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    for service, name in ((accounts, "invited"), (feeds, "fetch")):
        monkeypatch.setattr(service, name, _locked)
    lines: list[str] = []
    sink = logger.add(lines.append, level="WARNING")
    answer = client.get(address)
    logger.remove(sink)
    assert answer.status_code == 503
    assert "locked" in "".join(lines) or "writing to the database" in "".join(lines)
    assert "very-secret" not in "".join(lines)


def _locked(*_: object) -> None:
    raise DatabaseLocked
