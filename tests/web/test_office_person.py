"""One person at the office desk: reached, locked out, told about, erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import accounts, people
from engine.services.access import AS_OPERATOR
from engine.storage.errors import PersonNotFound
from engine.storage.queries.directory import Person
from tests.web.api.program import readers
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

PAGE = "/office/people/librarian"
FORM = {"name": "Bea Bücherei", "address": "neu@town.example", "language": "en", "rhythm": "daily"}


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


def librarian(town: SmallTown) -> Person:
    return accounts.person_of(town.app, town.tenant, "librarian")


def test_what_she_holds_is_told_with_her_cases(admin: Client) -> None:
    told = plain(admin.get(PAGE).text)
    assert "Ansprechperson" in told
    assert "Eingerichtet am" in told


def test_she_is_called_and_reached_otherwise(admin: Client, town: SmallTown) -> None:
    assert "Gespeichert" in admin.post(PAGE, data=FORM).text
    after = librarian(town)
    assert (after.name, after.address, after.language, after.rhythm) == (
        "Bea Bücherei",
        "neu@town.example",
        "en",
        "daily",
    )
    admin.post(PAGE, data={"name": "Bea", "rhythm": "through:coordination"})
    after = librarian(town)
    assert (after.address, after.language, after.rhythm) == (None, None, "through:coordination")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "a\nb"},
        {"address": "niemand"},
        {"address": "a b@town.example"},
        {"rhythm": "weekly"},
        {"rhythm": "through:nobody"},
        {"language": "xx"},
    ],
)
def test_what_is_wrong_is_refused(admin: Client, town: SmallTown, wrong: dict[str, str]) -> None:
    before = librarian(town)
    answer = admin.post(PAGE, data=FORM | wrong)
    assert answer.status_code == 422
    assert "nicht übernommen" in answer.text
    assert librarian(town) == before


def test_locked_she_is_out_at_once_and_an_invitation_lets_her_in_again(
    admin: Client, pages: FastAPI
) -> None:
    hers = Client(pages)
    hers.sign_in("librarian")
    assert hers.get("/duties").status_code == 200
    assert "gesperrt" in admin.post(f"{PAGE}/lock").text
    assert hers.get("/duties", follow_redirects=False).status_code == 303
    assert "Gesperrt seit" in plain(admin.get(PAGE).text)
    assert "/invitation/" in admin.post(f"{PAGE}/invitation").text


def test_everything_known_is_handed_out(admin: Client) -> None:
    answer = admin.get(f"{PAGE}/data.json")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.json()["person"]["id"] == "librarian"
    assert answer.json()["letters"]


def test_erasing_asks_twice_and_is_told(admin: Client, town: SmallTown) -> None:
    for unsure in ({"reason": "Antrag"}, {"sure": "true"}, {"reason": " ", "sure": "true"}):
        answer = admin.post(f"{PAGE}/erasure", data=unsure)
        assert answer.status_code == 422
        assert "Nichts wurde gelöscht" in answer.text
    assert librarian(town).name is not None

    erased = admin.post(f"{PAGE}/erasure", data={"reason": "Antrag", "sure": "true"})
    assert "Name, Adresse und Konto sind gelöscht" in plain(erased.text)
    assert librarian(town).name is None
    assert admin.get(PAGE).status_code == 404
    with pytest.raises(PersonNotFound):
        people.change_person(town.app, town.tenant, AS_OPERATOR, "librarian", lambda each: each)


def test_nobody_else_sees_or_does_any_of_it(client: Client, town: SmallTown) -> None:
    before = librarian(town)
    client.sign_in("member")
    for method, path in (
        ("GET", ""),
        ("GET", "/data.json"),
        ("POST", ""),
        ("POST", "/lock"),
        ("POST", "/erasure"),
    ):
        answer = client.request(method, PAGE + path, data=FORM | {"reason": "x", "sure": "true"})
        assert answer.status_code == 403, path
    assert librarian(town) == before


def test_who_is_entered_again_keeps_what_is_not_said(town: SmallTown) -> None:
    people.change_person(
        town.app,
        town.tenant,
        AS_OPERATOR,
        "librarian",
        lambda each: Person(each.id, each.name, each.address, "en", "daily"),
    )
    before = librarian(town)
    people.put_person(town.app, town.tenant, AS_OPERATOR, Person("librarian", "Neu", None))
    after = librarian(town)
    assert after.name == "Neu"
    assert (after.address, after.language, after.rhythm) == (before.address, "en", "daily")


def test_a_program_does_the_same(pages: FastAPI, town: SmallTown) -> None:
    admin = readers(pages, town)["admin"]
    assert admin.got("/people/librarian/data")["person"]["name"]
    assert admin.ask("DELETE", "/people/librarian/access").status_code == 204
    answer = admin.ask("POST", "/people/librarian/erasure", json={"reason": "Antrag"})
    assert answer.json()["person"] == "librarian"
    assert admin.ask("DELETE", "/people/nobody/access").status_code == 404
