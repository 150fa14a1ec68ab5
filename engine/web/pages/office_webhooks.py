"""The office desk: which programs elsewhere are told of what workflows publish."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.findings import Text
from engine.services import webhooks
from engine.services.webhooks import WebhookUnusable
from engine.web.arrival import Inside, SignedIn
from engine.web.going import go_to

if TYPE_CHECKING:
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 500
LATEST = 10
"""So many messages of each are shown."""
STATES = {
    "queued": Text(de="wartet", en="waiting"),
    "leased": Text(de="unterwegs", en="on its way"),
    "sent": Text(de="angekommen", en="arrived"),
    "dead": Text(de="aufgegeben", en="given up"),
}


@router.get("/office/webhooks")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show the addresses that are told of something, and what they were told last."""
    return _page(house, visitor, done=done)


@router.post("/office/webhooks")
def register(
    house: Inside,
    visitor: SignedIn,
    url: Annotated[str, Form(max_length=_LONGEST)] = "",
    topics: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Let an address be told; the secret is shown this once."""
    named = topics.replace(",", " ").split()
    app, tenant = house.app, house.tenant
    try:
        _, secret = webhooks.register(app, tenant, visitor.reader, url.strip(), named)
    except WebhookUnusable as refused:
        entries = {"url": url, "topics": topics}
        return _page(house, visitor, entries=entries, problem=refused.text)
    return _page(house, visitor, secret=secret)


@router.post("/office/webhooks/{webhook}/end")
def end(house: Inside, visitor: SignedIn, webhook: str) -> Response:
    """Tell an address nothing any more."""
    webhooks.end(house.app, house.tenant, visitor.reader, webhook)
    return go_to("/office/webhooks?done=ended")


@router.post("/office/webhooks/{webhook}/retry")
def retry(house: Inside, visitor: SignedIn, webhook: str) -> Response:
    """Try again what was given up."""
    webhooks.retry(house.app, house.tenant, visitor.reader, webhook)
    return go_to("/office/webhooks?done=retried")


def _page(
    house: House,
    visitor: Visitor,
    *,
    entries: dict[str, str] | None = None,
    secret: str = "",
    problem: Text | None = None,
    done: str = "",
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    found = webhooks.list_webhooks(app, tenant, reader)
    return house.templates.page(
        "office_webhooks",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office",
        tab="webhooks",
        lines=[(each, webhooks.messages(app, tenant, reader, each.id)) for each in found],
        latest=LATEST,
        states=STATES,
        entries=entries or {"url": "", "topics": ""},
        secret=secret,
        problem=problem,
        done=done,
        saying=house.saying(visitor.language),
    )
