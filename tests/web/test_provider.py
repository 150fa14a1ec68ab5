"""The town's identity provider vouches for its people: code with PKCE, against a real provider."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest

from engine.services import accounts
from engine.settings import IdentityProvider
from engine.web.app import create_app
from engine.web.pages.provider import ATTEMPT
from tests.web.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.town import SmallTown


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider on this machine."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def client(town: SmallTown, issuer: str) -> Client:
    """A browser at a town that has a provider."""
    provider = IdentityProvider(issuer, "verbindlich", "secret")
    settings = replace(town.app.settings, oidc=provider, base_url="http://plan.example")
    return Client(create_app(replace(town.app, settings=settings), town.tenant))


def known_as(issuer: str, sub: str, email: str, **claims: object) -> None:
    answer = httpx.put(f"{issuer}/users/{sub}", json={"email": email, **claims})
    assert answer.status_code < 300, answer.text


def authorize(client: Client, sub: str, back: str = "/duties") -> str:
    """Go to the provider, say who one is, and return where it sends the browser back to."""
    answer = client.get(f"/sign-in/provider?next={back}", follow_redirects=False)
    address = answer.headers["location"]
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    sent = httpx.post(address, data={"sub": sub}, follow_redirects=False)
    back_to = sent.headers["location"]
    assert back_to.startswith("http://plan.example/sign-in/provider/back?")
    return back_to.removeprefix("http://plan.example")


def test_whoever_the_town_knows_is_signed_in(client: Client, issuer: str) -> None:
    known_as(issuer, "lena", "Librarian@town.example")
    answer = client.get(authorize(client, "lena"))
    assert answer.url.path == "/duties"
    assert "Lena Library" in answer.text


def test_she_is_known_by_her_subject_from_then_on(
    client: Client, town: SmallTown, issuer: str
) -> None:
    known_as(issuer, "lena2", "librarian@town.example")
    client.get(authorize(client, "lena2"))
    known_as(issuer, "lena2", "renamed@town.example")
    client.post("/sign-out")
    assert client.get(authorize(client, "lena2")).url.path == "/duties"
    assert accounts.all_accounts(town.app, town.tenant)["librarian"].oidc_subject == "lena2"


def test_a_stranger_is_not_signed_in(client: Client, issuer: str) -> None:
    known_as(issuer, "stranger", "stranger@elsewhere.example")
    answer = client.get(authorize(client, "stranger"))
    assert answer.status_code == 403
    assert "niemand mit dieser Adresse" in answer.text


def test_an_address_that_is_not_verified_does_not_count(client: Client, issuer: str) -> None:
    known_as(issuer, "mallory", "office@town.example", email_verified=False)
    assert client.get(authorize(client, "mallory")).status_code == 403


def test_a_second_subject_does_not_take_an_account_over(client: Client, issuer: str) -> None:
    known_as(issuer, "first", "member@town.example")
    client.get(authorize(client, "first"))
    client.post("/sign-out")
    known_as(issuer, "second", "member@town.example")
    assert client.get(authorize(client, "second")).status_code == 403


def test_an_answer_to_nobodys_attempt_is_refused(client: Client, issuer: str) -> None:
    known_as(issuer, "olga", "office@town.example")
    back = authorize(client, "olga")
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    client.cookies.delete(ATTEMPT)
    assert client.get(back).status_code == 403


def test_a_provider_that_is_away_is_told(town: SmallTown) -> None:
    provider = IdentityProvider("http://localhost:9", "verbindlich")
    settings = replace(town.app.settings, oidc=provider)
    client = Client(create_app(replace(town.app, settings=settings), town.tenant))
    assert "Mit dem Konto der Verwaltung" in client.get("/sign-in").text
    answer = client.get("/sign-in/provider", follow_redirects=False)
    assert answer.status_code == 502


def test_without_a_provider_there_is_none(town: SmallTown) -> None:
    client = Client(create_app(town.app, town.tenant))
    assert client.get("/sign-in/provider").status_code == 404
    assert "Mit dem Konto der Verwaltung" not in client.get("/sign-in").text
