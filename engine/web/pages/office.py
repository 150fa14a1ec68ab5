"""The office desk: whether the clock runs, what is stuck, which roles are vacant."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from engine.services import health
from engine.services.vacancies import vacancies
from engine.web.arrival import Inside, SignedIn

router = APIRouter()
_ORDER = (health.State.WRONG, health.State.NOTICE, health.State.FINE)


@router.get("/office")
def show(house: Inside, visitor: SignedIn) -> Response:
    """Show the health of the clock and of the town."""
    checks = [
        *health.town(house.app, house.tenant, visitor.reader),
        vacancies(house.app, house.tenant, visitor.reader),
        *health.installation(house.app),
    ]
    return house.templates.page(
        "office",
        visitor,
        here="office",
        tab="health",
        checks=sorted(checks, key=lambda each: _ORDER.index(each.state)),
        now=house.app.now(),
        saying=house.saying(visitor.language),
    )
