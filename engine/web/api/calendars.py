"""Calendar feeds: their addresses are secrets, given out here and revoked like tokens."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field

from engine.services import feeds
from engine.web.api.caller import ByAddress, Own
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Line, Model, ToldOnce
from engine.web.api.tokens import TokenEntry

router = APIRouter(prefix="/calendars", tags=["calendars"], route_class=OnceRoute)
MEDIA_TYPE = "text/calendar"
Secret = Annotated[
    str,
    Path(
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9_-]+\.ics$",
        description="The secret of the address, with “.ics”.",
    ),
]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The calendar (RFC 5545).",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


class NewCalendar(Model):
    """A calendar that somebody wants to subscribe to."""

    title: Line = Field(examples=["Telefon"])
    body: Line | None = Field(
        None,
        description="The body whose sittings it shows; left out: what one owes.",
        examples=["steering_group"],
    )


class FreshCalendar(ToldOnce):
    """A calendar; its address is shown this once."""

    address: str = Field(examples=["/api/v1/calendars/vbt_….ics"])
    kept: TokenEntry


@router.post("", status_code=HTTPStatus.CREATED)
def create_calendar(caller: Own, body: NewCalendar) -> FreshCalendar:
    """Give out the address of a calendar; `DELETE /tokens/{token}` takes it back."""
    kept, secret = feeds.create(caller.app, caller.tenant, caller.reader, body.title, body.body)
    base = caller.app.settings.base_url or ""
    return FreshCalendar(address=f"{base}/api/v1/calendars/{secret}.ics", kept=TokenEntry.of(kept))


@router.get("/{secret}", response_class=Response, responses=_FILE)
def fetch_calendar(caller: ByAddress, secret: Secret) -> Response:
    """Fetch a calendar; whoever knows its address may."""
    content = feeds.fetch(caller.app, caller.tenant, secret.removesuffix(".ics"))
    return Response(content, media_type=MEDIA_TYPE)
