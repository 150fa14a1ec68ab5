"""Shares: what the town shows to other towns and to advisers, and what is shown to it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.errors import AccessDenied, NotFound
from engine.findings import Text
from engine.services import shares
from engine.services.definitions import newest_workflows
from engine.services.rights import require_administrator
from engine.services.shares import OneOfEach, Wanted
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.filling import Filling
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 300
_NO_REASON = Text(de="Der Grund fehlt.", en="The reason is missing.")
_NO_DAY = Text(de="Das ist kein Tag des Kalenders.", en="This is no day of the calendar.")


@router.get("/office/shares")
def show(
    house: Inside, visitor: SignedIn, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show what is shown to whom, until when and why."""
    return _page(house, visitor, done=done)


@router.post("/office/shares")
def give(house: Inside, visitor: SignedIn, filled: Filling) -> Response:
    """Show a case, or the cases of a workflow, to another town or to somebody."""
    require_administrator(house.app, house.tenant, visitor.reader)
    said = {key: value.strip()[:_LONGEST] or None for key, value in filled.items()}
    try:
        until = date.fromisoformat(said["until"] or "") if said.get("until") else None
    except ValueError:
        return _page(house, visitor, problem=_NO_DAY)
    if not said.get("reason"):
        return _page(house, visitor, problem=_NO_REASON)
    wanted = Wanted(
        str(said["reason"]),
        case=said.get("case"),
        workflow=said.get("workflow"),
        to_town=said.get("to_town"),
        to_person=said.get("to_person"),
        until=until,
    )
    try:
        shares.share(house.app, house.tenant, visitor.reader, wanted)
    except (NotFound, AccessDenied, OneOfEach) as missing:
        return _page(house, visitor, problem=missing.text)
    return go_to("/office/shares?done=given")


@router.post("/office/shares/{share}/end")
def end(house: Inside, visitor: SignedIn, share: str) -> Response:
    """End a share now."""
    require_administrator(house.app, house.tenant, visitor.reader)
    shares.end_share(house.app, house.tenant, visitor.reader, share)
    return go_to("/office/shares?done=ended")


def _page(
    house: House, visitor: Visitor, *, done: str = "", problem: Text | None = None
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    require_administrator(app, tenant, reader)
    known = reading.directory(house, visitor)
    return house.templates.page(
        "office_shares",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office",
        tab="shares",
        given=shares.given_shares(app, tenant, reader),
        received=shares.received_cases(app, tenant, reader),
        flows={key: flow.title for key, flow in newest_workflows(app, tenant).items()},
        people=[(each.id, each.name) for each in known.people if each.name],
        done=done,
        problem=problem,
        saying=reading.saying(house, visitor),
    )
