"""Signing in through the town's identity provider."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from engine.services import sign_in
from engine.settings import IdentityProvider
from engine.web import cookies, oidc, rates
from engine.web.arrival import Inside, place_of
from engine.web.going import base_of, safe
from engine.web.house import House
from engine.web.oidc import Attempt
from engine.web.pages.sign_in import device_of, signed_in

router = APIRouter()
ATTEMPT = "verbindlich_attempt"
BACK_TO = "/sign-in/provider/back"
_LASTS = timedelta(minutes=10)


@router.get("/sign-in/provider")
def ask(request: Request, house: Inside, next: str = "/") -> Response:  # noqa: A002 - its usual name
    """Send the browser to the provider."""
    house.rates.take(rates.SIGN_IN_BY_PLACE, "provider", place_of(request))
    attempt = Attempt.fresh(safe(next))
    address = oidc.address_to_ask(_provider(house), attempt, _back_to(request, house))
    response = RedirectResponse(address, 303)
    cookies.give(request, response, ATTEMPT, attempt.written(), _LASTS)
    return response


@router.get(BACK_TO)
def come_back(request: Request, house: Inside) -> Response:
    """Take the provider's answer and begin a session."""
    provider = _provider(house)
    attempt = Attempt.read(request.cookies.get(ATTEMPT))
    answer = dict(request.query_params)
    claims = oidc.claims_of(provider, attempt, _back_to(request, house), answer)
    token = sign_in.sign_in_by_provider(
        house.app, house.tenant, provider.issuer, claims, device_of(request)
    )
    response = signed_in(request, token, attempt.back)
    cookies.take_back(request, response, ATTEMPT)
    return response


def _provider(house: House) -> IdentityProvider:
    provider = house.app.settings.oidc
    if provider is None:
        raise HTTPException(404)
    return provider


def _back_to(request: Request, house: House) -> str:
    base = base_of(house, request)
    return f"{base}{BACK_TO}"
