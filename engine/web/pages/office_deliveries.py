"""Deliveries: what could not be sent, tried again by an administrator; a letter for trying."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.errors import DeliveryError, SettingsError
from engine.findings import Text
from engine.services import dead, sending
from engine.web import rates
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()


@router.get("/office/deliveries")
def show(house: Inside, visitor: SignedIn, tried: int | None = None, sent: str = "") -> Response:
    """Show what is dead, and how much of everything there is."""
    return _page(house, visitor, tried=tried, sent=sent)


@router.post("/office/deliveries/retry")
def retry(
    house: Inside, visitor: SignedIn, chosen: Annotated[list[str] | None, Form(alias="id")] = None
) -> Response:
    """Queue what was chosen again; without a choice everything."""
    count = dead.retry(house.app, house.tenant, visitor.reader, chosen or [])
    return go_to(f"/office/deliveries?tried={count}")


@router.post("/office/deliveries/test")
def send_test(
    house: Inside, visitor: SignedIn, address: Annotated[str, Form(max_length=254)] = ""
) -> Response:
    """Send a letter to an address at once."""
    house.rates.take(rates.SIGN_IN_BY_ADDRESS, "test letter", visitor.person or "")
    if "@" not in address:
        return _page(house, visitor, address=address, problem=_NO_ADDRESS, status=422)
    try:
        sending.send_test(
            house.app, house.tenant, visitor.reader, address.strip(), visitor.language
        )
    except (DeliveryError, SettingsError) as failed:
        status = status_of(type(failed))
        return _page(house, visitor, address=address, problem=failed.text, status=status)
    return go_to("/office/deliveries?sent=yes")


_NO_ADDRESS = Text(
    de="Das ist keine E-Mail-Adresse; sie sieht aus wie name@stadt.example.",
    en="This is no e-mail address; one looks like name@town.example.",
)


def _page(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    *,
    tried: int | None = None,
    sent: str = "",
    address: str = "",
    problem: Text | None = None,
    status: int = 200,
) -> Response:
    return house.templates.page(
        "office_deliveries",
        visitor,
        status=status,
        here="office",
        tab="deliveries",
        found=dead.dead(house.app, house.tenant, visitor.reader),
        tried=tried,
        sent=sent,
        address_given=address,
        problem=problem,
        saying=house.saying(visitor.language),
    )
