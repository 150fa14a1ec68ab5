"""Arrival: who has sent a request, and in which language she reads; what routes ask for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl, urlencode

from babel import negotiate_locale
from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from engine.services import rights, sign_in
from engine.services.access import Reader
from engine.services.locality import languages_of
from engine.settings import LANGUAGES
from engine.web.cookies import give
from engine.web.going import page_above
from engine.web.house import House, house_of
from engine.web.visitor import SignInNeeded, Visitor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION = "verbindlich_session"
LANGUAGE = "verbindlich_language"
ASKED = "language"
"""Part of an address that says in which language it is to be shown."""
KEPT = timedelta(days=365)
"""How long a browser remembers its language."""


def visitor_of(request: Request) -> Visitor:
    """Return who has sent a request; looked up once."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        house = house_of(request)
        with house.look():
            known = request.state.visitor = _look(request, house)
    return known


def _look(request: Request, house: House) -> Visitor:
    token = request.cookies.get(SESSION)
    found = sign_in.session_of(house.app, house.tenant, token) if token else None
    is_valid = found is not None and found.is_valid(house.app.now())
    offered = languages_of(house.app, house.tenant)
    own = found.language if found is not None and is_valid else None
    session, lost = (found, None) if is_valid else (None, found)
    keeps = session is not None and rights.is_administrator(
        house.app, house.tenant, Reader(session.person)
    )
    return Visitor(
        _chosen(request, own, offered),
        session,
        lost,
        address=address_of(request),
        languages=offered,
        is_administrator=keeps,
        has_sent=_is_form(request),
    )


def _chosen(request: Request, own: str | None, offered: Sequence[str]) -> str:
    """Return the language that the address says, else the one kept, else the person's own."""
    said = request.query_params.get(ASKED)
    if said in offered:
        request.state.language = said
    for each in (said, request.cookies.get(LANGUAGE), own):
        if each is not None and each in offered:
            return each
    return asked_for(request, offered)


def address_of(request: Request) -> str:
    """Return the page that a visitor looks at, without the language that it may ask for.

    Of what answers a form it is the page where the form was: many forms have no page of their own.
    """
    kept = parse_qsl(request.url.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in kept if name != ASKED])
    path = request.url.path
    if _is_form(request):
        path = page_above(path, house_of(request).pages)
    return f"{path}?{query}" if query else path


def _is_form(request: Request) -> bool:
    return request.method not in {"GET", "HEAD"}


def asked_for(request: Request, offered: Sequence[str] = LANGUAGES) -> str:
    """Return the language that the browser asks for, German if it asks for none of ours."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag))
        except ValueError:
            continue
    tags = [tag for _, tag in sorted(wanted, key=lambda each: each[0])]
    return negotiate_locale(tags, offered, sep="-") or LANGUAGES[0]


async def _signed_in(visitor: Annotated[Visitor, Depends(visitor_of)]) -> Visitor:
    if visitor.session is None:
        raise SignInNeeded
    return visitor


def place_of(request: Request) -> str:
    """Return where a request comes from, for counting tries."""
    return request.client.host if request.client else ""


async def _inside(request: Request) -> House:
    return house_of(request)


Inside = Annotated[House, Depends(_inside)]
Anybody = Annotated[Visitor, Depends(visitor_of)]
SignedIn = Annotated[Visitor, Depends(_signed_in)]
"""Who is signed in; everybody else is sent to the sign-in page and back."""


class LanguageMiddleware:
    """Keeps a language that an address has asked for, so that the pages after it are in it too."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_with_language(message: Message) -> None:
            chosen = scope.get("state", {}).get("language")
            if message["type"] == "http.response.start" and chosen is not None:
                kept = Response()
                give(Request(scope), kept, LANGUAGE, chosen, KEPT)
                MutableHeaders(scope=message).append("set-cookie", kept.headers["set-cookie"])
            await send(message)

        await self.app(scope, receive, send_with_language)
