"""The start page, and the choice of the language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from engine.services import accounts
from engine.web import cookies
from engine.web.arrival import KEPT, LANGUAGE, Anybody, Inside
from engine.web.going import go_to, safe

router = APIRouter()


@router.get("/")
def start(visitor: Anybody) -> Response:
    """Send everybody to where work begins."""
    return go_to("/duties" if visitor.session else "/sign-in")


@router.post("/language")
def choose_language(
    request: Request,
    house: Inside,
    visitor: Anybody,
    to: Annotated[str, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Keep a language in this browser, and for letters to whoever is signed in."""
    response = go_to(safe(back))
    if to in visitor.languages:
        cookies.give(request, response, LANGUAGE, to, KEPT)
        if visitor.person is not None:
            accounts.set_language(house.app, house.tenant, visitor.person, to)
    return response
