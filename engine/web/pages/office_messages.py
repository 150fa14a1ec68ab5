"""Messages: how they read, previewed for a case or an example, said otherwise, sent for trying."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.errors import DeliveryError, NotFound, SettingsError
from engine.findings import Text
from engine.services import rewording
from engine.services.definitions import newest_workflows
from engine.services.letters import PARTS
from engine.services.rewording import LANGUAGES, MessageNotFound, Wish
from engine.web import rates
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.filling import Filling
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

if TYPE_CHECKING:
    from engine.services.letters import Wording
    from engine.services.rewording import Preview, Worded

router = APIRouter()
_NO_DAY = Text(de="Das ist kein Tag des Kalenders.", en="This is no day of the calendar.")
_NO_ADDRESS = Text(
    de="Das ist keine E-Mail-Adresse; sie sieht aus wie name@stadt.example.",
    en="This is no e-mail address; one looks like name@town.example.",
)


@router.get("/office/messages")
def show_all(
    house: Inside,
    visitor: SignedIn,
    workflow: Annotated[str, Query(max_length=200)] = "",
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show the messages of a workflow."""
    flows = newest_workflows(house.app, house.tenant)
    chosen = workflow if workflow in flows else next(iter(flows), "")
    app, tenant, reader = house.app, house.tenant, visitor.reader
    found = rewording.messages(app, tenant, reader, chosen) if chosen else []
    return house.templates.page(
        "office_messages",
        visitor,
        here="office",
        tab="messages",
        flows={key: each.title for key, each in flows.items()},
        chosen=chosen,
        messages=found,
        done=done,
    )


@router.get("/office/messages/{workflow}/{message}")
def show(
    house: Inside,
    visitor: SignedIn,
    workflow: str,
    message: str,
    case: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show one message as it reads and as it would arrive, in both languages."""
    return _page(house, visitor, (workflow, message), {"case": case})


@router.post("/office/messages/{workflow}/{message}")
def change(
    house: Inside, visitor: SignedIn, workflow: str, message: str, filled: Filling
) -> Response:
    """Show what another wording would look like, take it, or send it for trying."""
    where, do = (workflow, message), filled.get("do", "preview")
    if do == "preview":
        return _page(house, visitor, where, filled)
    try:
        since = date.fromisoformat(filled["since"]) if filled.get("since") else None
    except ValueError:
        return _page(house, visitor, where, filled, problem=_NO_DAY)
    if do == "send":
        return _send(house, visitor, where, filled)
    app, tenant, reader = house.app, house.tenant, visitor.reader
    scope = None if filled.get("scope") == "all" else workflow
    said: Wording = {} if do == "reset" else _wording(filled)
    try:
        rewording.reword(app, tenant, reader, (scope, message), said, since)
    except SettingsError as unusable:
        return _page(house, visitor, where, filled, problem=unusable.text)
    return go_to(f"/office/messages?workflow={workflow}&done={do}")


def _send(
    house: House, visitor: Visitor, where: tuple[str, str], filled: dict[str, str]
) -> Response:
    house.rates.take(rates.SIGN_IN_BY_ADDRESS, "test letter", visitor.person or "")
    address = filled.get("address", "").strip()[:254]
    if "@" not in address:
        return _page(house, visitor, where, filled, problem=_NO_ADDRESS)
    wish = _wish(where, visitor.language, filled)
    try:
        rewording.try_out(house.app, house.tenant, visitor.reader, wish, address)
    except (DeliveryError, SettingsError) as failed:
        return _page(house, visitor, where, filled, problem=failed.text)
    return go_to(f"/office/messages?workflow={where[0]}&done=sent")


def _wording(filled: dict[str, str]) -> Wording:
    return {part: {tag: filled.get(f"{part}_{tag}", "") for tag in LANGUAGES} for part in PARTS}


def _wish(where: tuple[str, str], language: str, filled: dict[str, str]) -> Wish:
    wording = _wording(filled) if "subject_de" in filled else None
    return Wish(*where, language, filled.get("case", "").strip() or None, wording)


def _page(
    house: House,
    visitor: Visitor,
    where: tuple[str, str],
    filled: dict[str, str],
    *,
    problem: Text | None = None,
) -> Response:
    workflow, message = where
    app, tenant, reader = house.app, house.tenant, visitor.reader
    listed = rewording.messages(app, tenant, reader, workflow)
    worded: Worded | None = next((each for each in listed if each.message == message), None)
    if worded is None:
        raise MessageNotFound(message=message, workflow=workflow)
    previews: dict[str, Preview] = {}
    try:
        for tag in LANGUAGES:
            wish = _wish(where, tag, filled)
            previews[tag] = rewording.preview(app, tenant, reader, wish)
    except (SettingsError, NotFound) as unusable:
        problem = problem or unusable.text
    given = _wording(filled) if "subject_de" in filled else worded.wording
    return house.templates.page(
        "office_message",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office",
        tab="messages",
        flow=newest_workflows(app, tenant)[workflow],
        worded=worded,
        given=given,
        filled=filled,
        previews=previews,
        languages={"de": Text(de="Deutsch", en="German"), "en": Text(de="Englisch", en="English")},
        problem=problem,
    )
