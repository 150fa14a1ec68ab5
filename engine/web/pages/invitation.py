"""Invitations: somebody chooses a password, once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from engine.findings import Text
from engine.services import accounts, sign_in
from engine.services.accounts import PasswordUnfit
from engine.web import rates
from engine.web.arrival import Anybody, Inside, place_of
from engine.web.errors import status_of
from engine.web.house import House
from engine.web.pages.sign_in import device_of, signed_in
from engine.web.visitor import Visitor

router = APIRouter()
DIFFERENT = Text(de="Die beiden Eingaben sind verschieden.", en="The two entries are different.")


@router.get("/invitation/{token}")
def form(request: Request, house: Inside, visitor: Anybody, token: str) -> Response:
    """Show who is invited, and ask for a password."""
    house.rates.take(rates.LINK_BY_PLACE, "invitation", place_of(request))
    return _page(house, visitor, token)


@router.post("/invitation/{token}")
def accept(
    request: Request,
    house: Inside,
    visitor: Anybody,
    token: str,
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Keep the password and sign her in."""
    house.rates.take(rates.LINK_BY_PLACE, "invitation", place_of(request))
    if password != again:
        return _page(house, visitor, token, DIFFERENT)
    try:
        person = accounts.accept(house.app, house.tenant, token, password)
    except PasswordUnfit as unfit:
        return _page(house, visitor, token, unfit.text)
    session = sign_in.begin(house.app, house.tenant, person, device_of(request))
    return signed_in(request, session, "/")


def _page(house: House, visitor: Visitor, token: str, problem: Text | None = None) -> Response:
    person = accounts.invited(house.app, house.tenant, token)
    status = 200 if problem is None else status_of(PasswordUnfit)
    return house.templates.page(
        "invitation", visitor, status=status, person=person, problem=problem
    )
