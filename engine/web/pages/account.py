"""The account: password, and where somebody is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.findings import Text
from engine.services import accounts, sign_in
from engine.services.accounts import PasswordUnfit, PasswordWrong, RhythmUnusable
from engine.services.locality import town_of
from engine.services.profile import RHYTHMS
from engine.web.arrival import Inside, SignedIn
from engine.web.devices import device_name
from engine.web.errors import status_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.pages.invitation import DIFFERENT
from engine.web.visitor import Visitor

router = APIRouter()


@router.get("/account")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show the account."""
    return _page(house, visitor, done=done)


@router.post("/account/password")
def change_password(
    house: Inside,
    visitor: SignedIn,
    present: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Take another password; whoever knew the old one is signed out everywhere else."""
    session = visitor.session
    if session is None or password != again:
        return _page(house, visitor, problem=DIFFERENT, status=status_of(PasswordUnfit))
    try:
        accounts.change_password(house.app, house.tenant, session, present, password)
    except (PasswordWrong, PasswordUnfit) as refused:
        return _page(house, visitor, problem=refused.text, status=status_of(type(refused)))
    sign_in.sign_out_elsewhere(house.app, house.tenant, session)
    return go_to("/account?done=password")


@router.post("/account/messages")
def choose_rhythm(
    house: Inside, visitor: SignedIn, rhythm: Annotated[str, Form()] = ""
) -> Response:
    """Let her own messages come at once, once a day, or as the town has set."""
    try:
        accounts.set_rhythm(house.app, house.tenant, visitor.person or "", rhythm or None)
    except RhythmUnusable as refused:
        return _page(house, visitor, unusable=refused.text, status=status_of(RhythmUnusable))
    return go_to("/account?done=messages")


@router.post("/account/elsewhere")
def sign_out_elsewhere(house: Inside, visitor: SignedIn) -> Response:
    """End all other sessions."""
    if visitor.session is not None:
        sign_in.sign_out_elsewhere(house.app, house.tenant, visitor.session)
    return go_to("/account?done=elsewhere")


def _page(
    house: House,
    visitor: Visitor,
    *,
    done: str = "",
    problem: Text | None = None,
    unusable: Text | None = None,
    status: int = 200,
) -> Response:
    places = sign_in.places_of(house.app, house.tenant, visitor.person or "")
    return house.templates.page(
        "account",
        visitor,
        status=status,
        done=done,
        problem=problem,
        unusable=unusable,
        rhythm=accounts.person_of(house.app, house.tenant, visitor.person or "").rhythm,
        town_rhythm=town_of(house.app, house.tenant, visitor.reader).rhythm,
        rhythms=RHYTHMS,
        places=places,
        device_name=device_name,
        saying=house.saying(visitor.language),
        here="account",
    )
