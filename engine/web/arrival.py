"""Arrival: who has sent a request, and in which language she reads; what routes ask for."""

from __future__ import annotations

from typing import Annotated

from babel import negotiate_locale
from fastapi import Depends, Request

from engine.services import rights, sign_in
from engine.services.access import Reader
from engine.settings import LANGUAGES
from engine.web.house import House, house_of
from engine.web.visitor import SignInNeeded, Visitor

SESSION = "verbindlich_session"
LANGUAGE = "verbindlich_language"


def visitor_of(request: Request) -> Visitor:
    """Return who has sent a request; looked up once."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is None:
        known = request.state.visitor = _look(request, house_of(request))
    return known


def _look(request: Request, house: House) -> Visitor:
    token = request.cookies.get(SESSION)
    found = sign_in.session_of(house.app, house.tenant, token) if token else None
    is_valid = found is not None and found.is_valid(house.app.now())
    chosen = request.cookies.get(LANGUAGE, "")
    if chosen not in LANGUAGES:
        own = found.language if found is not None and is_valid else None
        chosen = own if own in LANGUAGES else asked_for(request)
    session, lost = (found, None) if is_valid else (None, found)
    keeps = session is not None and rights.is_administrator(
        house.app, house.tenant, Reader(session.person)
    )
    return Visitor(chosen, session, lost, address_of(request), keeps)


def address_of(request: Request) -> str:
    """Return the page that a visitor looks at."""
    query = f"?{request.url.query}" if request.method == "GET" and request.url.query else ""
    return f"{request.url.path}{query}"


def asked_for(request: Request) -> str:
    """Return the language that the browser asks for, German if it asks for none that we speak."""
    wanted: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), tag))
        except ValueError:
            continue
    tags = [tag for _, tag in sorted(wanted, key=lambda each: each[0])]
    return negotiate_locale(tags, LANGUAGES, sep="-") or LANGUAGES[0]


def _signed_in(visitor: Annotated[Visitor, Depends(visitor_of)]) -> Visitor:
    if visitor.session is None:
        raise SignInNeeded
    return visitor


def place_of(request: Request) -> str:
    """Return where a request comes from, for counting tries."""
    return request.client.host if request.client else ""


Inside = Annotated[House, Depends(house_of)]
Anybody = Annotated[Visitor, Depends(visitor_of)]
SignedIn = Annotated[Visitor, Depends(_signed_in)]
"""Who is signed in; everybody else is sent to the sign-in page and back."""
