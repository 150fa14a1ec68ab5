"""A program that speaks to the API, with the token of somebody of the town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from engine.services import access_tokens, people
from engine.services.access import ADMINISTRATOR, AS_OPERATOR
from engine.services.access_tokens import SCOPES, Wish
from engine.storage.queries.directory import Person

if TYPE_CHECKING:
    from fastapi import FastAPI
    from httpx import Response

    from tests.web.town import SmallTown

OWNER, TEAM, OUTSIDER, NOBODY, ADMIN = "owner", "team", "outsider", "nobody", "admin"
PEOPLE = {OWNER: "librarian", TEAM: "member", OUTSIDER: "outsider", ADMIN: "admin"}
BASE = "/api/v1"


class Program(TestClient):
    """Somebody's program."""

    def __init__(self, pages: FastAPI, token: str | None, language: str = "en") -> None:
        headers = {"Accept-Language": language}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        super().__init__(
            pages, base_url="http://plan.example", headers=headers, raise_server_exceptions=False
        )

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Call an address of the API."""
        answer: Response = self.request(method, BASE + path, **more)
        return answer

    def got(self, path: str, **query: Any) -> Any:
        """Return what an address answers with."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


def readers(pages: FastAPI, town: SmallTown) -> dict[str, Program]:
    """Return programs of everybody."""
    app, tenant = town.app, town.tenant
    admin = Person("admin", "Anna Admin", "admin@town.example")
    people.put_person(app, tenant, AS_OPERATOR, admin)
    people.give_role(app, tenant, AS_OPERATOR, ADMINISTRATOR, "admin")
    found = {name: Program(pages, token_for(town, person)) for name, person in PEOPLE.items()}
    return found | {NOBODY: Program(pages, None)}


def token_for(town: SmallTown, person: str, *scopes: str) -> str:
    """Return a token that acts for a person, for everything if no scope is named."""
    wish = Wish(person, "test", scopes or tuple(SCOPES))
    return access_tokens.create(town.app, town.tenant, AS_OPERATOR, wish)[1]
