"""A new case: the form of a workflow's fields, what has to be said first."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from engine.definition.fields import Field
from engine.definition.model import Workflow
from engine.lifecycle.errors import WorkflowNotFound
from engine.services import events
from engine.services.answers import Answer
from engine.services.intents import OpenCase
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.asking import choices_of
from engine.web.forms.entries import Entries, raw_of
from engine.web.forms.filling import STAY, Filling
from engine.web.forms.refused import conditions_of, errors_by_path
from engine.web.forms.widgets import Filled, widgets_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()


@router.get("/cases/new/{workflow}")
def ask(house: Inside, visitor: SignedIn, workflow: str) -> Response:
    """Show the form."""
    return _page(house, visitor, _flow(house, visitor, workflow), {})


@router.post("/cases/new/{workflow}")
def take(house: Inside, visitor: SignedIn, filling: Filling, workflow: str) -> Response:
    """Open the case, unless a row of a list was to be added or removed."""
    flow = _flow(house, visitor, workflow)
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
    return go_to(f"/cases/{answer.number}?done={answer.version}")


def _flow(house: House, visitor: Visitor, key: str) -> Workflow:
    flow = reading.openable(house, visitor).get(key)
    if flow is None:
        raise WorkflowNotFound(workflow=key)
    return flow


def _page(
    house: House,
    visitor: Visitor,
    flow: Workflow,
    entries: Entries,
    *,
    refusal: Answer | None = None,
    extra_rows: dict[str, int] | None = None,
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
    )


def _is_needed(field: Field) -> bool:
    return field.required and field.default is None
