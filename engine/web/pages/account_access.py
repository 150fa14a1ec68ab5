"""The account's ways in for calendars and programs: given out, shown once, taken back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from engine.findings import Text
from engine.services import access_tokens, feeds
from engine.services.access_tokens import API, CALENDAR, SCOPES, Wish
from engine.services.bodies import BodyNotFound
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.going import base_of, go_to

if TYPE_CHECKING:
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 100
DAYS = (30, 90, 180, 365)
_TITLE_NEEDED = Text(de="Bitte sagen, wofür es ist", en="Please say what it is for")
_SCOPE_NEEDED = Text(
    de="Bitte mindestens ein Recht und eine der Laufzeiten wählen",
    en="Please choose at least one right and one of the durations",
)
_NO_BODY = Text(de="Dieses Gremium gibt es hier nicht", en="There is no such body here")


@router.get("/account/access")
def show(house: Inside, visitor: SignedIn, body: str = "", done: str = "") -> Response:
    """Show what was given out, and forms for more."""
    return _page(house, visitor, body=body, done=done)


@router.post("/account/access/calendars")
def subscribe(
    house: Inside,
    visitor: SignedIn,
    request: Request,
    title: Annotated[str, Form(max_length=_LONGEST)] = "",
    body: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Give out the address of a calendar; it is shown this once."""
    if not title.strip().isprintable() or not title.strip():
        return _page(house, visitor, body=body, calendar_problem=_TITLE_NEEDED)
    try:
        _, secret = feeds.create(
            house.app, house.tenant, visitor.reader, title.strip(), body or None
        )
    except BodyNotFound:
        return _page(house, visitor, calendar_problem=_NO_BODY)
    base = base_of(house, request)
    return _page(house, visitor, address=f"{base}/api/v1/calendars/{secret}.ics")


@router.post("/account/access/programs")
def admit_program(
    house: Inside,
    visitor: SignedIn,
    title: Annotated[str, Form(max_length=_LONGEST)] = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[str, Form(max_length=10)] = "90",
) -> Response:
    """Give out a token for a program; it is shown this once."""
    chosen = tuple(scopes or ())
    if not title.strip().isprintable() or not title.strip():
        return _page(house, visitor, program_problem=_TITLE_NEEDED)
    if not chosen or not set(chosen) <= SCOPES.keys() or days not in map(str, DAYS):
        return _page(house, visitor, program_problem=_SCOPE_NEEDED)
    wish = Wish(visitor.person or "", title.strip(), chosen, int(days))
    _, token = access_tokens.create(house.app, house.tenant, visitor.reader, wish)
    return _page(house, visitor, token=token)


@router.post("/account/access/{token}/revoke")
def revoke(house: Inside, visitor: SignedIn, token: str) -> Response:
    """Let a calendar or a program in no longer."""
    access_tokens.revoke(house.app, house.tenant, visitor.reader, token)
    return go_to("/account/access?done=revoked")


def _page(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    *,
    body: str = "",
    address: str = "",
    token: str = "",
    calendar_problem: Text | None = None,
    program_problem: Text | None = None,
    done: str = "",
) -> Response:
    app, tenant = house.app, house.tenant
    bodies = {each.id: each.title for each in reading.directory(house, visitor).bodies}
    mine = [
        each
        for each in access_tokens.list_tokens(app, tenant, visitor.reader)
        if each.person == visitor.person
        and each.revoked_at is None
        and (each.expires_at is None or each.expires_at > app.now())
    ]
    is_wrong = calendar_problem is not None or program_problem is not None
    return house.templates.page(
        "account_access",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK,
        here="account",
        body=body,
        bodies=bodies,
        calendar_address=address,
        program_token=token,
        calendars=[each for each in mine if each.kind == CALENDAR],
        programs=[each for each in mine if each.kind == API],
        scopes=SCOPES,
        days=DAYS,
        calendar_problem=calendar_problem,
        program_problem=program_problem,
        done=done,
        saying=house.saying(visitor.language),
    )
