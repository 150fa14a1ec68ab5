"""People and roles: who is who, who holds what, and who is invited to sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from engine.errors import NotFound
from engine.findings import Text
from engine.services import accounts, people
from engine.services.definitions import newest_workflows
from engine.services.rights import require_administrator
from engine.storage.queries.directory import Person
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.going import base_of, go_to
from engine.web.house import House
from engine.web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.services.people import Directory
    from engine.storage.queries.accounts import Account
    from engine.storage.queries.directory import RoleHolder

router = APIRouter()
_LONGEST = 200
FUNCTIONS = {
    "holder": Text(de="Inhaber oder Mitglied", en="holder or member"),
    "chair": Text(de="Vorsitz", en="chair"),
    "deputy": Text(de="Stellvertretung", en="deputy"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody, with what she holds."""

    id: str
    name: str
    address: str | None
    access: str
    """``open``, ``locked`` or ``none``."""
    held: list[RoleHolder] = field(default_factory=list)


@router.get("/office/people")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show everybody and what each holds."""
    require_administrator(house.app, house.tenant, visitor.reader)
    return _page(house, visitor, done=done)


@router.post("/office/people")
def add(
    house: Inside,
    visitor: SignedIn,
    name: Annotated[str, Form(max_length=_LONGEST)] = "",
    address: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Add a person."""
    name, address = name.strip(), address.strip()
    if not name or (address and "@" not in address):
        return _page(house, visitor, problem=_NAME_NEEDED)
    person = Person(people.fresh_id(house.app), name, address or None)
    try:
        people.put_person(house.app, house.tenant, visitor.reader, person)
    except people.AddressOdd as odd:
        return _page(house, visitor, problem=odd.text)
    return go_to("/office/people?done=added")


@router.post("/office/people/organisations")
def add_organisation(
    house: Inside, visitor: SignedIn, name: Annotated[str, Form(max_length=_LONGEST)] = ""
) -> Response:
    """Add an organisation."""
    if not name.strip():
        return _page(house, visitor, problem=_NAME_NEEDED)
    identity = people.fresh_id(house.app)
    people.put_organisation(house.app, house.tenant, visitor.reader, identity, name.strip())
    return go_to("/office/people?done=added")


@router.post("/office/people/{person}/roles")
def give(
    house: Inside,
    visitor: SignedIn,
    person: str,
    role: Annotated[str, Form()] = "",
    function: Annotated[str, Form()] = "holder",
    since: Annotated[str, Form()] = "",
) -> Response:
    """Let somebody hold a role, sit in a body or speak for an organisation, from a day on."""
    try:
        valid_from = date.fromisoformat(since) if since else None
    except ValueError:
        return _page(house, visitor, problem=_NO_DAY)
    if role not in roles_of(house, visitor) or function not in FUNCTIONS:
        return _page(house, visitor, problem=_ROLE_NEEDED)
    people.give_role(
        house.app,
        house.tenant,
        visitor.reader,
        role,
        person,
        function=function,
        valid_from=valid_from,
    )
    return go_to("/office/people?done=given")


@router.post("/office/people/roles/{held}/end")
def end(house: Inside, visitor: SignedIn, held: str) -> Response:
    """Let what somebody holds end with yesterday."""
    saying = house.saying(visitor.language)
    last_day = saying.today(house.app.now()) - timedelta(days=1)
    if not people.end_role(house.app, house.tenant, visitor.reader, held, last_day):
        raise RoleNotHeld(name=held)
    return go_to("/office/people?done=ended")


@router.post("/office/people/{person}/invitation")
def invite(house: Inside, visitor: SignedIn, request: Request, person: str) -> Response:
    """Show the link by which somebody chooses a password, once."""
    require_administrator(house.app, house.tenant, visitor.reader)
    token = accounts.invite(house.app, house.tenant, person, visitor.person)
    return _page(house, visitor, link=f"{base_of(house, request)}/invitation/{token}")


@router.post("/office/people/{person}/lock")
def lock(house: Inside, visitor: SignedIn, person: str) -> Response:
    """Let somebody in no longer, by whatever she has."""
    try:
        accounts.lock(house.app, house.tenant, visitor.reader, person)
    except accounts.NotOneself as refused:
        return _page(house, visitor, problem=refused.text)
    return go_to("/office/people?done=locked")


class RoleNotHeld(NotFound):
    """Not found: something held with the id {name}."""

    de = "Nicht gefunden: etwas Innegehabtes mit der Kennung {name}."


_NAME_NEEDED = Text(
    de="Ein Name fehlt, oder die Adresse ist keine E-Mail-Adresse.",
    en="A name is missing, or the address is no e-mail address.",
)
_NO_DAY = Text(de="Das ist kein Tag des Kalenders.", en="This is no day of the calendar.")
_ROLE_NEEDED = Text(de="Diese Rolle gibt es hier nicht.", en="There is no such role here.")


def roles_of(house: House, visitor: Visitor) -> Mapping[str, Text | str]:
    """Return what can be held: roles of the town, bodies, and speaking for an organisation."""
    known = reading.directory(house, visitor)
    roles: dict[str, Text | str] = {
        "administrator": Text(de="Verwaltung des Systems", en="Administrator")
    }
    for flow in newest_workflows(house.app, house.tenant).values():
        roles |= {key: each.title for key, each in flow.roles.items() if each.held_by == "tenant"}
    roles |= {each.id: each.title for each in known.bodies}
    contact = Text(de="Ansprechperson", en="Contact")
    return roles | {
        f"contact:{key}": Text(de=f"{contact.de}: {name}", en=f"{contact.en}: {name}")
        for key, name in known.organisations.items()
    }


def _page(
    house: House,
    visitor: Visitor,
    *,
    done: str = "",
    problem: Text | None = None,
    link: str = "",
) -> Response:
    require_administrator(house.app, house.tenant, visitor.reader)
    known = reading.directory(house, visitor)
    today = house.saying(visitor.language).today(house.app.now())
    return house.templates.page(
        "office_people",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office",
        tab="people",
        lines=_lines(known, accounts.all_accounts(house.app, house.tenant), today),
        organisations=sorted(known.organisations.items(), key=lambda each: each[1].casefold()),
        roles=roles_of(house, visitor),
        functions=FUNCTIONS,
        done=done,
        problem=problem,
        link=link,
        saying=house.saying(visitor.language),
    )


def _lines(known: Directory, accounts_of: Mapping[str, Account], today: date) -> list[Line]:
    held: dict[str, list[RoleHolder]] = {}
    for each in known.seats:
        if each.valid_until is None or each.valid_until >= today:
            held.setdefault(each.holder, []).append(each)
    return [
        Line(
            each.id,
            each.name,
            each.address,
            _access(accounts_of.get(each.id)),
            held.get(each.id, []),
        )
        for each in known.people
        if each.name is not None
    ]


def _access(account: Account | None) -> str:
    if account is None:
        return "none"
    return "open" if account.disabled_at is None else "locked"
