"""The caller: who has sent a request to the API, by a token or a session, and for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from engine.findings import Text
from engine.services import access_tokens
from engine.services.access import NOBODY, Reader
from engine.services.application import Application
from engine.web import rates
from engine.web.api.language import language_of
from engine.web.api.problems import TokenNeeded
from engine.web.arrival import place_of, visitor_of
from engine.web.house import House, house_of
from engine.web.security import refuse_elsewhere

_BEARER = "bearer "
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a request comes from, and how she is answered."""

    house: House
    reader: Reader
    language: str

    @property
    def app(self) -> Application:
        """The application."""
        return self.house.app

    @property
    def tenant(self) -> str:
        """The town."""
        return self.house.tenant

    def say(self, text: Text | str | None) -> str | None:
        """Return a text in the caller's language."""
        return text.to(self.language) if isinstance(text, Text) else text


def caller_of(request: Request) -> Caller:
    """Return who calls; looked up once.

    Raises:
        TokenUnknown: the token opens nothing.
        FormFromElsewhere: a session came along with a form of another site.
    """
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        known = request.state.caller = _look(request)
    return known


def _look(request: Request) -> Caller:
    house, language = house_of(request), language_of(request)
    authorization = request.headers.get("authorization")
    if authorization is not None:
        house.rates.take(rates.API_BY_PLACE, "api", place_of(request))
        if not authorization.lower().startswith(_BEARER):
            raise TokenNeeded
        token = authorization[len(_BEARER) :].strip()
        return Caller(house, access_tokens.admit(house.app, house.tenant, token).reader, language)
    session = visitor_of(request).session
    if session is None:
        house.rates.take(rates.API_BY_PLACE, "api", place_of(request))
        return Caller(house, NOBODY, language)
    if request.method in _UNSAFE:
        refuse_elsewhere(request)
    return Caller(house, Reader(session.person), language)


def _reading(request: Request) -> Caller:
    """Let everybody read what she may see; a token only if it was given for it."""
    caller = caller_of(request)
    access_tokens.require_scope(caller.reader, "read")
    return caller


def _acting(request: Request) -> Caller:
    """Let everybody act as far as workflows allow; a token only if it was given for it."""
    caller = caller_of(request)
    access_tokens.require_scope(caller.reader, "act")
    if caller.reader.person is None:
        caller.house.rates.take(rates.ACT_BY_PLACE, "act", place_of(request))
    return caller


def _office(request: Request) -> Caller:
    """Let somebody keep the town's affairs; whether she may, the services say."""
    caller = _signed_in(request)
    access_tokens.require_scope(caller.reader, "office")
    return caller


def _taking(request: Request) -> Caller:
    """Let somebody take lists over; whether she may, the services say."""
    caller = _signed_in(request)
    access_tokens.require_scope(caller.reader, "act")
    return caller


def _own(request: Request) -> Caller:
    """Let somebody do what concerns herself; to read it, a token only if it was given for it."""
    caller = _signed_in(request)
    if request.method not in _UNSAFE:
        access_tokens.require_scope(caller.reader, "read")
    return caller


def _signed_in(request: Request) -> Caller:
    """Let somebody in who is known; raises TokenNeeded for nobody."""
    caller = caller_of(request)
    if caller.reader.person is None:
        raise TokenNeeded
    return caller


def _by_address(request: Request) -> Caller:
    """Let whoever knows a secret address read what it stands for."""
    house = house_of(request)
    house.rates.take(rates.API_BY_PLACE, "api", place_of(request))
    return Caller(house, NOBODY, language_of(request))


Reading = Annotated[Caller, Depends(_reading)]
Acting = Annotated[Caller, Depends(_acting)]
Office = Annotated[Caller, Depends(_office)]
Taking = Annotated[Caller, Depends(_taking)]
Own = Annotated[Caller, Depends(_own)]
ByAddress = Annotated[Caller, Depends(_by_address)]
GUARDS = {
    _reading: False,
    _acting: False,
    _office: True,
    _taking: True,
    _own: True,
    _by_address: False,
}
"""The ways in, with whether nobody is turned away; every route takes one of them."""
