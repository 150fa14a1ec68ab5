"""Signing in and out, by password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from engine.services import sign_in
from engine.services.sign_in import LONGEST, SignInRefused
from engine.services.tokens import hash_of
from engine.web import cookies, rates
from engine.web.arrival import SESSION, Anybody, Inside, SignedIn, place_of
from engine.web.errors import status_of
from engine.web.going import go_to, safe
from engine.web.house import House

router = APIRouter()


@router.get("/sign-in")
def form(house: Inside, visitor: Anybody, next: str = "/") -> Response:  # noqa: A002 - its usual name
    """Show the form, unless somebody is signed in already."""
    if visitor.session is not None:
        return go_to(safe(next))
    has_provider = house.app.settings.oidc is not None
    return house.templates.page(
        "sign_in", visitor, back=safe(next), given="", problem=None, has_provider=has_provider
    )


@router.post("/sign-in")
def sign_somebody_in(
    request: Request,
    house: Inside,
    visitor: Anybody,
    address: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Begin a session."""
    _count(house, place_of(request), address.strip().casefold())
    try:
        token = sign_in.sign_in(house.app, house.tenant, address, password, device_of(request))
    except SignInRefused as refused:
        return house.templates.page(
            "sign_in",
            visitor,
            status=status_of(type(refused)),
            back=safe(back),
            given=address,
            problem=refused.text,
            has_provider=house.app.settings.oidc is not None,
        )
    return signed_in(request, token, back)


@router.post("/sign-out")
def sign_out(request: Request, house: Inside, visitor: SignedIn) -> Response:
    """End the session of this browser."""
    if visitor.session is not None:
        sign_in.sign_out(house.app, house.tenant, visitor.session)
    response = go_to("/sign-in")
    cookies.take_back(request, response, SESSION)
    return response


def _count(house: House, place: str, address: str) -> None:
    """Count a try; raises TooManyTries."""
    whose = hash_of(address)  # however long it is
    house.rates.take(rates.SIGN_IN_BY_PLACE, "sign-in", place)
    house.rates.take(rates.SIGN_IN_BY_ADDRESS, "sign-in", f"{place} {whose}")
    house.rates.take(rates.SIGN_IN_FROM_ANYWHERE, "sign-in", whose)


def signed_in(request: Request, token: str, back: str) -> Response:
    """Return the answer that makes a browser remember its session."""
    response = go_to(safe(back))
    cookies.give(request, response, SESSION, token, LONGEST)
    return response


def device_of(request: Request) -> str:
    """Return what a browser says it is."""
    return request.headers.get("user-agent", "")
