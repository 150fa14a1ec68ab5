"""A new case: the form of a workflow's fields, what has to be said first."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from engine.definition.fields import Field
from engine.definition.model import Workflow
from engine.lifecycle.errors import WorkflowNotFound
from engine.services import drafts, events
from engine.services.answers import Answer
from engine.services.intents import OpenCase
from engine.web import reading
from engine.web.arrival import Anybody, Inside, SignedIn
from engine.web.forms.asking import choices_of
from engine.web.forms.entries import Entries, raw_of
from engine.web.forms.filling import NOT_ENTRIES, STAY, Filling
from engine.web.forms.refused import conditions_of, errors_by_path
from engine.web.forms.widgets import Filled, widgets_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import SignInNeeded, Visitor

router = APIRouter()


@router.get("/cases/new/{workflow}")
def ask(house: Inside, visitor: SignedIn, workflow: str) -> Response:
    """Show the form, with a draft of it if there is one."""
    flow = _flow(house, visitor, workflow)
    draft = drafts.draft_of(house.app, house.tenant, visitor.person or "", _draft_name(flow))
    entries = draft.entries if draft else {}
    return _page(house, visitor, flow, entries, draft_of=draft.saved_at if draft else None)


@router.post("/cases/new/{workflow}")
def take(house: Inside, visitor: Anybody, filling: Filling, workflow: str) -> Response:
    """Keep what was filled in, and open the case unless something else was wanted."""
    if visitor.session is None:
        _keep_for_later(house, visitor, filling, workflow)
        raise SignInNeeded
    flow = _flow(house, visitor, workflow)
    _keep(house, visitor.session.person, flow, filling)
    wanted, _, what = filling.get("do", "send").partition(":")
    if wanted == "add":
        return _page(house, visitor, flow, filling, extra_rows={what: 1})
    if wanted == "remove":
        left = {key: each for key, each in filling.items() if not key.startswith(f"{what}.")}
        return _page(house, visitor, flow, left)
    if wanted == STAY:
        return _page(house, visitor, flow, filling)
    zone = house.saying(visitor.language).zone
    intent = OpenCase(
        tenant=house.tenant,
        workflow=workflow,
        fields=raw_of(flow.fields, filling, zone),
        who=visitor.who,
        key=filling.get("key") or None,
    )
    answer = events.open_case(house.app, intent)
    if not answer.accepted:
        return _page(house, visitor, flow, filling, refusal=answer)
    drafts.forget(house.app, house.tenant, visitor.session.person, _draft_name(flow))
    return go_to(f"/cases/{answer.number}?done={answer.version}")


@router.post("/cases/new/{workflow}/forget")
def forget_draft(house: Inside, visitor: SignedIn, workflow: str) -> Response:
    """Forget a draft and begin anew."""
    flow = _flow(house, visitor, workflow)
    drafts.forget(house.app, house.tenant, visitor.person or "", _draft_name(flow))
    return go_to(f"/cases/new/{flow.key}")


def _draft_name(flow: Workflow) -> str:
    return f"new/{flow.key}"


def _keep(house: House, person: str, flow: Workflow, filling: Entries) -> None:
    entries = {key: each for key, each in filling.items() if key not in NOT_ENTRIES}
    drafts.keep(house.app, house.tenant, person, _draft_name(flow), entries)


def _keep_for_later(house: House, visitor: Visitor, filling: Entries, workflow: str) -> None:
    """Keep what somebody filled in whose session has ended meanwhile; she finds it again."""
    lost = visitor.lost
    if lost is not None and not lost.is_gone:
        flow = _flow(house, replace(visitor, session=lost), workflow)
        _keep(house, lost.person, flow, filling)


def _flow(house: House, visitor: Visitor, key: str) -> Workflow:
    flow = reading.openable(house, visitor).get(key)
    if flow is None:
        raise WorkflowNotFound(workflow=key)
    return flow


def _page(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    flow: Workflow,
    entries: Entries,
    *,
    refusal: Answer | None = None,
    extra_rows: dict[str, int] | None = None,
    draft_of: datetime | None = None,
) -> Response:
    reasons = refusal.reasons if refusal else ()
    errors = errors_by_path(reasons)
    choices = choices_of(reading.directory(house, visitor))
    filled = Filled(entries, errors, choices, extra_rows or {})
    needed = {key: each for key, each in flow.fields.items() if _is_needed(each)}
    others = {key: each for key, each in flow.fields.items() if key not in needed}
    return house.templates.page(
        "new_case",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        here="cases",
        flow=flow,
        widgets=widgets_of(needed, filled),
        others=widgets_of(others, filled),
        errors=errors,
        conditions=conditions_of(reasons, flow, (), visitor.language),
        is_open=bool(extra_rows)
        or any(each.lstrip("/").partition("/")[0] in others for each in errors),
        key=secrets.token_urlsafe(12),
        draft_of=draft_of,
        saying=house.saying(visitor.language),
    )


def _is_needed(field: Field) -> bool:
    return field.required and field.default is None
