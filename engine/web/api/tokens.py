"""Tokens: by which programs act for somebody; given out and taken back by people alone."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from engine.services import access_tokens
from engine.services.access_tokens import Wish
from engine.storage.queries.access_tokens import AccessToken
from engine.web.api.caller import Own
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Line, Model, Named, ToldOnce

router = APIRouter(prefix="/tokens", tags=["tokens"], route_class=OnceRoute)


class TokenEntry(BaseModel):
    """A token as it is kept: without the token itself."""

    id: str
    kind: str = Field(examples=["api"])
    person: str
    body: str | None
    title: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: AccessToken) -> TokenEntry:
        """Return what is said of a token."""
        return cls(
            id=token.id,
            kind=token.kind,
            person=token.person,
            body=token.body,
            title=token.title,
            scopes=list(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            used_at=token.used_at,
            revoked_at=token.revoked_at,
        )


class NewToken(Model):
    """A token that somebody wants for herself, or an administrator for a person."""

    title: Line = Field(examples=["Fachverfahren"])
    scopes: Annotated[
        list[Literal["read", "act", "office"]],
        Field(min_length=1, max_length=3, default_factory=lambda: ["read"]),
    ]
    days: Annotated[int, Field(ge=1, le=366)] = 90
    person: Line | None = None


class FreshToken(ToldOnce):
    """A token; it is shown this once."""

    token: str
    kept: TokenEntry


@router.get("")
def list_tokens(caller: Own) -> list[TokenEntry]:
    """List one's own tokens; an administrator sees all."""
    found = access_tokens.list_tokens(caller.app, caller.tenant, caller.reader)
    return [TokenEntry.of(each) for each in found]


@router.post("", status_code=HTTPStatus.CREATED)
def create_token(caller: Own, body: NewToken) -> FreshToken:
    """Give out a token; only somebody who has signed in can."""
    wish = Wish(
        person=body.person or caller.reader.person or "",
        title=body.title,
        scopes=tuple(body.scopes),
        days=body.days,
    )
    kept, token = access_tokens.create(caller.app, caller.tenant, caller.reader, wish)
    return FreshToken(token=token, kept=TokenEntry.of(kept))


@router.delete("/{token}", status_code=HTTPStatus.NO_CONTENT)
def revoke_token(caller: Own, token: Named) -> None:
    """Let a token open nothing any more."""
    access_tokens.revoke(caller.app, caller.tenant, caller.reader, token)
