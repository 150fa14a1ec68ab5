"""One person at the office desk: how she is reached, what she holds, her access, her data."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.findings import Text
from engine.languages.tags import own_name
from engine.services import accounts, locality, people, privacy
from engine.services.definitions import newest_workflows
from engine.services.plain import plain
from engine.services.profile import RHYTHMS
from engine.services.rights import require_administrator
from engine.storage.errors import PersonNotFound
from engine.storage.letters import THROUGH
from engine.storage.queries.directory import Person
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.filling import Filling
from engine.web.going import go_to
from engine.web.pages.office_people import FUNCTIONS, roles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.services.privacy import Erased
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 200
AS_THE_TOWN = Text(de="wie die Stadt", en="as the town")


@router.get("/office/people/{person}")
def show(house: Inside, visitor: SignedIn, person: str, done: str = "") -> Response:
    """Show a person."""
    return _page(house, visitor, person, done=done)


@router.post("/office/people/{person}")
def change(house: Inside, visitor: SignedIn, person: str, filling: Filling) -> Response:
    """Change how she is called and reached, and how her messages come."""
    require_administrator(house.app, house.tenant, visitor.reader)
    changes = {name: filling.get(name, "").strip() or None for name in _MEMBERS}
    problem = _problem_with(changes, _rhythms(house, visitor), _languages(house))
    if problem is not None:
        return _page(house, visitor, person, entries=filling, problem=problem)

    def edit(present: Person) -> Person:
        return replace(
            present,
            name=changes["name"],
            address=changes["address"],
            language=changes["language"],
            rhythm=changes["rhythm"],
        )

    people.change_person(house.app, house.tenant, visitor.reader, person, edit)
    return go_to(f"/office/people/{person}?done=changed")


@router.get("/office/people/{person}/data.json")
def data(house: Inside, visitor: SignedIn, person: str) -> Response:
    """Hand out everything that is known of her. Source: Art. 15 and 20 DSGVO."""
    found = privacy.export(house.app, house.tenant, visitor.reader, person)
    text = json.dumps(plain(found), ensure_ascii=False, indent=2)
    disposition = f'attachment; filename="{person}.json"'
    return Response(
        text, media_type="application/json", headers={"Content-Disposition": disposition}
    )


@router.post("/office/people/{person}/erasure")
def erase(
    house: Inside,
    visitor: SignedIn,
    person: str,
    reason: Annotated[str, Form(max_length=_LONGEST)] = "",
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Erase everything about her; what happened stays. Source: Art. 17 DSGVO."""
    require_administrator(house.app, house.tenant, visitor.reader)
    if not reason.strip() or not sure:
        return _page(house, visitor, person, unsure=_UNSURE)
    erased = privacy.erase(house.app, house.tenant, visitor.reader, person, reason.strip())
    return _erased(house, visitor, erased)


_MEMBERS = ("name", "address", "language", "rhythm")
_UNSURE = Text(
    de="Bitte einen Grund nennen, der niemanden nennt, und das Kästchen ankreuzen",
    en="Please give a reason that names nobody, and tick the box",
)
_NAME_NEEDED = Text(de="Ein Name fehlt", en="A name is missing")
_NO_ADDRESS = Text(de="Das ist keine E-Mail-Adresse", en="This is no e-mail address")
_NO_CHOICE = Text(de="Das steht nicht zur Wahl", en="This is no choice")


def _problem_with(
    changes: Mapping[str, str | None],
    rhythms: Mapping[str, Text],
    languages: Mapping[str, Text | str],
) -> Text | None:
    name, address = changes["name"], changes["address"]
    if not name or len(name) > _LONGEST or not name.isprintable():
        return _NAME_NEEDED
    if address and ("@" not in address.strip("@") or len(address) > _LONGEST or " " in address):
        return _NO_ADDRESS
    if (changes["rhythm"] or "") not in rhythms or (changes["language"] or "") not in languages:
        return _NO_CHOICE
    return None


def _rhythms(house: House, visitor: Visitor) -> dict[str, Text]:
    """Return how messages may come: as the town has set, or through who holds a role."""
    through = Text(de="auf Papier oder mündlich durch", en="on paper or by word of mouth through")
    roles = roles_of(house, visitor)
    said = {
        key: each if isinstance(each, Text) else Text(each, each) for key, each in roles.items()
    }
    return (
        {"": Text(de="wie die Stadt", en="as the town")}
        | RHYTHMS
        | {
            f"{THROUGH}{key}": Text(de=f"{through.de}: {each.de}", en=f"{through.en}: {each.en}")
            for key, each in said.items()
        }
    )


def _languages(house: House) -> dict[str, Text | str]:
    tags = locality.languages_of(house.app, house.tenant)
    return {"": AS_THE_TOWN, **{tag: own_name(tag) for tag in tags}}


def _page(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    person: str,
    *,
    entries: Mapping[str, str] | None = None,
    problem: Text | None = None,
    unsure: Text | None = None,
    done: str = "",
) -> Response:
    app, tenant = house.app, house.tenant
    require_administrator(app, tenant, visitor.reader)
    found = accounts.person_of(app, tenant, person)
    if found.name is None:
        raise PersonNotFound(name=person)
    about = privacy.export(app, tenant, visitor.reader, found.id)
    present = {name: getattr(found, name) or "" for name in _MEMBERS}
    return house.templates.page(
        "office_person",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problem or unsure else HTTPStatus.OK,
        here="office",
        tab="people",
        person=found,
        entries=present if entries is None else entries,
        about=about,
        account=accounts.all_accounts(app, tenant).get(found.id),
        roles=roles_of(house, visitor),
        functions=FUNCTIONS,
        rhythms=_rhythms(house, visitor),
        languages=_languages(house),
        titles=_titles(house),
        problem=problem,
        unsure=unsure,
        done=done,
        saying=house.saying(visitor.language),
    )


def _titles(house: House) -> dict[str, Text]:
    """Return what roles of cases are called."""
    flows = newest_workflows(house.app, house.tenant).values()
    return {key: role.title for flow in flows for key, role in flow.roles.items()}


def _erased(house: House, visitor: Visitor, erased: Erased) -> Response:
    return house.templates.page(
        "office_person_erased",
        visitor,
        here="office",
        tab="people",
        erased=erased,
        titles=_titles(house),
    )
