"""Somebody's browser, without scripts and without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from tests.web.town import PASSWORD

if TYPE_CHECKING:
    from fastapi import FastAPI


class Client(TestClient):
    """Somebody's browser, without scripts; it says that its forms come from our pages."""

    def __init__(self, pages: FastAPI, language: str = "de", place: str = "testclient") -> None:
        super().__init__(
            pages,
            client=(place, 50000),
            base_url="http://plan.example",
            headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": language},
        )

    def sign_in(self, person: str) -> Client:
        """Sign somebody of the town in."""
        answer = self.post(
            "/sign-in", data={"address": f"{person}@town.example", "password": PASSWORD}
        )
        assert answer.status_code == 200, answer.text
        return self
